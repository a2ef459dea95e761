"""The shape of an order: fields with label, rule and kind, readable by forms, tables and tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args, get_type_hints


class Ref(StrEnum):
    """Lists that live in the database; the form offers the ones the actor may choose."""

    ACTIVITY = "activity"
    BRANCH = "branch"
    CONTACT_PERSON = "contact_person"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Upload:
    """A stored file by its key."""

    id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of an order as forms, tables and tests see it."""

    name: str
    label: str
    rule: str
    type: type
    required: bool
    many: bool = False
    long: bool = False
    today: bool = False
    ref: Ref | None = None
    help: str = ""
    confirm: bool = False


def asks(
    label: str,
    rule: str,
    *,
    required: bool = True,
    long: bool = False,
    today: bool = False,
    ref: Ref | None = None,
    help: str = "",
    confirm: bool = False,
) -> Any:
    """Declare a field: its Chinese label, the rule that demands it, and how it is asked.

    `today` fills in the day; `confirm` is a box that must be ticked; `ref` names a database list.
    Fields that are not required default to None, False or an empty tuple.
    """
    metadata = {
        "label": label,
        "rule": rule,
        "required": required,
        "long": long,
        "today": today,
        "ref": ref,
        "help": help,
        "confirm": confirm,
    }
    return dataclasses.field(default=None, metadata=metadata, kw_only=True)


@dataclass(frozen=True)
class Order:
    """What a user hands in with a move."""


@dataclass(frozen=True)
class Nothing(Order):
    """A move that asks for a confirmation only."""


NOTHING = Nothing()


# An order's fields never change; reading them anew costs more than the mail that asks for them.
_READ: dict[type[Order], tuple[Asked, ...]] = {}


def asked_fields(order: type[Order]) -> tuple[Asked, ...]:
    """The fields of an order in the order they are asked."""
    if order not in _READ:
        _READ[order] = tuple(_asked_fields(order))
    return _READ[order]


def _asked_fields(order: type[Order]) -> Iterator[Asked]:
    hints = get_type_hints(order)
    for field in dataclasses.fields(order):
        hint = hints[field.name]
        many = getattr(hint, "__origin__", None) is tuple
        inner = [a for a in get_args(hint) if a not in (type(None), Ellipsis)]
        meta = field.metadata
        yield Asked(
            name=field.name,
            label=meta["label"],
            rule=meta["rule"],
            type=inner[0] if inner else hint,
            required=meta["required"],
            many=many,
            long=meta["long"],
            today=meta["today"],
            ref=meta["ref"],
            help=meta["help"],
            confirm=meta["confirm"],
        )
