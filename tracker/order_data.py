"""An order as plain JSON for the history; ID numbers and phones are kept masked (X-PIPL)."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum
from typing import Any

from machines.orders import Order, Upload
from tracker.roster.id_number import mask

SENSITIVE = ("id_number", "mobile")


def order_data(order: Order) -> dict[str, Any]:
    """Field names to plain values: dates as ISO strings, words as their values, files as keys."""
    return {
        field.name: _plain(field.name, getattr(order, field.name))
        for field in dataclasses.fields(order)
        if getattr(order, field.name) not in (None, "", ())
    }


def _plain(name: str, value: Any) -> Any:
    if name in SENSITIVE:
        return mask(str(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Upload):
        return {"upload": value.id}
    if isinstance(value, tuple):
        return [_plain(name, one) for one in value]
    return value
