"""What is due is found without looking at other people's cases, or at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.bench.cohort import TODAY
from tests.tracker.lists.conftest import School
from tests.tracker.lists.test_plans import looks_at_all, plans
from tracker.clock import at_noon
from tracker.deadlines.agenda import CAP, PAGE, Asked, Key, count_due, find_due
from tracker.models import Case, PlannedWait
from tracker.permissions import reach_of

NAMES = ("letter_validity", "receipts_by", "over_six_months", "probation_ends")
UNTIL = TODAY + timedelta(days=30)


@pytest.fixture(scope="module")
def due(school: School) -> Iterator[School]:
    """Every open case waits for each of the four, on days of two months around today."""
    table, session = PlannedWait.__table__, school.session
    for place, name in enumerate(NAMES):
        rows = session.scalars(sa.select(Case.id).where(Case.closed_at.is_(None))).all()
        values = [
            {
                "case_id": case_id, "track": "transfer", "name": name, "handled_until": at_noon(TODAY),
                "due_on": TODAY + timedelta(days=(case_id * 7 + place) % 60 - 20),
            }
            for case_id in rows
        ]  # fmt: skip
        session.execute(sa.insert(table), values)  # type: ignore[arg-type]
    if school.engine.dialect.name == "postgresql":
        session.execute(sa.text("ANALYZE planned_wait"))
    session.commit()
    yield school
    session.execute(sa.delete(PlannedWait))
    session.commit()


def asked(school: School, login: str, names: tuple[str, ...] = NAMES) -> Asked:
    return Asked(reach_of(school.actor(login)), names, UNTIL)


def rows(school: School, login: str) -> list[tuple[date, int]]:
    """What a page has to show, found by looking at everything."""
    reach = reach_of(school.actor(login))
    query = (
        sa.select(PlannedWait.due_on, PlannedWait.id)
        .join(Case, Case.id == PlannedWait.case_id)
        .where(*reach.covers(), Case.withdrawn_at.is_(None), PlannedWait.due_on <= UNTIL)
        .order_by(PlannedWait.due_on, PlannedWait.id)
    )
    return [(row.due_on, row.id) for row in school.session.execute(query)]


@pytest.mark.parametrize("login", ["department", "organizer", "branch_secretary", "contact_person"])
def test_pages_show_what_is_due_in_order_and_nothing_twice(due: School, login: str) -> None:
    every = rows(due, login)
    seen: list[tuple[date, int]] = []
    after = None
    for _ in range(3):
        found = find_due(due.session, asked(due, login), after)
        seen += [(one.day, one.number) for one in found[:PAGE]]
        if len(found) <= PAGE:
            break
        after = Key(found[PAGE - 1].day, found[PAGE - 1].number)
    assert seen == every[: len(seen)]
    assert len(seen) == min(3 * PAGE, len(every))


def test_counts_stop_at_a_cap(due: School) -> None:
    found = count_due(due.session, asked(due, "department"), TODAY)
    assert {name: one.all for name, one in found.items()} == dict.fromkeys(NAMES, CAP + 1)
    own = count_due(due.session, asked(due, "branch_secretary"), TODAY)
    assert sum(one.all for one in own.values()) == len(rows(due, "branch_secretary"))
    late = [row for row in rows(due, "branch_secretary") if row[0] < TODAY]
    assert sum(one.overdue for one in own.values()) == len(late)


@pytest.mark.parametrize("login", ["department", "organizer", "branch_secretary", "contact_person"])
def test_no_plan_looks_at_a_whole_table(due: School, login: str) -> None:
    """For who sees all the wait's days lead, for all others their own cases."""
    with plans(due) as found:
        find_due(due.session, asked(due, login), Key(TODAY, 5))
        count_due(due.session, asked(due, login), TODAY)
    for plan in found:
        if "planned_wait" not in plan:
            continue
        assert looks_at_all(plan) == [], plan
        assert "Seq Scan on planned_wait" not in plan
        assert "SCAN planned_wait" not in plan
        led_by_name = "ix_planned_wait_name_due" in plan
        assert led_by_name is (login == "department"), plan
