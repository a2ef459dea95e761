"""Texts that programs answer with: known by their whole shape, never by a word within them.

A text is taken apart into clauses. It is automatic if it says so of itself (`names_itself`). It may
be if every clause is one that such texts consist of and at least one is theirs alone
(`is_vacation_text`); a busy person writes the same, so that is a hint. "收到，谢谢" and "我在休假，
下周一去报到" have no such clause, or one of a person's own.
"""

from __future__ import annotations

import re

# Longer ones are letters.
LONGEST = 800
MOST_CLAUSES = 30

# The text names itself.
SELF = re.compile(
    r"(?:您好)?(?:这|此|本|該|该)(?:是|为|封)?(?:一封|来自|由|封)?.{0,14}?(?:是|为|由)?(?:一封|来自|由)?.{0,12}?"
    r"(?:自动|自動)(?:回复|回覆|答复|答覆|应答|回信|生成|发出|发送|發送|产生)(?:的)?(?:邮件|信件|郵件|消息|信息|内容)?"
    r"|[\[【(（]?(?:系统|系統|假期|邮箱|郵箱)?(?:自动|自動)(?:回复|回覆|答复|答覆|应答)(?:邮件|信件|消息)?[\]】)）]?"
    r"|(?:来自|來自|由) ?\S{0,60} ?(?:的|发出的)?(?:系统|假期)?(?:自动|自動|机器人)(?:的)?(?:回复|回覆|答复)(?:邮件)?"
    r"|this is an? (?:automat(?:ic|ed)|auto(?:-| )?generated)(?: e-?mail)? ?(?:reply|response|message|e-?mail|notification)?"
    r"(?: from .{1,40})?|(?:automatic|automated|auto)(?:-| )?(?:reply|response)",
    re.IGNORECASE,
)
SELF_WITHIN = 4

_YOUR_MAIL = "(?:您|你)(?:所)?(?:的|发(?:给)?(?:我)?的?|发来的|发送的|寄来的|給我的)?(?:来信|來信|邮件|郵件|信件|信|电子邮件|消息)"
_SOME_MAIL = "(?:您的|你的)?(?:来信|來信|来函|邮件|郵件|信件)"
_GOT = "(?:我|本人|我们|我們|已经|已經|均)?(?:已经|已經|已|均已)?(?:收到|收悉|收妥|已阅|成功送达|送达|签收|接收)(?:了|啦)?"
_AFTER = "(?:(?:在)?(?:假期结束|回来|返回|上班|看到|阅读|查看|收到|信息阅读|看到邮件)(?:以|之)?后(?:的)?)?"
_REPLY = "(?:回复|回覆|答复|答覆|回信|回应|联系|聯繫|处理|查看|查阅|阅读)"
_SOON = (
    "(?:尽快|盡快|儘快|及时|及時|第一时间|第一時間|稍后|稍後|随后|立即|马上|抽空|在?\\d{1,3}(?:个)?(?:小时|工作日|天)(?:之)?内"
    "|有空时|看到后|方便时|一有时间(?:就)?)"
)
_TO_YOU = "(?:给|給|与|與|向|对|為|为)?(?:您|你)?(?:的(?:来信|邮件))?(?:进行|做出|予以|作出)?"
_AWAY = "(?:休假|度假|休?(?:年|产|病|婚|育儿|陪产)假|出差|外出|外出公干|放假|开会|请假|出国|旅行|旅游|离岗|培训)"
_LEAVE = (
    r"(?:(?:annual|parental|maternity|paternity|medical|sick|family|study) )?"
    r"(?:vacation|leave|holiday|sabbatical)"
)

