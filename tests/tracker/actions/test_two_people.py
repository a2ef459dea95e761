"""Two people on one case: one is told what changed, nothing is done twice, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines import get_machine
from machines.orders import Order
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Channel, Direction, Grade, LetterStatus
from tests.lives.orders import careful_order
from tests.lives.paths import LETTER
from tests.lives.snapshot import snapshot
from tests.lives.test_whole_lives import walk
from tests.lives.world import World, make_world
from tracker.actions import ContactOrder, Stale, record_contact, take_action
from tracker.desk import Actor, Desk
from tracker.models import ContactEntry, Letter, Mail, MoveRecord


def order_for(world: World, name: str, **instead: object) -> tuple[str, str, Order, Actor]:
    track, _, action = name.partition(".")
    move = get_machine(world.case.kind).track(track).move(action)
    return track, action, careful_order(world, move, **instead), world.actor(move.by[0])


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all at the same moment in threads; gives each one's result or exception."""
    gate, results = threading.Barrier(len(works)), [object()] * len(works)

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = works[index]()
        except (Refused, Stale) as no:
            results[index] = no

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def other_desk(desk: Desk, session: Session) -> Desk:
    return replace(desk, session=session)


def test_the_second_is_told_what_the_first_did_and_nothing_is_written(desk: Desk) -> None:
    world = make_world(desk)
    seen = world.case.version
    track, action, order, actor = order_for(world, "transfer.verify")
    take_action(desk, world.case_id, track, action, order, actor, version=seen)
    before = snapshot(desk.session)
    with pytest.raises(Stale) as stale:
        take_action(desk, world.case_id, track, action, order, actor, version=seen)
    assert [change.what for change in stale.value.since] == ["信息核对通过"]
    assert stale.value.version == world.case.version
    desk.session.rollback()
    assert snapshot(desk.session) == before


def test_of_two_letters_issued_at_once_one_is_made(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    """At most one live letter a person, whoever clicks first (S4.5-0b)."""
    world = walk(make_world(desk), LETTER[:-1])
    track, action, order, _ = order_for(world, "transfer.issue_letter")
    version = world.case.version
    organizer = world.actor(Role.ORGANIZER)
    desk.session.rollback()

    def issue() -> object:
        with sessions() as session:
            here = other_desk(desk, session)
            mine = Actor(Role.ORGANIZER, session.get(type(organizer.staff), 3))
            return take_action(
                here, world.case_id, track, action, order, mine, version=version
            ).action

    results = at_once(issue, issue)
    assert sorted(type(one).__name__ for one in results) == ["Stale", "str"]
    letters = desk.session.scalars(sa.select(Letter)).all()
    assert [one.status for one in letters] == [LetterStatus.LIVE]
    count = sa.select(sa.func.count(Mail.id)).filter_by(kind="letter_ready")
    assert desk.session.scalar(count) == 1


def test_contacts_written_down_at_once_are_all_kept(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    """The ledger takes every entry: two callers do not overwrite each other (S4.4-5)."""
    world = make_world(desk)
    desk.session.rollback()

    def ring(number: int) -> Callable[[], object]:
        def work() -> object:
            with sessions() as session:
                here = other_desk(desk, session)
                order = ContactOrder(
                    here.now, Channel.PHONE, Direction.OUT, Grade.FAILED, f"1990000000{number}"
                )
                actor = Actor(Role.BRANCH_SECRETARY)
                return record_contact(here, world.case_id, order, actor).id

        return work

    results = at_once(*(ring(n) for n in range(4)))
    assert all(isinstance(one, int) for one in results), results
    assert desk.session.scalar(sa.select(sa.func.count(ContactEntry.id))) == 4


def test_a_second_click_on_a_page_without_version_is_refused_by_the_table(desk: Desk) -> None:
    world = make_world(desk)
    track, action, order, actor = order_for(world, "transfer.verify")
    take_action(desk, world.case_id, track, action, order, actor)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="信息已核对"):
        take_action(desk, world.case_id, track, action, order, actor)
    assert snapshot(desk.session) == before
    moves = sa.select(sa.func.count(MoveRecord.id)).filter_by(action="verify")
    assert desk.session.scalar(moves) == 1


def test_who_comes_second_is_told_of_contacts_too(desk: Desk) -> None:
    """A contact may change what the page was about to do: it counts as a change."""
    world = make_world(desk)
    seen = world.case.version
    order = ContactOrder(desk.now, Channel.PHONE, Direction.OUT, Grade.SPOKEN, said="下周报到")
    record_contact(desk, world.case_id, order, world.actor(Role.ORGANIZER))
    track, action, verify, actor = order_for(world, "transfer.verify")
    with pytest.raises(Stale) as stale:
        take_action(desk, world.case_id, track, action, verify, actor, version=seen)
    assert [change.what for change in stale.value.since] == ["联系记录：电话"]
