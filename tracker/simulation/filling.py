"""Plausible synthetic words where an answer asks for a form: the same on every run with one seed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from machines.dates import add_months
from machines.orders import NOTHING, Asked, Nothing, Order, asked_fields
from machines.orders.transfer import DestinationProposal, WrongData
from machines.words import DestinationKind, Employment, Word

MADE_UP = "（模拟填写）"
# Forms whose fields hang together, or that may be handed in empty and then say nothing.
_WHOLE: dict[type[Order], Order] = {
    DestinationProposal: DestinationProposal(
        employment=Employment.EMPLOYED,
        kind=DestinationKind.UNIT,
        unit=f"某单位{MADE_UP}",
        org_name=f"某单位党委{MADE_UP}",
        province="浙江省",
    ),
    WrongData: WrongData(text=f"有一项不对，请电话联系{MADE_UP}"),
}
_MONTHS_ASKED = 12


def filled(asks: type[Order], today: date, random: Random) -> Order | None:
    """The form filled in; None where that needs what cannot be made up, such as a file."""
    if asks is Nothing:
        return NOTHING
    if asks in _WHOLE:
        return _WHOLE[asks]
    values = {}
    for asked in asked_fields(asks):
        if asked.required:
            values[asked.name] = _value(asked, today, random)
    return None if None in values.values() else asks(**values)


def mended(order: Order, names: Iterable[str | None]) -> Order:
    """The form with words in the fields it was sent back for."""
    fields = {asked.name: asked for asked in asked_fields(type(order))}
    words = {name: f"{fields[name].label}{MADE_UP}" for name in names if name in fields and fields[name].type is str}  # fmt: skip
    return replace(order, **words) if words else order


def _value(asked: Asked, today: date, random: Random) -> Any:
    if asked.type is str:
        return f"{asked.label}{MADE_UP}"
    if asked.type is bool:
        return True
    if asked.type is date:
        return today if asked.today else add_months(today, _MONTHS_ASKED)
    if issubclass(asked.type, Word):
        chosen = random.choice(list(asked.type))
        return (chosen,) if asked.many else chosen
    return None
