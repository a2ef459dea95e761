"""An address or phone of another person becomes somebody's only after a look (S4.1-6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from machines.orders.transfer import DataCorrection, WrongData
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_case, make_id_number, make_person
from tests.lives.snapshot import snapshot
from tests.lives.world import World, make_world
from tests.tracker.actions.test_proposals import refused, settle, settling, told
from tracker.actions import take_action
from tracker.desk import Desk
from tracker.models import MailAddress, Person
from tracker.on_file import on_file


def wang_wu(desk: Desk) -> Person:
    """Somebody with an address and a phone of his own."""
    return make_person(
        desk.session,
        "wangwu@example.com",
        name="王五",
        mobile="13900007777",
        student_no="20209999",
        id_number=make_id_number(serial=777),
    )


@pytest.fixture
def anothers(desk: Desk) -> World:
    """A world in which somebody else of the same branch holds an address and a phone."""
    world = make_world(desk)
    make_case(desk.session, branch=world.case.branch, person=wang_wu(desk))
    desk.session.commit()
    return world


ANOTHERS = WrongData(email="WangWu@example.com", mobile="13900007777")


def test_anothers_address_or_phone_is_accepted_by_somebody_who_has_looked_only(
    anothers: World,
) -> None:
    rows = told(anothers, ANOTHERS)
    assert refused(anothers, *(settling(anothers, r) for r in rows)) == [
        f"contact-{r.id}" for r in rows
    ]
    [mobile] = [r for r in rows if r.field == "mobile"]
    assert refused(anothers, settling(anothers, mobile)) == [f"contact-{mobile.id}"]
    settle(anothers, *(settling(anothers, r, contact_checked=True) for r in rows))
    assert anothers.case.person.mobile == "13900007777"
    assert anothers.case.person.mail_addresses[0].lower() == "wangwu@example.com"


def test_rejecting_anothers_address_takes_no_tick(anothers: World) -> None:
    rows = told(anothers, ANOTHERS)
    settle(anothers, *(settling(anothers, r, accept=False) for r in rows))
    assert anothers.case.person.mobile != "13900007777"


@pytest.mark.parametrize("typed", [{"email": "wangwu@example.com"}, {"mobile": "13900007777"}])
def test_by_hand_anothers_address_or_phone_takes_the_tick_too(
    anothers: World, typed: dict[str, str]
) -> None:
    desk, actor = anothers.desk, anothers.actor(Role.ORGANIZER)
    order = DataCorrection(source="本人来电", **typed)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="已登记在另一人名下（王五），请先核实") as no:
        take_action(desk, anothers.case_id, "transfer", "correct_data", order, actor)
    assert [r.field for r in no.value.refusals] == list(typed)
    assert snapshot(desk.session) == before
    checked = replace(order, contact_checked=True)
    take_action(desk, anothers.case_id, "transfer", "correct_data", checked, actor)
    assert on_file(anothers.case.person, *typed).startswith(*typed.values())


def test_whom_the_actor_may_not_see_is_not_named(desk: Desk) -> None:
    world = make_world(desk)
    make_case(desk.session, person=wang_wu(desk))
    desk.session.commit()
    order = DataCorrection(source="本人来电", email="wangwu@example.com")
    with pytest.raises(Refused) as no:
        take_action(
            desk, world.case_id, "transfer", "correct_data", order, world.actor(Role.ORGANIZER)
        )
    [refusal] = no.value.refusals
    assert "已登记在另一人名下，请先核实" in refusal.missing


def test_an_address_of_his_own_or_one_no_longer_used_by_another_needs_no_tick(
    anothers: World,
) -> None:
    desk, actor = anothers.desk, anothers.actor(Role.ORGANIZER)
    other = desk.session.scalars(
        sa.select(MailAddress).filter_by(address="wangwu@example.com")
    ).one()
    other.active = False
    desk.session.commit()
    own = anothers.case.person.mail_addresses[0]
    for email in (own, "wangwu@example.com"):
        order = DataCorrection(source="本人来电", email=email)
        take_action(desk, anothers.case_id, "transfer", "correct_data", order, actor)
    assert "wangwu@example.com" in anothers.case.person.mail_addresses