# A mail came in: people say so, too.
RECEIPTS = (
    rf"{_YOUR_MAIL}{_GOT}",
    rf"(?:[\u4e00-\u9fff]{{2,4}})?{_GOT}{_YOUR_MAIL}",
    rf"{_SOME_MAIL}(?:我|本人)?{_GOT}",
    r"(?:非常|十分|衷心)?(?:感谢|谢谢|謝謝|感謝)(?:您|你)(?:的|发来的|给我的)(?:来信|來信|来函|邮件|郵件)",
    r"thank(?:s| you)(?: very much)? for (?:your|the) (?:e-?mail|message|mail|letter)",
    r"(?:i|we) (?:have |'ve )?(?:received|got) your (?:e-?mail|message|mail|letter)",
    r"your (?:e-?mail|message|mail|letter) (?:has been|was|is) received",
)
# It will be answered, or cannot be now.
PROMISES = (
    r"(?:我|我们|我們)?(?:已经|已經|已)(?:收到|收悉)并(?:会|將|将)?(?:会)?(?:尽快|及时)(?:回复|答复|处理)(?:您|你)?",
    rf"(?:我|本人|我们)?(?:将|会|一定会?|將|會)?(?:会|會)?{_AFTER}(?:会|將|将)?(?:在)?{_AFTER}{_SOON}(?:会|会再|就|再)?"
    rf"(?:查看|阅读|查阅)?(?:并|后|和)?{_TO_YOU}{_REPLY}(?:您|你)?(?:的)?(?:邮件|来信|信件)?(?:的)?",
    r"(?:在)?[\d年月日号至到—~点 -]{0,30}(?:暂时|暂|目前|可能|期间|因此|所以|故)*(?:无法|不能|未能|不便|無法|难以)"
    r"(?:及时|立即|马上|亲自|第一时间|立刻|按时|尽快|即时|正常)*(?:地)?"
    r"(?:(?:查看|查收|查阅|收发|回复|回覆|阅读)(?:并|和|及|、)?(?:回复|处理)?(?:您|你)?(?:的)?(?:所有)?(?:邮件|来信|信件|电子邮件|郵件)?"
    r"|(?:接收|处理|處理)(?:您|你)?(?:的)?(?:所有)?(?:邮件|来信|信件|电子邮件|郵件))",
    r"(?:请|請)?(?:勿|不要|不必|无需|請勿)(?:直接)?(?:回复|回覆|答复)(?:此|本|该)?(?:邮件|信件|郵件)?",
    rf"(?:我|本人)?(?:将|会)?(?:于|在)?.{{0,14}}(?:上班|返回|回来|返校|假期结束|休假结束|开学)(?:以|之)?后(?:会|再|将)?"
    rf"{_SOON}?{_TO_YOU}{_REPLY}(?:您|你)?",
    r"(?:i|we) (?:have |'ve )?(?:received|got) your (?:e-?mail|message) and (?:i |we )?(?:will|'ll) .{0,60}",
    r"(?:and )?(?:i|we)?(?:'ll| will)? ?(?:reply|respond|get back)(?: to)?(?: you| your (?:e-?mail|message))?"
    r" (?:as soon as (?:possible|i can|i return)|when i (?:return|am back)|shortly|upon my return|soon)(?: .{0,30})?",
    r"thank(?:s| you)(?: very much)? for contacting .{1,40}",
    r"(?:i|we) (?:have |'ve )?(?:received|got) your (?:e-?mail|message) and will .{1,60}",
    r"(?:期间|这期间|其间)?(?:邮件|来信|消息)?(?:的)?(?:回复|答复|处理)?(?:邮件)?(?:可能|会|将)+(?:会)?(?:有所)?"
    r"(?:不及时|延迟|延误|较慢|不便|不畅)",
    r"(?:i|we)?(?:'ll| will) (?:reply|respond|get back to you) within .{1,30}",
    r"i (?:will )?have (?:limited|no) access to (?:my )?(?:e-?mail|mail)(?: .{0,40})?",
)
ABSENCES = (
    rf"(?:我|本人)?(?:最近|目前|现在|近期|这几天|于|因|从|自)?.{{0,24}}?(?:正在|正|在|因)?(?:外|家|外地|国外)?{_AWAY}(?:中|期间|状态)?",
    r"(?:我|本人)?(?:目前|现在|暂时)?(?:不在|离开)(?:办公室|学校|单位|公司|岗位|校|电腦旁|电脑前|电脑旁)",
    r"(?:我|本人)?(?:将|会)?(?:于|在)?.{1,20}?(?:返回|回到|回来|回国|返校|上班|返岗|到岗)(?:办公室|学校|单位|公司)?(?:上班)?",
    r"(?:我|本人)?(?:将|会)?(?:在|于|等|待)?.{1,16}(?:结束|回来|返回|归来|上班|开学)(?:以|之)?后",
    rf"i (?:am|'m|will be) (?:currently |now )?(?:out of (?:the )?office|away|on {_LEAVE})(?: .{{0,60}})?",
    r"(?:returning|i will (?:return|be back)).{0,60}",
    r"(?:我|本人)?(?:现|目前|已经|已)*(?:于.{1,12})?(?:从.{1,16})?(?:离职|调离|离开)(?:了)?(?:原?(?:公司|单位|岗位|部门))?",
)
# The sender is gone for good or for long: no person answers with that alone.
DEPARTURES = (
    r"(?:本|此|该|这个)(?:邮箱|信箱|邮件地址|账号)(?:现|目前)?(?:已经|已|将|即将|不再|已不再)?"
    r"(?:停用|停止使用|弃用|作废|注销|使用|无人查看|无人值守|不使用)(?:了)?",
    rf"i (?:am|'m|will be) (?:currently |now )?(?:out of (?:the )?office|on {_LEAVE})(?: .{{0,60}})?",
    r"this (?:e-?mail address|mailbox|e-?mail inbox(?: .{1,60})?) is no longer (?:in use|used|monitored|active|valid)",
    r"i (?:have left|no longer work (?:at|for)|am no longer with) .{1,60}",
    rf"(?:我们|客服)(?:将|会)?在?{_SOON}(?:与|和|跟)?(?:您|你)(?:取得)?联系",
)
# Whom to turn to instead.
REFERRALS = (
    r"(?:如有)?(?:后续|相关|有关|工作|业务)?(?:的)?(?:工作|业务)?(?:事宜|事务|事项|问题)?(?:敬|烦|还)?请(?:您)?"
    r"(?:联系|发送(?:到|至)|发(?:到|至|往)|转发|改发|使用).{1,40}",
)
# What stands beside them: where to call, what to excuse.
BESIDE = (
    r"(?:邮件|來信|来信)(?:已)?(?:发送|送达)(?:到|至)?(?:了)?我的邮箱",
    r"(?:如果?|若)?(?:您|你)?(?:如果?|若)?(?:有|遇)(?:急事|紧急(?:事(?:务|情|宜|项))?|要事|重要的?事情?|任何(?:问题|疑问)|需要|其他问题)(?:的话)?"
    r"(?:(?:还|敬)?请.{1,40})?",
    r"(?:如)?(?:有)?急事(?:敬|烦|还)?(?:请|可)?(?:致电|电|拨打|打|联系).{1,40}",
    r"(?:如果?|若)?(?:事情|情况)?紧急(?:情况|事务|事宜)?(?:下|时|的话)?",
    r"(?:还|敬)?(?:请|可|可以|請|欢迎)?(?:直接|随时)?(?:致电|拨打|联系|电联|电话联系|电话通知|发短信|打电话|打我?手机|加微信|与|与我|联系我|电话)"
    r"(?:至|到|给|我|我的)?.{0,40}",
    r"(?:我的)?(?:手机|电话|联系电话|微信|tel|phone|mobile|qq)(?:号码|号)?(?:是|为)?[:：]?.{0,24}",
    r"[\d\-+() 转]{5,24}|[\w.+-]{1,40}@[\w.-]{1,40}",
    r"(?:敬|还)?(?:请|望|敬请)(?:您)?(?:谅解|见谅|原谅|理解|稍候|稍等|耐心等待|耐心等候|知悉|放心)|(?:给您)?(?:带来|造成)的?不便.{0,12}",
    r"(?:for|in) (?:urgent|emergency|any urgent).{0,60}|if (?:it is |it's |your (?:matter|request) is |you (?:need|have)).{0,80}",
    r"please (?:contact|call|do not reply|don't reply).{0,80}",
)
POLITE = (
    r"(?:尊敬的|亲爱的)?(?:老师|同学|朋友|先生|女士|各位|客户|用户|领导|您)?(?:您好|你好|好|您)?",
    r"(?:hi|hello|hey|dear)(?: .{0,20})?",
    r"(?:非常|十分|万分|衷心)?(?:感谢|谢谢|多谢|謝謝)(?:您|你|您的|你的|各位)?(?:的)?(?:来信|邮件|理解|关注|支持|配合|联系|耐心|来函)?(?:与|和|及)?(?:支持|理解|关注|配合)?",
    r"thanks?(?: you)?(?: .{0,40})?|(?:best|kind|warm)? ?regards|sincerely(?: yours)?",
    r"我(?:是|叫)[\u4e00-\u9fff]{2,4}",
    r"(?:顺)?(?:祝|颂)(?:您)?.{0,12}|此致|敬礼|祝好|抱歉|不好意思|对不起|见谅|谢谢",
)


