"""Mails that no person wrote: automatic replies, notices of delivery, our own come back."""

from machines.words import Direction, Grade
from tests.tracker.inbox.chain.letters import entries, letter, moves, take_in, tasks, written
from tracker.inbox.words import Certainty, InboxState, IncomingKind
from tracker.models import AddressState
from tracker.outbox.tokens import return_path

NOTICE = """\
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: {subject}
Date: Tue, 02 Jul 2024 10:00:00 +0800
Message-ID: <notice.{action}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{words}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: message/rfc822

From: zuzhibu@example.org
To: {recipient}
Subject: {original}
Message-ID: {message_id}

--b--
"""


def notice(mail, action="failed", status="5.1.1", diagnostic="550 5.1.1 no such user", **more):
    parts = {
        "to": "zuzhibu@example.org",
        "subject": "Delivery Status Notification",
        "words": "The mail could not be delivered.",
        "recipient": mail.to_address,
        "original": mail.subject,
        "message_id": mail.message_id,
        "action": action,
        "status": status,
        "diagnostic": diagnostic,
    } | more
    return NOTICE.format(**parts).replace("\n", "\r\n").encode()


def test_an_automatic_reply_is_evidence_and_no_contact(desk, case, mail):
    row = take_in(desk, letter(mail, "我在休假", Auto_Submitted="auto-replied"))

    assert (row.state, row.kind, row.mail_id) == (
        InboxState.FILED,
        IncomingKind.AUTOMATIC,
        mail.id,
    )
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.direction, entry.two_way) == (Grade.AUTOMATIC, Direction.IN, False)
    assert moves(desk, case) == ["urge_report"]
    assert tasks(desk, case) == []
    assert row.findings


def test_what_reads_like_an_answer_is_looked_at_though_a_program_sent_it(desk, case, mail):
    row = take_in(desk, letter(mail, "1", Auto_Submitted="auto-generated"))

    assert row.kind is IncomingKind.AUTOMATIC
    assert [entry.grade for entry in entries(desk, case)] == [Grade.AUTOMATIC]
    assert moves(desk, case) == ["urge_report"]
    (task,) = tasks(desk, case)
    assert "请看一眼是不是本人写的" in task


def test_a_bounce_marks_the_address_and_asks_people_when_none_is_left(desk, settings, case, mail):
    row = take_in(desk, notice(mail), return_path(settings, mail.token), sender="")

    assert (row.state, row.kind, row.mail_id) == (InboxState.FILED, IncomingKind.BOUNCE, mail.id)
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.mail_id, entry.incoming_id) == (Grade.FAILED, mail.id, row.id)
    desk.session.refresh(case.person)
    assert case.person.addresses[0].state is AddressState.BOUNCED
    assert len(tasks(desk, case)) == 1
    assert row.report["recipients"][0]["code"] == 550


def test_a_bounce_without_the_returned_head_is_known_by_the_signed_return_path(
    desk, settings, case, mail
):
    path = return_path(settings, mail.token)
    raw = notice(mail, message_id="<other@example.net>", original="-", recipient="x@example.net")

    row = take_in(desk, raw, path, sender="")

    assert (row.state, row.mail_id) == (InboxState.FILED, mail.id)


def test_a_forged_return_path_marks_nothing(desk, settings, case, mail):
    path = return_path(settings, mail.token)
    at = path.index("@") - 1
    path = path[:at] + ("0" if path[at] != "0" else "1") + path[at + 1 :]
    before = written(desk)

    row = take_in(desk, notice(mail, message_id="<other@example.net>", original="-"), path)

    assert row.state is InboxState.HELD
    assert written(desk) == before
    assert "退回的收件邮箱" in row.candidates[0]["reasons"][0]


def test_a_notice_of_delay_is_shown_with_the_mail_and_changes_nothing(desk, case, mail):
    before = written(desk)

    row = take_in(desk, notice(mail, "delayed", "4.4.1", "451 4.4.1 try later"), sender="")

    assert (row.state, row.kind, row.mail_id) == (InboxState.FILED, IncomingKind.DELAY, mail.id)
    assert written(desk) == before | {"incoming_filing": 1}


def test_our_own_mail_come_back_is_set_aside_with_the_reason(desk, case, mail):
    before = written(desk)

    row = take_in(desk, letter(None, mail.text, sender="zuzhibu@example.org"))

    assert row.state is InboxState.SET_ASIDE
    assert "发件人就是本系统的发信邮箱" in row.findings
    assert written(desk) == before


def test_what_a_list_hands_round_waits_for_people_unless_it_is_an_answer(desk, case, mail):
    news = take_in(desk, letter(None, "本周通知", List_Id="<tongzhi.example.net>"))
    answer = take_in(desk, letter(mail, "1", List_Id="<tongzhi.example.net>"))

    assert (news.state, answer.state) == (InboxState.HELD, InboxState.FILED)
    assert any("邮件列表" in words for words in news.findings)
    assert (news.certainty, answer.certainty) == (Certainty.STRANGER, Certainty.CERTAIN)
