"""A cohort's cases move to a version as one recorded step, case by case, and back (S0-1)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.policy import Policy
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import (
    make_case,
    make_cohort,
    make_college,
    make_letter,
    make_record,
    make_staff,
)
from tests.lives.snapshot import snapshot
from tracker.actions import adopt_policy
from tracker.actions.adoption_steps import run_adoption, run_back
from tracker.actions.adoptions import go_on, start_adoption, take_back
from tracker.actions.moves import finish
from tracker.actions.policies import PolicyOrder, change_policy
from tracker.desk import Actor, Desk
from tracker.jobs.progress import Progress
from tracker.models import (
    AdoptedCase,
    Case,
    CaseAdoption,
    Job,
    JobState,
    Letter,
    MoveRecord,
    PlannedWait,
    PolicyAdoption,
    Staff,
)

CUT = date(2024, 9, 10)


class Crash(BaseException):
    """The worker is gone."""


class Crashing(Progress):
    """A worker that is killed before its so-manieth case."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        if done == self.after:
            raise Crash


@pytest.fixture
def department(desk: Desk) -> Actor:
    """Four cases with letters on the first version, and a second version; who adopts."""
    session = desk.session
    branch = make_college(session).branches[0]
    make_cohort(session)
    actor = Actor(Role.DEPARTMENT, make_staff(session, Role.DEPARTMENT))
    make_staff(session, Role.ORGANIZER, branch.college)
    for _ in range(4):
        case = make_case(session, branch=branch, states={"transfer": "letter_issued"})
        make_letter(session, case)
        finish(desk, case)
    session.commit()
    change_policy(
        desk, case.cohort_id, PolicyOrder(replace(Policy(), receipt_cutoff=CUT), "会议", 1), actor
    )
    return actor


def cases(desk: Desk) -> list[Case]:
    desk.session.rollback()
    return list(desk.session.scalars(sa.select(Case).order_by(Case.id)))


def on_version(desk: Desk) -> list[int]:
    return [case.policy_version.version for case in cases(desk)]


def states(desk: Desk) -> list[tuple[str, str]]:
    desk.session.rollback()
    rows = desk.session.scalars(sa.select(AdoptedCase).order_by(AdoptedCase.id))
    return [(row.state.value, row.words) for row in rows]


def lines(desk: Desk) -> list[tuple[int, str]]:
    query = sa.select(MoveRecord).filter_by(action="policy").order_by(MoveRecord.id)
    return [(record.case_id, record.label) for record in desk.session.scalars(query)]


def started(desk: Desk, department: Actor) -> int:
    return start_adoption(desk, cases(desk)[0].cohort_id, 2, "统一口径", department).id


def test_s0_1_every_open_case_moves_its_days_are_reckoned_anew_and_its_history_says_so(
    desk: Desk, department: Actor
) -> None:
    adoption = started(desk, department)
    assert on_version(desk) == [1, 1, 1, 1]
    said = run_adoption(desk, adoption, department, Progress())
    assert said == "已将 4 份个案改用"
    assert on_version(desk) == [2, 2, 2, 2]
    assert {case.track("transfer").due_on for case in cases(desk)} == {CUT}
    assert lines(desk) == [(case.id, "改用政策第2版") for case in cases(desk)]
    record = desk.session.scalars(sa.select(MoveRecord).filter_by(action="policy")).first()
    assert record is not None
    assert record.order == {"from": 1, "to": 2, "adoption": adoption}


def test_after_a_crash_the_step_is_gone_on_with_and_no_case_is_moved_twice(
    desk: Desk, department: Actor
) -> None:
    adoption = started(desk, department)
    with pytest.raises(Crash):
        run_adoption(desk, adoption, department, Crashing(after=2))
    assert on_version(desk) == [2, 2, 1, 1]
    run_adoption(desk, adoption, department, Progress())
    run_adoption(desk, adoption, department, Progress())
    assert on_version(desk) == [2, 2, 2, 2]
    assert len(lines(desk)) == 4


def test_one_bad_case_stops_no_other_and_is_listed_with_why(desk: Desk, department: Actor) -> None:
    adoption = started(desk, department)
    bad, closed, gone, _ = cases(desk)
    # Far beyond any calendar: the day after its validity does not exist.
    beyond = {"issued_on": date(9999, 12, 30), "valid_until": date.max}
    desk.session.execute(sa.update(Letter).filter_by(case_id=bad.id).values(beyond))
    closed.closed_at = desk.now
    gone.closed_at = gone.withdrawn_at = desk.now
    desk.session.commit()
    said = run_adoption(desk, adoption, department, Progress())
    assert said == "已将 1 份个案改用；3 份没有改用，原因见下表"
    assert on_version(desk) == [1, 1, 1, 2]
    told = states(desk)
    assert [state for state, _ in told] == ["left", "left", "left", "moved"]
    assert told[0][1].startswith("系统出错，这份个案没有变动")
    assert "已办结" in told[1][1]
    assert "已撤销" in told[2][1]


