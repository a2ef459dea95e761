"""Numbers masked so that those who choose among them see in what they differ, never the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from machines.words import Word
from tracker.roster.aliases import Field
from tracker.roster.row import masked

Value = str | date

_HEAD = 3
_MOST_SHOWN = 4


def shown_apart(field: Field, values: Iterable[Value | None]) -> dict[Value, str]:
    """A text for each value, as screens show it; equal ones only for equal values."""
    found = {value: _shown(field, value) for value in values if value is not None}
    by_text: dict[str, list[Value]] = {}
    for value, text in found.items():
        by_text.setdefault(text, []).append(value)
    for same in by_text.values():
        if len(same) > 1:
            found |= dict(zip(same, _apart([str(value) for value in same]), strict=True))
    return found


def _shown(field: Field, value: Value) -> str:
    return value.label if isinstance(value, Word) else masked(field, value)


def _apart(texts: Sequence[str]) -> list[str]:
    """The first characters and some in which they differ; 13911111234 gives 139*1111***."""
    size = min(map(len, texts))
    differing = [at for at in range(size) if len({text[at] for text in texts}) > 1]
    head = min(_HEAD, size // 3)
    kept = {*range(head), *differing[: min(_MOST_SHOWN, max(1, size - head - _MOST_SHOWN))]}
    found = ["".join(char if at in kept else "*" for at, char in enumerate(text)) for text in texts]
    if len(set(found)) == len(found):
        return found
    return [f"{text}（{number}）" for number, text in enumerate(found, 1)]
