"""The case list page, logged in, with filters and fifty cases, against the same page bare."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy.orm import joinedload, selectinload

from tests.bench.sides import Row, in_turn
from tests.databases import bare_app, migrate
from tracker import create_app
from tracker.config import load_settings
from tracker.demo import make_demo
from tracker.demo.staff import PASSWORD
from tracker.models import Case, db

BARE_PAGE = """<!doctype html><html lang="zh-CN"><title>list</title><table>
{% for case in cases %}<tr><td><a href="/cases/{{ case.id }}">{{ case.person.name }}</a>
<td>{{ case.person.student_no }}<td>{{ case.kind.label }}<td>{{ case.branch.name }}
<td>{% for track in case.tracks %}<span>{{ track.name }} {{ track.state }} {{ track.since }}</span>
{% endfor %}<td>{{ case.next_due_on }}</tr>{% endfor %}</table></html>"""


def measure(folder: Path, times: int = 60) -> Row:
    """The page of the demo's organizer; times in milliseconds, lower is better."""
    url = f"sqlite:///{folder / 'list.sqlite3'}"
    migrate(url)
    app = create_app(load_settings({"TRACKER_DATA_DIR": str(folder), "TRACKER_DATABASE_URL": url}))
    make_demo(app, people=60)
    client, bare = _logged_in(app), _bare(url)
    mine, theirs = in_turn(
        lambda: _get(client, "/cases?view=all"), lambda: _get(bare, "/cases"), times
    )
    return Row("case list page, p50", "ms", mine * 1000, theirs * 1000, "<= 1.7")


def _logged_in(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login", data={"login": "zuzhibu", "password": PASSWORD})
    return client


def _bare(url: str) -> FlaskClient:
    app = bare_app(url)

    @app.get("/cases")
    def cases() -> str:
        query = (
            sa.select(Case)
            .options(joinedload(Case.person), joinedload(Case.branch), selectinload(Case.tracks))
            .order_by(Case.id)
            .limit(50)
        )
        return render_template_string(BARE_PAGE, cases=db.session.scalars(query).all())

    return app.test_client()


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
