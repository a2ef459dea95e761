"""A receipt slip photographed and mailed is filed as the receipt in one click (S4.4-2, S4.4-6)."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import sqlalchemy as sa

from machines.refusals import Refused
from machines.roles import Role
from machines.words import ReceiptMethod
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import moves, take_in, written
from tracker.actions.incoming import file_receipt
from tracker.actions.uploads import BadUpload
from tracker.desk import Actor
from tracker.inbox.parsing import parse_mail
from tracker.models import Receipt, UploadedFile

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def with_photo(mail) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = mail.to_address, "zuzhibu@example.org"
    made["Subject"], made["References"] = f"回复：{mail.subject}", mail.message_id
    made["Message-ID"] = "<huizhi@example.com>"
    made.set_content("老师，回执在附件里")
    made.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="介绍信回执.jpg")
    return message_from_bytes(made.as_bytes()).as_bytes()


@pytest.fixture
def secretary(session, case):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


@pytest.fixture
def row(desk, mail):
    return take_in(desk, with_photo(mail))


@pytest.fixture
def position(row):
    (file,) = parse_mail(row.raw.data).attachments
    return file.position


def receipts(desk) -> list[Receipt]:
    return list(desk.session.scalars(sa.select(Receipt)))


def test_the_photo_becomes_the_receipt(desk, case, row, position, secretary):
    file_receipt(desk, row.id, position, secretary, seal_seen=True)

    (receipt,) = receipts(desk)
    kept = desk.session.scalars(sa.select(UploadedFile)).one()
    assert (kept.data, kept.name, kept.case_id) == (PHOTO, "介绍信回执.jpg", case.id)
    assert (receipt.method, receipt.seal_seen, receipt.upload_id) == (
        ReceiptMethod.PHOTO,
        True,
        kept.id,
    )
    assert moves(desk, case)[-1] == "record_receipt"


def refused(desk, position, row, actor, words) -> None:
    before = written(desk)
    with pytest.raises((Refused, BadUpload)) as told:
        file_receipt(desk, row.id, position, actor)
    assert words in str(told.value)
    assert written(desk) == before


def test_two_clicks_are_one_receipt(desk, row, position, secretary):
    file_receipt(desk, row.id, position, secretary)

    refused(desk, position, row, secretary, "已经登记为回执")
    assert len(receipts(desk)) == 1


def test_where_the_case_stands_elsewhere_it_is_told_why(desk, case, row, position, secretary):
    case.track("transfer").state = "verifying"
    desk.session.commit()

    refused(desk, position, row, secretary, "不能在")
    assert desk.session.scalars(sa.select(UploadedFile)).all() == []


def test_a_file_too_large_is_kept_nowhere_else(desk, row, position, secretary):
    small = replace(desk, settings=replace(desk.settings, max_upload_mb=0))

    refused(small, position, row, secretary, "文件超过")


def test_there_is_no_such_attachment(desk, row, secretary):
    refused(desk, 99, row, secretary, "没有这个附件")
