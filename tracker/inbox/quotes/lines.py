"""A mail's text as lines: how deep each is quoted, and what it says without the marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

# A person's own words stand within the first of these, whatever hangs below.
MOST_TEXT = 100_000
MOST_LINES = 5_000
# Patterns look at this much of a line; a longer one is prose or data, never a program's marker.
LONGEST_MARKER = 400

# Marks that `structure` leaves in the text of an HTML mail; no mail may bring them along.
QUOTE_BEGINS = "\ue000"
ATTRIBUTION_BEGINS = "\ue001"
OURS = re.compile(f"[{QUOTE_BEGINS}{ATTRIBUTION_BEGINS}]")

UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\0]")
# QQ Mail leaves these five in plain text (providers measured it); other entities are the sender's.
ESCAPED = {"&nbsp;": " ", "&gt;": ">", "&lt;": "<", "&quot;": '"', "&amp;": "&"}
# ">_<" is a face, ">:" the end of a wrapped attribution; initials before the mark are an old habit.
MARK = re.compile(r"(?:\s{0,3}(?:[A-Z]{1,3}(?=>(?: |$)))?[>＞](?![._]<|:$))+ ?")
# A program breaks long lines of a quote and forgets the mark on the second half.
BREAKS_AT = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` as people see it, `depth` of its quote marks, `bare` what stands behind."""

    text: str
    depth: int
    bare: str

    @property
    def own(self) -> bool:
        """Something is said, and not as a quote."""
        return not self.depth and bool(self.bare)


def lines_of(text: str) -> list[Line]:
    """The lines of a text, at most `MOST_LINES` of its first `MOST_TEXT` characters."""
    text = UNSEEN.sub("", text[:MOST_TEXT])
    for written, meant in ESCAPED.items():
        text = text.replace(written, meant)
    pieces = re.split(r"\r\n|\r|\n|\u2028", text)[:MOST_LINES]
    return _with_broken_halves([_line(piece) for piece in pieces])


def _line(piece: str) -> Line:
    mark = MARK.match(piece)
    bare = piece[mark.end() :] if mark else piece
    depth = sum(mark.group().count(sign) for sign in ">＞") if mark else 0
    return Line(piece.rstrip(), depth, re.sub(r"[ \t\u00a0\u3000]+", " ", bare).strip())


def _with_broken_halves(lines: list[Line]) -> list[Line]:
    whole = list(lines)
    for before, at, after in zip(range(len(lines)), range(1, len(lines)), lines[2:], strict=False):
        above = whole[before]
        if lines[at].own and above.depth and after.depth and width(above.bare) >= BREAKS_AT:
            whole[at] = replace(lines[at], depth=above.depth)
    return whole


def width(text: str) -> int:
    """Columns; a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def said(lines: list[Line]) -> bool:
    """Whether any of these lines says something of its own."""
    return any(line.own for line in lines)


def trimmed(lines: list[Line]) -> list[Line]:
    """Without empty lines at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].bare:
        start += 1
    while end > start and not lines[end - 1].bare:
        end -= 1
    return lines[start:end]
