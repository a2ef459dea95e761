"""Case tags and subjects as people and mail programs write them. Pure."""

from __future__ import annotations

import re
import unicodedata

# NFKC has made digits, letters and most brackets narrow by then; some dashes stay.
_TAG = re.compile(r"(?<![A-Z0-9])QZ\s?[-‐‑‒–—−_]\s?(\d{4})\s?[-‐‑‒–—−_]\s?(\d{1,9})(?!\d)", re.I)
_MARK = "re|fwd?|aw|回复|回覆|答复|答覆|转发|轉寄|轉發|自动回复|自动答复"
_PREFIX = re.compile(rf"^\s*(?:{_MARK})\s*(?:[\[(]\d+[\])])?\s*[:：]\s*", re.I)
_LONGEST_LOOKED_AT = 200_000


def tags_in(text: str) -> list[tuple[int, int]]:
    """The case tags within a text as (year, case id), each once, in their order."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_LOOKED_AT])
    return list(dict.fromkeys((int(year), int(key)) for year, key in _TAG.findall(plain)))


def bare_subject(subject: str) -> str:
    """The subject without the marks of replying and forwarding, however many stand before it."""
    bare = " ".join(unicodedata.normalize("NFKC", subject).split())
    while match := _PREFIX.match(bare):
        bare = bare[match.end() :]
    return bare.strip()


def is_answer(subject: str) -> bool:
    """Whether the subject bears a mark of replying or forwarding."""
    return _PREFIX.match(" ".join(unicodedata.normalize("NFKC", subject).split())) is not None
