"""Words that take an answer back, narrow it, or put it off: then a person has to read it.

A number or a keyword counts by itself only where nothing beside it speaks against it. The nets are
wide on purpose: a natural letter caught in one costs a look, a wrong move costs a letter.
"""

from __future__ import annotations

import re

from machines import keywords
from machines.mails import HELP, Answer, MailKind
from tracker.inbox.answering.saying import MOST_TEXT, clauses, is_courtesy
from tracker.inbox.answering.words import CONDITION, DONE, DOUBT

# Said of any answer, these take it back or leave it open.
TAKEN_BACK = "作废|撤回|收回|取消|别选|别给我选|不选|没选|没有选|不是[1-5一二三四五](?!\\d)|填错|选错|写错了|回错|发错|点错|以这[封次]为准|分不清|说错|不算数|谁说"
NARROWED = r"但(?!愿)|除了|除去|除开|不过(?!期)|只是|只不过|可是|然而|可惜|或者|或(?!许多)|要么|其实|以为|不代表|例外|\b(?:but|except|however|or)\b"
# Said beside a deed that is claimed as done, these deny it, narrow it or put it off.
DENIED = (
    r"[不没未别拒退错忘勿莫]|无法|难以|非本人|否|失败|有问题|有点问题|出问题|有困难|基本|差不多|大致|大部分|差一|还差|缺|漏|丢|遗失|过期|失效|损坏|弄坏"
    r"|才发现|被告知"
    r"|\b(?:not|never|no|nobody|wrong|refused?|rejected)\b|n't\b"
)
# Another did it, or he asks whether it is so: looked for before the answer's own words are left out.
BY_ANOTHER = r"代[我领收取交]|帮我|室友|同学|朋友|别人|他人|家人|我妈|我爸|母亲|父亲|能.{0,4}就|(?:问题|无误|正确|错误?|对)吧"
PUT_OFF = (
    r"再说|[再才]去|再(?:给|跟|向|和)?(?:您|你|老师)?(?:告诉|告知|回复|答复|汇报|联系|报告|说)|时再|后再|过[几两一]天|过一?阵|改天|到时|正要|将(?!来信)|会去|要去"
    r"|想去|月底前?(?:去|才)|尽[快早量].{0,8}(?:报到|接收|领|交|办|去|确认|核对)|抓紧|争取|计划|打算|预计|预定|约了"
    r"|(?<![期接招对优])待(?!遇)|暂|(?<![一二三平高对同])等(?![级等于奖同])|要求|补(?:交|办|充|正|材料)"
)
# Data said to be right is not, where something of it has changed.
CHANGED = r"换|改|变|更新|更正|旧|原来的|应[为是该]|有误|少了|多了|另外|[是为]\d(?!\d{3}级)"

# These words hold one of the above and mean nothing of the kind.
HARMLESS = re.compile(
    r"特别|级别|分别|性别|区别|个别|别墅|告别|不好意思|不客气|不久|不但|不仅|不止|不错|没错|没事|没想到|未央|未来|不用(?:谢|担心|回复|客气|再)"
    r"|不必(?:回复|担心)|不打扰|不再打扰|不麻烦|不忘初心|别担心|不辜负|不负|退休|退役|退伍|拒绝诈骗|非常|要是没(?!有)"
    r"|(?:没有?|无|并无)(?:任何|其他|其它|别的|什么|啥)*(?:问题|困难|变化|变动|变更|异议|疑问|疑义|意见|错误|误|改动|需要补充|事了?)(?!吧)"
    r"|(?:和|跟|与)(?:几个|几位|两个|两位)?同学.{0,4}一起|同学们?好"
)  # fmt: skip
# Who waits for the other side has not heard of it yet.
NOT_YET = re.compile(
    r"(?:还|尚|暂|一直|也)?(?:没有?|未)(?=.{0,8}(?:审|批|接收|处理|消息|回复|回音|反馈|通过|收到|转|结果|办好|办完|完成|办结"
    r"|办理完|弄好|回执|盖章|确认|通知|动静|下文|给我))|(?:预计|将|计划|争取).{0,12}(?:审|批|接收|处理|办|完成|通过|上会|开会)"
)
_OWN_DEED = re.compile("报到|去|领取?")
# What belongs to the time to come anyway, and what one writes of trouble: negation is its nature.
OF_TROUBLE = (
    keywords.HELP, keywords.WRONG, keywords.NOT_COMING, keywords.REISSUE, keywords.RETENTION, keywords.LONGER,
    keywords.RETURNING, keywords.MOVED, keywords.DESTINATION, keywords.AGAIN,
)  # fmt: skip
# Denying another answer bears this one out; an acceptance denied with "不" is a refusal instead.
_DENIES = r"(?:还|尚|暂|并)?(?:没有?|未)[\u4e00-\u9fff]{0,3}?"
_DECLINES = r"(?:不(?:需要|用|必|打算|想|要|再|准备)|无需|暂?时?不)[\u4e00-\u9fff]{0,2}?"
_BY_OTHERS = re.compile("接收|接纳|转")

