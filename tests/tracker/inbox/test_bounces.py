"""Notices of delivery are told from letters, and read right."""

from __future__ import annotations

import pytest

from tests.bench.mail import bounces
from tests.bench.mail.corpus import ABSENT, labelled
from tests.tracker.inbox.not_notices import HUMAN
from tests.tracker.inbox.notice_texts import OURS, TO
from tests.tracker.inbox.notices import SAMPLES, Sample, letter, report, status
from tracker.inbox.bounces import find_report
from tracker.inbox.bounces.reasons import reason_of
from tracker.inbox.parsed import Envelope
from tracker.inbox.parsing import parse_mail
from tracker.inbox.words import BounceReason as Why
from tracker.inbox.words import IncomingKind


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_notice_says_what_became_of_our_mail(sample: Sample):
    found = find_report(parse_mail(sample.raw), ())

    assert found is not None
    assert found.kind is sample.kind
    assert found.how
    assert tuple(one.address for one in found.recipients) == sample.recipients
    assert all(one.permanent is sample.permanent for one in found.recipients)
    if found.recipients:
        assert found.recipients[0].reason is sample.why
    assert all(len(one.words) <= 500 and "\n" not in one.words for one in found.recipients)
    if sample.named:
        assert found.message_ids[0] == OURS


@pytest.mark.parametrize("name", HUMAN)
def test_what_people_and_their_programs_write_is_no_notice(name: str):
    assert find_report(parse_mail(HUMAN[name].as_bytes()), ()) is None


def test_the_null_sender_alone_makes_no_bounce():
    mail = parse_mail(letter("zhangsan@example.com", "毕业去向核实", "1", path="").as_bytes())

    assert find_report(mail, (Envelope("", ("case@jobs.example.org",)),)) is None


def test_the_envelope_of_the_door_counts_like_a_return_path():
    text = f"Your message could not be delivered to {TO}: 550 5.1.1 no such user"
    mail = parse_mail(letter("gate@corp.example", "Notice", text, path="").as_bytes())

    assert find_report(mail, ()) is None
    found = find_report(mail, (Envelope("", ()),))
    assert found is not None
    assert found.kind is IncomingKind.BOUNCE


def test_our_own_address_is_never_taken_for_the_recipient():
    text = f"Message from bounce@jobs.example.org could not be delivered.\n\n{TO}\n\n550 rejected\n"
    found = find_report(parse_mail(letter("postmaster@x.example", "Failure", text).as_bytes()), ())

    assert found is not None
    assert [one.address for one in found.recipients] == [TO]


def test_an_alias_is_reported_as_the_address_we_wrote_to():
    fields = status("failed", "5.2.2", "552 full", "box17@store.example.com").replace(
        "Final-Recipient", f"Original-Recipient: rfc822;{TO}\nFinal-Recipient"
    )
    found = find_report(parse_mail(report("MAILER-DAEMON@x.example", "Failed", "", fields)), ())

    assert found is not None
    assert [one.address for one in found.recipients] == [TO]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("550 5.1.1 User unknown in virtual mailbox table", Why.NO_SUCH_USER),
        ("550 RCPT (zhangsan@example.com) 用户不存在", Why.NO_SUCH_USER),
        ("550 5.2.1 The account is disabled", Why.DISABLED),
        ("550 该帐号已停用", Why.DISABLED),
        ("552 5.2.2 over quota", Why.FULL),
        ("对方邮箱空间已满", Why.FULL),
        ("552 Mailbox size exceeded limit", Why.FULL),
        ("452 <zhangsan@example.com> Mailbox size limit exceeded", Why.FULL),
        ("550 User [zhangsan@mail.example.com] does not exist", Why.NO_SUCH_USER),
        ("550 该用户未开通邮箱", Why.NO_SUCH_USER),
        ("551 <zhangsan@example.com> is a deactivated mailbox", Why.DISABLED),
        ("550 Daily sending quota exceeded", Why.REJECTED),
        ("550 Connection denied", Why.REJECTED),
        ("550 Mailbox not found or access denied", Why.REJECTED),
        ("554 DT:SPM 1762392580", Why.REJECTED),
        ("550 Mail content denied", Why.REJECTED),
        ("550 发信频率过高，已被拒绝", Why.REJECTED),
        ("550 5.7.1 message rejected as spam", Why.REJECTED),
        ("552 5.3.4 message size exceeds fixed limit", Why.TOO_LARGE),
        ("Host or domain name not found", Why.NO_SUCH_DOMAIN),
        ("连接对方服务器超时", Why.UNREACHABLE),
        ("5.4.6 too many hops", Why.LOOP),
        ("something else", Why.OTHER),
    ],
)
def test_the_reason_is_read_from_the_server_s_words(words: str, why: Why):
    assert reason_of(words, (), None) is why


def test_who_was_turned_away_at_the_door_may_be_let_in_later():
    fields = status("failed", "4.0.0", "554-mx.example.com 554 no service for your host")
    found = find_report(parse_mail(report("MAILER-DAEMON@x.example", "Failed", "", fields)), ())

    assert found is not None
    assert [one.permanent for one in found.recipients] == [False]


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("admin@corp.example", "Non-Delivery: 请报到", f"The mail could not be delivered to {TO}."),
        (
            "postmaster@x.example",
            "邮件投递失败",
            f"您好，您发送给 {TO} 的邮件投递失败，邮箱不存在。",
        ),
        ("MAILER-DAEMON@x.example", "Returned mail: see transcript", f"<{TO}>"),
    ],
)
def test_programs_and_greetings_of_their_own_make_a_notice(sender: str, subject: str, text: str):
    found = find_report(
        parse_mail(letter(sender, subject, text, path="<x@x.example>").as_bytes()), ()
    )

    assert found is not None
    assert found.kind is IncomingKind.BOUNCE
    assert [one.address for one in found.recipients] == [TO]


def test_a_report_that_a_person_attached_to_his_letter_is_no_notice():
    fields = status("failed", "5.1.1", "550 no such user")
    raw = report("zhangsan@example.com", "系统退信", "老师，这封退回来了，怎么办？", fields)
    raw = raw.replace(b"Return-Path: <>\n", b"").replace(b"multipart/report", b"multipart/mixed")

    assert find_report(parse_mail(raw), ()) is None


def test_a_providers_advice_is_not_taken_for_the_cause():
    words = "退信原因：邮箱不存在。建议解决方案：如果邮箱已满或被判为垃圾邮件，请稍后再发。"

    assert reason_of(words, (), None) is Why.NO_SUCH_USER


@pytest.mark.skipif(not labelled(), reason=ABSENT)
def test_the_floors_hold_on_the_labelled_mails():
    seen = bounces.count(bounces.ours, labelled("bounce", "delay", "reply", "autoreply"))

    assert seen.raised == 0
    assert seen.false_alarms == 0
    assert seen.recognised / seen.bounces >= 0.98
    assert seen.class_right / seen.classed >= 0.92
    assert seen.address_right / seen.addressed >= 0.93
    assert seen.delays_right / seen.delays >= 0.9


@pytest.mark.skipif(not labelled(), reason=ABSENT)
def test_receipts_and_complaints_among_the_labelled_mails_are_no_bounces():
    for mail in labelled("other"):
        found = find_report(parse_mail(mail.raw), ())
        assert found is None or found.kind is IncomingKind.REPORT, mail.path
