"""Each decision is about the application its state says, also when others were left lying."""

from __future__ import annotations

import sqlalchemy as sa

from machines.words import ApplicationKind, ApplicationState
from tests.lives.paths import LETTER
from tests.lives.test_whole_lives import take, walk
from tests.lives.world import make_world
from tracker.desk import Desk
from tracker.models import Application


def states(desk: Desk) -> list[tuple[ApplicationKind, ApplicationState]]:
    rows = desk.session.scalars(sa.select(Application).order_by(Application.id))
    return [(row.kind, row.state) for row in rows]


def test_a_returned_application_gives_way_to_one_of_another_kind(desk: Desk) -> None:
    """D-19: retention returned, reissue asked instead, retention asked again: the last one counts."""
    world = walk(make_world(desk), (*LETTER, 100))
    for name in ("request_retention", "return_retention", "request_reissue", "return_reissue",
                 "request_retention", "approve_retention"):  # fmt: skip
        take(world, f"transfer.{name}")
    assert states(desk) == [
        (ApplicationKind.RETENTION, ApplicationState.WITHDRAWN),
        (ApplicationKind.REISSUE, ApplicationState.WITHDRAWN),
        (ApplicationKind.RETENTION, ApplicationState.APPROVED),
    ]


def test_acceptance_closes_every_application_that_is_still_open(desk: Desk) -> None:
    """S4.4-3: what was asked for has lost its object."""
    world = walk(make_world(desk), (*LETTER, 100))
    take(world, "transfer.request_reissue")
    take(world, "transfer.confirm_acceptance")
    assert states(desk) == [(ApplicationKind.REISSUE, ApplicationState.WITHDRAWN)]


def test_the_reason_of_an_overseas_refusal_keeps_nobodys_numbers(desk: Desk) -> None:
    """X-PIPL: decided by the same hand as every other application."""
    world = make_world(desk)
    take(world, "abroad.apply")
    take(world, "abroad.refuse", reason="材料不全，已电话 13800138000 告知")
    [refused] = desk.session.scalars(sa.select(Application)).all()
    assert refused.state is ApplicationState.REFUSED
    assert "13800138000" not in refused.decision_reason
    assert "材料不全" in refused.decision_reason
