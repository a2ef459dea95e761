"""What anybody can write proves nothing: scored, shown, never moved by itself."""

import pytest
import sqlalchemy as sa

from machines.roles import Role
from tests.factories import make_case, make_person, make_staff
from tests.tracker.inbox.chain.letters import letter, take_in, written
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions.incoming import undo_filing
from tracker.desk import Actor
from tracker.inbox.matching.tags import bare_subject, tags_in
from tracker.inbox.words import Certainty, InboxState
from tracker.models import IncomingFiling, KnownSender
from tracker.outbox.tokens import return_path


def held(row, *cases) -> None:
    assert row.state is InboxState.HELD
    assert [one["case_id"] for one in row.candidates] == [case.id for case in cases]


def test_a_sender_address_alone_never_makes_a_move(desk, case, mail):
    before = written(desk)

    row = take_in(desk, letter(None, "1", sender=mail.to_address))

    held(row, case)
    assert row.certainty is Certainty.GUESS
    assert row.candidates[0]["reasons"] == [
        f"发件邮箱 {mail.to_address} 是本人的，名下只有这一个在办个案"
    ]
    assert written(desk) == before


def test_two_cases_with_one_address_are_both_shown(desk, session, case, mail):
    other = make_case(session, person=make_person(session, mail.to_address))
    session.commit()

    row = take_in(desk, letter(None, "1", sender=mail.to_address))

    held(row, case, other)
    assert len({one["score"] for one in row.candidates}) == 1


def test_a_tag_alone_can_be_guessed(desk, case, mail):
    before = written(desk)

    row = take_in(desk, letter(None, "1", subject=f"Re: 报到 [{case.tag}]"))

    held(row, case)
    assert "编号可以猜到" in row.candidates[0]["reasons"][0]
    assert written(desk) == before


def test_a_tag_of_another_year_names_no_case(desk, case, mail):
    row = take_in(desk, letter(None, "你好", subject=f"[QZ-2023-{case.id:04d}]"))

    assert row.certainty is Certainty.STRANGER
    held(row)


def test_name_student_number_and_phone_add_up(desk, case, mail):
    person = case.person
    words = f"老师好，我是{person.name}，学号{person.student_no}，电话{person.mobile}，已经报到了"

    row = take_in(desk, letter(None, words, name=person.name))

    held(row, case)
    assert row.candidates[0]["score"] == 95
    assert [reason[:8] for reason in row.candidates[0]["reasons"]] == [
        "文中有本人学号 ",
        "文中有本人手机号",
        "发件人名称与本人",
        "文中有本人姓名（",
    ]
    assert person.mobile not in str(row.candidates) + row.own_text


def test_a_stranger_waits_for_people(desk, case, mail):
    row = take_in(desk, letter(None, "请问招聘会几号？"))

    assert row.certainty is Certainty.STRANGER
    held(row)


def test_a_remembered_sender_with_the_tag_is_certain_until_it_is_forgotten(desk, session, case):
    staff = make_staff(session, college=case.college)
    known = KnownSender(
        person_id=case.person_id, address="ta@example.net", staff_id=staff.id, at=desk.now
    )
    session.add(known)
    session.commit()
    subject = f"报到 [{case.tag}]"

    first = take_in(desk, letter(None, "老师好", subject=subject, sender="ta@example.net"))
    known.ended_at = desk.now
    session.commit()
    second = take_in(desk, letter(None, "又是我", subject=subject, sender="ta@example.net"))

    assert (first.certainty, second.certainty) == (Certainty.CERTAIN, Certainty.GUESS)


def test_an_address_out_of_use_is_nobodys(desk, session, case, mail):
    case.person.addresses[0].active = False
    session.commit()

    row = take_in(desk, letter(mail, "1", threaded=False))

    assert row.certainty is Certainty.GUESS


def test_the_case_of_a_withdrawn_import_takes_no_mail(desk, session, case, mail):
    case.withdrawn_at = desk.now
    session.commit()

    row = take_in(desk, letter(mail, "1"))

    held(row)
    assert "线索指向的个案已随导入撤销" in row.findings


def plans_of(session, work) -> list[str]:
    """How the database looks for what is asked while something works."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", listen)
    work()
    sa.event.remove(engine, "before_cursor_execute", listen)
    return [
        line[3]
        for statement, parameters in asked
        for line in session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", parameters
        )
    ]


def scanned(plans: list[str], *tables: str) -> list[str]:
    return [plan for plan in plans if plan.startswith(tuple(f"SCAN {one}" for one in tables))]


def test_nothing_is_looked_for_by_reading_all_of_a_table(desk, session, case, mail):
    words = f"我是{case.person.name}，学号{case.person.student_no}，13912345678 [{case.tag}]"
    raw = letter(None, words, name=case.person.name, sender=mail.to_address)

    plans = plans_of(session, lambda: take_in(desk, raw))

    assert any("SEARCH person" in plan for plan in plans)
    big = ("person", "mail_address", '"case"', "mail", "known_sender", "answer_link")
    assert scanned(plans, *big) == []


def test_a_bounce_and_its_taking_back_read_all_of_no_table(desk, session, case, mail):
    to = return_path(desk.settings, mail.token)
    staff = make_staff(session, Role.ORGANIZER, college=case.college)
    session.commit()

    def there_and_back() -> None:
        take_in(desk, notice(mail), "zuzhibu@example.org", sender="")
        take_in(desk, notice(mail, words="true"), to, sender="")
        filing = session.scalars(sa.select(IncomingFiling).order_by(IncomingFiling.id)).all()[-1]
        undo_filing(desk, filing.id, "不是这封", Actor(Role.ORGANIZER, staff))

    plans = plans_of(session, there_and_back)

    assert any("ix_contact_entry_mail_id" in plan for plan in plans)
    big = ("contact_entry", "mail", "task", "answer_link", "known_sender", "mail_address")
    assert scanned(plans, *big) == []


@pytest.mark.parametrize(
    "subject",
    [
        "Re: 请报到 [QZ-2024-0012]",
        "回复：请报到 [QZ-2024-0012]",
        "答复: 回复: Re: 转发：请报到 [QZ-2024-0012]",
        "Fwd: 回覆： 请报到   [QZ-2024-0012]",
        "RE[2]: 请报到 [QZ-2024-0012]",
        "回复:回复：请报到 ［QZ-2024-0012］",
    ],
)
def test_a_subject_is_the_same_whatever_stands_before_it(subject):
    assert bare_subject(subject) == "请报到 [QZ-2024-0012]"


@pytest.mark.parametrize(
    "written_as",
    [
        "[QZ-2024-0012]",
        "【QZ-2024-0012】",
        "［ＱＺ－２０２４－００１２］",
        "qz-2024-12",
        "QZ—2024—0012",
    ],
)
def test_a_tag_is_read_however_it_is_typed(written_as):
    assert tags_in(f"关于 {written_as} 的事") == [(2024, 12)]
