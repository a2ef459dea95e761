"""The graduate's page behind the link of a mail: shows, asks, records, and tells little."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from machines.mails import MAILS
from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.views.answering import Phone, a_link, path_of, rows
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.models import (
    AnswerLink,
    Application,
    Briefing,
    Case,
    ContactEntry,
    Destination,
    Letter,
    MoveRecord,
    Task,
    UploadedFile,
)

REISSUE = {
    "reason": "unit_changed",
    "explanation": "原单位撤销，改到另一家公司工作",
    "conduct": "坚持学习，按时交纳党费，主动与支部联系",
    "new_unit": "江滨区示例公司党支部",
}


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The graduate's phone."""
    return Phone(app)


def expired_letter(world: World) -> Case:
    """The case with a letter, whose validity is over."""
    world.with_letter.track("transfer").state = "expired"
    letter = world.session.scalars(sa.select(Letter)).one()
    letter.valid_until = letter.issued_on + timedelta(days=5)
    world.session.commit()
    return world.with_letter


def test_opening_the_link_shows_what_is_asked_and_changes_nothing(
    world: World, desk: Desk, phone: Phone
) -> None:
    link = a_link(world, desk, "report_now")
    before, path = rows(world), path_of(desk, link)
    page = phone.get(path)
    for words in ("请在有效期内报到", "已报到，对方已接收", "需要帮助", "还有 78 天", "12371"):
        assert words in page.text
    for number in (1, 2, 3, 4, 5):
        phone.get(f"{path}?answer={number}")
    phone.client.head(path)
    assert rows(world) == before
    assert world.session.get_one(AnswerLink, link.id).used_at is None


def test_every_mail_that_asks_has_a_page_for_every_answer(
    world: World, desk: Desk, phone: Phone
) -> None:
    for kind in MAILS.values():
        if kind.answers:
            path = path_of(desk, a_link(world, desk, kind.name))
            assert kind.label in phone.get(path).text
            for one in kind.answers:
                assert one.label in phone.get(f"{path}?answer={one.number}").text


def test_the_page_names_the_graduate_only_in_part_and_no_number_of_his(
    world: World, desk: Desk, phone: Phone
) -> None:
    person = world.with_letter.person
    page = phone.get(path_of(desk, a_link(world, desk, "report_now")))
    assert person.name not in page.raw
    assert person.name[0] + "*" in page.text
    # Whoever checks his data sees his name whole, as the mail does; his numbers he does not.
    page = phone.get(path_of(desk, a_link(world, desk, "confirm_data")))
    for secret in (person.id_number, person.mobile, person.mail_addresses[0], person.student_no):
        assert secret is not None
        assert secret not in page.raw
    for member in world.staff.values():
        assert member.name not in page.raw
        assert member.phone not in page.raw


def test_the_page_is_small_needs_no_script_and_is_kept_by_nobody(
    world: World, desk: Desk, phone: Phone
) -> None:
    page = phone.get(path_of(desk, a_link(world, desk, "report_now")))
    assert "<script" not in page.raw
    assert len(page.raw.encode()) < 8000
    assert phone.last is not None
    headers = phone.last.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers
    with phone.client.get("/static/answer.css") as css:
        assert len(css.get_data()) < 8000


def test_an_answer_makes_its_move_and_says_what_comes_next(
    world: World, desk: Desk, phone: Phone
) -> None:
    link = a_link(world, desk, "letter_ready")
    path = path_of(desk, link)
    mark = phone.mark(path)
    phone.post(path, 303, csrf_token=mark, answer="1", words="已经拿到了")
    case = world.fresh(world.with_letter)
    record = world.session.scalars(sa.select(MoveRecord).order_by(MoveRecord.id.desc())).first()
    assert record is not None
    assert (record.action, record.role) == ("confirm_collected", Role.GRADUATE.value)
    entry = world.session.scalars(sa.select(ContactEntry).filter_by(case_id=case.id)).one()
    assert "已经拿到了" in entry.said
    assert entry.two_way
    thanks = phone.follow().text
    for words in (
        "已收到您的回答",
        "2024-07-02 10:00",
        "已领取介绍信",
        "在有效期内去报到",
        "0570-5550123",
    ):
        assert words in thanks


def test_the_notes_page_shows_all_fifteen_points_and_the_rules_he_is_told_of(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "transfer_notes"))
    page = phone.get(path)
    assert page.raw.count("<li><b>") == 15
    for words in (
        "连续6个月不参加党的组织生活",
        "支部大会应当决定把这样的党员除名",
        "2024-1",
        "2024-09-30",
    ):
        assert words in page.text
    phone.answer(path, 1)
    world.session.rollback()
    told = world.session.get_one(Briefing, world.with_letter.id)
    assert told.text_version == "2024-1"
    assert told.told_of_rules_on == told.notes_received_on == NOW.date()


def test_a_reissue_form_with_a_missing_field_keeps_what_was_typed_and_writes_nothing(
    world: World, desk: Desk, phone: Phone
) -> None:
    expired_letter(world)
    link = a_link(world, desk, "letter_expired")
    before = rows(world)
    text = phone.answer(path_of(desk, link), 3, 422, **(REISSUE | {"conduct": ""}))
    assert "还有 1 处需要修改" in text
    assert "请填写此项" in text
    assert REISSUE["explanation"] in text
    assert rows(world) == before
    assert world.session.get_one(AnswerLink, link.id).used_at is None


