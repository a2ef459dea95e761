"""Values of people that the roster's own readers check and put into one shape (S4.1-5, S4.1-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wtforms.validators import ValidationError

from machines.orders import Order
from machines.orders.transfer import DataCorrection, WrongData
from tracker.roster.cells import BadValue
from tracker.roster.contacts import one_email, to_mobile
from tracker.roster.id_number import to_id_number
from tracker.roster.values import to_ethnicity, to_sex

Convert = Callable[[str], str]

CONVERTERS: dict[type[Order], Mapping[str, Convert]] = {
    DataCorrection: {
        "mobile": to_mobile,
        "email": one_email,
        "id_number": to_id_number,
        "sex": to_sex,
        "ethnicity": to_ethnicity,
    },
    WrongData: {"mobile": to_mobile, "email": one_email, "ethnicity": to_ethnicity},
}


def converters_for(order: type[Order]) -> Mapping[str, Convert]:
    """The readers of an order's fields, by field name."""
    return CONVERTERS.get(order, {})


def converting(convert: Convert) -> Callable[[Any, Any], None]:
    """A validator that replaces the text by the value read, or says why it cannot be read."""

    def validate(_form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            field.data = convert(field.data)
        except BadValue as bad:
            raise ValidationError("；".join(filter(None, (bad.reason, bad.cure)))) from None

    return validate
