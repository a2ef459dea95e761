"""Sending over real SMTP: what the server answers decides what the row and the ledger say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from machines.words import Channel, Direction, Grade, LetterStatus
from tests.factories import make_case, make_letter, make_mail, make_person
from tests.tracker.outbox.servers import free_port
from tracker import clock
from tracker.models import ContactEntry, DomainPace, Mail, MailState
from tracker.outbox.send import send_due
from tracker.outbox.tokens import return_path


@pytest.fixture
def case(session):
    case = make_case(session, person=make_person(session, "biyesheng@example.com"))
    session.commit()
    return case


@pytest.fixture
def mail(session, case):
    mail = make_mail(session, case)
    session.commit()
    return mail


def ledger(session) -> list[ContactEntry]:
    session.rollback()
    return list(session.scalars(select(ContactEntry).order_by(ContactEntry.id)))


def reread(session, mail: Mail) -> Mail:
    session.rollback()
    session.refresh(mail)
    return mail


def let_pauses_pass(session) -> None:
    session.execute(update(Mail).values(next_try_at=clock.now() - timedelta(seconds=1)))
    session.commit()


def test_what_the_server_took_is_marked_sent_with_every_byte(sender, server, session, mail):
    assert send_due(sender) == 1

    reread(session, mail)
    (taken,) = server.taken
    assert (mail.state, mail.tries, mail.claims) == (MailState.SENT, 1, 1)
    assert mail.sent_at is not None
    assert (mail.claimed_by, mail.lease_until, mail.last_error) == ("", None, "")
    assert mail.raw == taken.original_content
    assert taken.mail_from == return_path(sender.settings, mail.token)
    assert taken.rcpt_tos == ["biyesheng@example.com"]
    assert not mail.maybe_doubled


def test_the_ledger_says_that_the_mail_was_handed_over(sender, session, case, mail):
    letter = make_letter(session, case)
    make_letter(
        session, case, status=LetterStatus.VOID, voided_on=letter.issued_on, void_reason="信息有误"
    )
    session.commit()

    send_due(sender)

    (entry,) = ledger(session)
    assert (entry.channel, entry.direction) == (Channel.MAIL, Direction.OUT)
    assert (entry.grade, entry.two_way) == (Grade.HANDED_OVER, False)
    assert (entry.case_id, entry.mail_id, entry.letter_id) == (case.id, mail.id, letter.id)
    assert (entry.address, entry.said) == (mail.to_address, mail.subject)
    assert entry.staff_id is None
    assert entry.at == entry.recorded_at == reread(session, mail).sent_at


def test_a_batch_goes_over_one_connection_in_order(sender, server, session, case):
    mails = [make_mail(session, case) for _ in range(7)]
    session.commit()

    assert send_due(sender) == 7
    assert send_due(sender) == 0
    assert server.connections == 1
    assert server.ids == [mail.message_id for mail in mails]


def test_a_mail_whose_hour_has_not_come_is_left_alone(sender, server, session, case):
    later = make_mail(session, case, next_try_at=clock.now() + timedelta(hours=1))
    session.commit()

    assert send_due(sender) == 0
    assert server.connections == 0
    assert reread(session, later).claims == 0


def test_a_mail_without_address_stays_in_its_list_and_out_of_the_ledger(sender, session):
    case = make_case(session, person=make_person(session))
    mail = make_mail(session, case)
    session.commit()

    assert send_due(sender) == 0
    assert reread(session, mail).state is MailState.NO_ADDRESS
    assert ledger(session) == []


def test_an_unknown_recipient_fails_at_once(sender, server, session, mail):
    server.rcpt = {"biyesheng@example.com": "550 5.1.1 no such mailbox"}

    assert send_due(sender) == 1

    reread(session, mail)
    assert (mail.state, mail.tries) == (MailState.FAILED, 1)
    assert mail.last_error == "550 5.1.1 no such mailbox"
    (entry,) = ledger(session)
    assert entry.grade is Grade.FAILED
    assert "550 5.1.1 no such mailbox" in entry.said
    assert send_due(sender) == 0


def test_a_mail_refused_after_data_fails_at_once(sender, server, session, mail):
    server.data = "554 5.7.1 looks like spam"

    send_due(sender)

    reread(session, mail)
    assert (mail.state, mail.last_error) == (MailState.FAILED, "554 5.7.1 looks like spam")


def test_one_refused_mail_does_not_hold_up_the_others(sender, server, session, case):
    other = make_case(session, person=make_person(session, "weizhi@example.net"))
    mails = [make_mail(session, each) for each in (case, other, case)]
    session.commit()
    server.rcpt = {"weizhi@example.net": "550 5.1.1 no such mailbox"}

    assert send_due(sender) == 3

    states = [reread(session, mail).state for mail in mails]
    assert states == [MailState.SENT, MailState.FAILED, MailState.SENT]
    assert server.connections == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"rcpt": {"biyesheng@example.com": "451 4.7.1 come back later"}},
        {"data": "452 4.3.1 disk full"},
        {"rcpt": {"biyesheng@example.com": "421 4.3.2 shutting down"}},
        {"sender": "550 5.7.1 relaying denied"},
        {"vanish": "rcpt"},
        {"vanish": "data"},
    ],
    ids=lambda trouble: str(trouble),
)
def test_what_certainly_did_not_leave_is_tried_again_later(sender, server, session, mail, trouble):
    for name, value in trouble.items():
        setattr(server, name, value)
    before = clock.now()

    send_due(sender)

    reread(session, mail)
    pause = timedelta(seconds=sender.settings.retry_pauses[0])
    assert (mail.state, mail.tries, mail.claims) == (MailState.PENDING, 1, 1)
    assert before + pause <= mail.next_try_at <= clock.now() + pause
    assert mail.last_error != ""
    assert mail.lease_until is None
    assert ledger(session) == []
    assert server.taken == []


def test_a_server_nobody_reaches_is_asked_once_a_batch(sender, session, case):
    mails = [make_mail(session, case, to_address=f"b{n}@example.com") for n in range(3)]
    session.commit()
    nowhere = replace(sender.settings, smtp_port=free_port())

    assert send_due(replace(sender, settings=nowhere)) == 3

    for mail in mails:
        reread(session, mail)
        assert (mail.state, mail.tries) == (MailState.PENDING, 1)
        assert "the mail server cannot be used" in mail.last_error


def test_the_pauses_grow_and_after_the_fourth_try_the_mail_has_failed(
    sender, server, session, mail
):
    server.data = "452 4.3.1 disk full"
    pauses = []
    for _ in range(3):
        send_due(sender)
        reread(session, mail)
        assert mail.state is MailState.PENDING
        pauses.append(round((mail.next_try_at - clock.now()).total_seconds(), -1))
        let_pauses_pass(session)
    assert ledger(session) == []

    send_due(sender)

    reread(session, mail)
    assert pauses == list(sender.settings.retry_pauses)
    assert (mail.state, mail.tries, mail.claims) == (MailState.FAILED, 4, 4)
    assert [entry.grade for entry in ledger(session)] == [Grade.FAILED]
    let_pauses_pass(session)
    assert send_due(sender) == 0


def test_a_mail_that_comes_through_at_the_second_try_keeps_its_id_and_is_not_doubled(
    sender, server, session, mail
):
    server.data = "452 4.3.1 disk full"
    send_due(sender)
    let_pauses_pass(session)
    server.data = ""

    send_due(sender)

    reread(session, mail)
    assert server.ids == [mail.message_id]
    assert (mail.state, mail.tries, mail.claims) == (MailState.SENT, 2, 2)
    assert not mail.maybe_doubled


def test_a_connection_lost_after_the_mail_left_is_unknown_and_never_sent_again(
    sender, server, session, mail
):
    server.vanish = "end"

    send_due(sender)

    reread(session, mail)
    assert (mail.state, mail.tries) == (MailState.UNKNOWN, 1)
    assert mail.raw == server.taken[0].original_content
    (entry,) = ledger(session)
    assert entry.grade is Grade.FAILED
    assert "结果不明" in entry.said
    let_pauses_pass(session)
    assert send_due(sender) == 0


def test_after_a_lost_connection_the_rest_of_the_batch_gets_a_new_one(
    sender, server, session, case
):
    mails = [make_mail(session, case) for _ in range(3)]
    session.commit()
    server.vanish = "end"

    def recover() -> None:
        server.vanish = ""

    server.before_250 = recover

    assert send_due(sender) == 3
    states = [reread(session, mail).state for mail in mails]
    assert states == [MailState.UNKNOWN, MailState.SENT, MailState.SENT]
    assert server.connections == 2


def test_an_address_no_header_can_carry_fails_without_a_server(sender, server, session, case):
    mail = make_mail(session, case, to_address="a@example.com\nBcc: b@example.com")
    session.commit()

    send_due(sender)

    assert reread(session, mail).state is MailState.FAILED
    assert server.taken == []


def test_asked_to_stop_the_worker_finishes_the_mail_in_flight_and_gives_back_the_rest(
    sender, server, session, case
):
    mails = [make_mail(session, case) for _ in range(4)]
    session.commit()

    assert send_due(replace(sender, stopping=lambda: len(server.taken) >= 2)) == 2

    states = [reread(session, mail).state for mail in mails]
    assert states == [MailState.SENT, MailState.SENT, MailState.PENDING, MailState.PENDING]
    assert [mail.claimed_by for mail in mails] == ["", "", "", ""]
    assert send_due(sender) == 2
    assert [reread(session, mail).maybe_doubled for mail in mails] == [False] * 4
    assert server.ids == [mail.message_id for mail in mails]


def test_a_later_mail_of_the_batch_does_not_overtake_one_that_must_be_tried_again(
    sender, server, session, case
):
    other = make_case(session, person=make_person(session, "weizhi@example.net"))
    first, second, elsewhere = (make_mail(session, each) for each in (case, case, other))
    session.commit()
    server.rcpt = {"biyesheng@example.com": "451 4.7.1 greylisted, come back later"}

    assert send_due(sender) == 2

    assert [reread(session, m).state for m in (first, second)] == [MailState.PENDING] * 2
    assert (second.tries, second.claims, second.claimed_by) == (0, 1, "")
    assert server.ids == [elsewhere.message_id]
    server.rcpt = {}
    assert send_due(sender) == 0
    let_pauses_pass(session)
    assert send_due(sender) == 2
    assert server.ids[1:] == [first.message_id, second.message_id]
    assert not reread(session, second).maybe_doubled


@pytest.mark.parametrize(
    "words",
    [
        "450 4.7.1 sending too frequently, try again later",
        "421 4.7.0 Too many connections from your address",
    ],
)
def test_a_provider_that_says_too_many_is_spared_with_all_its_mails(
    sender, server, session, case, words
):
    mails = [make_mail(session, case, to_address=f"b{n}@foxmail.com") for n in range(3)]
    elsewhere = make_mail(session, case)
    session.commit()
    server.rcpt = {"b0@foxmail.com": words}

    while send_due(sender):
        pass

    assert server.ids == [elsewhere.message_id]
    assert [reread(session, mail).tries for mail in mails] == [1, 0, 0]
    pace = session.get_one(DomainPace, "qq.com")
    pause = timedelta(seconds=sender.settings.retry_pauses[0])
    assert pace.closed_until > clock.now() + pause - timedelta(seconds=30)


def test_a_full_mailbox_is_no_reason_to_spare_the_others(sender, server, session, case):
    mails = [make_mail(session, case, to_address=f"b{n}@foxmail.com") for n in range(2)]
    session.commit()
    server.rcpt = {"b0@foxmail.com": "452 4.2.2 mailbox full, quota limit exceeded"}

    send_due(sender)

    assert server.ids == [mails[1].message_id]


def test_a_batch_that_has_grown_old_is_given_back(sender, server, session, case):
    mails = [make_mail(session, case, to_address=f"b{n}@example.com") for n in range(3)]
    session.commit()

    assert send_due(replace(sender, fresh=timedelta(seconds=-1))) == 1

    assert [reread(session, mail).claimed_by for mail in mails] == ["", "", ""]
    assert [mail.state for mail in mails] == [MailState.SENT, *[MailState.PENDING] * 2]


def test_limits_hold_for_a_real_server_and_not_for_the_catcher(sender):
    limits = {"*": 5}
    real = replace(sender, settings=replace(sender.settings, mail_domain_limits=limits))
    caught = replace(real, settings=replace(real.settings, mail_divert="catcher"))

    assert real.limits == limits
    assert caught.limits == {}
