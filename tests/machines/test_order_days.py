"""Nobody records today what is only done tomorrow: every deed's day, in every order of every table."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from machines import MACHINES
from machines.orders import Order, asked_fields
from machines.orders.days import days_to_come

TODAY = date(2024, 7, 2)
DEEDS = sorted(
    {
        (move.asks, field.name)
        for machine in MACHINES.values()
        for track in machine.tracks
        for move in track.moves
        for field in asked_fields(move.asks)
        if field.today
    },
    key=lambda deed: (deed[0].__name__, deed[1]),
)


@pytest.mark.parametrize(("order", "name"), DEEDS, ids=[f"{o.__name__}.{n}" for o, n in DEEDS])
def test_a_deed_is_not_recorded_before_its_day(order: type[Order], name: str) -> None:
    tomorrow = dataclasses.replace(order(), **{name: TODAY + timedelta(days=1)})
    assert [refusal.field for refusal in days_to_come(tomorrow, TODAY)] == [name]
    assert days_to_come(dataclasses.replace(order(), **{name: TODAY}), TODAY) == []


def test_there_are_deeds_to_check() -> None:
    assert len(DEEDS) > 20
