"""Replying as the graduate from the catcher's page: handed in by SMTP, or told why not."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask

from machines.roles import Role
from tests.factories import make_mail
from tests.tracker.catcher.caught_prompt import GRADUATE, MESSAGE_ID, OFFICE, prompt
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker import create_app
from tracker.catcher import catching, list_caught, read_caught
from tracker.config import Settings
from tracker.models import db

Open = Callable[..., Browser]


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """Where the mails are that were handed in."""
    return tmp_path / "taken"


@pytest.fixture
def app(settings: Settings, taken: Path) -> Iterator[Flask]:
    """The application, and a mail server where its listener should be."""
    with catching(taken) as port:
        made = create_app(replace(settings, inbox_port=port))
        yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def page(settings: Settings, world: World) -> str:
    """The page of a caught prompt whose answers are those of report_now."""
    make_mail(world.session, world.case, kind="report_now", message_id=MESSAGE_ID)
    world.set_by_hand()
    return caught(settings, OFFICE)


def caught(settings: Settings, return_path: str) -> str:
    with catching(settings.catcher_dir) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.sendmail(return_path, [GRADUATE], prompt())
    return f"/caught/{list_caught(settings.catcher_dir)[0].id}"


def answer(window: Browser, page: str, code: int = 303, **values: str) -> Page:
    """Fill in the form of the page and send it."""
    [form] = [one for one in window.get(page).forms if "/answer" in one.action]
    return window.post(form.action, code, **(form.values | values))


def test_a_number_is_answered_in_the_style_chosen_and_the_case_is_one_click_away(
    world: World, secretary: Browser, page: str, taken: Path
) -> None:
    shown = secretary.get(page)
    assert "1 已报到，对方已接收" in shown.text
    assert '<optgroup label="退信">' in shown.raw
    answer(secretary, page, style="foxmail", number="2", words="下周去盖章")
    [mail] = list_caught(taken)
    assert (mail.sender, mail.recipients) == (GRADUATE, (OFFICE,))
    assert read_caught(taken, mail.id).text.startswith("2\n下周去盖章\n")
    assert message_from_bytes(read_caught(taken, mail.id).source)["References"] == MESSAGE_ID
    after = secretary.follow()
    assert "已投递：Foxmail，几秒后见个案页" in after.text
    assert f"/cases/{world.case.id}#timeline" in after.links
    assert "/incoming/" in after.links


def test_whoever_may_not_see_the_case_gets_no_link_to_it(
    browser: Open, world: World, page: str
) -> None:
    other = browser(world.other_secretary)
    answer(other, page, style="qq", number="1")
    after = other.follow()
    assert "已投递" in after.text
    assert not any(link.startswith("/cases/") and "timeline" in link for link in after.links)


def test_a_bounce_comes_from_nobody_and_a_photo_goes_along(
    secretary: Browser, page: str, taken: Path
) -> None:
    answer(secretary, page, style="bounce_postfix_unknown")
    answer(secretary, page, style="iphone", photo="rfc2231", sender="mum@example.net")
    with_photo, bounce = list_caught(taken)
    assert bounce.sender == "<>"
    assert with_photo.sender == "mum@example.net"
    assert read_caught(taken, with_photo.id).attachments == ("组织关系介绍信回执.jpg",)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"style": "qq"}, "请选一个数字，或写几句话"),
        ({"style": "pigeon", "number": "1"}, "请从列表中选择"),
        ({"style": "qq", "number": "7"}, "请从列表中选择"),
        ({"style": "qq", "number": "1", "sender": "a@b@example.com"}, "邮箱格式不对"),
        ({"style": "qq", "number": "1", "sender": "a@example.com\r\nBcc: b"}, "邮箱格式不对"),
        ({"style": "qq", "number": "1", "photo": "png"}, "请从列表中选择"),
    ],
)
def test_what_cannot_be_sent_is_told_beside_its_field(
    secretary: Browser, page: str, taken: Path, values: dict[str, str], words: str
) -> None:
    told = answer(secretary, page, 422, **values)
    assert words in told.text
    assert list_caught(taken) == []


def test_a_refusal_is_shown_in_the_listeners_own_words(
    settings: Settings, secretary: Browser, world: World, taken: Path
) -> None:
    there = caught(settings, "reject.me@example.org")
    told = answer(secretary, there, 422, style="bounce_qmail_full", words="还在吗")
    assert "接收程序拒收：550 5.1.1 <reject.me@example.org>" in told.text
    assert "还在吗" in told.text
    assert list_caught(taken) == []


def test_without_a_listener_the_page_says_what_to_start(
    settings: Settings, world: World, page: str
) -> None:
    with catching(settings.data_dir / "gone") as port:
        free = port
    window = Browser(create_app(replace(settings, inbox_port=free)))
    window.log_in(world.staff[Role.BRANCH_SECRETARY])
    told = answer(window, page, 503, style="qq", number="1")
    assert f"没有寄出：127.0.0.1:{free} 没有程序在接收邮件" in told.text


def test_in_production_nobody_answers_as_the_graduate(
    settings: Settings, world: World, page: str, taken: Path
) -> None:
    window = Browser(create_app(replace(settings, env="production")))
    window.log_in(world.staff[Role.DEPARTMENT])
    window.post(f"{page}/answer", 404, style="qq", number="1")
    assert list_caught(taken) == []