def test_taken_back_exactly_those_cases_return_that_have_not_moved_on(
    desk: Desk, department: Actor
) -> None:
    adoption = started(desk, department)
    first, moved_on, elsewhere, last = (case.id for case in cases(desk))
    adopt_policy(desk, last, department)
    run_adoption(desk, adoption, department, Progress())
    assert states(desk)[3] == ("left", "其间已改用第 2 版")
    case = desk.session.get_one(Case, moved_on)
    case.version += 1
    make_record(desk.session, case, "transfer", "record_feedback")
    desk.session.commit()
    adopt_policy(desk, elsewhere, department, to=1, reason="特殊情况")
    take_back(desk, adoption, "纪要有误", department)
    said = run_back(desk, adoption, department, Progress())
    assert said == "已将 1 份个案退回原版；2 份没有退回原版，原因见下表"
    assert on_version(desk) == [1, 2, 1, 2]
    told = states(desk)
    assert [state for state, _ in told] == ["back", "kept", "kept", "left"]
    assert "其间已按新版办理“" in told[1][1]
    assert told[2][1] == "其间已改用第 1 版"
    assert (first, "退回政策第1版") in lines(desk)


def _organizer(desk: Desk) -> Staff:
    return desk.session.scalars(sa.select(Staff).filter_by(role="organizer")).one()


def test_a_taking_back_that_broke_off_is_gone_on_with(desk: Desk, department: Actor) -> None:
    adoption = started(desk, department)
    run_adoption(desk, adoption, department, Progress())
    desk.session.execute(sa.update(Job).values(state=JobState.DONE, finished_at=desk.now))
    desk.session.commit()
    take_back(desk, adoption, "纪要有误", department)
    with pytest.raises(Crash):
        run_back(desk, adoption, department, Crashing(after=1))
    assert on_version(desk) == [1, 2, 2, 2]
    desk.session.execute(sa.update(Job).values(state=JobState.CANCELLED, finished_at=desk.now))
    desk.session.commit()
    go_on(desk, adoption, department)
    run_back(desk, adoption, department, Progress())
    assert on_version(desk) == [1, 1, 1, 1]
    assert len(lines(desk)) == 8


def test_s0_1_whoever_is_not_the_department_or_gives_no_reason_changes_nothing(
    desk: Desk, department: Actor
) -> None:
    cohort = cases(desk)[0].cohort_id
    organizer = Actor(Role.ORGANIZER, _organizer(desk))
    before = snapshot(desk.session)
    for to, reason, actor, words in (
        (2, "统一", organizer, "党委组织部办理"),
        (2, "  ", department, "请写明改用的原因"),
        (9, "统一", department, "没有第 9 版"),
        (1, "统一", department, "没有按其他版本办理"),
    ):
        with pytest.raises(Refused, match=words):
            start_adoption(desk, cohort, to, reason, actor)
        assert snapshot(desk.session) == before
    adoption = started(desk, department)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="还没有办完"):
        start_adoption(desk, cohort, 2, "又一次", department)
    with pytest.raises(Refused, match="正在办理"):
        take_back(desk, adoption, "算了", department)
    with pytest.raises(Refused, match="党委组织部办理"):
        run_adoption(desk, adoption, organizer, Progress())
    assert snapshot(desk.session) == before


def test_an_earlier_version_wants_a_reason_and_a_closed_case_moves_nowhere(
    desk: Desk, department: Actor
) -> None:
    case_id, closed, *_ = (case.id for case in cases(desk))
    adopt_policy(desk, case_id, department)
    cases(desk)[1].closed_at = desk.now
    desk.session.commit()
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="请写明退回较早版本的原因"):
        adopt_policy(desk, case_id, department, to=1, reason=" ")
    with pytest.raises(Refused, match="没有第 7 版"):
        adopt_policy(desk, case_id, department, to=7)
    with pytest.raises(Refused, match="已办结"):
        adopt_policy(desk, closed, department)
    assert snapshot(desk.session) == before


def test_what_the_new_version_would_have_said_in_the_past_is_not_said_but_what_was_late_still_is(
    desk: Desk, department: Actor
) -> None:
    quiet, late, *_ = (case.id for case in cases(desk))
    row = _wait(desk, late)
    row.handled_until, row.next_at = desk.now - timedelta(days=9), desk.now - timedelta(days=2)
    _wait(desk, quiet).handled_until = desk.now - timedelta(days=9)
    desk.session.commit()
    run_adoption(desk, started(desk, department), department, Progress())
    assert _wait(desk, quiet).handled_until == desk.now
    assert _wait(desk, late).handled_until == desk.now - timedelta(days=9)


def _wait(desk: Desk, case_id: int) -> PlannedWait:
    query = sa.select(PlannedWait).filter_by(case_id=case_id, name="letter_validity")
    return desk.session.scalars(query).one()


def test_two_workers_at_once_move_every_case_once(
    desk: Desk, department: Actor, sessions: sessionmaker[Session]
) -> None:
    adoption, staff_id = started(desk, department), department.staff_id
    desk.session.rollback()

    def work() -> None:
        with sessions() as session:
            actor = Actor(Role.DEPARTMENT, session.get_one(Staff, staff_id))
            run_adoption(replace(desk, session=session), adoption, actor, Progress())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert on_version(desk) == [2, 2, 2, 2]
    assert len(lines(desk)) == 4
    assert desk.session.scalars(sa.select(PolicyAdoption)).one().id == adoption
    assert {state for state, _ in states(desk)} == {CaseAdoption.MOVED.value}
