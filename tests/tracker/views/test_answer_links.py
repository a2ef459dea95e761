"""Links that do not hold, and what is not from our page: a kind page, and nothing recorded."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from machines import MACHINES
from machines.mails import MAILS
from machines.orders import Nothing, asked_fields
from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.views.answering import Phone, a_link, path_of, rows
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.links import revoke_link
from tracker.models import (
    ContactEntry,
)
from tracker.views.answers.next_steps import NEXT


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The graduate's phone."""
    return Phone(app)


def test_answering_twice_records_once_and_says_when_it_was(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "letter_ready"))
    mark = phone.mark(path)
    phone.post(path, 303, csrf_token=mark, answer="1")
    before = rows(world)
    text = phone.post(path, 409, csrf_token=mark, answer="5").text
    assert "先前已经回答过" in text
    assert "您已于 2024-07-02 10:00 回答： 已领取介绍信" in text
    assert rows(world) == before


def test_an_expired_link_says_how_to_get_a_new_one(
    app: Flask, world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "report_now"))
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    assert "有效期到 2024-08-01 10:00 为止" in phone.get(path, 410).text
    phone.post(path, 410, csrf_token="x", answer="1")
    assert world.count(ContactEntry) == 0


def test_a_superseded_link_sends_to_the_newest_mail(world: World, desk: Desk, phone: Phone) -> None:
    old = path_of(desk, a_link(world, desk, "report_now"))
    a_link(world, desk, "report_now")
    page = phone.get(old, 410)
    assert "最新的一封" in page.text
    phone.post(old, 410, csrf_token="x", answer="1")
    assert world.count(ContactEntry) == 0


def test_a_revoked_link_tells_a_stranger_nothing_of_the_graduate(
    world: World, desk: Desk, phone: Phone
) -> None:
    link = a_link(world, desk, "report_now")
    revoke_link(desk, link)
    world.session.commit()
    page = phone.get(path_of(desk, link), 410)
    assert "已由学院停用" in page.text
    assert world.with_letter.person.name[0] + "*" not in page.text


@pytest.mark.parametrize("token", ["x", "WzEsImEiXQ.abc", "%00", "a" * 5000, "..%2f", "张三"])
def test_a_forged_link_gets_a_kind_page_without_anybodys_data(
    world: World, phone: Phone, token: str
) -> None:
    page = phone.get(f"/a/{token}", 404)
    if token != "..%2f":
        assert "链接不完整或有误" in page.text
        assert world.college.name not in page.text
    assert world.college.contact_name not in page.text


def test_a_good_token_with_one_letter_changed_is_forged(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "report_now"))
    swapped = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert "链接不完整或有误" in phone.get(swapped, 404).text


@pytest.mark.parametrize("mark", [None, "", "x", "other"])
def test_a_post_without_the_pages_own_mark_records_nothing(
    world: World, desk: Desk, phone: Phone, mark: str | None
) -> None:
    link = a_link(world, desk, "letter_ready")
    if mark == "other":
        mark = phone.mark(path_of(desk, a_link(world, desk, "letter_ready", world.case)))
    sent = {"answer": "1", "words": "已经拿到了", **({"csrf_token": mark} if mark else {})}
    response = phone.client.post(path_of(desk, link), data=sent)
    assert response.status_code == 400
    assert "已经拿到了" in response.get_data(as_text=True)
    assert world.count(ContactEntry) == 0
    assert world.fresh(world.with_letter).version == 2


def test_an_answer_that_was_not_offered_is_not_taken(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "letter_ready"))
    mark = phone.mark(path)
    for number in ("", "3", "99", "-1", "x", "1" * 400):
        assert "请选择一项回答" in phone.post(path, 422, csrf_token=mark, answer=number).text
    assert world.count(ContactEntry) == 0


def test_too_large_a_file_is_answered_kindly(
    app: Flask, world: World, desk: Desk, phone: Phone
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    path = path_of(desk, a_link(world, desk, "letter_ready"))
    photo = (BytesIO(b"x" * 5000), "a.jpg")
    text = phone.post(path, 413, csrf_token="x", answer="1", photo=photo).text
    assert "文件太大" in text
    assert world.count(ContactEntry) == 0


def test_every_move_an_answer_can_make_has_its_next_step() -> None:
    moves = {move for mail in MAILS.values() for one in mail.answers for move in one.moves}
    assert set(NEXT) == moves


def test_no_order_of_a_graduate_has_a_field_named_like_one_of_the_page() -> None:
    own = {"answer", "csrf_token", "words", "photo"}
    for machine in MACHINES.values():
        for track in machine.tracks:
            for move in track.moves:
                if Role.GRADUATE in move.by and move.asks is not Nothing:
                    assert not own & {asked.name for asked in asked_fields(move.asks)}


def test_a_link_of_a_mail_that_is_no_more_breaks_kindly(
    world: World, desk: Desk, phone: Phone
) -> None:
    link = a_link(world, desk, "report_now")
    link.kind = "abolished"
    world.session.commit()
    page = phone.get(path_of(desk, link), 500)
    assert "还没有记录下来" in page.text
    assert "12371" in page.text
    assert world.count(ContactEntry) == 0
