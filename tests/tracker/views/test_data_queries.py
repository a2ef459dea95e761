"""The lists of the data check ask the database as often for many people as for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.factories import make_case
from tests.tracker.views.answering import Phone, a_link, path_of
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.models import Case


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement sent to the database."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def test_a_page_of_proposals_takes_no_query_a_case(
    app: Flask, world: World, desk: Desk, secretary: Browser, statements: list[str]
) -> None:
    phone = Phone(app)
    more = [make_case(world.session, branch=world.branch).id for _ in range(4)]
    world.session.commit()

    def asked(*cases: int) -> int:
        for case in cases:
            link = a_link(world, desk, "confirm_data", world.session.get_one(Case, case))
            path = path_of(desk, link)
            phone.answer(path, 2, degree="硕士")
            world.session.rollback()
        statements.clear()
        assert "硕士" in secretary.get("/data-check/proposals").text
        return len(statements)

    assert asked(world.case.id) == asked(*more)


def test_reading_whom_a_branch_ticked_takes_no_query_a_case(
    world: World, secretary: Browser, statements: list[str]
) -> None:
    elsewhere = f"{world.other_branch_case.id}:2"
    path = f"/data-check/branches/{world.branch.id}/ask"

    def refused(*case: str) -> int:
        statements.clear()
        assert "请勾选至少一人" in secretary.post(path, 422, case=list(case)).text
        return len(statements)

    assert refused(elsewhere, *(f"{n}:1" for n in range(5000, 5040))) == refused(elsewhere)
