"""What the sender wrote himself: cut at the quote, mixed with it where he answered line by line.

Nothing a person wrote may be lost: where nothing would be left, the whole text is kept and said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.inbox.findings import OwnWords
from tracker.inbox.parsed import ParsedMail
from tracker.inbox.quotes.attributions import find_attribution
from tracker.inbox.quotes.header_blocks import find_header_block
from tracker.inbox.quotes.lines import MOST_TEXT, OURS, Line, lines_of, said, trimmed
from tracker.inbox.quotes.separators import DASHED_ROW, WORDS_ALONE, is_separator
from tracker.inbox.quotes.signatures import without_address, without_signatures
from tracker.inbox.quotes.structure import lines_of_html

NO_QUOTE = "信中没有引文"
NOT_TOLD = "未能把引文与本人的话分开，显示全文"
# "张三同学：" heads our own mails; quoted back it gives an answer no context.
GREETING = re.compile(r".{1,20}(?:同志|同学|老师|先生|女士)[:：,，]?")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where the mail below begins: lines `start` to `end` are the program's, `how` names them.

    `whole` : everything below is the other mail; otherwise the sender may have answered within it.
    """

    start: int
    end: int
    whole: bool
    how: str


def own_words(mail: ParsedMail) -> OwnWords:
    """The sender's own words of a mail; `stripped` False where they could not be told apart."""
    html = lines_of_html(mail.html) if mail.html else ""
    if mail.html_only and html:
        own = words_of_text(html, mail.from_address)
    else:
        own = words_of_text(OURS.sub("", mail.text[:MOST_TEXT]), mail.from_address)
        if not own.stripped and html:
            other = words_of_text(html, mail.from_address)
            own = other if other.stripped else own
    return own if own.stripped else OwnWords(mail.text.strip() or own.text, False, NOT_TOLD)


def words_of_text(text: str, sender: str = "") -> OwnWords:
    """The same for a bare text by `sender`'s address (marks of `structure` may stand in it)."""
    lines = trimmed(lines_of(text))
    kept, how = _own_lines(lines)
    kept = without_address(without_signatures(kept), sender)
    if said(kept):
        return OwnWords(_joined(kept), True, how)
    whole = _joined(lines)
    return OwnWords(whole, not whole, NO_QUOTE if not whole else NOT_TOLD)


def _own_lines(lines: list[Line]) -> tuple[list[Line], str]:
    """The lines to keep, and what told them from the rest; none where nothing told."""
    found = _first_boundary(lines)
    if found is None:
        return _without_hanging_quote(lines)
    head, tail = lines[: found.start], lines[found.end :]
    if not said(without_signatures(head)):
        # "发自我的iPhone" alone above the quote: the answer stands below.
        head = []
    below = trimmed(tail)
    marked = lines[found.start].depth > 0 or (bool(below) and below[0].depth > 0)
    answers = _answers_within(tail) if marked or not said(head) else []
    if answers and (marked or any(line.depth for line in answers)):
        return _mixed(head, answers), f"{found.how}之后，逐段作答"
    return (_without_hanging_quote(head)[0] if said(head) else []), f"{found.how}之前"


def _first_boundary(lines: list[Line], top_only: bool = False) -> Boundary | None:
    for place, line in enumerate(lines):
        if not line.bare or (top_only and line.depth):
            continue
        if is_separator(line):
            rows = _head_below(lines, place + 1)
            return Boundary(place, rows, True, "“原始邮件”一行")
        rows = find_header_block(lines, place)
        if rows:
            return Boundary(_row_above(lines, place), place + rows, True, "原邮件的信头")
        attribution = find_attribution(lines, place)
        if attribution:
            return Boundary(attribution.start, attribution.end, False, "“写道”一行")
    return None


def _row_above(lines: list[Line], at: int) -> int:
    """Where the row stands that belongs to the head at `at`; `at` where there is none."""
    above = at - 1
    while above > 0 and not lines[above].bare:
        above -= 1
    bare = lines[above].bare[:200] if above >= 0 else ""
    return above if DASHED_ROW.fullmatch(bare) or WORDS_ALONE.fullmatch(bare) else at


def _head_below(lines: list[Line], at: int) -> int:
    """Where the head ends that follows a separator, or `at` where none does."""
    while at < len(lines) and not lines[at].bare:
        at += 1
    return at + find_header_block(lines, at) if at < len(lines) else at


def _answers_within(tail: list[Line]) -> list[Line]:
    """What lies below an attribution if the sender wrote there too, without further attributions."""
    kept: list[Line] = []
    rest = tail
    while (found := _first_boundary(rest, top_only=True)) is not None:
        kept += rest[: found.start]
        rest = [] if found.whole else rest[found.end :]
    kept = without_signatures(kept + rest)
    return kept if said(kept) else []


def _mixed(head: list[Line], answers: list[Line]) -> list[Line]:
    """Answers below a quote alone; answers between quotes with the quotes they answer."""
    answers, _ = _without_hanging_quote(answers)
    answers = trimmed(answers)
    if not said(head) and _quoted_blocks(answers) <= 1 and answers[0].depth:
        return [line for line in answers if not line.depth]
    if answers[0].depth and GREETING.fullmatch(answers[0].bare):
        answers = answers[1:]
    return [*head, *answers] if said(head) else answers


def _quoted_blocks(lines: list[Line]) -> int:
    """How many runs of quoted lines there are, with own words between them."""
    runs, inside = 0, False
    for line in lines:
        if line.depth and not inside:
            runs += 1
        inside = bool(line.depth) or (inside and not line.bare)
    return runs


def _without_hanging_quote(lines: list[Line]) -> tuple[list[Line], str]:
    """Without quoted lines that hang below the last own one; none where nothing is own."""
    rest = without_signatures(lines)
    while rest and not rest[-1].own:
        rest = rest[:-1]
    hanging = any(line.depth for line in lines[len(rest) :])
    return rest, "引用行之前" if hanging else NO_QUOTE


def _joined(lines: list[Line]) -> str:
    return OURS.sub("", "\n".join(line.text for line in trimmed(lines))).strip("\n").rstrip()
