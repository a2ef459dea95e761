"""Default-deny: every route stands in the access table, every role gets what it names and no more."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from machines.roles import STAFF, Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.permissions import ACCESS, PUBLIC

# What stands for a part of an address. Everything else is 1 or "x", which belongs to nobody.
SAMPLES = {"track": "transfer", "action": "correct_data"}


def address(app: Flask, rule: Rule, world: World) -> str:
    """An address of the route, on the case that every role of the college may see."""
    values = {}
    for name in rule.arguments:
        number = isinstance(rule._converters[name], IntegerConverter)
        values[name] = SAMPLES.get(name, "1" if number else "x")
        if name == "case_id":
            values[name] = str(world.case.id)
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def test_every_route_is_named_in_the_access_table(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(ACCESS) == set()


def test_the_access_table_names_no_route_that_is_not_there(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(ACCESS) - routes == set()


def test_nobody_logged_in_is_asked_to_log_in_everywhere_else(
    app: Flask, world: World, browser: Callable[..., Browser]
) -> None:
    client = browser().client
    for rule in app.url_map.iter_rules():
        if ACCESS[rule.endpoint] is PUBLIC:
            continue
        path = address(app, rule, world)
        if "GET" in (rule.methods or ()):
            answer = client.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["Location"].startswith("/login"), path
        if "POST" in (rule.methods or ()) and rule.endpoint != "auth.log_out":
            assert client.post(path).status_code == 401, path


@pytest.mark.parametrize("role", STAFF)
def test_each_role_enters_the_routes_that_name_it_and_no_other(
    app: Flask, world: World, browser: Callable[..., Browser], role: Role
) -> None:
    window = browser(world.staff[role])
    token = window.token()
    routes = [r for r in app.url_map.iter_rules() if ACCESS[r.endpoint] is not PUBLIC]
    for rule, method in itertools.product(routes, ("GET", "POST")):
        if method not in (rule.methods or ()) or rule.endpoint == "auth.log_out":
            continue
        path = address(app, rule, world)
        answer = window.client.open(path, method=method, data={"csrf_token": token})
        refused = role not in ACCESS[rule.endpoint]
        assert (answer.status_code == 403) is refused, f"{method} {path}: {answer.status_code}"
        assert answer.status_code < 500, f"{method} {path}"


def test_a_route_without_a_row_is_refused(
    app: Flask, world: World, browser: Callable[..., Browser]
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    window = browser(world.staff[Role.DEPARTMENT])
    assert "secret" not in window.get("/forgotten", 403).text
