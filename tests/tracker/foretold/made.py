"""Reports made by hand, so that a test names every event it expects."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.conftest import NOW
from tracker.actions.simulation_run import DONE, keep_reports
from tracker.clock import SHANGHAI
from tracker.desk import Actor, Desk
from tracker.jobs.progress import Progress
from tracker.models import Case, Simulation
from tracker.simulation.report import Happening, Report, Row

FIRST, LAST = date(2024, 7, 2), date(2024, 8, 2)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(day, time(hour), SHANGHAI)


def mail(case: Case, day: date, **more: Any) -> Row:
    """A mail to the graduate of a case."""
    values = {
        "kind": Happening.MAIL, "role": "graduate", "recipient": case.person.name,
        "what": "请尽快报到", "wait": "letter_validity", "mail": "report_now",
        "rules": ("S4.4-1", "S3.1-3"),
    }  # fmt: skip
    return _of(case, day, **(values | more))


def escalation(case: Case, day: date, role: str, name: str, **more: Any) -> Row:
    """A task put to somebody of the staff."""
    values = {"kind": Happening.ESCALATION, "role": role, "recipient": name, "what": "逾期未办"}
    return _of(case, day, **(values | more))


def expiry(case: Case, day: date) -> Row:
    """What the clock does by itself."""
    return _of(case, day, kind=Happening.EXPIRY, role="clock", what="介绍信过期")


def digest(college_id: int | None, day: date, role: str, name: str) -> Row:
    """A digest, which is of no case."""
    return Row(
        at(day), Happening.DIGEST, role=role, recipient=name, college_id=college_id, what="每周摘要"
    )


def report(*rows: Row, until: date = LAST) -> Report:
    """A report of these rows."""
    return Report(FIRST, until, "2024届", "无人答复", "现行政策", tuple(rows))


def keep(
    desk: Desk, actor: Actor, told: Report, before: Report | None = None, *, days: int = 0
) -> Simulation:
    """Kept as the job keeps it, so many days before now; commits."""
    assert actor.staff is not None
    made = Simulation(
        staff_id=actor.staff.id, role=actor.role.value, made_at=NOW - timedelta(days=days),
        cohort_id=1, from_day=told.from_day, until_day=told.until_day, answering="none",
        items={}, compared=before is not None, notes=[],
    )  # fmt: skip
    desk.session.add(made)
    desk.session.commit()
    reports = (told,) if before is None else (before, told)
    assert keep_reports(desk, made.id, actor, reports, Progress()) == DONE
    return made


def _of(case: Case, day: date, **values: Any) -> Row:
    return Row(
        at(day), case_id=case.id, tag=case.tag, person=case.person.name,
        college_id=case.college_id, branch_id=case.branch_id, **values,
    )  # fmt: skip
