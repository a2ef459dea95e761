"""What one cell of a sheet can hold, and how its bare text is taken out of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | int | float | bool | date | datetime | time | timedelta

# Excel keeps fifteen significant digits of a number; every digit after them becomes a zero.
_TOO_LONG = 1e15

# People mark "nothing to say" in these ways; none of them is ever a value of a roster.
_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "null", "none", "n/a", "#n/a"}
)
_LONGEST_MARK = max(map(len, _NOTHING))
# A mark may have white space around it, but a cell longer than this says something.
_LONGEST_NOTHING = 12
_SPACES = re.compile(r"\s+")
# Control and format characters (Cc, Cf): zero-width and direction marks come along unseen when
# somebody copies a number out of WeChat or the Windows address book.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)


class BadValue(ValueError):
    """A cell that cannot be read: `reason` and `cure` are Chinese sentences for the screen."""

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


def as_text(cell: Cell) -> str:
    """The cell's text, white space collapsed and trimmed; 13800138000.0 gives '13800138000'."""
    if isinstance(cell, str):
        # Most cells need nothing, and a roster has half a million of them.
        if cell.isprintable() and "  " not in cell:
            return cell.strip()
        return _SPACES.sub(" ", _UNSEEN.sub("", cell)).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def plain(cell: Cell) -> str:
    """`as_text` in half-width characters without any white space, for numbers and codes.

    The apostrophe that makes Excel keep a number as text is dropped.
    """
    text = as_text(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    elif text.isalnum():
        return text
    return _SPACES.sub("", text).lstrip("'’‘`")


def is_blank(cell: Cell | None) -> bool:
    """Whether the cell says nothing: empty, white space, or a mark such as '—', '/' or '无'."""
    if not isinstance(cell, str):
        return cell is None
    if not cell:
        return True
    if len(cell) > _LONGEST_NOTHING:
        return cell.isspace()
    # Nearly every cell ends here: a longer word without any other character is no mark.
    if len(cell) > _LONGEST_MARK and cell.isalnum():
        return False
    return _is_mark(cell)


@lru_cache(maxsize=4096)
def _is_mark(text: str) -> bool:
    """Whether a short text is a mark for nothing; short texts of a roster repeat endlessly."""
    return plain(text).lower() in _NOTHING


def lost_digits(cell: Cell) -> bool:
    """Whether Excel stored a long number as a number, so that its last digits are gone."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return bool(abs(cell) >= _TOO_LONG)
    return re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", plain(cell)) is not None
