"""Hints of a program never outweigh a person's answer; without one, people are asked to look."""

import pytest

from machines.roles import Role
from machines.words import Grade
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import entries, letter, moves, take_in, tasks
from tracker.actions.incoming import file_incoming
from tracker.desk import Actor
from tracker.inbox.words import InboxState, IncomingKind


@pytest.mark.parametrize("subject", ["请假", "外出", "出差中", "休假", "请假：无法参加集中教育"])
def test_under_a_subject_of_being_away_a_number_is_still_an_answer(desk, case, mail, subject):
    row = take_in(desk, letter(mail, "1", subject=subject))

    assert (row.kind, row.answer) == (IncomingKind.REPLY, 1)
    assert entries(desk, case)[0].grade is Grade.REPLIED
    assert moves(desk, case)[-1] == "record_feedback"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("外出：已报到", "如题"),
        ("请假：无法参加集中教育", "家里有事"),
        ("出差", "已经报到了，谢谢老师"),
        ("", "您好，您的邮件已收到。我最近在外地出差，回去就去报到。"),
    ],
)
def test_who_answers_in_words_of_his_own_is_a_person(desk, case, mail, subject, words):
    row = take_in(desk, letter(mail, words, subject=subject))

    assert row.kind is IncomingKind.REPLY
    assert entries(desk, case)[0].two_way


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("", "不好意思，我在出差，回来后尽快回复您"),
        ("", "邮件收悉，稍后回复您"),
        ("", "您好！您的邮件已收到，我会尽快给您回复。"),
        ("休假", "我在海边"),
    ],
)
def test_without_an_answer_it_is_no_contact_and_people_look(desk, case, mail, subject, words):
    row = take_in(desk, letter(mail, words, subject=subject))

    assert (row.state, row.kind, row.answer) == (InboxState.FILED, IncomingKind.AUTOMATIC, None)
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.two_way) == (Grade.AUTOMATIC, False)
    (task,) = tasks(desk, case)
    assert "可能是自动回复，请看一眼" in task
    assert words in task
    assert moves(desk, case) == ["urge_report"]


def test_a_subject_that_repeats_ours_after_being_away_is_no_persons(desk, case, mail):
    row = take_in(desk, letter(mail, "我在海边", subject=f"外出：{mail.subject}"))

    assert row.kind is IncomingKind.AUTOMATIC
    assert len(tasks(desk, case)) == 1


@pytest.mark.parametrize(
    ("subject", "words"), [("自动回复：请报到", "我在海边"), ("", "这是自动回复，邮件已收到")]
)
def test_what_names_itself_automatic_needs_nobody_to_look(desk, case, mail, subject, words):
    row = take_in(desk, letter(mail, words, subject=subject))

    assert row.kind is IncomingKind.AUTOMATIC
    assert entries(desk, case)[0].grade is Grade.AUTOMATIC
    assert tasks(desk, case) == []


def test_filed_by_hand_a_doubtful_one_is_looked_at_too(desk, session, case, mail):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    words = f"您的邮件已收到，我会尽快给您回复。\n{case.person.name}"
    row = take_in(desk, letter(None, words, sender="x@example.net", name=case.person.name))
    assert (row.state, row.kind) == (InboxState.HELD, IncomingKind.AUTOMATIC)

    file_incoming(
        desk, row.id, case.id, Actor(Role.BRANCH_SECRETARY, staff), remember=False, mail_id=mail.id
    )

    assert entries(desk, case)[0].grade is Grade.AUTOMATIC
    assert "可能是自动回复，请看一眼" in tasks(desk, case)[0]
