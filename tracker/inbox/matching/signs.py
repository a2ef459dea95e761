"""What tells whose mail it is: each sign with what it weighs, and how it is told to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

HIGHEST_GUESS = 95
CERTAIN = 100
MOST_CANDIDATES = 5


class Sign(Enum):
    """A sign, its points of 100, and its words, where {} is what was seen.

    100 points: only somebody who has a mail of ours can show it. The rest may be anybody's, and
    several together are still a guess.
    """

    TOKEN = CERTAIN, "邮件头引用了本系统发给他的邮件（邮件编号 {}）"
    REPLY_ADDRESS = CERTAIN, "寄到了只写在那封邮件里的回信地址"
    RETURN_PATH = CERTAIN, "退到了只写在那封邮件信封上的退信地址"
    LINK = CERTAIN, "引文里有那封邮件的答复链接，签名有效"
    TAG_AND_SENDER = CERTAIN, "主题里有个案编号 {}，发件邮箱是本人的"
    TAKEN_BACK = 70, "{}，但那封邮件已按发错邮箱处理（链接已停用）"
    UNDONE = 60, "{}，但此前归入本案后又撤销"
    FORGED_SENDER = 55, "主题里有个案编号 {}，发件邮箱虽是本人的，但发件人身份验证（DMARC）未通过"
    SHARED_SENDER = 53, "主题里有个案编号 {}，但发件邮箱不止一人在用"
    OTHER_NAME = 52, "主题里有个案编号 {}，发件邮箱是本人的，但发件人名称是另一人的姓名"
    SENDER_ONE_CASE = 50, "发件邮箱 {} 是本人的，名下只有这一个在办个案"
    RECIPIENT = 50, "退回的收件邮箱 {} 是本人的"
    STUDENT_NO = 45, "文中有本人学号 {}"
    TAG = 40, "写有个案编号 {}（编号可以猜到，不足为凭）"
    SENDER = 35, "发件邮箱 {} 是本人的（不止一个个案对得上）"
    PASSES_ON = 35, "发件邮箱 {} 曾代本人写信或转达（已记住，仅作提示）"
    MOBILE = 35, "文中有本人手机号码（尾号 {}）"
    FROM_NAME = 20, "发件人名称与本人姓名相同（{}）"
    NAME = 15, "文中有本人姓名（{}）"

    def __init__(self, points: int, words: str) -> None:
        self.points = points
        self.words = words

    def say(self, seen: object = "") -> str:
        """The sign in words, with what was seen."""
        return self.words.format(seen)


@dataclass(frozen=True, slots=True)
class Seen:
    """One sign that points to one case, in words for people."""

    case_id: int
    sign: Sign
    words: str


def score(signs: Iterable[Sign]) -> int:
    """What the signs come to together: each counts once, and a sum is never certain."""
    return min(sum(sign.points for sign in set(signs)), HIGHEST_GUESS)
