"""Headers on every answer, error pages in plain Chinese, nothing inline, no trace, no personal data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.config import ROOT

Opened = Callable[..., Browser]


def test_every_answer_carries_the_security_headers(world: World, secretary: Browser) -> None:
    for path in ("/login", "/cases", f"/cases/{world.case.id}", "/nirgends", "/static/app.css"):
        with secretary.client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy, path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
    assert secretary.client.get("/cases").headers["Cache-Control"] == "no-store"


def test_errors_say_in_chinese_what_to_do(world: World, secretary: Browser) -> None:
    assert "从个案列表重新进入" in secretary.get("/nirgends", 404).text
    assert "只接受页面上的按钮提交" in secretary.get(f"/cases/{world.case.id}/reveal", 405).text


def test_a_file_that_is_too_large_is_answered_plainly(
    app: Flask, world: World, secretary: Browser
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    page = secretary.post(f"/cases/{world.case.id}/contacts/new", 413, said="x" * 100)
    assert "请压缩文件" in page.text


def test_a_failure_shows_no_trace_and_logs_no_personal_data(
    app: Flask, world: World, browser: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> str:
        raise RuntimeError("broken inside")

    app.view_functions["start.home"] = fails
    app.config["PROPAGATE_EXCEPTIONS"] = False
    window = browser(world.staff[Role.ORGANIZER])
    with caplog.at_level(logging.ERROR):
        page = window.get("/?q=13900000001", 500)
    assert "这一步没有办成" in page.text
    assert "broken inside" not in page.raw
    assert "broken inside" in caplog.text
    assert "13900000001" not in caplog.text


def test_no_template_of_the_screens_has_style_or_script_in_it() -> None:
    for file in Path(ROOT, "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for inline in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:"):
            assert inline not in text, file
