"""An order as plain JSON; in the history ID numbers and phones are kept masked (X-PIPL)."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum
from typing import Any

from machines.orders import Order, Upload
from tracker.masking import mask_numbers
from tracker.roster.id_number import mask

SENSITIVE = ("id_number", "mobile")
# Numbers of papers, which may be as long as an ID number.
PAPER_NUMBERS = ("number", "system_no", "school_letter_no", "filing_no", "prior_filing_no", "courier_no")  # fmt: skip


def order_data(order: Order) -> dict[str, Any]:
    """The order for the history: `form_data` with every number of a person masked, wherever typed."""
    return {name: _masked(name, value) for name, value in form_data(order).items()}


def form_data(order: Order) -> dict[str, Any]:
    """Field names to plain values: dates as ISO strings, words as their values, files as keys.

    For forms that come back to be corrected; unmasked, so never for the history.
    """
    return {
        field.name: _plain(getattr(order, field.name))
        for field in dataclasses.fields(order)
        if getattr(order, field.name) not in (None, "", ())
    }


def _masked(name: str, value: Any) -> Any:
    if name in SENSITIVE:
        return mask(str(value))
    if isinstance(value, str) and name not in PAPER_NUMBERS:
        return mask_numbers(value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Upload):
        return {"upload": value.id}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
