"""What a later mail has made pointless is settled by it; what is asked is asked once, and shortly."""

import pytest
import sqlalchemy as sa

from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tests.factories import make_staff
from tests.tracker.inbox.chain.conftest import HIS
from tests.tracker.inbox.chain.letters import letter, moves, take_in, tasks
from tests.tracker.inbox.chain.test_programs import notice
from tests.tracker.inbox.chain.test_receipts_by_mail import with_photo
from tracker.actions import ContactOrder, record_contact
from tracker.actions.incoming import confirm_sender, file_receipt
from tracker.desk import Actor
from tracker.inbox.parsing import parse_mail
from tracker.models import AddressState, Mail, Task
from tracker.outbox.tokens import return_path


@pytest.fixture
def secretary(session, case):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


def came_back(desk, mail) -> None:
    take_in(desk, notice(mail), return_path(desk.settings, mail.token), sender="")


def outcomes(desk) -> list[str]:
    query = sa.select(Task.outcome).where(Task.settled_at.is_not(None)).order_by(Task.id)
    return list(desk.session.scalars(query))


def state_of(desk, case) -> AddressState:
    desk.session.refresh(case.person, ["addresses"])
    (row,) = case.person.addresses
    desk.session.refresh(row)
    return row.state


def test_who_writes_from_a_bounced_address_gets_the_form_there_and_need_not_be_called(
    desk, case, mail
):
    came_back(desk, mail)
    assert state_of(desk, case) is AddressState.BOUNCED
    assert "所有邮箱均退信" in tasks(desk, case)[0]

    take_in(desk, letter(mail, "4"))

    assert state_of(desk, case) is AddressState.WORKS
    (form,) = desk.session.scalars(sa.select(Mail).filter_by(kind="answer_form"))
    assert form.to_address == HIS
    assert tasks(desk, case) == []
    assert outcomes(desk) == [f"本人已从 {HIS} 来信"]


def test_a_call_that_reached_him_settles_it_too(desk, case, mail, secretary):
    came_back(desk, mail)
    order = ContactOrder(desk.now, Channel.PHONE, Direction.OUT, Grade.SPOKEN, said="已说明")

    record_contact(desk, case.id, order, secretary)

    assert tasks(desk, case) == []
    assert outcomes(desk) == ["已与本人联系上（电话）"]


def test_who_is_called_forged_revives_no_address(desk, case, mail):
    came_back(desk, mail)
    checked = desk.settings.__class__(**{**desk.settings.__dict__, "auth_results_host": "mx.test"})
    raw = b"Authentication-Results: mx.test; dmarc=fail header.from=example.com\r\n"

    take_in(type(desk)(desk.session, checked, desk.now), raw + letter(None, "1", sender=HIS))

    assert state_of(desk, case) is AddressState.BOUNCED


def test_a_clear_answer_settles_what_was_asked_of_the_unclear_one_before(desk, case, mail):
    take_in(desk, letter(mail, "1、2"))
    assert len(tasks(desk, case)) == 1

    take_in(desk, letter(mail, "2"))

    assert outcomes(desk) == ["本人之后答复：2 已报到，等待接收"]
    assert [task for task in tasks(desk, case) if "几个数字" in task] == []


def test_the_receipt_filed_settles_the_mail_that_brought_it(desk, case, mail, secretary):
    row = take_in(desk, with_photo(mail))
    (file,) = parse_mail(row.raw.data).attachments
    assert len(tasks(desk, case)) == 1

    file_receipt(desk, row.id, file.position, secretary, seal_seen=True)

    assert tasks(desk, case) == []
    assert outcomes(desk) == ["来信附件已登记为回执"]


@pytest.mark.parametrize("words", ["1", "5", "想问问"])
def test_one_mail_is_one_task_with_the_question_whose_address_it_is(
    desk, case, mail, secretary, words
):
    row = take_in(desk, letter(mail, words, sender="xin@example.net"))
    (task,) = tasks(desk, case)
    assert "请核实来信邮箱：xin@example.net" in task

    confirm_sender(desk, row.id, secretary)

    assert "请核实来信邮箱" not in "".join(tasks(desk, case))
    assert [task.partition("\n")[0] for task in tasks(desk, case)] == [task.partition("\n")[0]]


def test_on_a_closed_case_the_words_come_first(desk, case, mail):
    take_in(desk, letter(mail, "1"))
    case.track("transfer").state, case.closed_at = "accepted", desk.now
    desk.session.commit()

    take_in(desk, letter(mail, "5 介绍信丢了，请老师帮忙"))

    assert tasks(desk, case)[-1] == (
        "答复“请在有效期内报到”：5 需要帮助：5 介绍信丢了，请老师帮忙（那封邮件已经答复过）"
    )


@pytest.mark.parametrize(
    "signed",
    [
        "3",
        "3\n\n{name}",
        "3，谢谢老师\n{name}\n{name}@qq.example.com",
        "3\n\n{name} 学号{number}\n13912345678",
        "3\n浙江省衢州市柯城区九华北大道78号3幢",
        "3\n此致\n敬礼\n{name}",
    ],
)
def test_a_name_or_an_address_below_the_number_is_no_reason(desk, case, mail, signed):
    person = case.person

    take_in(desk, letter(mail, signed.format(name=person.name, number=person.student_no)))

    assert moves(desk, case) == ["urge_report"]
    assert len(desk.session.scalars(sa.select(Mail).filter_by(kind="answer_form")).all()) == 1


@pytest.mark.parametrize("reason", ["换到江滨区的公司了", "抬头写错", "单位搬到衢州市柯城区了"])
def test_words_beside_the_number_are_a_reason(desk, case, mail, reason):
    take_in(desk, letter(mail, f"3 {reason}\n{case.person.name}"))

    assert moves(desk, case)[1:] == ["ask_exchange"]
