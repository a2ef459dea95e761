"""A graduate simply replies: what is written, graded, moved and asked of people (S3.1-4, D-15)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from machines.words import Channel, Direction, Grade
from tests.factories import make_case, make_letter, make_person
from tests.tracker.inbox.chain.letters import (
    back_to,
    entries,
    letter,
    moves,
    prompt,
    take_in,
    tasks,
)
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions import answer_prompt
from tracker.actions.bounces import FORM_LOST
from tracker.actions.own_addresses import state_address
from tracker.inbox.matching.find import UNKNOWN
from tracker.inbox.words import Certainty, InboxState, IncomingKind
from tracker.links import LinkRefused, link_token, revoke_open_links
from tracker.models import AddressState, AnswerLink, Mail, MailState
from tracker.outbox.tokens import return_path


def the_link(desk) -> AnswerLink:
    return desk.session.scalars(select(AnswerLink).order_by(AnswerLink.id)).first()


def test_a_number_makes_the_move_that_the_link_makes(desk, case, mail):
    row = take_in(desk, letter(mail, "1"))

    assert (row.state, row.kind) == (InboxState.FILED, IncomingKind.REPLY)
    assert (row.case_id, row.mail_id, row.answer) == (case.id, mail.id, 1)
    assert row.certainty is Certainty.CERTAIN
    (entry,) = entries(desk, case)
    assert (entry.channel, entry.direction) == (Channel.MAIL, Direction.IN)
    assert entry.grade is Grade.REPLIED
    assert (entry.incoming_id, entry.mail_id) == (row.id, mail.id)
    assert moves(desk, case)[-1] == "record_feedback"
    assert (the_link(desk).answer, the_link(desk).entry_id) == (1, entry.id)


def test_it_counts_when_it_came_not_when_its_sender_says(desk, case, mail):
    take_in(desk, letter(mail, "1"))

    (entry,) = entries(desk, case)
    assert entry.at == desk.now


def test_the_reasons_are_kept_in_words(desk, case, mail):
    row = take_in(desk, letter(mail, "1"))

    (only,) = row.candidates
    assert (only["case_id"], only["score"]) == (case.id, 100)
    assert only["reasons"] == [
        f"邮件头引用了本系统发给他的邮件（邮件编号 #{mail.id}）",
        f"主题里有个案编号 {case.tag}，发件邮箱是本人的",
    ]


def test_the_words_beside_the_number_go_into_the_move_and_the_ledger_masked(desk, case, mail):
    take_in(desk, letter(mail, "1 街道已经收了，电话13912345678"))

    (entry,) = entries(desk, case)
    assert "街道已经收了" in entry.said
    assert "13912345678" not in entry.said
    (task,) = tasks(desk, case)
    assert "街道已经收了" in task
    assert "13912345678" not in task


def test_the_address_that_answered_is_known_to_work(desk, case, mail):
    take_in(desk, letter(mail, "1"))

    desk.session.refresh(case.person)
    assert case.person.addresses[0].state is AddressState.WORKS


def test_the_quote_is_not_taken_for_the_answer(desk, case, mail):
    row = take_in(desk, letter(mail, "2", quoted=True))

    assert (row.answer, row.own_text.strip()) == (2, "2")


def test_an_answer_that_needs_a_form_is_sent_the_link_to_it(desk, case, mail):
    row = take_in(desk, letter(mail, "4"))

    sent = desk.session.scalars(select(Mail).filter_by(kind="answer_form")).one()
    assert (sent.to_address, sent.incoming_id) == (mail.to_address, row.id)
    assert the_link(desk).used_at is None
    assert tasks(desk, case) == []
    assert [entry.grade for entry in entries(desk, case)] == [Grade.REPLIED]


def test_the_form_is_sent_once_a_day_then_people_are_asked(desk, case, mail):
    take_in(desk, letter(mail, "4"))

    take_in(desk, letter(mail, "4\n\n我再说一遍"))

    assert len(desk.session.scalars(select(Mail).filter_by(kind="answer_form")).all()) == 1
    (task,) = tasks(desk, case)
    assert "填表链接今天已经寄过" in task


def test_a_form_is_sent_to_no_address_that_is_not_his(desk, case, mail):
    take_in(desk, letter(mail, "4", sender="bieren@example.net"))

    sent = desk.session.scalars(select(Mail).filter_by(kind="answer_form")).one()
    assert sent.to_address == mail.to_address


def test_a_wish_without_words_gets_the_form_with_words_the_move(desk, case, mail):
    take_in(desk, letter(mail, "3"))
    assert moves(desk, case) == ["urge_report"]
    assert desk.session.scalars(select(Mail).filter_by(kind="answer_form")).all()

    take_in(desk, letter(mail, "3 换到江滨区的公司了，抬头要改"))

    assert moves(desk, case)[1:] == ["ask_exchange"]


@pytest.mark.parametrize("words", ["1、2", "我想先问问郑老师"])
def test_what_is_not_clear_is_a_short_task_with_the_words(desk, case, mail, words):
    take_in(desk, letter(mail, words))

    assert moves(desk, case) == ["urge_report"]
    (task,) = tasks(desk, case)
    assert task.startswith(f"答复“请在有效期内报到”：{words}（")
    assert "3 单位有变化" not in task
    assert the_link(desk).used_at is None


def test_a_second_answer_changes_nothing_and_is_a_task(desk, case, mail):
    take_in(desk, letter(mail, "1"))
    before = moves(desk, case)

    take_in(desk, letter(mail, "2"))

    assert moves(desk, case) == before
    assert any("那封邮件已经答复过" in task for task in tasks(desk, case))
    assert the_link(desk).answer == 1


def test_an_answer_after_the_link_has_run_out_is_a_task(desk, case, mail):
    the_link(desk).expires_at = desk.now - timedelta(days=1)
    desk.session.commit()

    take_in(desk, letter(mail, "1"))

    assert moves(desk, case) == ["urge_report"]
    assert "答复期限已过" in tasks(desk, case)[0]


def test_after_a_reply_the_link_thanks_and_takes_no_second_answer(desk, settings, case, mail):
    take_in(desk, letter(mail, "1"))
    link = the_link(desk)

    with pytest.raises(LinkRefused):
        answer_prompt(desk, link_token(settings, link.id, link.nonce), 2)


def test_from_an_unknown_address_the_token_proves_as_much_as_the_link(desk, case, mail):
    row = take_in(desk, letter(mail, "1", sender="xinyouxiang@example.net"))

    assert row.state is InboxState.FILED
    (entry,) = entries(desk, case)
    assert entry.grade is Grade.BY_LINK
    assert moves(desk, case)[-1] == "record_feedback"
    assert any("请核实来信邮箱：xinyou" in task for task in tasks(desk, case))


def test_a_known_address_that_the_own_server_calls_forged_proves_nothing(desk, case, mail):
    checked = desk.settings.__class__(**{**desk.settings.__dict__, "auth_results_host": "mx.test"})
    desk = type(desk)(desk.session, checked, desk.now)
    raw = b"Authentication-Results: mx.test; dmarc=fail header.from=example.com\r\n"

    row = take_in(desk, raw + letter(mail, "1"))

    assert row.authenticity == {"dmarc": "fail"}
    assert [entry.grade for entry in entries(desk, case)] == [Grade.BY_LINK]


def test_a_reply_to_the_reply_address_needs_no_headers(desk, case, mail):
    row = take_in(desk, letter(mail, "1", threaded=False, subject="报到"), back_to(desk, mail))

    assert (row.case_id, row.mail_id) == (case.id, mail.id)
    assert moves(desk, case)[-1] == "record_feedback"


def test_the_quoted_link_alone_tells_whose_reply_it_is(desk, case, mail):
    row = take_in(desk, letter(mail, "1", threaded=False, subject="报到", quoted=True))

    assert (row.certainty, row.mail_id) == (Certainty.CERTAIN, mail.id)


def test_the_tag_and_his_address_tell_it_and_the_subject_which_mail(desk, case, mail):
    row = take_in(desk, letter(mail, "1", threaded=False))

    assert (row.certainty, row.mail_id) == (Certainty.CERTAIN, mail.id)
    assert moves(desk, case)[-1] == "record_feedback"


def test_with_several_prompts_open_and_none_named_nothing_moves(desk, case, mail):
    prompt(desk, case, "receipt_chase", "transfer", "chase_receipt")
    before = moves(desk, case)

    row = take_in(desk, letter(mail, "1", threaded=False, subject=f"汇报 [{case.tag}]"))

    assert (row.state, row.mail_id) == (InboxState.FILED, None)
    assert moves(desk, case) == before
    assert "不能确定答复的是哪一封邮件" in tasks(desk, case)[0]


def test_a_reply_on_a_closed_case_is_recorded_and_shown(desk, case, mail):
    case.track("transfer").state, case.closed_at = "accepted", desk.now
    desk.session.commit()

    row = take_in(desk, letter(mail, "4"))

    assert row.state is InboxState.FILED
    assert len(entries(desk, case)) == 1
    assert moves(desk, case) == ["urge_report"]
    assert len(tasks(desk, case)) == 1


def test_a_reply_stops_a_review_at_once(desk, session):
    person = make_person(session, "shilian@example.com")
    states = {"transfer": "out_of_contact", "disposition": "reviewing"}
    case = make_case(session, person=person, states=states)
    case.track("transfer").came_from = "letter_issued"
    case.out_of_contact_since = desk.now.date() - timedelta(days=200)
    make_letter(session, case)
    mail = prompt(desk, case, "cannot_reach", "transfer", "call_again")

    take_in(desk, letter(mail, "老师我在的，刚看到"))

    desk.session.refresh(case)
    assert case.track("disposition").state == "dropped"
    assert case.track("transfer").state == "letter_issued"


def test_a_reply_to_a_mail_that_went_astray_is_only_a_guess(desk, case, mail):
    revoke_open_links(desk, case.id)
    desk.session.commit()

    row = take_in(desk, letter(mail, "1", sender="bieren@example.net"))

    assert (row.state, row.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert entries(desk, case) == []
    assert "发错邮箱" in row.candidates[0]["reasons"][0]


def test_tokens_of_two_cases_are_shown_not_chosen(desk, session, case, mail):
    other = make_case(session, person=make_person(session, "tongxue@example.com"))
    second = prompt(desk, other, "confirm_data", "transfer", "ask_confirm_data")

    row = take_in(desk, letter(mail, "1", In_Reply_To=second.message_id))

    assert row.state is InboxState.HELD
    assert {one["case_id"] for one in row.candidates} == {case.id, other.id}
    assert entries(desk, case) == entries(desk, other) == []


def test_a_reply_that_confirms_a_new_address_leaves_nothing_to_confirm(desk, case, mail):
    token = re.search(r"/a/([\w.-]+)", mail.text)[1]
    state_address(desk, token, "new@example.org")
    asked = desk.session.scalars(select(Mail).filter_by(kind="address_confirm")).one()
    before = tasks(desk, case)

    row = take_in(desk, letter(asked, "1"))

    desk.session.refresh(case.person)
    assert case.person.mail_addresses[0] == "new@example.org"
    assert tasks(desk, case) == before
    assert UNKNOWN not in row.candidates[0]["reasons"]


def test_a_form_that_came_back_is_put_to_people(desk, settings, case, mail):
    take_in(desk, letter(mail, "4"))
    form = desk.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    form.state, form.sent_at = MailState.SENT, desk.now
    desk.session.commit()

    take_in(desk, notice(form), return_path(settings, form.token), sender="")

    assert [text.startswith(FORM_LOST) for text in tasks(desk, case)] == [True]
