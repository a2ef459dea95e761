"""Claims by lease, on both databases: nothing is done by two, nothing is lost with one (fault 15)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.tracker.waits.small import (
    RECEIPT,
    WAITS,
    at,
    failing,
    letter_out,
    look,
    planned,
    told,
    waiting,
)
from tracker.clock import database_now
from tracker.desk import Desk
from tracker.models import CasePlan, Mail, PlannedWait, ReminderRecord
from tracker.models.db import begin_writing
from tracker.waits import claim
from tracker.waits.claim import claim_due
from tracker.waits.engine import do_due, look_again
from tracker.waits.failing import failed_plans

DUE = at(8, 30, 9, 1)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def open_cases(desk, number: int) -> list:
    return [planned(desk, letter_out(desk.session)) for _ in range(number)]


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    session.execute(
        sa.update(CasePlan).where(CasePlan.lease_until.is_not(None)).values(lease_until=past)
    )
    session.commit()


def test_a_case_is_claimed_by_one_only_until_its_lease_ends(desk, session, sessions):
    (case,) = open_cases(desk, 1)

    first = claim_due(session, "one", DUE, 10)
    with sessions() as other:
        assert claim_due(other, "two", DUE, 10) == []
        let_leases_end(session)
        second = claim_due(other, "two", DUE, 10)

    assert [(one.case_id, one.tries) for one in (*first, *second)] == [(case.id, 1), (case.id, 2)]


def test_what_is_overdue_is_done_first_and_then_what_has_waited_longest(desk, session):
    ahead, late, later = open_cases(desk, 3)
    begin_writing(session)
    for case, next_at, due_on in (
        (ahead, at(8, 1), date(2024, 9, 30)),
        (late, at(8, 20), date(2024, 8, 1)),
        (later, at(8, 25), date(2024, 7, 1)),
    ):
        plan = session.get_one(CasePlan, case.id)
        plan.next_at, plan.due_on = next_at, due_on
    session.commit()

    found = claim_due(session, "one", DUE, 2)
    rest = claim_due(session, "one", DUE, 2)

    assert [one.case_id for one in (*found, *rest)] == [late.id, later.id, ahead.id]


def test_two_workers_at_once_give_each_reminder_once(desk, settings, sessions, session):
    cases = open_cases(desk, 30)

    def worker(number: int) -> int:
        with sessions() as own:
            own_desk = Desk(own, settings, DUE)
            done = 0
            while more := do_due(own_desk, f"worker {number}", limit=10, waits=WAITS):
                done += more
            return done

    with ThreadPoolExecutor(2) as workers:
        shares = list(workers.map(worker, range(2)))

    assert sum(shares) == 30
    session.rollback()
    per_case = Counter(session.scalars(sa.select(ReminderRecord.case_id)))
    assert per_case == {case.id: 1 for case in cases}
    assert Counter(session.scalars(sa.select(Mail.case_id))) == per_case


def test_a_slow_worker_whose_lease_was_taken_writes_nothing(
    desk, session, sessions, settings, monkeypatch
):
    (case,) = open_cases(desk, 1)
    claim_due(session, "slow", DUE, 10)
    let_leases_end(session)
    with sessions() as other:
        assert do_due(Desk(other, settings, DUE), "quick", waits=WAITS) == 1
    from tracker.waits.doing import held_cases

    begin_writing(session)
    assert list(held_cases(replace(desk, now=DUE), "slow", [case.id])) == []
    session.rollback()
    assert len(told(desk, case).records) == 1


def test_what_a_dead_worker_had_claimed_is_done_when_its_lease_ends(desk, session):
    cases = open_cases(desk, 3)
    claim_due(session, "dead", DUE, 10)
    assert look(desk, DUE) == 0

    let_leases_end(session)

    assert look(desk, DUE) == 3
    assert [len(told(desk, case).mails) for case in cases] == [1, 1, 1]
    plans = session.scalars(sa.select(CasePlan)).all()
    assert {(plan.claimed_by, plan.lease_until, plan.tries) for plan in plans} == {("", None, 0)}


def test_a_case_that_kills_its_worker_again_and_again_is_put_off_and_listed(desk, session):
    poison, sound = open_cases(desk, 2)
    for _ in range(claim.MOST_TRIES):
        claim_due(session, "dead", DUE, 10)
        begin_writing(session)
        session.execute(sa.update(CasePlan).where(CasePlan.case_id == sound.id).values(tries=0))
        session.commit()
        let_leases_end(session)

    look(desk, DUE)

    assert len(told(desk, sound).mails) == 1
    assert told(desk, poison).mails == []
    (plan,) = failed_plans(session)
    assert plan.case_id == poison.id
    assert "中断了 3 次" in plan.error
    assert plan.next_at == DUE + timedelta(hours=1)


def test_asked_to_end_the_worker_stops_between_two_cases_and_gives_back_the_rest(desk, session):
    cases = open_cases(desk, 5)
    asked = iter([False, False, False])

    do_due(replace(desk, now=DUE), "ending", stopping=lambda: next(asked, True), waits=WAITS)

    assert sum(len(told(desk, case).mails) for case in cases) == 2
    plans = session.scalars(sa.select(CasePlan)).all()
    assert {plan.claimed_by for plan in plans} == {""}
    look(desk, DUE)
    assert [len(told(desk, case).mails) for case in cases] == [1] * 5


def test_a_case_that_fails_is_put_an_hour_on_and_listed_and_stops_no_other(desk, session):
    good, bad, also = open_cases(desk, 3)
    born = {bad.id}
    waits = waiting(failing(lambda facts: facts._case.id in born))

    look(desk, DUE, waits)

    assert [len(told(desk, case).mails) for case in (good, bad, also)] == [1, 0, 1]
    (plan,) = failed_plans(session)
    assert (plan.case_id, plan.failures, plan.failed_at) == (bad.id, 1, DUE)
    assert plan.next_at == DUE + timedelta(hours=1)
    assert plan.error == "LookupError: 'no such day'" or "no such day" in plan.error
    assert look(desk, DUE + timedelta(minutes=59), waits) == 0
    look(desk, DUE + timedelta(minutes=61), waits)
    assert failed_plans(session)[0].failures == 2

    born.clear()
    look(desk, DUE + timedelta(hours=3), waits)

    assert failed_plans(session) == []
    assert told(desk, bad).moments == [at(8, 30)]
    session.rollback()


def test_nobodys_move_fails_because_a_reminder_cannot_be_reckoned(desk, session):
    (case,) = open_cases(desk, 1)
    before = session.get_one(CasePlan, case.id).next_at
    deadlines = (case.next_due_on, case.track("transfer").due_on)

    planned(desk, case, waiting(failing(lambda _: True)), began=at(7, 1))

    (plan,) = failed_plans(session)
    assert (plan.failures, plan.next_at) == (1, at(7, 1) + timedelta(hours=1))
    assert (case.next_due_on, case.track("transfer").due_on) == deadlines
    planned(desk, case, began=at(7, 2))
    assert failed_plans(session) == []
    assert session.get_one(CasePlan, case.id).next_at == before


def test_an_idle_look_reads_the_head_of_one_index(desk, session):
    """Whatever the number of cases: neither a scan of the table nor a sort."""
    begin_writing(session)
    statement = sa.select(sa.exists().where(claim._due(DUE, DUE)))
    words = str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True}))
    sqlite = session.connection().dialect.name == "sqlite"
    if not sqlite:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    told_how = "\n".join(str(row) for row in session.execute(sa.text(how + words)))
    session.rollback()

    assert "ix_case_plan_next" in told_how
    assert not {"Sort", "TEMP B-TREE"} & set(told_how.split())
    assert ("next_at<?" in told_how) if sqlite else ("Index Cond: (next_at" in told_how)


def test_whoever_changes_the_calendar_has_every_case_looked_at_again(desk, session):
    cases = open_cases(desk, 2)
    begin_writing(session)
    assert look_again(replace(desk, now=at(7, 1)), [cases[0].id]) == 1
    session.commit()

    assert look(desk, at(7, 1)) == 1

    row = session.scalars(sa.select(PlannedWait).filter_by(case_id=cases[0].id)).one()
    assert (row.next_at, row.name) == (at(8, 30), RECEIPT.name)
    assert told(desk, cases[0]).records == []
