"""What PostgreSQL quotes of people's rows stays out of every log (X-PIPL)."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable

import pytest
from flask import Flask

from machines.roles import Role
from tests.factories import make_id_number, make_person
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World, app, browser, password_hash, world
from tracker.logs import NoDetail
from tracker.models import db

__all__ = ["app", "browser", "password_hash", "world"]


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Only PostgreSQL tells what stands in the row."""
    return postgres_url


def test_a_failure_in_the_database_is_logged_without_the_id_number(
    app: Flask, world: World, browser: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    number = make_id_number(serial=321)
    make_person(world.session, id_number=number)
    world.session.commit()

    def fails() -> str:
        make_person(db.session, id_number=number)
        return "never"

    app.view_functions["start.home"] = fails
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR):
        browser(world.staff[Role.ORGANIZER]).get("/", 500)
    assert "uq_person_id_number" in caplog.text
    assert number not in caplog.text


def test_words_of_several_lines_are_left_out_and_the_rest_of_the_record_stays() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(NoDetail())
    log = logging.Logger("several lines")
    log.addHandler(handler)
    try:
        raise ValueError("violates\nDETAIL:  Failing row contains (浙江\n衢州).\n[SQL: INSERT]")
    except ValueError as error:
        log.error("failed: %s", error, exc_info=True)
    text = out.getvalue()
    assert "衢州" not in text
    assert "浙江" not in text
    assert text.count("[SQL: INSERT]") == 2
    assert text.count("violates") == 2
