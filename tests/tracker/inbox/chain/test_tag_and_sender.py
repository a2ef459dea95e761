"""A case tag and a known sender file a mail; what more may follow depends on who can vouch for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machines.roles import Role
from machines.words import Grade
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import (
    back_to,
    entries,
    letter,
    moves,
    prompt,
    take_in,
    tasks,
    written,
)
from tracker.actions.revoking import revoke_links
from tracker.desk import Actor
from tracker.inbox.words import Certainty, InboxState

OWN = "mx.example.org"


@pytest.fixture
def checking(desk):
    """A site whose own server checks senders."""
    return replace(desk, settings=replace(desk.settings, auth_results_host=OWN))


def tagged(case, mail, *results, words="1"):
    said = "".join(f"Authentication-Results: {OWN}; {one}\r\n" for one in results)
    bare = letter(None, words, sender=mail.to_address, subject=f"Re: {mail.subject} [{case.tag}]")
    return said.encode() + bare


@pytest.mark.parametrize("results", ["dmarc=pass", "spf=pass; dkim=none", "spf=fail; dkim=pass"])
def test_a_sender_the_own_server_vouches_for_makes_the_move(checking, case, mail, results):
    take_in(checking, tagged(case, mail, results))

    assert [entry.grade for entry in entries(checking, case)] == [Grade.REPLIED]
    assert moves(checking, case)[-1] == "record_feedback"


@pytest.mark.parametrize("results", [(), ("spf=fail; dkim=none; dmarc=none",), ("spf=softfail",)])
def test_a_sender_nobody_vouches_for_is_filed_and_looked_at(checking, case, mail, results):
    row = take_in(checking, tagged(case, mail, *results))

    assert (row.state, row.case_id) == (InboxState.FILED, case.id)
    assert [entry.grade for entry in entries(checking, case)] == [Grade.PASSED_ON]
    assert moves(checking, case) == ["urge_report"]
    (task,) = tasks(checking, case)
    assert "没有验证通过发件人身份" in task


def test_where_no_server_checks_senders_the_move_is_made(desk, case, mail):
    take_in(desk, tagged(case, mail))

    assert moves(desk, case)[-1] == "record_feedback"


def test_a_token_needs_nobody_to_vouch_for_it(checking, case, mail):
    take_in(checking, letter(mail, "1"))
    assert moves(checking, case)[-1] == "record_feedback"


def test_a_reply_address_needs_nobody_to_vouch_for_it(checking, case, mail):
    take_in(checking, tagged(case, mail), back_to(checking, mail))
    assert moves(checking, case)[-1] == "record_feedback"


@pytest.fixture
def taken_back(desk, session, case, mail):
    """The prompt went to a wrong address, and its link was taken back."""
    staff = make_staff(session, Role.ORGANIZER, college=case.college)
    session.commit()
    revoke_links(desk, case.id, Actor(Role.ORGANIZER, staff), "邮件发错了人")


@pytest.mark.parametrize("threaded", [True, False])
def test_after_a_mail_went_astray_its_tag_and_reader_prove_nothing(
    desk, case, mail, taken_back, threaded
):
    before = written(desk)

    row = take_in(desk, letter(mail, "1 我在", threaded=threaded))

    assert (row.state, row.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert "发错邮箱" in row.candidates[0]["reasons"][0]
    assert written(desk) == before


def test_what_is_sent_to_the_address_afterwards_counts_again(desk, case, mail, taken_back):
    later = replace(desk, now=desk.now.replace(hour=desk.now.hour + 1))
    newer = prompt(later, case, "receipt_chase", "transfer", "chase_receipt")

    row = take_in(later, letter(newer, "1", threaded=False))

    assert (row.certainty, row.mail_id) == (Certainty.CERTAIN, newer.id)
