"""What is remembered of a sender: his own mailbox, or one that only passes his words on."""

import pytest
from sqlalchemy import select

from machines.refusals import Refused
from machines.roles import Role
from machines.words import Grade
from tests.factories import make_case, make_person, make_staff
from tests.tracker.inbox.chain.letters import entries, letter, moves, take_in, tasks, written
from tracker.actions.addresses import NewAddress, add_address, put_out_of_use
from tracker.actions.incoming import file_incoming, forget_sender
from tracker.desk import Actor
from tracker.inbox.chain import run_chain
from tracker.inbox.words import Certainty, InboxState, SenderKind
from tracker.models import KnownSender
from tracker.shared_contacts import held_by_others

MOTHER = "Mama@example.net"


@pytest.fixture
def secretary(session, case):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


def hers(desk, case, words: str = "孩子已报到"):
    return take_in(desk, letter(None, words, sender=MOTHER, subject=f"报到 [{case.tag}]"))


def known(desk) -> KnownSender:
    return desk.session.scalars(select(KnownSender)).one()


def test_who_passes_words_on_is_never_the_graduate_himself(desk, case, mail, secretary):
    row = hers(desk, case)
    file_incoming(desk, row.id, case.id, secretary, remember=SenderKind.PASSES_ON)

    again = hers(desk, case, "1")
    by_token = take_in(desk, letter(mail, "1", sender=MOTHER))

    assert (again.state, again.certainty) == (InboxState.HELD, Certainty.GUESS)
    assert "仅作提示" in " ".join(again.candidates[0]["reasons"])
    assert by_token.state is InboxState.FILED
    assert [entry.grade for entry in entries(desk, case)] == [Grade.PASSED_ON] * 2
    assert all(
        entry.answered_by.lower().endswith("mama@example.net") for entry in entries(desk, case)
    )
    assert moves(desk, case) == ["urge_report"]
    assert "由他人代写或转达" in tasks(desk, case)[-1]


def test_only_his_own_mailbox_is_certain_with_the_tag(desk, case, mail, secretary):
    row = hers(desk, case)
    file_incoming(desk, row.id, case.id, secretary, remember=SenderKind.OWN)

    again = hers(desk, case, "我是本人")

    assert again.certainty is Certainty.CERTAIN
    assert [entry.grade for entry in entries(desk, case)] == [Grade.REPLIED] * 2


def test_filed_this_once_nothing_is_remembered(desk, case, mail, secretary):
    row = hers(desk, case)
    file_incoming(desk, row.id, case.id, secretary)

    assert desk.session.scalars(select(KnownSender)).all() == []
    assert [entry.grade for entry in entries(desk, case)] == [Grade.PASSED_ON]


def test_what_is_remembered_can_be_forgotten_once_and_by_whose_job_it_is(
    desk, session, case, mail, secretary
):
    row = hers(desk, case)
    file_incoming(desk, row.id, case.id, secretary, remember=SenderKind.OWN)
    counselor = Actor(Role.COUNSELOR, make_staff(session, Role.COUNSELOR, college=case.college))
    session.commit()
    before = written(desk)
    with pytest.raises(Refused):
        forget_sender(desk, case.id, known(desk).id, counselor)
    assert written(desk) == before

    forget_sender(desk, case.id, known(desk).id, secretary)

    assert known(desk).ended_at is not None
    with pytest.raises(Refused, match="不再记住"):
        forget_sender(desk, case.id, known(desk).id, secretary)
    assert hers(desk, case, "又是我").certainty is Certainty.GUESS


def test_letters_of_an_address_are_one_in_capitals_and_small(desk, session, case, secretary):
    other = make_case(session, person=make_person(session, "Brother@example.com"))
    session.commit()

    row = take_in(desk, letter(None, "1", sender="brother@EXAMPLE.com"))

    assert [one["case_id"] for one in row.candidates] == [other.id]
    stated = (case.person_id, "email", "bROTHER@example.com")
    assert stated in held_by_others(session, secretary, [stated])


def test_held_mails_are_judged_anew_when_their_sender_becomes_known_or_is_so_no_longer(
    desk, case, mail, secretary
):
    row = hers(desk, case)
    bystander = take_in(desk, letter(None, "你好", sender="bieren@example.net"))
    assert row.state is InboxState.HELD

    added = add_address(desk, case.id, NewAddress(MOTHER, "本人来电"), secretary)
    desk.session.refresh(row)
    assert (row.state, bystander.state) == (InboxState.WAITING, InboxState.HELD)
    assert run_chain(desk, row.id) is InboxState.FILED

    guess = take_in(desk, letter(None, "老师好", sender=MOTHER))
    put_out_of_use(desk, case.id, added.id, secretary, "不是本人的")
    desk.session.refresh(guess)
    assert guess.state is InboxState.WAITING
    run_chain(desk, guess.id)
    desk.session.refresh(guess)
    assert guess.certainty is Certainty.STRANGER


def test_what_was_refused_judges_nothing_anew(desk, case, mail, secretary):
    row = hers(desk, case)

    with pytest.raises(Refused):
        add_address(desk, case.id, NewAddress(MOTHER, ""), secretary)

    desk.session.refresh(row)
    assert row.state is InboxState.HELD
