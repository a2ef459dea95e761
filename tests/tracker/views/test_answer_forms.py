"""The forms behind answers: what they are called, what they hold already, what may stay empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.tracker.inbox.chain.letters import letter, prompt, take_in
from tests.tracker.views.answering import Phone, a_link, path_of
from tests.tracker.views.conftest import World
from tests.tracker.views.test_answers import expired_letter
from tracker.desk import Desk
from tracker.models import AnswerLink, Mail


@pytest.fixture
def phone(app: Flask) -> Phone:
    return Phone(app)


def form_path(world: World) -> str:
    """The address in the mail that leads to a form."""
    world.session.rollback()
    mail = world.session.scalars(sa.select(Mail).filter_by(kind="answer_form")).one()
    start = mail.text.index("/a/")
    return mail.text[start:].split()[0]


def test_the_form_holds_what_he_wrote_in_his_reply_and_is_named_by_what_it_is(
    world: World, desk: Desk, phone: Phone
) -> None:
    mail = prompt(desk, expired_letter(world), "letter_expired", "transfer", "expire")
    take_in(desk, letter(mail, "3 换到杭州的公司了，电话13912345678"))

    path = form_path(world)
    page = phone.get(path)

    assert "杭州" not in path
    assert "<h1>填写重开申请（附件4）</h1>" in page.raw
    explanation = page.raw.split('name="explanation"')[1].split("</textarea>")[0]
    assert "换到杭州的公司了" in explanation
    assert "13912345678" not in page.raw
    assert "您在回信中写的话已经填在下面" in page.text
    # Another answer's form has nothing of it.
    assert "杭州" not in phone.get(path.replace("answer=3", "answer=4")).raw


def test_who_answered_in_time_has_seven_days_for_the_form(world: World, desk: Desk) -> None:
    case = expired_letter(world)
    mail = prompt(desk, case, "letter_expired", "transfer", "expire")
    link = world.session.scalars(sa.select(AnswerLink)).one()
    last_day = replace(desk, now=link.expires_at - timedelta(hours=1))

    take_in(last_day, letter(mail, "3"))

    world.session.refresh(link)
    assert link.expires_at == last_day.now + timedelta(days=7)


def test_within_validity_a_letter_is_exchanged_after_it_another_is_applied_for(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "report_now"))
    assert "需要换领介绍信" in phone.get(path).text
    assert "<h1>换领介绍信</h1>" in phone.get(f"{path}?answer=3").raw
    expired_letter(world)
    assert "<h1>填写重开申请（附件4）</h1>" in phone.get(f"{path}?answer=3").raw


def test_only_where_something_must_be_filled_in_the_button_says_so(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "report_now"))
    page = phone.get(path)
    assert "已报到，对方已接收下一步可补充" in page.text
    assert "需要换领介绍信下一步要填写" in page.text
    assert "需要帮助下一步可补充" in page.text
    form = phone.get(f"{path}?answer=1").text
    assert "反馈内容（可不填）" in form
    assert "为什么需要换领、新的去向*" in phone.get(f"{path}?answer=3").text


def test_an_answer_that_asks_for_a_reason_does_not_say_that_it_may_stay_out(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "education_invitation"))
    page = phone.get(f"{path}?answer=2").text
    assert "请写明*" in page
    assert "请写明" in phone.answer(path, 2, 422)


def test_the_page_of_an_exchange_shows_the_steps_of_its_mail(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "reissue_how_to"))
    for page in (phone.get(path), phone.get(f"{path}?answer=5")):
        assert "把原介绍信交回学院" in page.text
        assert "遗失声明" in page.text


def test_the_confirmation_of_an_address_asks_nothing_more(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "address_confirm"))
    page = phone.get(path).raw
    assert "<textarea" not in page
    assert 'type="file"' not in page
