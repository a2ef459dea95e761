"""Odd addresses and bytes end in a page that says so, never in an error; on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing.converters import NumberConverter

from machines.roles import Role
from tests.tracker.views.browser import PASSWORD, Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.models import Mail
from tracker.views.addresses import KeyConverter


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("key", ["9" * 25, "9" * 5000, str(2**31), "0", str(2**31 - 1)], ids=len)
def test_a_key_that_no_row_has_is_not_there(world: World, secretary: Browser, key: str) -> None:
    for address in (f"/cases/{key}", f"/cases/{key}/stub", f"/uploads/{key}"):
        secretary.get(address, 404)
    secretary.get(f"/cases/{world.case.id}/mails/{key}", 404)
    secretary.post(f"/cases/{world.case.id}/tasks/{key}", 404, outcome="已回复")


def test_every_number_in_an_address_is_bounded(app: Flask) -> None:
    numbers = [
        type(converter)
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if isinstance(converter, NumberConverter)
    ]
    assert len(numbers) > 20
    assert set(numbers) == {KeyConverter}


@pytest.mark.parametrize(
    "query",
    [f"after=~{'9' * 25}", f"after=2024-07-01~{'9' * 25}", "after=~-9", f"after=~{'9' * 5000}",
     "state=transfer:%00", "state=%00:letter_issued", f"branch={'9' * 25}", "q=%00"],
)  # fmt: skip
def test_an_odd_list_address_still_shows_a_list(
    world: World, secretary: Browser, query: str
) -> None:
    assert "个案" in secretary.get(f"/cases?{query}").text


def test_a_mail_preview_with_an_endless_number_is_not_there(
    world: World, secretary: Browser
) -> None:
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="preview")
    form = first_form(page) | {"step": "html-" + "9" * 5000}
    secretary.post(path(world.case, "ask_confirm_data"), 404, **form)
    assert world.count(Mail) == 0


def test_a_nul_in_the_log_in_name_is_no_error(world: World, app: Flask) -> None:
    window, login = Browser(app), world.staff[Role.ORGANIZER].login
    assert "账号或密码不对" in window.log_in("nie\0mand", "falsch\0geraten", 422).text
    window.log_in(f"\0{login}", PASSWORD)
