"""A text made comparable: one form for each digit, no quote, no courtesies; cut into clauses."""

from __future__ import annotations

import re
from unicodedata import normalize

# An answer stands within the first of these.
MOST_TEXT = 4_000

_KEYCAPS = re.compile("[\ufe0f\u20e3\u200b-\u200f\ufeff]")
_CLAUSES = re.compile(r"[，。;；!！?？~～…\n]+|,(?!\d{3}(?!\d))|\.(?=\s|$)|[:：](?=\s*$)")

# What people say around an answer and mean nothing by; a whole clause, or before the number.
COURTESIES = (
    r"(?:尊敬的|敬爱的|亲爱的)?(?:各位|[\u4e00-\u9fff]{1,4})?(?:老师|领导|书记|同志|辅导员|组织部|学长|学姐)"
    r"(?:们)?(?:您|你)?(?:早上|上午|中午|下午|晚上)?(?:好|辛苦了|您好)?(?:呀|啊|哈)?",
    r"(?:您|你|大家)?(?:早上|上午|中午|下午|晚上)?好(?:的|呀|啊|滴|嘞)?|您|早安|晚安|嗯+|哦+|噢|哈+|ok|okay|hi|hello|hey",
    r"(?:(?:邮件|来信|通知|信息|消息)?(?:已经|已)?(?:收到|收悉|知悉|了解|明白|知道)(?:了|啦|您的邮件|邮件|通知|来信)?)",
    r"(?:非常|十分|太|万分)?(?:感谢|多谢|谢|麻烦|辛苦|有劳|劳烦)+(?:您|你|各位|大家)?(?:的)?(?:老师|帮助|关心|提醒|通知|来信|邮件|支持)?"
    r"(?:们)?(?:了|啦|啊|的)?(?:帮助|关心|提醒|通知)?",
    r"(?:不好意思|抱歉|对不起)(?:老师|打扰了|打扰|回复晚了|回晚了|才看到|现在才看到)?|(?:刚|才|现在才)(?:看到|看见)(?:邮件)?(?:的)?",
    r"(?:顺)?(?:祝|颂)[^\d]{0,12}|此致|敬礼|祝好|以上|如题|如下|thanks?(?: you)?(?: .{0,20})?|(?:best|kind)? ?regards",
    r"[\[【(].{0,40}[\]】)]",
)
# Who writes: "我是2020级计算机1班的张三". Any short word may be a name, so what is dropped is not words.
NAMING = (
    r"我?(?:是|叫)?(?:.{0,20}(?:级|班|专业|学院|支部).{0,16}|[\u4e00-\u9fff·]{2,4})",
    r"学号[:：是为]? ?\w{4,20}",
)
_COURTESY = re.compile("|".join(COURTESIES), re.IGNORECASE)
_NAMING = re.compile("|".join(NAMING), re.IGNORECASE)
LONGEST_COURTESY = 60
# The ones that may stand straight before a number: "老师好1", "谢谢，1".
OPENING = re.compile(
    r"\A(?:(?:尊敬的|亲爱的)?[\u4e00-\u9fff]{0,4}老师(?:您好|好)?|您好|你好|好的|收到|嗯|hi|hello|ok)[ ,，:：!！]*",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text in compatibility forms ("１", "①" and "1️⃣" are "1"), without quoted lines."""
    own = [
        line for line in text[:MOST_TEXT].splitlines() if not line.lstrip().startswith((">", "＞"))
    ]
    folded = normalize("NFKC", _KEYCAPS.sub("", "\n".join(own)))
    return re.sub(r"[ \t\u3000]+", " ", folded).strip()


def first_line(text: str) -> str:
    """The first line that says something, courtesies apart; "" where there is none."""
    for line in text.split("\n"):
        bare = line.strip(" ,，。.!！~～")
        if bare and not is_courtesy(bare):
            return line.strip()
    return ""


def is_courtesy(clause: str) -> bool:
    """Whether a clause says nothing but a courtesy."""
    return len(clause) <= LONGEST_COURTESY and _COURTESY.fullmatch(clause) is not None


def is_aside(clause: str) -> bool:
    """Whether a clause is a courtesy or says who writes."""
    return is_courtesy(clause) or (
        len(clause) <= LONGEST_COURTESY and _NAMING.fullmatch(clause) is not None
    )


def clauses(text: str) -> list[str]:
    """The clauses of a plain text, without spaces around."""
    return [part for part in (each.strip(" \t\"'“”‘’") for each in _CLAUSES.split(text)) if part]
