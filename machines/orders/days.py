"""What every order has in common: a day on which something was done is not a day to come."""

from __future__ import annotations

from datetime import date

from machines.orders.order import Order, asked_fields
from machines.refusals import Refusal
from machines.roles import Role


def days_to_come(order: Order, today: date) -> list[Refusal]:
    """A refusal for each day of the order that records a deed but lies after today.

    These are the fields asked with `today`; each cites its own rule.
    """
    return [
        Refusal(f"{field.label}不能晚于今天", field.rule, Role.BRANCH_SECRETARY, "本表", field.name)
        for field in asked_fields(type(order))
        if field.today
        for day in [getattr(order, field.name)]
        if day is not None and day > today
    ]
