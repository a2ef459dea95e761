"""What was handed in with a move, in the words of its form."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from machines import get_machine
from machines.files import PAPER_LABELS
from machines.orders import Asked, Ref, asked_fields
from machines.words import Word
from tracker.models import MoveRecord


def handed_in(record: MoveRecord) -> list[tuple[str, str]]:
    """Label and value of each field that was filled in; keys of lists are left to the evidence."""
    asked = _asked(record.kind_before, record.track, record.action)
    found = []
    for name, value in record.order.items():
        field = asked.get(name)
        shown = _shown(field, value) if field is not None else ""
        if field is not None and shown:
            found.append((field.label, shown))
    return found


@lru_cache(maxsize=512)
def _asked(kind: str, track: str, action: str) -> dict[str, Asked]:
    try:
        order = get_machine(kind).track(track).move(action).asks
    except (KeyError, ValueError):
        return {}
    return {a.name: a for a in asked_fields(order)}


def _shown(field: Asked, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_shown(field, one) for one in value)
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, dict):
        return "已附文件"
    if field.ref is Ref.ITEM:
        return PAPER_LABELS.get(str(value), str(value))
    if field.ref is not None:
        return ""
    if issubclass(field.type, Word):
        return _label(field.type, value)
    return str(value)


def _label(words: type[Word], value: Any) -> str:
    try:
        return words(value).label
    except ValueError:
        return str(value)
