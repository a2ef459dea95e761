"""A bounce that anybody may have written: kept, shown, looked at, and no address is changed (D-15)."""

from dataclasses import replace
from datetime import date

import pytest

from machines.guards.disposition import contact_minimum_met
from machines.roles import Role
from machines.words import Grade
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import entries, take_in, tasks
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions.doubtful_bounces import LOOK
from tracker.actions.incoming import file_incoming
from tracker.desk import Actor
from tracker.facts import read_facts
from tracker.inbox.words import InboxState
from tracker.models import AddressChange, AddressState, Mail
from tracker.outbox.tokens import return_path


@pytest.fixture
def unsigned(desk):
    """A site whose mail server takes no signed return paths."""
    return replace(desk, settings=replace(desk.settings, return_path=""))


@pytest.fixture
def secretary(session, case):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


def state(desk, case) -> AddressState:
    desk.session.refresh(case.person)
    return case.person.addresses[0].state


def assert_only_kept(desk, case, row) -> None:
    """Filed, in the ledger, one task; the address and what is sent are as they were."""
    assert row.state is InboxState.FILED
    assert any("不能采信" in words for words in row.findings)
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.mail_id, entry.incoming_id) == (Grade.FAILED, None, row.id)
    assert "no such user" in entry.said
    assert state(desk, case) is AddressState.UNCONFIRMED
    assert [text.startswith(LOOK) for text in tasks(desk, case)] == [True]
    assert desk.session.query(AddressChange).count() == 0
    assert desk.session.query(Mail).count() == 1


def test_with_signed_return_paths_a_notice_to_another_address_changes_nothing(desk, case, mail):
    row = take_in(desk, notice(mail), "zuzhibu@example.org", sender="")

    assert_only_kept(desk, case, row)


def test_without_them_a_notice_that_no_server_sent_changes_nothing(unsigned, case, mail):
    row = take_in(unsigned, notice(mail), sender="evil@example.net")

    assert_only_kept(unsigned, case, row)


def test_a_notice_about_another_mail_that_only_cites_ours_changes_nothing(unsigned, case, mail):
    cites = f"<his.own@example.com>\r\nReferences: {mail.message_id}"
    row = take_in(unsigned, notice(mail, message_id=cites), sender="")

    assert_only_kept(unsigned, case, row)


def test_a_notice_about_somebody_else_changes_nothing(unsigned, case, mail):
    row = take_in(unsigned, notice(mail, recipient="other@other.example"), sender="")

    assert_only_kept(unsigned, case, row)


def test_a_server_s_notice_of_this_mail_and_its_recipient_is_believed(unsigned, case, mail):
    take_in(unsigned, notice(mail), sender="")

    assert state(unsigned, case) is AddressState.BOUNCED


def test_ten_forged_notices_are_one_line_and_one_task_and_hide_no_true_one(desk, case, mail):
    first = take_in(desk, notice(mail), "zuzhibu@example.org", sender="")
    for number in range(3):
        take_in(desk, notice(mail, words=f"Again {number}"), "zuzhibu@example.org", sender="")
    assert_only_kept(desk, case, first)

    true = notice(mail, words="The true one")
    take_in(desk, true, return_path(desk.settings, mail.token), sender="")

    assert state(desk, case) is AddressState.BOUNCED
    assert entries(desk, case)[-1].mail_id == mail.id


def test_filed_by_hand_it_changes_the_address_of_its_own_recipient_only(
    desk, case, mail, secretary
):
    raw = notice(mail, message_id="<x@example.net>", original="-", recipient="s@else.example")
    row = take_in(desk, raw, sender="")
    assert row.state is InboxState.HELD
    row.candidates = [{"case_id": case.id, "score": 10, "reasons": ["退回的收件邮箱"]}]
    desk.session.commit()

    file_incoming(desk, row.id, case.id, secretary, remember=False, mail_id=mail.id)

    assert state(desk, case) is AddressState.UNCONFIRMED
    assert [text.startswith(LOOK) for text in tasks(desk, case)] == [True]


@pytest.mark.parametrize("true", [False, True])
def test_no_bounce_makes_the_evidence_before_a_review_smaller(desk, case, mail, true):
    def missing() -> list[str]:
        desk.session.expire_all()
        facts = read_facts(desk.session, case)
        return [r.missing for r in contact_minimum_met(facts, date(2024, 7, 2))]

    before = missing()
    to = return_path(desk.settings, mail.token) if true else "zuzhibu@example.org"

    take_in(desk, notice(mail), to, sender="")

    assert missing() == before
    assert "1 个邮箱只试过一次或没有试过" in before
