"""Whatever the walk, its pages are what plain reading of all rows gives: no gap, no double."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from machines.roles import Role
from tests.bench.cohort import TODAY
from tests.tracker.lists.conftest import School
from tracker.desk import Actor
from tracker.lists.terms import fold
from tracker.models import Case, MailAddress, Person, Task, Track, usable_address
from tracker.views.cases.filters import Filters, Tab
from tracker.views.cases.states import STATES
from tracker.views.cases.walking import CAP, Key, find_page
from tracker.views.cases.wanted import wanted

LOGINS = (
    "department", "department", "department", "organizer", "committee", "own_counselor",
    "branch_secretary", "contact_person",
)  # fmt: skip
STATES_ASKED = (
    "", "", "", "transfer:letter_issued", "transfer:conduct_review", "materials:archived",
    "transfer:deferred", "abroad:abroad", "disposition:reviewing", "education:pending",
)  # fmt: skip
WORDS = (
    "",
    "",
    "",
    "张",
    "伟",
    "张伟",
    "2021",
    "202100",
    "0042",
    "买买提",
    "20210000101",
    "没有人",
)


@dataclass(frozen=True)
class Plain:
    """One case with everything a filter can ask for, read without the lists' own tables."""

    case: Case
    person: Person
    states: frozenset[str]
    asked: frozenset[str]
    reachable: bool


@pytest.fixture(scope="package")
def plain(school: School) -> list[Plain]:
    """Every case, in the order of the list."""
    session = school.session
    states: dict[int, set[str]] = {}
    for case_id, name, state in session.execute(sa.select(Track.case_id, Track.name, Track.state)):
        states.setdefault(case_id, set()).add(f"{name}:{state}")
    asked: dict[int, set[str]] = {}
    for case_id, role in session.execute(
        sa.select(Task.case_id, Task.role).where(Task.settled_at.is_(None))
    ):
        asked.setdefault(case_id, set()).add(role)
    usable = sa.select(MailAddress.person_id).where(usable_address())
    reachable = set(session.scalars(usable))
    rows = [
        Plain(
            case,
            person,
            frozenset(states.get(case.id, ())),
            frozenset(asked.get(case.id, ())),
            person.id in reachable,
        )
        for case, person in session.execute(sa.select(Case, Person).join(Case.person))
    ]
    return sorted(rows, key=lambda row: key_of(row.case).order)


def key_of(case: Case) -> Key:
    return Key(case.next_due_on, case.id)


def sees(actor: Actor, row: Plain) -> bool:
    """S3.1-5 to S3.1-7, in plain words."""
    staff = actor.staff
    assert staff is not None
    if actor.role is Role.DEPARTMENT:
        return True
    if actor.role is Role.CONTACT_PERSON:
        return row.case.contact_person_id == staff.id
    if staff.branches:
        return row.case.branch_id in {branch.id for branch in staff.branches}
    return row.case.college_id == staff.college_id


def on_tab(tab: Tab, actor: Actor, row: Plain) -> bool:
    open_, due = row.case.closed_at is None, row.case.next_due_on
    own = {f"{t}:{s.name}" for (_, t, _), s in STATES.items()
           if s.owner is actor.role and not s.final and not s.resting}  # fmt: skip
    chosen: dict[Tab, Callable[[], bool]] = {
        Tab.OPEN: lambda: open_,
        Tab.MINE: lambda: bool(row.states & own or actor.role.value in row.asked),
        Tab.OVERDUE: lambda: open_ and due is not None and due < TODAY,
        Tab.NO_ADDRESS: lambda: open_ and not row.reachable,
        Tab.CLOSED: lambda: not open_,
        Tab.ALL: lambda: True,
    }
    return chosen[tab]()


def narrowed(filters: Filters, row: Plain) -> bool:
    case, person, text = row.case, row.person, filters.q
    found = (
        text in person.name.replace("·", "")
        or (len(text) >= 3 and fold(person.student_no or "").startswith(text))
        or (len(text) >= 4 and (person.mobile or "").endswith(text))
    )
    return (
        (not filters.kind or case.kind.value == filters.kind)
        and (not filters.state or filters.state in row.states)
        and (not filters.college or case.college_id == int(filters.college))
        and (not filters.branch or case.branch_id == int(filters.branch))
        and (not text or found)
    )


def some_filters(chance: random.Random) -> Filters:
    return Filters(
        tab=chance.choice(list(Tab)),
        kind=chance.choice(["", "", "", "probationary_member", "overseas_member", "activist"]),
        state=chance.choice(STATES_ASKED),
        college=chance.choice(["", "", "", "1", "3"]),
        branch=chance.choice(["", "", "", "", "1", "85"]),
        q=chance.choice(WORDS),
    )


@pytest.mark.parametrize("seed", range(3))
def test_pages_are_what_a_plain_filter_of_all_rows_gives(
    school: School, plain: list[Plain], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        login, filters = chance.choice(LOGINS), some_filters(chance)
        actor = school.actor(login)
        expected = [
            key_of(row.case)
            for row in plain
            if sees(actor, row) and on_tab(filters.tab, actor, row) and narrowed(filters, row)
        ]
        seen: list[Key] = []
        after: Key | None = None
        for _page in range(chance.choice((2, 4, 20))):
            found = find_page(school.session, wanted(filters, actor, TODAY), after)
            seen += found.keys
            assert len(found.keys) <= 50
            if found.count is not None:
                assert found.count == min(len(expected), CAP + 1), (login, filters)
            after = found.after
            if after is None:
                break
        whole = expected if after is None else expected[: len(seen)]
        assert seen == whole, (login, filters)


def test_days_that_many_cases_share_are_paged_by_number(school: School) -> None:
    """Some hundred cases wait for the same day: the key's number leads on within it."""
    actor, day = school.actor("department"), date(2024, 10, 20)
    shared = sa.select(Case.id).where(Case.next_due_on == day).order_by(Case.id)
    numbers = list(school.session.scalars(shared))
    assert len(numbers) > 100
    asked = wanted(Filters(), actor, TODAY)
    found = find_page(school.session, asked, Key(day, 0))
    following = find_page(school.session, asked, found.after)
    assert [key.number for key in [*found.keys, *following.keys]] == numbers[:100]