def _any(*tables: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrase for table in tables for phrase in table), re.IGNORECASE)


_RECEIPTS, _PROMISES, _ABSENCES = _any(RECEIPTS), _any(PROMISES), _any(ABSENCES)
_BESIDE, _POLITE = _any(BESIDE), _any(POLITE)
OTHER = "other"
# A clause is of the first kind that fits.
KINDS = (
    ("departure", _any(DEPARTURES)),
    ("referral", _any(REFERRALS)),
    ("receipt", _RECEIPTS),
    ("promise", _PROMISES),
    ("polite", _POLITE),
    ("absence", _ABSENCES),
    ("beside", _BESIDE),
)
_ASKS = re.compile(r"[?？]|吗|呢$")
# An answering program knows nobody, and nothing of what we ask, unless the text names itself.
_KNOWS = re.compile(
    "老师|老師|同学|领导|书记|辅导员|报到|介绍信|回执|组织关系|党员|支部|入党|转正|集中教育"
    r"|\b(?:will|have|to) report(?:ed)?\b",
    re.IGNORECASE,
)
# "您的邮件已收到，谢谢": with nothing but courtesies it is more often a program's.
_RECEIVED = re.compile(rf"{_YOUR_MAIL}{_GOT}")
# "这不是自动回复".
_NOT = re.compile("不是|并非|没有|不想|not")
_CLAUSES = re.compile(r"[，,。．！!；;\n~～…【】\[\]()（）]+|—{2,}|\.(?:\s|$)|、|[:：](?=\D)")
LONGEST_CLAUSE = 90
# The sender's name below the text: short, and none of the words that a sentence is made of.
_NAME = re.compile(
    r"(?!.*[我你您他她的了在去来不已到会要就是有没])[\u4e00-\u9fff·]{2,4}"
    r"|[A-Z][\w.'-]{0,14}(?: [A-Z][\w.'-]{0,14}){0,2}"
)


