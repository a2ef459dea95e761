"""学历学位 as people write them: whether what the system says is what the certificates say (S4.1-3)."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\s、，,;；/+()\-及和与]+")
# What was not, or not yet, obtained is never read as the real thing.
_NOT_OBTAINED = re.compile("在读|肄业|结业|同等学力|在职|[无未]")
# A doctor was a graduate student, a bachelor an undergraduate: the degree names its 学历 as well.
_TERMS = (
    (re.compile("博士"), {"博士", "研究生"}),
    (re.compile("硕士"), {"硕士", "研究生"}),
    (re.compile("学士"), {"学士", "本科"}),
    (re.compile("研究生"), {"研究生"}),
    (re.compile("专科|大专"), {"专科"}),
    (re.compile(r"本科|(?<!\S)大学(?!\S)"), {"本科"}),
)


def degree_agrees(registered: str, awarded: str) -> bool:
    """Whether the registered 学历学位 is the one awarded at graduation (S4.1-3).

    Both are read as a set of 专科, 本科, 研究生, 学士, 硕士, 博士, however they are written (大学,
    大学本科 and 本科 are one; a degree names its 学历 too, so 硕士 is 研究生 and 硕士). They agree when
    the registered set is part of the awarded one: 大学本科 agrees with 大学本科 学士, but not the other
    way round, for then a degree would be registered that no certificate shows. Words that are none
    of these, or that say something was not obtained, must be the same but for spaces and signs.
    """
    if _plain(registered) == _plain(awarded):
        return True
    ours, theirs = _terms(registered), _terms(awarded)
    return bool(ours) and ours <= theirs


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def _terms(text: str) -> set[str]:
    words = _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text))
    if _NOT_OBTAINED.search(words):
        return set()
    return {term for sign, terms in _TERMS if sign.search(words) for term in terms}
