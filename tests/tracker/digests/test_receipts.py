"""S4.4-8: before the cut-off everybody concerned is told how many receipts are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from machines.roles import Role
from machines.words import ReceiptMethod
from tests.factories import make_letter
from tests.tracker.digests.conftest import ARRANGED
from tracker.clock import SHANGHAI
from tracker.digests.engine import do_due_digests
from tracker.models import DigestRhythm, Receipt, Staff, StaffMail, StaffMailKind


def mails(session) -> list[StaffMail]:
    session.rollback()
    return list(session.scalars(select(StaffMail).order_by(StaffMail.id)))


def next_look(session, staff: Staff) -> datetime | None:
    session.rollback()
    session.refresh(staff)
    return staff.next_digest_at


def letter_out(school, name: str, state: str, *, receipt: bool = False, branch=None):
    case = school.case(name, branch, states={"transfer": state, "education": "attended"})
    letter = make_letter(school.session, case)
    if receipt:
        school.session.add(
            Receipt(
                letter_id=letter.id,
                received_on=date(2024, 8, 1),
                method=ReceiptMethod.POST,
                seal_seen=True,
                storage="文件柜",
                registered_at=ARRANGED,
            )
        )
    school.session.commit()


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=SHANGHAI)


def test_s4_4_8_receipts_are_reported_in_three_steps_whatever_the_rhythm(school, desk):
    for role in (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT):
        school.staff(
            desk, role, rhythm=DigestRhythm.NEVER, address=f"{role}@example.com", at=at(8, 26)
        )
    second = school.college.branches[1]
    letter_out(school, "林晓燕", "letter_issued")
    letter_out(school, "陈志远", "expired", receipt=True)
    letter_out(school, "王雨桐", "letter_issued", branch=second)
    letter_out(school, "吴俊杰", "letter_issued", branch=school.other.branches[0])
    letter_out(school, "周思颖", "accepted")

    for day in range(40):
        do_due_digests(replace(desk, now=at(8, 26) + timedelta(days=day)), "one", limit=9)

    told = [(mail.slot, mail.to_address.partition("@")[0]) for mail in mails(school.session)]
    first, then, last = at(8, 30), at(9, 14), at(9, 25)
    both = ["branch_secretary", "organizer"]
    assert sorted(told) == sorted(
        [(first, who) for who in both]
        + [(then, who) for who in (*both, "committee")]
        + [(last, who) for who in (*both, "committee", "department")]
    )
    assert {mail.kind for mail in mails(school.session)} == {StaffMailKind.RECEIPTS}
    by = {mail.to_address.partition("@")[0]: mail.text for mail in mails(school.session)}
    assert "未办结 2 份，其中没有回执 1 份" in by["branch_secretary"]
    assert "学生第二党支部" not in by["branch_secretary"]
    assert (
        "学生第一党支部：未办结 2 份（没有回执 1，有回执待确认接收 1，已过有效期 1）"
        in by["organizer"]
    )
    assert "学生第二党支部：未办结 1 份" in by["organizer"]
    assert "未办结 4 份" in by["department"]
    assert "示例学院：未办结 3 份" in by["department"]
    assert "林晓燕" not in "".join(by.values())


def test_s4_4_8_without_open_transfers_there_is_no_report(school, desk):
    school.staff(desk, rhythm=DigestRhythm.NEVER, at=at(8, 26))
    letter_out(school, "周思颖", "accepted")

    for day in range(40):
        do_due_digests(replace(desk, now=at(8, 26) + timedelta(days=day)), "one")

    assert mails(school.session) == []


def test_s4_4_8_two_missed_reports_are_one(school, desk):
    school.staff(desk, rhythm=DigestRhythm.NEVER, at=at(8, 26))
    letter_out(school, "林晓燕", "letter_issued")

    do_due_digests(replace(desk, now=at(9, 19)), "one")

    assert [mail.slot for mail in mails(school.session)] == [at(9, 14)]
