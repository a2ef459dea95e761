"""What another user took a moment earlier is told in words, beside its field, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from machines import get_machine
from machines.identity import sex_of
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_case
from tests.lives.orders import careful_order
from tests.lives.paths import LETTER
from tests.lives.test_whole_lives import walk
from tests.lives.world import World, make_world
from tests.tracker.actions.test_two_people import at_once, other_desk
from tracker.actions import take_action
from tracker.actions.policies import PolicyOrder, change_policy
from tracker.actions.taken import UNIQUES, telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.models import (
    Cohort,
    College,
    Letter,
    MoveRecord,
    Person,
    PolicyVersion,
    ReceivingOrganisation,
    Staff,
)
from tracker.roster.sample import made_up_id_number
from tracker.writers.destination import add_organisation
from tracker.writers.writing import Writing

NUMBER = made_up_id_number(date(2001, 9, 12), 103)


def two_cases(desk: Desk, *steps: str | int) -> tuple[World, World]:
    """Two graduates of one branch, both walked along the same steps."""
    first = make_world(desk)
    second = make_case(first.desk.session, branch=first.case.branch, cohort=first.case.cohort)
    for name in ("ethnicity", "degree", "degree_awarded", "job_post",
                 "joined_on", "dues_paid_until"):  # fmt: skip
        setattr(second.person, name, getattr(first.case.person, name))
    second.person.sex = sex_of(second.person.id_number or "")
    second.person.mobile = "19900000002"
    refresh_people(desk.session, [second.person_id])
    desk.session.commit()
    return walk(first, steps), walk(World(first.desk, second.id), steps)


def by_each(
    worlds: tuple[World, World], name: str, sessions: sessionmaker[Session], **instead: object
) -> list[object]:
    """Make one move on both cases at the same moment."""
    track, _, action = name.partition(".")
    move = get_machine(worlds[0].case.kind).track(track).move(action)
    order = careful_order(worlds[0], move, **instead)
    worlds[0].desk.session.rollback()

    def make(world: World) -> Callable[[], object]:
        def work() -> object:
            with sessions() as session:
                here = other_desk(world.desk, session)
                staff = session.scalars(sa.select(Staff).filter_by(role=move.by[0].value)).first()
                actor = Actor(move.by[0], staff)
                return take_action(here, world.case_id, track, action, order, actor).action

        return work

    return at_once(*map(make, worlds))


def fields_of(results: list[object]) -> list[str | None]:
    return [r.field for one in results if isinstance(one, Refused) for r in one.refusals]


def test_of_two_letters_of_one_number_the_second_is_told_beside_the_number(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    worlds = two_cases(desk, *LETTER[:-1])
    results = by_each(worlds, "transfer.issue_letter", sessions, number="20240777")
    assert fields_of(results) == ["number"], results
    assert len(desk.session.scalars(sa.select(Letter)).all()) == 1


def test_of_two_persons_given_one_id_number_the_second_is_told_beside_it(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    worlds = two_cases(desk)
    results = by_each(
        worlds,
        "transfer.correct_data",
        sessions,
        id_number=NUMBER,
        sex=sex_of(NUMBER),
        birth_date=date(2001, 9, 12),
        probation_ends_on=None,
        retire_old_addresses=False,
    )
    assert fields_of(results) == ["id_number"], results
    query = sa.select(sa.func.count(Person.id)).filter_by(id_number=NUMBER)
    assert desk.session.scalar(query) == 1


def test_two_destinations_in_one_new_organisation_share_it(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    worlds = two_cases(desk, *LETTER[:-2])
    results = by_each(worlds, "transfer.register_destination", sessions)
    assert results == ["register_destination"] * 2
    assert len(desk.session.scalars(sa.select(ReceivingOrganisation)).all()) == 1


def test_of_two_new_versions_of_a_policy_at_once_one_is_made(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    cohort = make_world(desk).case.cohort
    order = PolicyOrder(replace(cohort.policy.policy, letter_days=60), "部务会议", 1)
    cohort_id = cohort.id
    desk.session.rollback()

    def change() -> object:
        with sessions() as session:
            staff = session.scalars(sa.select(Staff).filter_by(role="department")).one()
            actor = Actor(Role.DEPARTMENT, staff)
            return change_policy(other_desk(desk, session), cohort_id, order, actor).version

    results = at_once(change, change)
    assert sorted(type(one).__name__ for one in results) == ["Refused", "int"], results
    assert len(desk.session.scalars(sa.select(PolicyVersion)).all()) == 2


def test_an_organisation_added_between_look_and_insert_is_taken_as_it_is(desk: Desk) -> None:
    """The insert that comes second finds the first's row, and the rest of its move stands."""
    world = walk(make_world(desk), LETTER[:-1])
    move = get_machine(world.case.kind).track("transfer").move("register_destination")
    [there] = desk.session.scalars(sa.select(ReceivingOrganisation)).all()
    record = desk.session.scalars(sa.select(MoveRecord)).first()
    assert record is not None
    write = Writing(world.desk, world.case, move, world.actor(Role.ORGANIZER), record, None)
    assert add_organisation(write, careful_order(world, move)).id == there.id


def test_every_unique_rule_a_verb_may_meet_is_one_of_the_database(desk: Desk) -> None:
    inspector = sa.inspect(desk.session.connection())
    known = {
        one["name"]
        for table in inspector.get_table_names()
        for one in (*inspector.get_unique_constraints(table), *inspector.get_indexes(table))
    }
    assert {one.name for one in UNIQUES} <= known


def test_an_error_that_is_no_users_goes_on_as_it_is(desk: Desk) -> None:
    desk.session.add(College(name="无联系人学院", contact_name=None, contact_phone="0570-555-0101"))
    with pytest.raises(IntegrityError), telling_what_is_taken():
        desk.session.flush()
    desk.session.rollback()


def test_a_name_that_is_taken_is_told_beside_the_name(desk: Desk) -> None:
    cohort = make_world(desk).case.cohort
    desk.session.add(Cohort(name=cohort.name, year=2031, opened_at=desk.now))
    with pytest.raises(Refused) as no, telling_what_is_taken():
        desk.session.flush()
    assert [r.field for r in no.value.refusals] == ["name"]
    desk.session.rollback()