def names_itself(text: str) -> bool:
    """Whether one of the first clauses says that a program sends the text.

    Who speaks of what we ask as well may be a person: "这是自动回复，我已报到" is no proof.
    """
    clauses = _clauses(text)
    first = any(_is_self(each) for each in clauses[:SELF_WITHIN])
    return first and not _no_letter(text) and not _KNOWS.search(text)


def is_vacation_text(text: str) -> bool:
    """Whether the whole of a sender's own text is one that a program sends in his absence."""
    if _no_letter(text):
        return False
    clauses = _clauses(text)
    named = [each for each in clauses if _is_self(each)]
    if any(each in named for each in clauses[:SELF_WITHIN]):
        return True
    if (
        (_KNOWS.search(text) and not named)
        or not clauses
        or len(clauses) > MOST_CLAUSES
        or max(map(len, clauses)) > LONGEST_CLAUSE
    ):
        return False
    return _has_their_shape(clauses, text, named)


def _no_letter(text: str) -> bool:
    """Nothing, too long, or a question: no text of a program."""
    return not text.strip() or len(text) > LONGEST or bool(_ASKS.search(text.strip()))


def _is_self(clause: str) -> bool:
    return SELF.fullmatch(clause) is not None and not _NOT.search(clause)


def _clauses(text: str) -> list[str]:
    return [part for part in (_bare(each) for each in _CLAUSES.split(text.strip())) if part]


def _has_their_shape(clauses: list[str], text: str, named: list[str]) -> bool:
    """Every clause is one of such a text, and one at least no person writes for himself."""
    kinds = [_kind(each) for each in clauses if each not in named]
    if kinds and kinds[-1] == OTHER and _NAME.fullmatch(clauses[-1]):
        kinds.pop()
    if OTHER in kinds:
        return False
    if "departure" in kinds or {"absence", "referral"} <= set(kinds):
        return True
    if set(kinds) <= {"receipt", "polite"} and any(map(_RECEIVED.fullmatch, clauses)):
        return True
    receipts, promises, absences = (kinds.count(one) for one in ("receipt", "promise", "absence"))
    excuses = absences + kinds.count("beside")
    # "邮件收到，尽快回复" may be a person's; such programs speak to somebody.
    speaks = re.search("[您你](?!好)|来信|来函|you", text, re.IGNORECASE) is not None
    promised = promises and (excuses or (speaks and receipts + promises >= 2))
    # "邮件已收到，我的电话是…" is a person's.
    return bool(named or promised or (receipts and absences))


def _kind(clause: str) -> str:
    return next((name for name, table in KINDS if table.fullmatch(clause)), OTHER)


def _bare(clause: str) -> str:
    return re.sub(r"\s+", " ", clause).strip(" \t*-—“”\"'（）()【】[]")
