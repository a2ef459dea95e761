"""Each list walks the index that is meant for it, and none looks at a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tests.bench.cohort import TODAY
from tests.tracker.lists.conftest import School
from tracker.views.cases.filters import Filters, Tab
from tracker.views.cases.walking import Key, count, find_page
from tracker.views.cases.wanted import Wanted, on_tab, wanted

MORE: tuple[dict[str, str], ...] = (
    {},
    {"kind": "probationary_member"},
    {"state": "transfer:letter_issued"},
    {"state": "transfer:conduct_review"},
    {"state": "transfer:deferred", "kind": "activist"},
    {"college": "1"},
    {"branch": "1"},
    {"q": "张"},
    {"q": "2021"},
    {"q": "阿依古丽·买"},
    {"q": "20210000101"},
    {"q": "0042"},
    {"q": "QZ-2024-0042"},
)
AFTER = (None, Key(date(2024, 10, 20), 500))

# What the cases of a login are found by, beside their own key.
OWN = {
    "department": {"ix_case_due", "ix_case_shelf_due"},
    "organizer": {"ix_case_college_due", "ix_case_college_shelf_due"},
    "branch_secretary": {"ix_case_branch_due"},
    "contact_person": {"ix_case_contact_due"},
}
COLLEGE = {"ix_case_college_due", "ix_case_college_shelf_due"}
SEARCH = {"ix_search_term_term", "ix_search_term_college"}
BIG = ("case", "person", "track", "task", "mail_address", "search_term")


@contextmanager
def plans(school: School) -> Iterator[list[str]]:
    """The plan of every SELECT that runs meanwhile, explained as it ran."""
    ran: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        ran.append((statement, values))

    found: list[str] = []
    event.listen(school.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(school.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if school.engine.dialect.name == "sqlite" else "EXPLAIN"
    connection = school.session.connection()
    for statement, values in ran:
        rows = connection.exec_driver_sql(f"{explain} {statement}", values)  # type: ignore[arg-type]
        found.append("\n".join(str(row[-1]) for row in rows))


def looks_at_all(plan: str) -> list[str]:
    """The big tables that a plan reads from end to end."""
    named = re.findall(r'(?:SCAN|Seq Scan on) "?(\w+)"?', plan)
    return [name for name in named if name.removesuffix("_1") in BIG]


def whole(asked: Wanted) -> bool:
    """Nothing is filtered: any 1,001 cases answer whether there are more than 1,000."""
    return not asked.marks and not asked.where and asked.prefixes is None


def indexes(plan: str) -> set[str]:
    """The indexes of cases that a plan walks."""
    return set(re.findall(r"ix_case_\w+", plan))


@pytest.mark.parametrize("login", OWN)
def test_every_list_walks_its_own_index_and_no_table_from_end_to_end(
    school: School, login: str
) -> None:
    actor = school.actor(login)
    seen: set[str] = set()
    for tab, more in product(Tab, MORE):
        asked = wanted(Filters.read({"tab": tab.value} | more), actor, TODAY)
        for after in AFTER:
            with plans(school) as found:
                find_page(school.session, asked, after)
            allowed = OWN[login] | ({"ix_case_branch_due"} if "branch" in more else set())
            allowed |= COLLEGE if "college" in more and login == "department" else set()
            for plan in found:
                assert looks_at_all(plan) == [] or whole(asked), (tab, more, after, plan)
                assert indexes(plan) <= allowed or whole(asked), (tab, more, after, plan)
                seen |= indexes(plan)
    # PostgreSQL may find one of two indexes with the same beginning enough for so few cases.
    assert seen >= OWN[login] or school.engine.dialect.name == "postgresql"
    assert seen & OWN[login]


@pytest.mark.parametrize("login", OWN)
def test_the_counts_on_the_tabs_walk_the_same_indexes(school: School, login: str) -> None:
    for tab in Tab:
        asked = on_tab(tab, school.actor(login), TODAY)
        with plans(school) as found:
            count(school.session, asked)
        for plan in found:
            assert looks_at_all(plan) == [] or whole(asked), (tab, plan)
            assert indexes(plan) <= OWN[login] or whole(asked), (tab, plan)


def test_a_search_reads_a_range_of_the_terms(school: School) -> None:
    for login, index in (
        ("department", "ix_search_term_term"),
        ("organizer", "ix_search_term_college"),
    ):
        for words in ("张伟", "20210000101", "0042"):
            asked = wanted(Filters.read({"tab": "all", "q": words}), school.actor(login), TODAY)
            with plans(school) as found:
                find_page(school.session, asked, None)
            assert index in found[0], (login, words, found[0])
            assert re.search(r"term>\?|term\)?::text >=|term >=", found[0]), found[0]


def test_the_work_of_a_page_is_bounded_where_a_filter_leaves_nothing(school: School) -> None:
    """The worst case: two marks that thousands bear and nobody bears together."""
    asked = wanted(
        Filters.read({"state": "transfer:letter_issued", "kind": "activist", "tab": "all"}),
        school.actor("department"),
        TODAY,
    )
    assert find_page(school.session, asked, None).keys == []
    assert (
        school.session.scalar(sa.select(sa.func.count()).select_from(asked.shelves.subquery())) == 0
    )
