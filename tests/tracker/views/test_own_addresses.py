"""The graduate's page of his own addresses: by any link that asks something, masked, no script."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import NOW
from tests.tracker.views.answering import Phone, a_link, path_of, rows
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.links import link_token, revoke_open_links
from tracker.models import AnswerLink, Mail, MailAddress

NEW = "new@example.org"


@pytest.fixture
def phone(app: Flask) -> Phone:
    return Phone(app)


@pytest.fixture
def path(world: World, desk: Desk) -> str:
    """The page of a link that asks whether the letter was collected."""
    return f"{path_of(desk, a_link(world, desk, 'letter_ready'))}/addresses"


def test_every_page_of_a_prompt_leads_there_and_it_changes_nothing_by_itself(
    world: World, phone: Phone, path: str
) -> None:
    question = path.removesuffix("/addresses")
    before = rows(world)
    for page in (phone.get(question), phone.get(f"{question}?answer=5")):
        assert path in page.links
    shown = phone.get(path)
    own = world.with_letter.person.mail_addresses[0]
    assert own not in shown.raw
    assert f"{own[0]}***" in shown.text
    assert "<script" not in shown.raw
    assert rows(world) == before


def test_a_new_address_is_taken_asked_and_shown_as_waiting(
    world: World, phone: Phone, path: str
) -> None:
    phone.post(path, 303, csrf_token=phone.mark(path), address=NEW)

    page = phone.follow()
    assert "确认邮件会发到新邮箱" in page.text
    assert "n***w@example.org" in page.text
    assert "等您在确认邮件中确认" in page.text
    kinds = {(mail.kind, mail.to_address) for mail in world.rows(Mail)}
    assert ("address_confirm", NEW) in kinds
    assert "请选择您的回答" in phone.get(path.removesuffix("/addresses")).text


def test_the_mail_to_the_new_address_confirms_it_by_one_press(
    world: World, desk: Desk, phone: Phone, path: str
) -> None:
    phone.post(path, 303, csrf_token=phone.mark(path), address=NEW)
    query = sa.select(AnswerLink).filter_by(kind="address_confirm")
    world.session.rollback()
    link = world.session.scalars(query).one()
    asked = f"/a/{link_token(desk.settings, link.id, link.nonce)}"

    assert "n***w@example.org" in phone.get(asked).text
    assert f"{asked}/addresses" not in phone.get(asked).raw
    phone.get(f"{asked}/addresses", 404)
    phone.answer(asked, 1)

    assert "这个邮箱已确认" in phone.get(asked).text
    person = world.fresh(world.with_letter).person
    assert person.mail_addresses[0] == NEW
    assert person.mail_addresses[0] in phone.get(asked).text or "***" in phone.get(path).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写邮箱"),
        ("不是邮箱", "邮箱写得不对"),
        ("a@example.com b@example.com", "邮箱写得不对"),
        ("zhang@qq.con", "是不是 zhang@qq.com？"),
    ],
)
def test_what_was_mistyped_is_told_beside_the_field_and_kept(
    world: World, phone: Phone, path: str, typed: str, words: str
) -> None:
    mark, before = phone.mark(path), rows(world)

    page = phone.post(path, 422, csrf_token=mark, address=typed)

    assert words in page.text
    assert "备用邮箱" not in page.text
    assert typed in page.raw
    assert rows(world) == before


def test_an_odd_domain_goes_through_with_its_tick(world: World, phone: Phone, path: str) -> None:
    phone.post(path, 303, csrf_token=phone.mark(path), address="zhang@qq.con", domain_checked="yes")
    assert "zhang@qq.con" in {row.address for row in world.rows(MailAddress)}


def test_first_and_given_up_by_one_press_each(world: World, phone: Phone, path: str) -> None:
    person = world.with_letter.person
    first = person.addresses[0]
    second = MailAddress(
        address="second@example.net", position=5, source="名册", added_at=first.added_at
    )
    person.addresses.append(second)
    world.set_by_hand()

    phone.post(path, 303, csrf_token=phone.mark(path), first=str(second.id))
    assert "先发到这个邮箱" in phone.follow().text
    phone.post(path, 303, csrf_token=phone.mark(path), drop=str(first.id))
    assert "核实以前仍会使用" in phone.follow().text
    usable = world.fresh(world.with_letter).person.mail_addresses
    assert usable == ["second@example.net", first.address]


@pytest.mark.parametrize("sent", [{"first": "x"}, {"drop": "9" * 30}, {"first": "0"}])
def test_nonsense_is_told_and_changes_nothing(
    world: World, phone: Phone, path: str, sent: dict[str, str]
) -> None:
    mark, before = phone.mark(path), rows(world)
    assert "没有这个邮箱" in phone.post(path, 422, csrf_token=mark, **sent).text
    assert rows(world) == before


def test_a_form_without_our_mark_or_a_link_that_does_not_hold_changes_nothing(
    world: World, phone: Phone, path: str
) -> None:
    before = rows(world)
    phone.post(path, 400, csrf_token="x", address=NEW)
    phone.post("/a/forged/addresses", 404, csrf_token="x", address=NEW)
    assert rows(world) == before


def test_an_answered_link_shows_the_answer_and_still_leads_to_the_addresses(
    world: World, phone: Phone, path: str
) -> None:
    question = path.removesuffix("/addresses")
    phone.answer(question, 1)

    page = phone.get(question)
    assert "已领取介绍信" in page.text
    assert "请直接回复邮件，或致电联系人" in page.text
    assert path in page.links
    assert "看已提交的回答" in phone.get(path).text
    phone.post(path, 303, csrf_token=phone.mark(path), address=NEW)
    assert ("address_confirm", NEW) in {(m.kind, m.to_address) for m in world.rows(Mail)}


def test_once_its_days_are_over_an_answered_link_shows_the_answer_alone(
    app: Flask, world: World, phone: Phone, path: str
) -> None:
    question = path.removesuffix("/addresses")
    phone.answer(question, 1)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)

    page = phone.get(question)
    assert "已领取介绍信" in page.text
    assert path not in page.links
    before = rows(world)
    phone.get(path)
    phone.post(path, 409, csrf_token="x", address=NEW)
    assert rows(world) == before


def test_an_answered_link_taken_back_opens_nothing(
    world: World, desk: Desk, phone: Phone, path: str
) -> None:
    phone.answer(path.removesuffix("/addresses"), 1)
    case_id = world.with_letter.id
    world.session.rollback()
    assert revoke_open_links(desk, case_id) == 1
    desk.session.commit()

    before = rows(world)
    assert "链接已停用" in phone.get(path, 410).text
    phone.post(path, 410, csrf_token="x", address=NEW)
    assert rows(world) == before
