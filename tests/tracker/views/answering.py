"""What the tests of the graduate's pages share: a phone without cookies, and a thumb."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.links import link_url, new_link
from tracker.models import AnswerLink, Case
from tracker.models.db import Base


class Phone(Browser):
    """The graduate's phone: no log-in, and like WeChat's browser it keeps no cookie."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.client = app.test_client(use_cookies=False)

    def mark(self, path: str) -> str:
        """The signed mark of the page."""
        form = next(f for f in self.get(path).forms if f.method == "post")
        return form.values["csrf_token"][0]

    def answer(self, path: str, number: int, code: int = 303, **typed: Any) -> str:
        """Choose an answer: open the page, its form if it has one, and send that."""
        mark = self.mark(f"{path}?answer={number}")
        return self.post(path, code, csrf_token=mark, answer=str(number), **typed).text


def a_link(world: World, desk: Desk, kind: str, case: Case | None = None) -> AnswerLink:
    """A link as a mail of that kind carries it."""
    link = new_link(desk, (case or world.with_letter).id, kind, None)
    world.session.commit()
    return link


def path_of(desk: Desk, link: AnswerLink) -> str:
    """The path of the link's address."""
    return link_url(desk.settings, link).removeprefix(desk.settings.base_url)


def rows(world: World) -> dict[str, int]:
    """How many rows every table holds now."""
    world.session.rollback()
    return {
        table.name: world.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
