"""Whose a mail is: rare names, shared mailboxes, other people's names; and which mail it answers."""

import pytest

from tests.factories import make_case, make_person
from tests.tracker.inbox.chain.conftest import HIS
from tests.tracker.inbox.chain.letters import letter, moves, prompt, take_in, tasks
from tests.tracker.inbox.chain.test_programs import notice
from tracker.inbox.matching.names import names_in
from tracker.inbox.words import Certainty, InboxState
from tracker.outbox.tokens import return_path

RARE = ("龙㛃", "阿卜杜拉·买买提", "𠮷田丽", "林晓燕")


@pytest.mark.parametrize("name", RARE)
@pytest.mark.parametrize(
    "words",
    [
        "老师好，我已报到。{}",
        "报到人：{}",
        "已经报到了\n\n{}",
        "我是{}，已报到",
        "老师好我是{}已经报到了",
        "{}同志已报到",
        "姓名：{} 2024级",
        "祝好，{}敬上",
    ],
)
def test_a_name_is_found_wherever_it_stands(words, name):
    written = words.format(name)

    assert any(name in mention for mention in names_in(written))


@pytest.mark.parametrize("name", ["龙㛃", "阿卜杜拉·买买提", "𠮷田丽"])
def test_a_rare_name_is_a_sign_in_the_text_and_in_the_senders_name(desk, session, name):
    case = make_case(session, person=make_person(session, name=name))
    session.commit()

    in_text = take_in(desk, letter(None, f"介绍信已交。{name}"))
    in_from = take_in(desk, letter(None, "介绍信已交", name=name.replace("·", "•")))

    for row, sign in ((in_text, "文中有本人姓名"), (in_from, "发件人名称与本人姓名相同")):
        assert [one["case_id"] for one in row.candidates] == [case.id]
        assert row.candidates[0]["reasons"][0].startswith(sign)


def test_a_mailbox_of_two_people_with_cases_proves_neither(desk, session, case, mail):
    other = make_case(session, person=make_person(session, HIS))
    session.commit()

    row = take_in(desk, letter(None, "1", sender=HIS, subject=f"回复：{mail.subject}"))

    assert (row.state, row.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert [one["case_id"] for one in row.candidates] == [case.id, other.id]
    assert "不止一人在用" in row.candidates[0]["reasons"][0]
    assert moves(desk, case) == ["urge_report"]


def test_another_persons_name_on_his_mailbox_is_a_guess_with_both_shown(desk, session, case, mail):
    other = make_case(session, person=make_person(session, name="欧阳晓"))
    session.commit()
    subject = f"回复：{mail.subject}"

    hers = take_in(desk, letter(None, "1", sender=HIS, subject=subject, name="欧阳晓"))
    mother = take_in(desk, letter(None, "2", sender=HIS, subject=subject, name="幸福妈妈"))

    assert (hers.state, hers.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert [one["case_id"] for one in hers.candidates] == [case.id, other.id]
    assert "发件人名称是另一人的姓名" in hers.candidates[0]["reasons"][0]
    assert mother.certainty is Certainty.CERTAIN


def test_a_guess_with_the_subject_of_one_mail_shows_the_question_and_moves_nothing(
    desk, case, mail
):
    prompt(desk, case, "receipt_chase", "transfer", "chase_receipt")
    before = moves(desk, case)

    row = take_in(desk, letter(None, "1", subject=f"Re: {mail.subject}"))

    assert (row.state, row.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert (row.mail_id, row.answer) == (mail.id, 1)
    assert moves(desk, case) == before


def test_a_letter_with_a_subject_of_its_own_answers_no_prompt(desk, case, mail):
    row = take_in(desk, letter(None, "1", sender=HIS, subject=f"党费怎么交 [{case.tag}]"))

    assert (row.state, row.mail_id) == (InboxState.FILED, None)
    assert moves(desk, case) == ["urge_report"]
    assert "不能确定答复的是哪一封邮件" in tasks(desk, case)[0]


def test_a_bounce_names_the_return_path_it_came_to(desk, case, mail):
    back = notice(mail, message_id="<x@example.net>", original="-")

    row = take_in(desk, back, str(return_path(desk.settings, mail.token)), sender="")

    assert row.mail_id == mail.id
    assert row.candidates[0]["reasons"] == ["退到了只写在那封邮件信封上的退信地址"]
