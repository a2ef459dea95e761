"""The list: what waits for me, filters, search, paging by key; on both databases, in few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from machines.roles import Role
from tests.conftest import NOW
from tests.factories import make_case, make_person
from tests.tracker.views.answering import a_link, path_of
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.actions.answers import answer_prompt
from tracker.desk import Desk
from tracker.models import Case, Task

Opened = Callable[..., Browser]


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement sent to a database from now on."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def listed(window: Browser, query: str = "tab=all") -> list[int]:
    """The cases of the page, in its order."""
    links = window.get(f"/cases?{query}").links
    return [int(number) for link in links if (number := link.removeprefix("/cases/")).isdecimal()]


def test_mine_are_the_cases_whose_state_or_task_waits_for_my_role(
    world: World, secretary: Browser, browser: Opened
) -> None:
    assert listed(secretary, "tab=mine") == [world.case.id]
    world.session.add(
        Task(case=world.with_letter, role="branch_secretary", text="本人来信", opened_at=NOW)
    )
    world.set_by_hand()
    assert sorted(listed(secretary, "tab=mine")) == sorted([world.case.id, world.with_letter.id])
    assert listed(browser(world.staff[Role.COMMITTEE]), "tab=mine") == []


def test_an_open_task_of_a_closed_case_waits_for_me_too(world: World, secretary: Browser) -> None:
    world.with_letter.closed_at, world.with_letter.next_due_on = NOW, None
    world.session.add(
        Task(case=world.with_letter, role="branch_secretary", text="本人来信", opened_at=NOW)
    )
    world.set_by_hand()
    assert sorted(listed(secretary, "tab=mine")) == sorted([world.case.id, world.with_letter.id])
    assert "等我处理 2" in secretary.get("/cases").text


def test_a_cry_for_help_stands_above_what_else_waits_for_me(
    world: World, secretary: Browser, desk: Desk
) -> None:
    link = a_link(world, desk, "letter_ready")
    token = path_of(desk, link).removeprefix("/a/")
    answer_prompt(desk, token, 5, words="介绍信丢了")
    page = secretary.get("/cases?tab=mine").text
    assert "求助（1）：请先处理" in page
    assert "介绍信丢了" in page
    assert page.index("求助（1）") < page.index(world.case.tag)
    assert "求助 1" in page
    assert "求助（" not in secretary.get("/cases").text


def test_settled_tasks_wait_for_nobody(world: World, secretary: Browser) -> None:
    task = Task(
        case=world.with_letter, role="branch_secretary", text="本人来信", opened_at=NOW,
        settled_at=NOW, outcome="已回复",
    )  # fmt: skip
    world.session.add(task)
    world.set_by_hand()
    assert listed(secretary, "tab=mine") == [world.case.id]


def test_overdue_are_the_open_cases_past_their_day(world: World, secretary: Browser) -> None:
    world.with_letter.next_due_on = NOW.date()
    world.set_by_hand()
    assert listed(secretary, "tab=overdue") == [world.case.id]
    world.case.closed_at, world.case.next_due_on = NOW, None
    world.set_by_hand()
    assert listed(secretary, "tab=overdue") == []
    assert listed(secretary, "tab=closed") == [world.case.id]


def test_no_address_lists_who_cannot_be_mailed(world: World, secretary: Browser) -> None:
    assert listed(secretary, "tab=no_address") == []
    world.case.person.addresses[0].active = False
    world.set_by_hand()
    assert listed(secretary, "tab=no_address") == [world.case.id]


def test_filters_narrow_by_kind_state_branch_and_college(world: World, browser: Opened) -> None:
    department = browser(world.staff[Role.DEPARTMENT])
    assert listed(department, "kind=probationary_member") == [world.other_branch_case.id]
    assert listed(department, "state=transfer:letter_issued") == [world.with_letter.id]
    second = world.college.branches[1]
    assert listed(department, f"branch={second.id}") == [world.other_branch_case.id]
    assert listed(department, f"college={world.other_college.id}") == [world.other_college_case.id]


def test_search_finds_by_name_student_number_and_phone(world: World, secretary: Browser) -> None:
    person = world.case.person
    person.name, person.mobile, person.student_no = "欧阳晓·测试", "13955501234", "A20201234"
    world.set_by_hand()
    for words in (
        "欧阳",
        "·测试",
        "a2020",
        "A20201234",
        "13955501234",
        "1234",
        "１３９５５５０１２３４",
    ):
        assert listed(secretary, f"q={words}") == [world.case.id], words
    for words in ("%", "_", "234", "'; DROP TABLE person; --", "5550"):
        assert listed(secretary, f"q={words}") == [], words


def test_nonsense_in_the_address_narrows_nothing(world: World, secretary: Browser) -> None:
    every = sorted([world.case.id, world.with_letter.id])
    for query in (
        "tab=x",
        "kind=x",
        "state=x",
        "branch=x",
        "college=99999999999999999999",
        "after=x~y",
    ):
        assert sorted(listed(secretary, query)) == every, query


def many(world: World, number: int) -> None:
    """Cases with different and with missing due days."""
    for i in range(number):
        case = make_case(world.session, branch=world.branch, person=make_person(world.session))
        case.next_due_on = date(2024, 9, 1) + timedelta(days=i % 7) if i % 3 else None
    world.session.commit()


def test_pages_show_every_case_once_by_due_day(world: World, secretary: Browser) -> None:
    many(world, 120)
    seen: list[int] = []
    address = "/cases?tab=all"
    for _ in range(5):
        page = secretary.get(address)
        numbers = [link.removeprefix("/cases/") for link in page.links]
        found = [int(number) for number in numbers if number.isdecimal()]
        seen += found
        onward = [link for link in page.links if "after=" in link]
        if not onward:
            break
        assert len(found) == 50
        address = onward[0]
    rows = world.session.execute(
        sa.select(Case.id)
        .where(Case.branch_id == world.branch.id)
        .order_by(Case.next_due_on.is_(None), Case.next_due_on, Case.id)
    )
    assert seen == [row[0] for row in rows]


def test_a_longer_list_asks_the_database_no_more_often(
    app: Flask, world: World, secretary: Browser, statements: list[str]
) -> None:
    many(world, 60)
    statements.clear()
    secretary.get("/cases")
    short = len(statements)
    many(world, 120)
    statements.clear()
    secretary.get("/cases")
    assert len(statements) <= short
    assert short <= 16


def test_counts_stand_on_the_tabs(world: World, secretary: Browser) -> None:
    text = secretary.get("/cases").text
    assert "共 2 件" in text
    assert "等我处理 1" in text
    assert "没有邮箱 0" in text


def test_the_list_shows_where_each_track_stands_and_since_when(
    world: World, secretary: Browser
) -> None:
    text = secretary.get("/cases?state=transfer:letter_issued").text
    assert "组织关系转移 介绍信已开具 05-27" in text
    assert "离校教育 已接受教育 05-27" in text
    assert "组织处置" not in text
