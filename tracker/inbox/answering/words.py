"""Words that say the same as an answer (`Answer.keywords`), and those that take it back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from machines.mails import MailKind
from tracker.inbox.answering.saying import clauses, is_courtesy

# What turns the word behind it round; up to three characters may stand between ("没去报到").
NEGATION = re.compile(
    r"(?:没有?|未|不|尚未|还未|无法|无需|别|非|并非|暂未|暂不|难以|not |no |n't )[\u4e00-\u9fff]{0,3}$",
    re.I,
)
# "不但已报到", "不好意思已报到", "不久前已报到" take nothing back.
NO_NEGATION = re.compile(r"不(?:但|仅|止|好意思|久|过|管|论|客气)|未来|非常|没想到|没问题")
# "已报到" is done, "报到" the thing itself: "没报到" takes "已报到" back.
DONE = re.compile(r"^(?:已经?被?|可以|需要|申请|想|要|会|能)|(?:了|好了|完成|成功|完毕)$")
SHORTEST_STEM = 1

QUESTION = re.compile(
    r"[?？]|吗|什么|怎么|咋|如何|是不是|是否|能不能|可不可以|要不要|用不用|有没有|请问|哪[里个天些儿种]|多久|多少|几[时天个]|呢$"
    r"|\b(?:what|how|which|when|why|could|may i|can i)\b",
    re.IGNORECASE | re.MULTILINE,
)
DOUBT = re.compile(
    r"可能|也许|大概|好像|似乎|估计|应该(?!为)|不确定|不清楚|不太清楚|不知道|不晓得|说不定|听说|据说|maybe|perhaps|not sure|probably",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"如果|要是|假如|倘若|若是|若(?!干)|的话|万一|等.{0,12}(?:后|再|以后|之后|了再)|以后|下周|下个?月|明天|后天|准备|打算|即将|将要"
    r"|\bif\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """`hits`: for each keyword said, the answers it may mean; `negated`: answers taken back."""

    hits: tuple[frozenset[int], ...]
    negated: frozenset[int]

    @property
    def meant(self) -> frozenset[int]:
        """The answers that all keywords allow and none takes back."""
        if not self.hits:
            return frozenset()
        return frozenset.intersection(*self.hits) - self.negated

    @property
    def touched(self) -> frozenset[int]:
        """Every answer that some keyword may mean."""
        return frozenset[int]().union(*self.hits)


def words_in(kind: MailKind, text: str, beside_number: bool) -> Words:
    """The keywords of a mail's answers that a plain text says.

    Beside a number a courtesy is nothing more: "收到，5" does not answer 1 of `cannot_reach`.
    """
    meanings = _meanings(kind)
    hits: list[frozenset[int]] = []
    negated: set[int] = set()
    for clause in clauses(text):
        if beside_number and is_courtesy(clause):
            continue
        low = clause.lower()
        taken = [False] * len(low)
        for keyword in sorted(meanings, key=len, reverse=True):
            for start in _places(low, keyword, taken):
                if _is_negated(low[:start]):
                    negated |= meanings[keyword]
                else:
                    hits.append(meanings[keyword])
        negated |= _stems_negated(low, meanings, taken)
    return Words(tuple(hits), frozenset(negated))


def _meanings(kind: MailKind) -> dict[str, frozenset[int]]:
    said: dict[str, set[int]] = {}
    for answer in kind.answers:
        for keyword in (*answer.keywords, f"={answer.label.lower()}"):
            said.setdefault(keyword, set()).add(answer.number)
    return {keyword: frozenset(numbers) for keyword, numbers in said.items()}


def _places(clause: str, keyword: str, taken: list[bool]) -> list[int]:
    """Where a keyword stands free of longer ones, which `taken` marks; marks it there."""
    if keyword.startswith("="):
        whole = clause == keyword[1:] and not any(taken)
        taken[:] = [True] * len(taken) if whole else taken
        return [0] if whole else []
    places = []
    start = clause.find(keyword)
    while start >= 0:
        end = start + len(keyword)
        if not any(taken[start:end]):
            places.append(start)
            taken[start:end] = [True] * len(keyword)
        start = clause.find(keyword, end)
    return places


def _is_negated(before: str) -> bool:
    return NEGATION.search(NO_NEGATION.sub("", before)) is not None


def _stems_negated(clause: str, meanings: dict[str, frozenset[int]], taken: list[bool]) -> set[int]:
    """Answers whose deed is denied without their keyword: "还没接收" beside "已接收"."""
    denied: set[int] = set()
    for keyword, numbers in meanings.items():
        stem = DONE.sub("", keyword)
        if keyword.startswith("=") or stem == keyword or len(stem) < SHORTEST_STEM:
            continue
        start = clause.find(stem)
        if start > 0 and not taken[start] and _is_negated(clause[:start]):
            denied |= numbers
    return denied
