"""Numbers given as answers, told from those of dates, telephones, amounts and houses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.inbox.answering.saying import OPENING, clauses, is_aside, is_courtesy

HAN = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
}
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_DIGITS = r"\d{1,2}|[一二三四五六七八九十壹贰叁肆伍]"
_CHOOSE = (
    r"(?:(?:我|本人)?(?:的)?(?:选择|选项|选择的是|选的是|选|回复|回答|答复|答案|回|填|勾选|是|序号|编号|数字|情况)"
    r"(?:是|为|了|的是)?|option|choice|answer|number|no\.?|item|reply)"
)
_ITEM = r"(?:项|个|种|条|点|选项|号选项|个选项|项选择)"
_AFTER = r"(?:吧|哈|啊|呀|哦|了|谢谢.{0,4}|号选项|号)?"
_OPEN, _CLOSE = r"[(\[【「“\"'#]?", r"[)\]】」”\"']?"

# The whole of a clause is a number: "1", "(1)", "选1", "我的选择是:1", "第三项", "option 2".
ALONE = re.compile(
    rf"(?:{_CHOOSE} ?[:：是为]? ?){{0,3}}{_OPEN}(?:第 ?)?(?P<n>{_DIGITS}){_CLOSE}{_ITEM}?[.、．]?"
    rf"{_AFTER}"
    rf"|(?:option|choice|answer|number|no\.?)? ?(?P<w>{'|'.join(WORDS)})",
    re.IGNORECASE,
)
# A number that opens a clause, with a mark between it and the words: "1、已报到", "1.已报到", "1 已报到".
LEADING = re.compile(
    rf"(?:{_CHOOSE} ?[:：是为]? ?){{0,3}}{_OPEN}(?P<n>{_DIGITS}){_CLOSE}"
    r"(?: ?[、:：)\]-](?! ?\d)| ?\.(?!\d)| (?=\d{4}年)| (?![\d年月日号]|/))\s*(?P<rest>\D.*|\d{4}年.*)",
    re.IGNORECASE | re.DOTALL,
)
# Straight before words ("1已报到"): a number only if the words are that answer's.
GLUED = re.compile(r"(?P<n>\d{1,2})(?P<rest>[\u4e00-\u9fffA-Za-z].*)", re.DOTALL)
# Said within a sentence: "我选1", "选择第三项", "第一个".
CHOSEN = re.compile(
    rf"(?:选择?|回复|勾选|填|答案是?|选项|option|choice) ?[:：是为了]?(?:第 ?|数字 ?|“|\"|\()?(?P<n>{_DIGITS})"
    rf"(?![\d年月日时点:.]|个(?:月|人|小时|工作日)|天|周)"
    rf"|第 ?(?P<m>{_DIGITS}) ?{_ITEM}(?=$|[ 吧谢选答情啊哈])",
    re.IGNORECASE,
)
# After a number these make it a count, a date, a time or an amount.
UNITS = re.compile(
    r" ?(?:年|月|日|号(?!选项)|时|点|分|秒|天|周|个(?!选项)|次|份|张|位|人|名|元|块|万|千|百|级|班|楼|栋|幢|室|路|弄|层|届"
    r"|岁|寸|米|公里|月份|月底|月初|%|st\b|nd\b|rd\b|th\b|am\b|pm\b)"
)
# Two numbers in one breath: "1、2", "1和5", "1/2", "1或2", "1 5".
PAIR = re.compile(
    rf"{_OPEN}({_DIGITS}){_CLOSE}(?: ?(?:[、,，/+&和或及与跟]|以及|还有|and|or) ?| ){_OPEN}({_DIGITS}){_CLOSE}",
    re.IGNORECASE,
)
# Two numbers joined within a sentence: "1 或者 2 吧", "1 和 2 我分不清", "选一还是二".
_JOINED_BY = r" ?(?:或(?:者|是)?|还是|和|与|跟|及|以及|、|&|\+|or\b|and\b) ?(?:选|是|第)? ?"
JOINED = re.compile(
    rf"(?<![\d.:：/-]){_OPEN}(\d{{1,2}}){_CLOSE}{_ITEM}?{_JOINED_BY}{_OPEN}(\d{{1,2}})(?![\d.:：/]){_CLOSE}"
    rf"|(?:^|(?<=[选第 ]))([一二三四五]){_ITEM}?{_JOINED_BY}([一二三四五])(?=$|[ 吧项都不分])",
    re.IGNORECASE,
)
NAME_AND_NUMBER = re.compile(
    rf"[\u4e00-\u9fff·]{{2,4}} ({_DIGITS})|({_DIGITS}) [\u4e00-\u9fff·]{{2,4}}"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """`found`: each number given as an answer, in its order; `leads`: the text opens with one;
    `glued`: one stands straight before words, which must bear it out.
    """

    found: tuple[int, ...]
    leads: bool = False
    glued: int | None = None


def value(written: str) -> int:
    """The number that digits, a Han numeral or an English word write."""
    return HAN.get(written) or WORDS.get(written.lower()) or int(written)


def alone_on(line: str) -> int | None:
    """The number that is all a line says, courtesies before and after apart; None otherwise."""
    rest = OPENING.sub("", line.strip(), count=1) or line.strip()
    parts = [part for part in clauses(rest) if not is_courtesy(part)]
    return _alone(parts[0]) if len(parts) == 1 else None


def numbers_in(text: str) -> Numbers:
    """The numbers that a plain text gives as answers."""
    found: list[int] = []
    glued: int | None = None
    leads = False
    said = 0
    for line in text.split("\n"):
        for number, how in _of_line(line):
            if how == "glued":
                glued = number if glued is None and not said else glued
                continue
            leads = leads or (how == "leads" and not said)
            found.append(number)
        said += not all(is_aside(part) for part in clauses(line))
    return Numbers(tuple(dict.fromkeys(found)), leads, glued)


def _of_line(line: str) -> list[tuple[int, str]]:
    line = OPENING.sub("", line.strip(), count=1)
    pairs = PAIR.fullmatch(line.strip(" ,，。.!！"))
    if pairs:
        return [(value(pairs[1]), "leads"), (value(pairs[2]), "chosen")]
    named = NAME_AND_NUMBER.fullmatch(line.strip(" ,，。.!！"))
    if named:
        return [(value(named[1] or named[2]), "leads")]
    joined = JOINED.search(line)
    if joined and not UNITS.match(line, joined.end()):
        return [(value(each), "chosen") for each in joined.groups() if each]
    given: list[tuple[int, str]] = []
    for place, part in enumerate(clauses(line)):
        number = _alone(part)
        if number is not None:
            given.append((number, "chosen" if place else "leads"))
            continue
        given += _of_clause(part, first=not place)
    return given


def _alone(part: str) -> int | None:
    match = ALONE.fullmatch(part)
    if match is None or (part.endswith("号") and not part.startswith(("选", "我选"))):
        return None
    return value(match["n"] or match["w"])


def _of_clause(part: str, first: bool) -> list[tuple[int, str]]:
    leading = LEADING.match(part)
    if leading and not UNITS.match(part, leading.end("n")):
        more = _chosen(leading["rest"])
        return [(value(leading["n"]), "leads" if first else "chosen"), *more]
    glued = GLUED.match(part)
    if glued and first and not UNITS.match(part, glued.end("n")):
        return [(value(glued["n"]), "glued"), *_chosen(glued["rest"])]
    return _chosen(part)


def _chosen(part: str) -> list[tuple[int, str]]:
    return [
        (value(match["n"] or match["m"]), "chosen")
        for match in CHOSEN.finditer(part)
        if match["m"] or not UNITS.match(part, match.end())
    ]
