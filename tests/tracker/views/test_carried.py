"""What is carried over a log-in was typed here and is only shown again: no forged form gets a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from machines.roles import Role
from tests.tracker.views.browser import PASSWORD, Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.config import Settings
from tracker.models import MoveRecord, Staff
from tracker.views.carried import seal, unseal

Opened = Callable[..., Browser]
TYPED = [("outcome", "x")]


def closes(staff: Staff) -> str:
    return f"/settings/accounts/{staff.id}/close"


def test_values_that_another_site_sends_along_are_dropped(world: World, browser: Opened) -> None:
    keeper, victim = world.staff[Role.DEPARTMENT], world.staff[Role.ORGANIZER]
    window = browser()
    forged = {"next": closes(victim), "carried:x": "1", "carried": '["/x", [["x", "1"]]]'}
    page = window.post("/login", 303, login=keeper.login, password=PASSWORD, **forged)
    assert page.forms == []
    world.session.refresh(victim)
    assert victim.active


def test_a_forged_log_in_without_a_token_carries_nothing_on(world: World, browser: Opened) -> None:
    keeper, victim = world.staff[Role.DEPARTMENT], world.staff[Role.ORGANIZER]
    window = browser()
    page = window.post("/login", 400, csrf_token="x", next=closes(victim), **{"carried:x": "1"})
    values = page.forms[0].values | {"login": keeper.login, "password": PASSWORD}
    page = window.post("/login", 303, **values)
    assert page.forms == []


@pytest.mark.parametrize(
    "onward", ["/settings/accounts/1/close", "/cases/1/tasks/1", "/logout", "/nowhere", "", "//x"]
)
def test_only_a_page_that_is_shown_again_is_gone_on_to(
    app: Flask, settings: Settings, onward: str
) -> None:
    with app.test_request_context("/login"):
        assert unseal(settings, seal(settings, onward, TYPED)) == ("", [])
        fine = "/cases/1/contacts/new?a=b"
        assert unseal(settings, seal(settings, fine, TYPED)) == (fine, TYPED)


def test_the_button_is_never_carried(app: Flask, settings: Settings) -> None:
    with app.test_request_context("/login"):
        sealed = seal(settings, "/cases/1/contacts/new", [("step", "do"), *TYPED])
        assert unseal(settings, sealed)[1] == TYPED


def test_a_seal_of_yesterday_or_of_another_key_holds_nothing(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context("/login"):
        good = seal(settings, "/cases/1/contacts/new", TYPED)
        assert unseal(settings, good + "x") == ("", [])
        today = TimestampSigner.get_timestamp
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: today(self) - 86400)
        old = seal(settings, "/cases/1/contacts/new", TYPED)
        monkeypatch.undo()
        assert unseal(settings, old) == ("", [])


def test_a_wrong_password_on_the_way_loses_nothing_either(world: World, secretary: Browser) -> None:
    address, staff = path(world.case, "correct_data"), world.staff[Role.BRANCH_SECRETARY]
    form = first_form(secretary.get(address))
    staff.session_salt = "ended"
    world.session.commit()
    page = secretary.post(address, 401, **(form | {"source": "本人来电", "step": "do"}))
    for password, code in (("falsch-geraten", 422), (PASSWORD, 200)):
        values = page.forms[0].values | {"login": staff.login, "password": password}
        page = secretary.post("/login", code, **values)
    page = secretary.post(address, 200, **page.forms[-1].values)
    assert first_form(page)["source"] == ["本人来电"]
    assert world.count(MoveRecord) == 0
