"""Search texts and the terms they are compared with: a term is found by its beginning.

The first letter of a term says what it is: a name from any of its characters on, a student number,
a mobile number from its end. Letter numbers have room beside them.
"""

from __future__ import annotations

import re
import unicodedata

from tracker.models.listing import LONGEST_TERM

NAME, STUDENT_NO, MOBILE = "n", "s", "m"

LAST_DIGITS = re.compile(r"\+?\d{4,15}", re.ASCII)
NUMBER = re.compile(r"[0-9A-Za-z-]{3,30}", re.ASCII)
DIGITS = re.compile(r"\D", re.ASCII)
# No term goes on with this one, the last of all code points, so that it ends a range.
END = "\U0010ffff"


def fold(text: str) -> str:
    """Letters and digits only, narrow and small: 买买提·A and 买买提Ａ are the same name."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def terms_of(name: str, student_no: str | None, mobile: str | None) -> frozenset[str]:
    """All terms that find a person."""
    folded = fold(name)
    terms = {NAME + folded[start:] for start in range(len(folded))}
    if number := fold(student_no or ""):
        terms.add(STUDENT_NO + number)
    if digits := _digits(mobile or ""):
        terms.add(MOBILE + digits[::-1])
    return frozenset(term[:LONGEST_TERM] for term in terms)


def prefixes_of(text: str) -> tuple[str, ...]:
    """The beginnings of terms that a search text asks for; none when it says nothing.

    Part of a name; a student number from its start, three signs at least; the last digits of a
    mobile number, four at least.
    """
    found = [NAME + fold(text)] if fold(text) else []
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if NUMBER.fullmatch(plain) and fold(plain):
        found.append(STUDENT_NO + fold(plain))
    if LAST_DIGITS.fullmatch(plain):
        found.append(MOBILE + _digits(plain)[::-1])
    return tuple(prefix[:LONGEST_TERM] for prefix in found)


def matches(terms: frozenset[str], prefixes: tuple[str, ...]) -> bool:
    """Whether a person with these terms is found."""
    return any(term.startswith(prefix) for term in terms for prefix in prefixes)


def _digits(number: str) -> str:
    return DIGITS.sub("", number.removeprefix("+86"))
