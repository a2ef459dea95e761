"""What a notice without RFC 3464 says in its text: which recipients, and the words on each."""

from __future__ import annotations

import re

# Behind one of these lines follows the mail that came back.
COPY_BEGINS = re.compile(
    r"^[ \t>*#=_-]*(?:"
    r"(?:below this line is|this is|here is|enclosed is|what follows is) (?:a |the )?(?:copy|original|header|message)"
    r"|(?:the )?(?:header|head|first|top|body)[^\n]{0,40}(?:of the (?:original )?message|follows?)"
    r"|(?:a copy of )?(?:the |your )?(?:original|unsent|returned|undelivered|bounced|rejected|failed) (?:e-?mail|message|mail)"
    r"(?: (?:text|headers?|body|follows|is|below)[^\n]{0,40})?[ \t]*:?[ \t=*#_-]*$"
    r"|(?:original|unsent|returned) message follows|message (?:headers?|text) follows?|message header"
    r"|(?:your )?message reads|original message|unsent message|message contents|included is the"
    r"|(?:received|return-path|x-mailer|mime-version|delivered-to|x-google-smtp-source):"
    r"|mensaje original|原(?:始)?(?:邮件|信件|郵件)(?:内容|全文|正文|信头|头|如下)|以下(?:是|为)(?:原|您).{0,6}(?:邮件|信件)|邮件(?:信头|头信息)"
    r")",
    re.I | re.M,
)
# Lines that name somebody else than the recipient.
OTHERS = re.compile(
    r"mail from|from:|return-path|sender|sent by|generated from|发件人|发信人|寄件|contact|postmaster|support"
    r"|mailto:|https?://|help ?desk|联系|咨询|客服|reply-to|message-id|helo"
    # A greeting names whom the notice is written to, if the address follows at once.
    r"|(?:hello|hallo|您好|dear)\W*\Z",
    re.I,
)
SERVICE = re.compile(
    r"(?:postmaster|mailer-daemon|abuse|support|help|service|kefu|noc|hostmaster|no-?reply)@", re.I
)
# Chinese sentences leave no space around an address, so only what ASCII mail allows belongs to it.
MAIL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
LEFT = r"(?<![A-Za-z0-9!#$%&'*+/=?^_`{|}~.-])"
# How recipients are told, the surest first: an address that follows these words, or fills a line.
SURE = tuple(
    re.compile(pattern.replace("@@", rf"{LEFT}(?P<to>{MAIL})"), re.I | re.M)
    for pattern in (
        r"^[ \t*•-]*(?:(?:final|failed|original|intended|each of the following)[ -])?(?:recipients?|addressee)(?: address)?[ \t]*[:：][ \t]*(?:rfc822;)?[ \t]*<?@@",
        r"(?:无法|無法|未能|不能)(?:成功)?(?:发送|投递|送达|传递|發送|投遞|送達|傳遞)(?:给|給|到|至)[ \t\n<（(“\"]*@@",
        r"(?:收件人|收信人|接收人|目标地址|收件(?:人)?(?:邮件)?地址|投递地址|失败地址|收件者|接收方|receiver)(?:邮件|邮箱|电子邮件|信箱)?(?:地址|帐号|账号)?(?:[ \t]*/[ \t]*[A-Za-z ]{1,20})?[ \t]*(?:\([^)]{0,20}\))?[ \t]*[:：（(【\[「“\"<为是]*[ \t\n]*[<（(【\[「“\"]*@@",
        r"^[ \t]*<?@@>?[ \t]*:?[ \t]*$",
        r"^[ \t]*<@@>[ \t]*[:(]",
        r"^[ \t>*•-]*<?@@>?[ \t]*(?:\[|:[ \t]|- |\.\.\. |on (?:mon|tue|wed|thu|fri|sat|sun)|\(unrecoverable|\()",
        r"(?:error-for|failed recipient|unknown user|undeliverable +to|could ?not be delivered to|delivery failed|delivery to|delivered to|deliver(?:ing)? (?:your |the )?(?:message|mail|e-mail)?(?: to)?|mail to|message to|(?:address|user|recipient|account)|attempts|exceeds allowed size|mailbox is full|full)[ \t]*[:：]?\s*<?@@",
        r"(?:发送|投递|发|寄|邮件)(?:给|到|至|往)[ \t]*[<（(【\[「“\"]*[ \t]*@@",
        r"[45]\d\d[ -](?:#?[45]\.\d+\.\d+ )?<@@>",
        r"rcpt to: ?<?@@",
        r"@@>?[）)】\]」”\" ]*(?:不存在|失败|被退回|已满|已停用|无法)",
    )
)
ANY = re.compile(rf"{LEFT}(?P<to>{MAIL})")
MOST = 100


def notice_part(text: str) -> str:
    """The text above the copy of the returned mail; all of it where nothing is above."""
    found = COPY_BEGINS.search(text)
    while found and len(text[: found.start()].strip()) < 20:
        found = COPY_BEGINS.search(text, found.end())
    return text[: found.start()] if found else text


def recipients_in(notice: str, not_these: frozenset[str], returned: tuple[str, ...]) -> list[str]:
    """The addresses that the notice is about, in their order; [] where it names none."""
    wanted = {one.lower() for one in returned}
    fallback: list[str] = []
    for pattern in SURE:
        found = _found(pattern, notice, not_these)
        if any(one.lower() in wanted for one in found):
            return found
        fallback = fallback or found
    if fallback:
        return fallback
    found = _found(ANY, notice, not_these)
    known = [one for one in found if one.lower() in wanted]
    return known or (found if len(found) == 1 or not wanted else [])


def words_on(notice: str, address: str, others: list[str]) -> str:
    """The lines from an address on to the next recipient's; the whole notice for a single one."""
    if len(others) <= 1:
        return notice
    start = notice.find(address)
    ends = [notice.find(one, start + len(address)) for one in others if one != address]
    end = min((place for place in ends if place > start), default=len(notice))
    return notice[max(start, 0) : end]


def _found(pattern: re.Pattern[str], notice: str, not_these: frozenset[str]) -> list[str]:
    found: dict[str, str] = {}
    for match in pattern.finditer(notice):
        address = match["to"].strip("'\".*")
        line = notice[notice.rfind("\n", 0, match.start("to")) + 1 : match.start("to")]
        known = address.lower()
        if known in not_these or SERVICE.match(address) or OTHERS.search(line[-60:]):
            continue
        found.setdefault(known, address)
        if len(found) >= MOST:
            break
    return list(found.values())