def test_a_whole_reissue_form_becomes_an_application_and_a_mail(
    world: World, desk: Desk, phone: Phone
) -> None:
    case = expired_letter(world)
    phone.answer(path_of(desk, a_link(world, desk, "letter_expired")), 3, **REISSUE)
    case = world.fresh(case)
    assert case.track("transfer").state == "reissue_requested"
    application = world.session.scalars(sa.select(Application)).one()
    assert application.form["conduct"] == REISSUE["conduct"]
    entry = world.session.scalars(sa.select(ContactEntry).filter_by(case_id=case.id)).one()
    assert REISSUE["explanation"] in entry.said
    thanks = phone.follow().text
    assert "学院党委审核后" in thanks
    assert "稍后还有一封邮件发到您的邮箱：“已收到重开申请”" in thanks


def test_a_file_is_kept_when_another_field_is_at_fault(
    world: World, desk: Desk, phone: Phone
) -> None:
    expired_letter(world)
    link = a_link(world, desk, "letter_expired")
    path = path_of(desk, link)
    proof = (BytesIO(b"%PDF-1.4 proof"), "证明.pdf")
    phone.answer(path, 3, 422, **(REISSUE | {"conduct": "", "proof": proof}))
    assert phone.last is not None
    text = phone.last.get_data(as_text=True)
    assert "已收到：证明.pdf" in text
    kept = text.split('name="proof_kept" value="')[1].split('"')[0]
    phone.answer(path, 3, proof_kept=kept, **REISSUE)
    world.session.rollback()
    row = world.session.scalars(sa.select(UploadedFile)).one()
    assert (row.name, row.case_id) == ("证明.pdf", world.with_letter.id)
    entry = world.session.scalars(sa.select(ContactEntry)).one()
    assert entry.upload_id == row.id
    application = world.session.scalars(sa.select(Application)).one()
    assert application.form["proof"] == {"upload": row.id}


def test_a_photo_goes_to_the_ledger_with_the_words(world: World, desk: Desk, phone: Phone) -> None:
    path = path_of(desk, a_link(world, desk, "materials_missing"))
    photo = (BytesIO(b"\xff\xd8\xff photo"), "IMG_1.jpg")
    phone.answer(path, 1, words="昨天交给辅导员了", photo=photo)
    world.session.rollback()
    entry = world.session.scalars(sa.select(ContactEntry)).one()
    assert entry.upload_id is not None
    assert "昨天交给辅导员了" in world.session.scalars(sa.select(Task)).one().text
    assert "已转给党支部书记" in phone.follow().text


def test_a_link_takes_a_handful_of_files_and_no_more(
    world: World, desk: Desk, phone: Phone
) -> None:
    expired_letter(world)
    path = path_of(desk, a_link(world, desk, "letter_expired"))
    for number in range(9):
        proof = (BytesIO(b"x" * 10), f"{number}.jpg")
        phone.answer(path, 3, 422, **(REISSUE | {"conduct": "", "proof": proof}))
    assert phone.last is not None
    assert "已收到多个文件" in phone.last.get_data(as_text=True)
    assert world.count(UploadedFile) == 8


def test_a_program_is_no_proof(world: World, desk: Desk, phone: Phone) -> None:
    expired_letter(world)
    path = path_of(desk, a_link(world, desk, "letter_expired"))
    proof = (BytesIO(b"MZ"), "证明.exe")
    text = phone.answer(path, 3, 422, **(REISSUE | {"proof": proof}))
    assert "只收 PDF" in text
    assert world.count(UploadedFile) == 0


def test_an_answer_whose_step_is_past_is_still_recorded_and_put_to_the_secretary(
    world: World, desk: Desk, phone: Phone
) -> None:
    link = a_link(world, desk, "letter_expired")
    path = path_of(desk, link)
    page = phone.get(f"{path}?answer=3")
    # Within validity the same answer is a wish to exchange; after acceptance it is nothing.
    assert "换领" in page.text
    world.with_letter.track("transfer").state = "accepted"
    world.session.commit()
    page = phone.get(f"{path}?answer=4")
    assert "不能自动办理" in page.text
    phone.answer(path, 4, words="还想保留一段时间")
    world.session.rollback()
    assert "还想保留一段时间" in world.session.scalars(sa.select(Task)).one().text
    assert world.fresh(world.with_letter).track("transfer").state == "accepted"
    assert "没有自动办理" in phone.follow().text


def test_what_was_typed_into_a_form_that_closed_meanwhile_is_not_lost(
    world: World, desk: Desk, phone: Phone
) -> None:
    expired_letter(world)
    path = path_of(desk, a_link(world, desk, "letter_expired"))
    mark = phone.mark(f"{path}?answer=3")
    world.with_letter.track("transfer").state = "accepted"
    world.session.commit()
    phone.post(path, 303, csrf_token=mark, answer="3", **REISSUE)
    world.session.rollback()
    assert REISSUE["conduct"] in world.session.scalars(sa.select(ContactEntry)).one().said
    assert world.count(Application) == 0


def test_an_answer_whose_label_asks_for_words_wants_words(
    world: World, desk: Desk, phone: Phone
) -> None:
    path = path_of(desk, a_link(world, desk, "education_invitation", world.case))
    assert "请写明" in phone.answer(path, 2, 422)
    assert world.count(ContactEntry) == 0
    phone.answer(path, 2, words="在外地实习，赶不回来")
    assert world.count(ContactEntry) == 1


def test_a_destination_is_proposed_by_form(world: World, desk: Desk, phone: Phone) -> None:
    path = path_of(desk, a_link(world, desk, "confirm_destination", world.case))
    phone.answer(path, 1, employment="employed", kind="unit", unit="示例科技公司",
        org_name="示例科技公司党支部", province="浙江省",
    )  # fmt: skip
    world.session.rollback()
    assert world.session.scalars(sa.select(Destination)).one().proposed
