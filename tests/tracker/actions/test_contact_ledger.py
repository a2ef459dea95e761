"""The ledger is evidence: what the graduate said stands, and nothing is counted twice (D-15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tests.lives.snapshot import snapshot
from tests.lives.world import World, make_world
from tracker.actions import (
    ContactOrder,
    answer_prompt,
    correct_contact,
    record_contact,
    take_action,
)
from tracker.desk import Desk
from tracker.facts import read_facts
from tracker.links import link_url
from tracker.models import AnswerLink, ContactEntry


def order(world: World, grade: Grade, said: str = "已通话") -> ContactOrder:
    return ContactOrder(
        world.desk.now, Channel.PHONE, Direction.OUT, grade, "19900000001", said=said
    )


def refused(world: World, entry: int, grade: Grade, role: Role) -> str:
    """The words of the refusal; nothing has changed."""
    before = snapshot(world.desk.session)
    with pytest.raises(Refused) as no:
        correct_contact(world.desk, world.case_id, entry, order(world, grade), world.actor(role))
    assert snapshot(world.desk.session) == before
    return str(no.value)


def test_what_the_graduate_answered_by_link_is_not_corrected_away(desk: Desk) -> None:
    world = make_world(desk)
    secretary = world.actor(Role.BRANCH_SECRETARY)
    take_action(desk, world.case_id, "transfer", "ask_confirm_data", NOTHING, secretary)
    link = desk.session.scalars(sa.select(AnswerLink)).one()
    token = link_url(desk.settings, link).rpartition("/")[2]
    entry = answer_prompt(desk, token, 1).entry.id
    assert "由本人或系统记录" in refused(world, entry, Grade.FAILED, Role.ORGANIZER)


def test_a_two_way_contact_is_unmade_by_another_persons_hand_only(desk: Desk) -> None:
    world = make_world(desk)
    entry = record_contact(
        desk, world.case_id, order(world, Grade.SPOKEN), world.actor(Role.BRANCH_SECRETARY)
    ).id
    words = refused(world, entry, Grade.FAILED, Role.BRANCH_SECRETARY)
    assert "须由组织员" in words
    later = world.at(desk.now + timedelta(hours=1))
    correct_contact(
        later.desk, world.case_id, entry, order(later, Grade.FAILED), world.actor(Role.ORGANIZER)
    )
    assert read_facts(desk.session, world.case).last_two_way is None


def test_an_entry_is_corrected_once_and_counts_once(desk: Desk) -> None:
    world = make_world(desk)
    actor = world.actor(Role.BRANCH_SECRETARY)
    first = record_contact(desk, world.case_id, order(world, Grade.FAILED, "无人接听"), actor).id
    second = correct_contact(
        desk, world.case_id, first, order(world, Grade.FAILED, "停机"), actor
    ).id
    assert "已经更正过" in refused(world, first, Grade.FAILED, Role.ORGANIZER)
    assert [c.entry for c in read_facts(desk.session, world.case).contacts] == [second]


def test_a_second_click_does_not_make_a_second_attempt(desk: Desk) -> None:
    world = make_world(desk)
    actor = world.actor(Role.BRANCH_SECRETARY)
    same = order(world, Grade.FAILED, "无人接听")
    record_contact(desk, world.case_id, same, actor)
    again = replace(desk, now=desk.now + timedelta(seconds=3))
    with pytest.raises(Refused, match="刚刚登记过"):
        record_contact(again, world.case_id, same, actor)
    assert desk.session.scalar(sa.select(sa.func.count(ContactEntry.id))) == 1