_TAKEN_BACK = re.compile(f"{TAKEN_BACK}|{NARROWED}", re.IGNORECASE)
_DENIED = re.compile(DENIED, re.IGNORECASE)
_BY_ANOTHER = re.compile(BY_ANOTHER)
_PUT_OFF = re.compile(PUT_OFF, re.IGNORECASE)
_CHANGED = re.compile(CHANGED)


def why_doubtful(kind: MailKind, number: int, text: str) -> str:
    """Why a person should read what is said beside that answer, "" where nothing speaks against it.

    `text` is plain (`saying.plain`).
    """
    answer = kind.answer(number)
    if answer.label == HELP:
        return ""
    if len(text) >= MOST_TEXT:
        return "来信很长"
    said = [part.lower() for part in clauses(text) if not is_courtesy(part)]
    for part in said:
        meant = HARMLESS.sub("", part)
        bare = _without_agreeing(kind, answer, meant)
        found = _TAKEN_BACK.search(bare)
        if found is None and _claims(answer):
            found = _BY_ANOTHER.search(meant) or _against(answer, bare)
        if found:
            return f"但还写了“{found[0]}”"
    return ""


def _against(answer: Answer, part: str) -> re.Match[str] | None:
    waits = _is_any(answer, keywords.WAITING) and not _OWN_DEED.search(part)
    if waits:
        return _DENIED.search(NOT_YET.sub("", part))
    coming = _is_any(answer, keywords.COMING)
    return (
        _DENIED.search(part)
        or DOUBT.search(part)
        or (None if coming else CONDITION.search(part) or _PUT_OFF.search(part))
        or (_CHANGED.search(part) if _is_any(answer, keywords.CORRECT) else None)
    )


def _claims(answer: Answer) -> bool:
    return not any(_is_any(answer, words) for words in OF_TROUBLE)


def _is_any(answer: Answer, words: tuple[str, ...]) -> bool:
    return not set(words).isdisjoint(answer.keywords)


def _without_agreeing(kind: MailKind, answer: Answer, part: str) -> str:
    """The clause without this answer's own words, and without others that are denied."""
    label = answer.label.partition("（")[0].lower()
    words = [label, *(keyword for keyword in answer.keywords if "=" not in keyword)]
    for word in sorted(words, key=len, reverse=True):
        part = part.replace(word, "")
    own = {_stem(keyword) for keyword in answer.keywords}
    for other in kind.answers:
        if other.number == answer.number:
            continue
        stems = {_stem(keyword) for keyword in other.keywords if "=" not in keyword} - own
        for stem in sorted(stems, key=len, reverse=True):
            if stem in part:
                how = _DENIES if _BY_OTHERS.search(stem) else f"(?:{_DENIES}|{_DECLINES})"
                part = re.sub(how + re.escape(stem), "", part)
    return part


def _stem(keyword: str) -> str:
    return DONE.sub("", keyword)
