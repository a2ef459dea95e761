"""What a program or a list sent is never answered by itself (RFC 3834 2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.tracker.inbox.chain.letters import letter, moves, take_in, tasks
from tracker.inbox.parsed import Envelope
from tracker.inbox.parsing import parse_mail
from tracker.inbox.unanswerable import LIST, NO_SENDER, ROBOT, why_unanswerable
from tracker.models import Mail


def sent(desk):
    return desk.session.scalars(select(Mail).filter_by(kind="answer_form")).all()


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"}, {"Precedence": "list"}, {"Precedence": "Junk"}, {"List_Id": "<x.example.net>"},
        {"List_Unsubscribe": "<mailto:x@example.net>"}, {"List_Post": "NO"},
    ],
)  # fmt: skip
def test_the_form_is_not_sent_in_answer_to_a_list(desk, case, mail, headers):
    take_in(desk, letter(mail, "4", **headers))

    assert sent(desk) == []
    assert moves(desk, case) == ["urge_report"]
    (task,) = tasks(desk, case)
    assert "按规定不自动回信" in task


HEAD = "From: {}\r\nTo: zuzhibu@example.org\r\nSubject: x\r\n{}\r\n4\r\n"


@pytest.mark.parametrize(
    ("sender", "header", "envelope", "why"),
    [
        ("a@example.com", "", "a@example.com", ""),
        ("a@example.com", "", None, ""),
        ("a@example.com", "Auto-Submitted: no\r\n", None, ""),
        ("a@example.com", "", "", NO_SENDER),
        ("a@example.com", "Return-Path: <>\r\n", None, NO_SENDER),
        ("a@example.com", "Auto-Submitted: auto-replied\r\n", None, ROBOT),
        ("no-reply@example.com", "", None, ROBOT),
        ("a@example.com", "Precedence: bulk\r\n", None, LIST),
    ],
)
def test_who_may_be_answered_is_told_by_head_and_envelope(sender, header, envelope, why):
    mail = parse_mail(HEAD.format(sender, header).encode())

    assert why_unanswerable(mail, (Envelope(envelope),)) == why
