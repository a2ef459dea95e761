"""Letters that are not the graduate's own word: kept as passed on, looked at, and followed by nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from machines.roles import Role
from machines.words import Grade
from tests.factories import make_case, make_letter, make_person, make_staff
from tests.tracker.inbox.chain.letters import entries, letter, moves, prompt, take_in, tasks
from tracker.actions.incoming import file_incoming
from tracker.desk import Actor
from tracker.inbox.html_text import text_of_html
from tracker.inbox.words import Certainty, InboxState
from tracker.models import AddressState

REVIEWED = {"transfer": "out_of_contact", "disposition": "reviewing"}


@pytest.fixture
def lost(desk, session):
    """A member out of contact for half a year, whose review has begun."""
    person = make_person(session, "shilian@example.com", name="林晓燕")
    found = make_case(session, person=person, states=REVIEWED)
    found.track("transfer").came_from = "letter_issued"
    found.out_of_contact_since = desk.now.date() - timedelta(days=200)
    make_letter(session, found)
    session.commit()
    return found


@pytest.fixture
def call(desk, lost):
    """The mail that asks him to get in touch."""
    return prompt(desk, lost, "cannot_reach", "transfer", "call_again")


def passed_on(desk, case, grade=Grade.PASSED_ON):
    """The only entry and the only task, once it is sure that nothing else happened."""
    desk.session.expire_all()
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.two_way) == (grade, False)
    assert entry.answered_by not in ("", "本人")
    assert case.track("disposition").state == "reviewing"
    assert moves(desk, case) == ["call_again"]
    assert case.person.addresses[0].state is not AddressState.WORKS
    return entry, tasks(desk, case)


@pytest.mark.parametrize(
    "words",
    [
        "您发错了，我不是他，也不认识这个人。", "我不认识这个人", "我不是林晓燕", "我是他妈妈，他换手机了联系不上。", "我是他室友，1",
        "收到了你们的邮件，但我不是林晓燕，请不要再发。", "此人联系不上，请组织员处理", "1 不过我不是本人",
    ],
)  # fmt: skip
def test_from_his_own_address_another_may_speak(desk, lost, call, words):
    take_in(desk, letter(call, words))

    entry, (task,) = passed_on(desk, lost)
    assert words.split("，")[0] in entry.said
    assert task.startswith(f"来信写道：“{words}")


def test_his_mother_by_her_own_address_is_not_asked_to_be_confirmed_as_him(desk, lost, call):
    take_in(desk, letter(call, "我是他妈妈，他换手机了", sender="mama@example.net", name="王芳"))

    entry, (task,) = passed_on(desk, lost)
    assert entry.answered_by == "来信人 王芳 mama@example.net"
    assert "请核实来信邮箱" not in task


@pytest.mark.parametrize("subject", ["转发：{}", "Fwd: {}", "FW: {}", "轉寄: {}"])
def test_a_forward_is_not_the_graduate_speaking(desk, lost, call, subject):
    take_in(desk, letter(call, "1 请看", subject=subject.format(call.subject)))

    _, (task,) = passed_on(desk, lost)
    assert "转发" in task


def test_a_forward_is_known_by_its_shape_too(desk, lost, call):
    words = f"1\n\n---------- Forwarded message ---------\n{call.text}"

    take_in(desk, letter(call, words, subject="通知"))

    passed_on(desk, lost)


def test_the_answer_to_a_forward_is_an_answer(desk, lost, call):
    take_in(desk, letter(call, "我在的", subject=f"回复：转发：{call.subject}"))

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.REPLIED]


def test_a_colleague_is_never_the_graduate(desk, lost, call):
    take_in(desk, letter(call, "1", sender="shuji@example.org", name="郑书记"))

    entry, (task,) = passed_on(desk, lost)
    assert entry.answered_by == "来信人 郑书记 shuji@example.org"
    assert "本单位的邮箱" in task


def test_an_unknown_address_without_a_clear_answer_proves_nothing(desk, lost, call):
    take_in(desk, letter(call, "收到了", sender="moshengren@example.net"))

    _, (asked,) = passed_on(desk, lost)
    assert "“收到了”" in asked
    assert "\n请核实来信邮箱：moshengren" in asked


def test_an_unknown_address_with_a_clear_answer_proves_as_much_as_the_link(desk, lost, call):
    take_in(desk, letter(call, "我在", sender="xinyouxiang@example.net"))

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.BY_LINK]
    assert lost.track("disposition").state == "dropped"


@pytest.mark.parametrize("words", ["收到", "老师，我最近在外地，晚点回您"])
def test_whatever_he_writes_himself_stops_a_review(desk, lost, call, words):
    take_in(desk, letter(call, words))

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.REPLIED]
    assert lost.track("disposition").state == "dropped"


def test_a_reply_that_only_quotes_us_says_nothing(desk, lost, call):
    take_in(desk, letter(call, "", quoted=True))

    entry, (task,) = passed_on(desk, lost)
    assert "（没有本人的话）" in entry.said
    assert call.text[:20] not in entry.said
    assert "没有本人的话" in task


def test_a_quote_of_what_the_html_shows_says_nothing_either(desk, lost, call):
    rows = "".join(f"> {line}\n" for line in text_of_html(call.html).splitlines())

    take_in(desk, letter(call, f"在 2024年7月2日，组织部 写道：\n{rows}\n发自我的iPhone"))

    entry, _ = passed_on(desk, lost)
    assert "（没有本人的话）" in entry.said


def test_a_photo_from_his_address_says_something_without_words(desk, lost, call):
    raw = letter(call, "").replace(b"Content-Type: text/plain", b"Content-Type: image/jpeg", 1)

    take_in(desk, raw)

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.REPLIED]


def test_a_word_below_the_quote_is_still_his(desk, lost, call):
    quote = "".join(f"> {line}\n" for line in call.text.splitlines())

    take_in(desk, letter(call, f"组织部 写道：\n{quote}\n我在\n"))

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.REPLIED]


def test_filed_by_hand_a_denial_is_no_contact_either(desk, session, lost, call):
    row = take_in(desk, letter(None, "我不是林晓燕", sender="shilian@example.com"))
    assert (row.state, row.certainty) == (InboxState.HELD, Certainty.GUESS)
    staff = make_staff(session, Role.ORGANIZER, college=lost.college)
    session.commit()

    file_incoming(desk, row.id, lost.id, Actor(staff.as_role, staff), remember=False)

    passed_on(desk, lost)


def test_his_answer_in_our_own_words_above_the_quote_is_still_his(desk, lost, call):
    below = "\n".join(call.text.splitlines())

    take_in(desk, letter(call, f"我在，联系上了\n{below}", threaded=True))

    assert [entry.grade for entry in entries(desk, lost)] == [Grade.REPLIED]
