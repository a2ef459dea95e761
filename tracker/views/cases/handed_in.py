"""What was handed in with a move, in the words of its form."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from machines import get_machine
from machines.files import PAPER_LABELS
from machines.orders import Asked, Ref, asked_fields
from machines.orders.overseas import OverseasApplication
from machines.orders.unsuccessful import ReissueRequest, RetentionRequest
from machines.words import ApplicationKind, Word
from tracker.models import Application, MoveRecord

# What stands in the history of a case beside its moves.
TOLD = (("reason", "原因"), ("source", "依据"))


def handed_in(record: MoveRecord) -> list[tuple[str, str]]:
    """Label and value of each field that was filled in; keys of lists are left to the evidence."""
    if record.track == "case":
        return [(label, record.order[name]) for name, label in TOLD if name in record.order]
    asked = _asked(record.kind_before, record.track, record.action)
    found = []
    for name, value in record.order.items():
        field = asked.get(name)
        shown = _shown(field, value) if field is not None else ""
        if field is not None and shown:
            found.append((field.label, shown))
    return found


FORMS = {
    ApplicationKind.REISSUE: ReissueRequest,
    ApplicationKind.RETENTION: RetentionRequest,
    ApplicationKind.OVERSEAS: OverseasApplication,
}


def applied_for(application: Application) -> list[tuple[str, str]]:
    """Label and value of what an application says: whoever decides reads it first (D-19)."""
    asked = {a.name: a for a in asked_fields(FORMS[application.kind])}
    shown = (
        (asked[n].label, _shown(asked[n], v)) for n, v in application.form.items() if n in asked
    )
    return [(label, value) for label, value in shown if value]


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
