"""A new event on a case plans its waits anew in the same transaction, and settles what was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from machines import MACHINES
from machines.facts import Facts, PersonFacts
from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from machines.waits import Condition, Wait
from machines.words import Channel, Direction, Grade, Kind, PartyStatus
from tests.factories import make_case, make_college, make_staff, plan_waits
from tests.tracker.waits.small import (
    ALERTS,
    RECEIPT,
    at,
    cutoff,
    letter_out,
    look,
    planned,
    row_of,
    told,
    waiting,
)
from tracker.actions import ContactOrder, record_contact, take_action
from tracker.actions.roster_changes import READ_BY_WAITS
from tracker.desk import CLOCK, Actor
from tracker.models import CasePlan, PlannedWait, Stay, Task
from tracker.models.db import begin_writing
from tracker.waits.engine import do_due
from tracker.writers.tasks import open_task


@pytest.fixture
def abroad(desk, session):
    """A member abroad since 2024-09-01 whose half-year contact was asked of the contact person."""
    college = make_college(session)
    case = make_case(
        session,
        kind=Kind.OVERSEAS_MEMBER,
        branch=college.branches[0],
        states={
            "abroad": "abroad",
            "transfer": "kept_abroad",
            "education": "attended",
            "materials": "archived",
        },
        contact_person=make_staff(session, Role.CONTACT_PERSON, college),
    )
    session.get_one(Stay, case.id).departed_on = date(2024, 9, 1)
    plan_waits(desk, case, at=at(9, 1))
    row_of(desk, case, "abroad_contact").asked = True
    open_task(desk, case, "半年没有联系", None, Role.CONTACT_PERSON, kind="wait:abroad_contact")
    session.commit()
    return case


def spoken(desk, moment: datetime, grade: Grade = Grade.SPOKEN) -> ContactOrder:
    return ContactOrder(moment, Channel.PHONE, Direction.OUT, grade, "13900000001", said="一切都好")


def test_a_two_way_contact_moves_the_half_year_on_and_settles_the_alert_s3_3_6(
    desk, session, abroad
):
    assert row_of(desk, abroad, "abroad_contact").due_on == date(2025, 3, 1)
    secretary = Actor(Role.BRANCH_SECRETARY, make_staff(session, college=abroad.college))
    session.commit()
    now = at(3, 5, 10, year=2025)

    record_contact(replace(desk, now=now), abroad.id, spoken(desk, now), secretary)

    row = row_of(desk, abroad, "abroad_contact")
    assert (row.due_on, row.asked) == (date(2025, 9, 5), False)
    (task,) = told(desk, abroad).tasks
    assert (task.settled_at, task.outcome) == (now, "期限已改到 2025-09-05，本次提醒结束")
    assert (abroad.next_due_on, abroad.track("abroad").due_on) == (date(2025, 9, 5),) * 2


def test_an_attempt_that_reached_nobody_moves_nothing_on_d_15(desk, session, abroad):
    secretary = Actor(Role.BRANCH_SECRETARY, make_staff(session, college=abroad.college))
    session.commit()
    now = at(3, 5, 10, year=2025)

    record_contact(replace(desk, now=now), abroad.id, spoken(desk, now, Grade.FAILED), secretary)

    assert row_of(desk, abroad, "abroad_contact").due_on == date(2025, 3, 1)
    assert told(desk, abroad).asked == ["contact_person"]


def test_a_refused_move_leaves_plan_and_waits_as_they_were(desk, session):
    case = letter_out(session)
    plan_waits(desk, case)
    session.commit()
    before = (row_of(desk, case, "letter_validity").next_at, case.next_due_on)

    with pytest.raises(Refused):
        take_action(desk, case.id, "transfer", "expire", NOTHING, CLOCK)

    assert (row_of(desk, case, "letter_validity").next_at, case.next_due_on) == before


def test_a_letter_past_its_last_day_expires_at_night_and_is_dated_at_that_night_d_1(desk, session):
    case = letter_out(session)
    plan_waits(desk, case)
    session.commit()
    assert do_due(replace(desk, now=at(9, 30, 23, 59)), "w") <= 1
    assert case.track("transfer").state == "letter_issued"

    do_due(replace(desk, now=at(10, 4, 3)), "w")

    session.expire_all()
    assert case.track("transfer").state == "expired"
    expiry = next(one for one in told(desk, case).records if one.said[0].get("move") == "expire")
    assert (expiry.at, expiry.made_at) == (at(10, 1, 0), at(10, 4, 3))
    assert expiry.due_on == date(2024, 9, 30)
    assert row_of(desk, case, "letter_validity") is None


def test_what_the_clock_moves_counts_the_case_on_as_every_move_does(desk, session):
    case = letter_out(session)
    plan_waits(desk, case)
    session.commit()
    before = case.version

    do_due(replace(desk, now=at(10, 1, 0, 30)), "w")

    session.expire_all()
    assert case.version == before + 1


def test_a_state_left_and_come_back_to_begins_anew_and_says_nothing_of_before(desk, session):
    case = planned(desk, letter_out(session))
    look(desk, at(10, 8))
    assert told(desk, case).asked == ["branch_secretary"]

    case.track("transfer").state = "reissue_requested"
    planned(desk, case, began=at(10, 9))
    assert row_of(desk, case) is None
    assert [task.outcome for task in told(desk, case).tasks] == ["已办理，期限事项结束"]

    case.track("transfer").state = "letter_issued"
    planned(desk, case, began=at(10, 11))
    assert look(desk, at(10, 11)) == 0
    look(desk, at(10, 17))
    assert told(desk, case).moments == [at(10, 8), at(10, 17)]


def test_a_wait_that_several_states_share_goes_on_from_one_to_the_other(desk, session):
    def waits(_kind, track, _state):
        return (RECEIPT,) if track in ("transfer", "materials") else ()

    case = planned(desk, letter_out(session), waits)
    look(desk, at(8, 30), waits)
    case.track("transfer").state = "expired"
    planned(desk, case, waits, began=at(9, 10))

    row = row_of(desk, case)
    assert (row.handled_until, row.next_at) == (at(8, 30), at(9, 14))


def moved(day: date) -> Any:
    """The small wait with another deadline, as after a correction or under another policy."""

    def due(facts: Facts) -> Any:
        return cutoff(facts).to_day("更正", day, "S4.4-8")

    return waiting(replace(RECEIPT, due=due))


def test_a_deadline_that_moves_earlier_says_once_what_it_should_have_said(desk, session):
    case = planned(desk, letter_out(session))
    earlier = moved(date(2024, 7, 12))
    planned(desk, case, earlier, began=at(7, 10))

    look(desk, at(7, 10, 9, 1), earlier)

    found = told(desk, case)
    assert (found.moments, len(found.mails)) == ([at(7, 5)], 1)
    assert look(desk, at(7, 10, 9, 2), earlier) == 0


def test_a_deadline_that_moves_later_settles_what_was_asked_and_begins_a_new_round(desk, session):
    case = planned(desk, letter_out(session))
    look(desk, at(10, 10))
    later = moved(date(2024, 10, 31))

    planned(desk, case, later, began=at(10, 11))

    assert told(desk, case).asked == []
    assert row_of(desk, case).next_at == at(10, 16)
    look(desk, at(10, 16), later)
    found = told(desk, case)
    assert found.moments == [at(10, 10), at(10, 16)]
    assert len(found.mails) == 1


def test_moved_back_and_forth_nothing_is_said_twice(desk, session):
    case = planned(desk, letter_out(session))
    look(desk, at(9, 14))
    for day in (date(2024, 10, 9), date(2024, 9, 30), date(2024, 9, 29), date(2024, 9, 30)):
        planned(desk, case, moved(day), began=at(9, 14, 10))
        look(desk, at(9, 14, 11), moved(day))

    assert told(desk, case).moments == [at(9, 14)]
    look(desk, at(9, 25))
    assert told(desk, case).moments == [at(9, 14), at(9, 25)]


def test_what_came_by_itself_is_not_asked_any_more(desk, session):
    """The condition of every prompt to staff has ceased to hold, while the wait goes on."""
    unpaid = Condition("没有回执", lambda facts: facts.left_on is not None)
    waits = waiting(
        replace(RECEIPT, reminders=tuple(replace(r, only_if=(unpaid,)) for r in ALERTS))
    )
    case = planned(desk, letter_out(session), waits)
    look(desk, at(10, 8), waits)
    assert told(desk, case).asked == ["branch_secretary"]

    case.left_on = None
    planned(desk, case, waits, began=at(10, 9))

    assert told(desk, case).asked == []
    assert row_of(desk, case) is not None


def test_a_settled_task_of_another_kind_is_left_alone(desk, session):
    case = planned(desk, letter_out(session))
    look(desk, at(10, 8))
    begin_writing(session)
    open_task(desk, case, "请核实来信邮箱", None)
    case.track("transfer").state = "expired"
    planned(desk, case, began=at(10, 9))

    assert [task.text for task in told(desk, case).tasks if task.settled_at is None] == [
        "请核实来信邮箱"
    ]


def test_a_move_that_changes_nothing_writes_nothing_of_the_plan(desk, session):
    case = planned(desk, letter_out(session))
    before = sa.inspect(row_of(desk, case)).identity

    planned(desk, case, began=at(6, 25))

    assert sa.inspect(row_of(desk, case)).identity == before
    assert session.get_one(CasePlan, case.id).next_at == at(8, 30)
    assert session.scalars(sa.select(PlannedWait)).all() == [row_of(desk, case)]
    assert session.scalars(sa.select(Task)).all() == []


class _Watched(PersonFacts):
    """A person's data that note what is read of them."""

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            READ.add(name)
        return super().__getattribute__(name)


READ: set[str] = set()


def _every_wait() -> list[tuple[Kind, str, str, Wait]]:
    return [
        (machine.kind, track.name, state.name, wait)
        for machine in MACHINES.values()
        for track in machine.tracks
        for state in track.states
        for wait in state.waits
    ]


def test_what_waits_read_of_a_person_is_known_to_whoever_imports_rosters():
    """Otherwise an import would leave a deadline where it was until somebody touches the case."""
    READ.clear()
    for kind, track, state, wait in _every_wait():
        facts = Facts(
            kind=kind,
            status=make_status(kind),
            states={track: state},
            person=_Watched(),
            left_on=date(2024, 6, 30),
            since={track: date(2024, 6, 1)},
        )
        wait.due(facts)
        for reminder in wait.reminders:
            for condition in reminder.only_if:
                condition.holds(facts)

    assert {field.value for field in READ_BY_WAITS} >= READ


def make_status(kind: Kind) -> Any:
    return PartyStatus.ACTIVIST if kind is Kind.ACTIVIST else PartyStatus.PROBATIONARY
