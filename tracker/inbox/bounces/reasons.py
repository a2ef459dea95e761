"""Why a mail did not arrive: by the server's words first, then by its codes.

Only 37 % of the 5xx bounces measured mean a dead address (../shared/mail/providers.md), so words
that speak of policy come before those that speak of a user, and a doubtful one is no dead address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.inbox.words import BounceReason as Why

# In order: the first that is found counts.
WORDS: tuple[tuple[Why, str], ...] = (
    (
        Why.LOOP,
        r"mail(?:er)? loop|loop(?:ing)? (?:detected|back)|looping|too many hops|hop count|maximum ho"
        r"|routing loop|duplicated message-id|邮件循环|投递循环|循环投递",
    ),
    (
        # Before TOO_LARGE: what has a size limit here is the mailbox.
        Why.FULL,
        r"(?:mail ?box|mail ?folder|inbox)(?:'s)?(?: \w+){0,2}? (?:size )?(?:limit )?(?:full|exceed\w*|over\b)"
        r"|(?:mail ?box|inbox) (?:is |has |are )?(?:\w+ )?(?:full|exceed\w*)",
    ),
    (
        Why.TOO_LARGE,
        r"(?:message|mail|size|file|attachment)[^.\n]{0,40}(?:too (?:large|big)|exceed\w*[^.\n]{0,30}"
        r"(?:size|limit|maximum))|exceeds?[^.\n]{0,20}(?:size|maximum message|fixed limit)|too large|size limit"
        r"|(?:邮件|信件|附件|大小).{0,12}(?:过大|太大|超过.{0,10}(?:大小|限制|上限)|超出.{0,10}(?:大小|限制|上限))",
    ),
    (
        Why.REJECTED,
        r"\bDT:(?:SPM|SUM)|\bMI:[A-Z]{3}|\bRP:[A-Z]{3}|\bHL:[A-Z]{3}|\bIP:[A-Z]{3}|must equal|spam|spoof|junk|virus"
        r"|unsolicited|blacklist|black ?list|blocklist|block ?list|\bRBL\b|spamhaus|reputation|dmarc"
        r"|\bspf\b|\bdkim\b|policy|content (?:rejected|denied|filter)|mail content|frequen|rate limit"
        r"|too many (?:connection|message|mail|recipient)|greylist|grey-list|relay(?:ing)? (?:access )?denied"
        r"|relaying (?:not allowed|denied)|not (?:permitted|allowed|authori[sz]ed|accept)|unauthenticated"
        r"|sender address rejected|sender (?:was )?(?:denied|rejected|verify)|bulk|blocked|banned|prohibited"
        r"|access denied|restricted|refused your|does not like|administrative(?:ly)? prohibition"
        r"|connection denied|\bip is (?:rejected|hang)|(?:ip|auth|client)[^.\n]{0,20} limit"
        r"|header[^.\n]{0,20}(?:missing|invalid)|(?:sending|daily|hourly|outgoing) (?:quota|limit)"
        r"|reverse dns|ptr record|not (?:a )?member|suspicio|suspected|challenge|whitelist"
        r"|垃圾|反垃圾|拒收|拒绝|频率|频繁|过于频繁|超过.{0,8}(?:次数|频率)|黑名单|白名单|敏感|违规|病毒|疑似"
        r"|发信(?:人|ip|域名).{0,12}(?:限制|禁止)|权限",
    ),
    (
        Why.FULL,
        r"(?:mail ?(?:box|folder)|inbox|quota|storage|disk|account)[^.\n]{0,40}(?:full|exceed|exhaust|over\b)"
        r"|over ?(?:the )?(?:quota|storage|limit)|out of (?:storage|disk)|quota (?:violation|exceed)"
        r"|exceed\w*[^.\n]{0,30}(?:quota|storage|mailbox)|too much mail|insufficient (?:system )?storage"
        r"|mailbox exceeds|quota|(?:邮箱|信箱|空间|容量|邮箱空间|存储).{0,8}(?:已满|满|不足|超限|超出|用尽|已滿)",
    ),
    (
        Why.DISABLED,
        r"(?:account|mailbox|user|address|recipient)[^.\n]{0,50}(?:disabled|inactive|suspended|deactivated"
        r"|discontinued|not active|closed|not activated|terminated|locked|expired|been moved)"
        r"|(?:disabled|inactive|suspended|deactivated|closed) (?:account|user|mailbox|recipient)|no longer (?:in use|valid|available|active|accept|on server|works)"
        r"|ha expirado|(?:帐号|账号|帐户|账户|帳號|邮箱|用户|地址).{0,10}(?:已?停用|被禁|禁用|冻结|已?注销|锁定|过期|封停|关闭)",
    ),
    (
        Why.NO_SUCH_DOMAIN,
        r"unroute?able (?:address|mail domain)|unrouteable|(?:host|domain|name)[^.\n]{0,50}(?:not found"
        r"|unknown|does ?n[o']t exist|non-?existent|could not be found|invalid)|unknown (?:host|domain)"
        r"|no such (?:domain|host)|bad (?:destination )?(?:host|domain)|nxdomain|couldn'?t find any host"
        r"|no (?:mx|mail exchanger)|mail exchanger or ip|no route to|name service error|null ?mx|nullmx"
        r"|(?:域名|域|主机|網域).{0,10}(?:不存在|无效|找不到|无法解析|解析失败|解析错误|错误)|没有.{0,6}mx|无mx",
    ),
    (
        Why.NO_SUCH_USER,
        r"(?:user|recipient|mailbox|account|address|addressee|mail ?box|name|alias)[^.\n]{0,60}?(?:unknown"
        r"|not (?:be )?(?:found|known|exist|recogni[sz]ed|listed|valid|local|have)|does ?n[o']t (?:exist|have)"
        r"|invalid|non-?exist\w*|n[o']t a (?:valid|known|registered)|unavailable|rejected|no match|not our customer)"
        r"|(?:unknown|invalid|no such|nonexistent|bad|malformed|non-?existent)(?: or \w+)?"
        r" (?:local )?(?:user|recipient|mailbox|account|address|addressee|person|local part|customer|alias)"
        r"|do(?:es)?n'?t exists? (?:that |this |the )?(?:user|account|mailbox|address)|not (?:a )?user of"
        r"|no mailbox here|no (?:such )?(?:user|account|mailbox|recipient)|doesn'?t have an?|no valid recipient"
        r"|not a registered|user doesn'?t|no (?:aliases|matches)|this user (?:doesn|does not)|not my customer"
        r"|no (?:person|one) (?:here )?by that|no existe|inconnu|unbekannt|不明なユーザ|宛先"
        r"|(?:用户|使用者|收件人|邮箱|地址|帐号|账号|帐户|账户|帳號|信箱|群組|收信人).{0,50}?(?:不存在|无效|無效|找不到|有误|不正确|未找到|没有找到|未注册|未开通)"
        r"|(?:不存在|无此|没有此|查无此|无效)(?:的)?(?:用户|收件人|邮箱|帐号|账号|地址|人)",
    ),
    (
        Why.EXPIRED,
        r"(?:message|delivery|retry|queue)[^.\n]{0,40}(?:expired|time-?out exceeded|too long|too old)|expired"
        r"|giving up|in the queue too long|failing for a long time|not delivered within|cannot send message for"
        r"|for the last \d+ seconds|aborted after|\d+ attempts|(?:多次|重试).{0,16}(?:失败|未成功|仍)|超时未|投递超时",
    ),
    (
        Why.UNREACHABLE,
        r"connection (?:timed? ?out|refused|reset|lost|closed|fail|dropped)|(?:unable|could ?n[o']t|could not|can not|cannot"
        r"|can't|wasn'?t able)[^.\n]{0,20} (?:to )?(?:connect|establish|reach|contact)|timed? ?out"
        r"|network (?:is )?(?:unreachable|error)|no answer from|not respond|accept our requests to connect"
        r"|host (?:is )?(?:unreachable|down)|unavailable or busy|bad connection|service (?:not|un)available"
        r"|temporar(?:y|ily) (?:fail|unavail|deferred|reject|lookup)|try again later|system (?:error|problem)"
        r"|(?:连接|連接|連線|网络|服务器|主机).{0,12}(?:超时|失败|不上|不稳定|逾時|异常|无响应|拒绝连接|不可用|错误|繁忙)|超时"
        r"|无法(?:与.{0,10})?(?:连接|连通|联络|联系)",
    ),
)
TABLE = tuple((why, re.compile(words, re.I)) for why, words in WORDS)
# RFC 3463 without its class; the first that fits counts.
STATUSES: tuple[tuple[Why, str], ...] = (
    (Why.NO_SUCH_USER, r"1\.(?:0|1|3|4|6)"),
    (Why.NO_SUCH_DOMAIN, r"1\.(?:2|10)|4\.4"),
    (Why.REJECTED, r"1\.(?:7|8|9)|7\.\d+"),
    (Why.DISABLED, r"2\.1"),
    (Why.FULL, r"2\.2|3\.1"),
    (Why.TOO_LARGE, r"2\.3|3\.4"),
    (Why.LOOP, r"4\.6|4\.14"),
    (Why.EXPIRED, r"4\.7"),
    (Why.UNREACHABLE, r"4\.\d+|3\.2"),
)
BY_STATUS = tuple((why, re.compile(rf"[245]\.(?:{rest})\Z")) for why, rest in STATUSES)
# These say clearly what is meant, where the words agree or are vague.
CERTAIN_STATUS = {"1.1": Why.NO_SUCH_USER, "2.2": Why.FULL, "1.2": Why.NO_SUCH_DOMAIN}
VAGUE = frozenset({Why.UNREACHABLE, Why.EXPIRED})
BY_CODE = {552: Why.FULL, 452: Why.FULL, 421: Why.UNREACHABLE}
# A provider's advice goes through all that might be wrong; only what stands before it is told.
ADVICE = re.compile(
    r"(?:建议|解決|解决)(?:解决|解決)?(?:方案|办法|辦法|方法|措施)|温馨提示|您可以(?:尝试|选择)|proposed solution|how to (?:fix|solve)",
    re.I,
)
CAUSE = re.compile(
    r"(?:退信|失败|错误|退回|拒收)(?:的)?(?:原因|说明|信息|详情|代码)|bounce reason", re.I
)
URL = re.compile(r"https?://\S+")
# The points within an address would end a phrase: "user <a@example.com> does not exist".
ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}", re.ASCII)


def reason_of(words: str, statuses: Iterable[str], code: int | None) -> Why:
    """The reason, from the server's words and its RFC 3463 codes, best first."""
    # Addresses of help pages speak of spam and policy whatever happened.
    words = ADDRESS.sub("@", URL.sub(" ", cause_in(words)))
    known = [status for status in statuses if not status.endswith(".0.0")]
    said = [why for why, pattern in TABLE if pattern.search(words)]
    for status in known:
        certain = CERTAIN_STATUS.get(status[2:])
        if certain and (certain in said or not said or said[0] in VAGUE):
            return certain
    if said:
        return said[0]
    told = (why for status in known for why, pattern in BY_STATUS if pattern.match(status))
    return next(told, None) or BY_CODE.get(code or 0, Why.OTHER)


def cause_in(words: str) -> str:
    """What a notice says of the cause, without the advice behind it and the letter's data before it."""
    cause = CAUSE.search(words)
    start = cause.end() if cause else 0
    advice = ADVICE.search(words, start)
    return words[start : advice.start() if advice else len(words)]
