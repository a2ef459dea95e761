"""Behind a reverse proxy the visitor's own address counts; without one nobody can name another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker import create_app
from tracker.config import Settings
from tracker.models import LoginAttempt, db


@pytest.mark.parametrize(
    ("proxies", "counted"), [(0, "127.0.0.1"), (1, "192.0.2.7"), (2, "198.51.100.9")]
)
def test_a_failure_counts_for_the_address_that_the_proxies_vouch_for(
    world: World, settings: Settings, proxies: int, counted: str
) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies))
    app.config["CLOCK"] = lambda: NOW
    window = Browser(app)
    token = window.token()
    window.client.post(
        "/login",
        data={"login": "niemand", "password": "falsch-geraten", "csrf_token": token},
        headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.9, 192.0.2.7"},
    )
    assert [attempt.address for attempt in world.rows(LoginAttempt)] == [counted]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
