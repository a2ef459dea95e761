"""People sort what the chain could not: file, take back, set aside, take up, confirm the sender."""

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from machines.refusals import Refused
from machines.roles import Role
from machines.words import Grade
from tests.factories import make_case, make_mail, make_person, make_staff
from tests.tracker.inbox.chain.letters import entries, letter, moves, take_in, tasks, written
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions.incoming import (
    confirm_sender,
    file_incoming,
    run_again,
    set_aside,
    take_up_again,
    undo_filing,
)
from tracker.desk import Actor
from tracker.inbox.chain import run_chain
from tracker.inbox.words import Certainty, InboxState, SenderKind
from tracker.models import AddressState, AnswerLink, IncomingFiling, KnownSender, Task
from tracker.permissions import NoSuchCase, NoSuchIncoming


@pytest.fixture
def secretary(session, case):
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


@pytest.fixture
def organizer(session, case):
    staff = make_staff(session, Role.ORGANIZER, college=case.college)
    session.commit()
    return Actor(Role.ORGANIZER, staff)


@pytest.fixture
def held(desk, case, mail):
    """A letter from an address nobody knows, with his name and number in it."""
    person = case.person
    words = f"我是{person.name}，学号{person.student_no}，已报到"
    return take_in(desk, letter(None, words, sender="mama@example.net", name="妈妈"))


def the_filing(desk) -> IncomingFiling:
    return desk.session.scalars(select(IncomingFiling)).one()


def refused(desk, verb, *words) -> None:
    before = written(desk)
    with pytest.raises(Refused) as told:
        verb()
    for word in words:
        assert word in str(told.value)
    assert written(desk) == before


def test_filed_by_hand_it_is_passed_on_moves_nothing_and_is_a_task(
    desk, case, mail, held, secretary
):
    file_incoming(desk, held.id, case.id, secretary, remember=None, mail_id=mail.id)

    assert (held.state, held.case_id, held.mail_id) == (InboxState.FILED, case.id, mail.id)
    (entry,) = entries(desk, case)
    assert (entry.grade, entry.answered_by, entry.staff_id) == (
        Grade.PASSED_ON,
        "来信人 妈妈 mama@example.net",
        secretary.staff_id,
    )
    assert moves(desk, case) == ["urge_report"]
    assert "请在有效期内报到" in tasks(desk, case)[0]
    assert the_filing(desk).entry_id == entry.id


def test_remembered_by_that_click_it_is_his_own_and_known_next_time(desk, case, held, secretary):
    file_incoming(desk, held.id, case.id, secretary, remember=SenderKind.OWN)

    assert [entry.grade for entry in entries(desk, case)] == [Grade.REPLIED]
    tagged = letter(None, "1", sender="mama@example.net", subject=f"报到 [{case.tag}]")
    assert take_in(desk, tagged).certainty is Certainty.CERTAIN


def test_his_known_address_is_his_own_without_remembering(desk, case, mail, secretary):
    row = take_in(desk, letter(None, "我报到了", sender=mail.to_address))

    file_incoming(desk, row.id, case.id, secretary, remember=None)

    assert [entry.grade for entry in entries(desk, case)] == [Grade.REPLIED]
    assert moves(desk, case) == ["urge_report"]


def test_his_letter_filed_by_hand_stops_a_review(desk, session, case, mail, secretary):
    case.track("disposition").state = "reviewing"
    session.commit()
    row = take_in(desk, letter(None, "我在的", sender=mail.to_address))

    file_incoming(desk, row.id, case.id, secretary, remember=None)

    assert case.track("disposition").state == "dropped"


def test_an_automatic_reply_or_bounce_filed_by_hand_is_no_contact(desk, case, mail, secretary):
    away = take_in(
        desk, letter(None, "休假", sender=mail.to_address, Auto_Submitted="auto-replied")
    )
    back = take_in(desk, notice(mail, message_id="<x@example.net>", original="-"), sender="")

    file_incoming(desk, away.id, case.id, secretary, remember=None)
    file_incoming(desk, back.id, case.id, secretary, remember=None)

    assert [entry.grade for entry in entries(desk, case)] == [Grade.AUTOMATIC, Grade.FAILED]
    assert tasks(desk, case) == []


def test_a_bounce_filed_by_hand_to_its_mail_marks_the_address(desk, case, mail, secretary):
    back = take_in(desk, notice(mail, message_id="<x@example.net>", original="-"), sender="")

    file_incoming(desk, back.id, case.id, secretary, remember=None, mail_id=mail.id)

    desk.session.refresh(case.person)
    assert case.person.addresses[0].state is AddressState.BOUNCED


def test_the_second_of_two_people_is_told(desk, case, held, secretary, organizer):
    file_incoming(desk, held.id, case.id, secretary, remember=None)

    refused(
        desk,
        lambda: file_incoming(desk, held.id, case.id, organizer, remember=None),
        case.tag,
        "刷新",
    )


def test_who_may_not_see_mail_or_case_finds_neither(desk, session, case, held, secretary):
    elsewhere = make_case(session)
    stranger = Actor(
        Role.BRANCH_SECRETARY,
        make_staff(session, college=elsewhere.college, branches=(elsewhere.branch,)),
    )
    session.commit()
    before = written(desk)

    with pytest.raises(NoSuchIncoming):
        file_incoming(desk, held.id, elsewhere.id, stranger, remember=None)
    with pytest.raises(NoSuchCase):
        file_incoming(desk, held.id, elsewhere.id, secretary, remember=None)
    assert written(desk) == before


def test_whose_job_it_is_not_may_not(desk, session, case, mail, secretary):
    row = take_in(desk, letter(mail, "1"))
    counselor = Actor(Role.COUNSELOR, make_staff(session, Role.COUNSELOR, college=case.college))
    session.commit()

    refused(desk, lambda: run_again(desk, row.id, counselor), "辅导员不能办理")


def test_a_mail_of_another_case_is_not_what_he_answers(desk, session, case, held, secretary):
    foreign = make_mail(session, make_case(session, person=make_person(session, "ta@example.com")))
    session.commit()

    for key in (foreign.id, 10**12):
        refused(
            desk,
            lambda key=key: file_incoming(
                desk, held.id, case.id, secretary, remember=None, mail_id=key
            ),
            "不是发给这份个案的",
        )


def test_taken_back_the_entry_is_corrected_and_the_mail_held_again(
    desk, case, mail, held, secretary
):
    filing = file_incoming(desk, held.id, case.id, secretary, remember=SenderKind.OWN)

    undone = undo_filing(desk, filing.id, "是妈妈写的，不是本人", secretary)

    assert undone.moves == ()
    first, second = entries(desk, case)
    assert (second.corrects_id, second.two_way) == (first.id, False)
    assert "是妈妈写的" in second.said
    assert (held.state, held.case_id) == (InboxState.HELD, None)
    assert held.candidates[0]["case_id"] == case.id
    assert desk.session.scalars(select(KnownSender)).one().ended_at is not None
    assert tasks(desk, case) == []
    assert any(line.startswith("撤销归入：是妈妈写的") for line in held.findings)


def test_moves_that_had_followed_stand_and_are_told_of(desk, case, mail, organizer):
    row = take_in(desk, letter(mail, "1"))

    undone = undo_filing(desk, the_filing(desk).id, "冒名回复", organizer)

    assert [move.action for move in undone.moves] == ["record_feedback"]
    assert moves(desk, case)[-1] == "record_feedback"
    (task,) = tasks(desk, case)
    assert "“登记本人反馈”仍然有效" in task
    assert row.state is InboxState.HELD
    run_again(desk, row.id, organizer)
    assert run_chain(desk, row.id) is InboxState.HELD


def test_an_answer_taken_back_before_it_moved_anything_can_be_given_again(
    desk, case, mail, organizer
):
    take_in(desk, letter(mail, "5"))
    assert desk.session.scalars(select(AnswerLink)).one().used_at is not None

    undo_filing(desk, the_filing(desk).id, "冒名回复", organizer)

    desk.session.expire_all()
    assert desk.session.scalars(select(AnswerLink)).one().used_at is None


def test_a_certain_answer_is_taken_back_by_the_organizer_only(desk, case, mail, secretary):
    take_in(desk, letter(mail, "1"))

    refused(desk, lambda: undo_filing(desk, the_filing(desk).id, "误判", secretary), "双向联系")


def test_taking_back_needs_a_reason_and_happens_once(desk, case, held, secretary):
    filing = file_incoming(desk, held.id, case.id, secretary, remember=None)

    refused(desk, lambda: undo_filing(desk, filing.id, " ", secretary), "请写明原因")
    undo_filing(desk, filing.id, "不是他", secretary)
    refused(desk, lambda: undo_filing(desk, filing.id, "不是他", secretary), "已经撤销")


def test_set_aside_and_taken_up_again_with_the_reason_kept(desk, case, held, secretary):
    refused(desk, lambda: set_aside(desk, held.id, "", secretary), "请写明原因")

    set_aside(desk, held.id, "招聘广告", secretary)
    assert held.state is InboxState.SET_ASIDE
    take_up_again(desk, held.id, secretary)
    assert held.state is InboxState.HELD
    run_again(desk, held.id, secretary)
    run_chain(desk, held.id)

    desk.session.refresh(held)
    assert any("招聘广告" in line for line in held.findings)


@pytest.mark.parametrize("state", [InboxState.HELD, InboxState.BROKEN, InboxState.SET_ASIDE])
def test_where_a_filing_stands_it_is_not_filed_a_second_time(desk, case, mail, secretary, state):
    row = take_in(desk, letter(mail, "1"))
    row.state, row.failed_step = state, "match"
    desk.session.commit()
    verbs = {
        InboxState.HELD: lambda: file_incoming(desk, row.id, case.id, secretary, remember=False),
        InboxState.BROKEN: lambda: set_aside(desk, row.id, "处理不了", secretary),
        InboxState.SET_ASIDE: lambda: take_up_again(desk, row.id, secretary),
    }

    refused(desk, verbs[state], "已经归入个案", case.tag)


def test_the_database_itself_refuses_a_second_standing_filing(desk, case, mail):
    row = take_in(desk, letter(mail, "1"))
    desk.session.add(IncomingFiling(incoming_id=row.id, case_id=case.id, at=desk.now))

    with pytest.raises(sa.exc.IntegrityError):
        desk.session.flush()


def test_a_filed_mail_read_again_has_one_entry_and_one_move(desk, case, mail, secretary):
    row = take_in(desk, letter(mail, "1"))
    before = written(desk)
    row.own_text, row.answer = "", None
    desk.session.commit()

    run_again(desk, row.id, secretary)
    state = run_chain(desk, row.id)

    assert state is InboxState.FILED
    assert written(desk) == before
    assert (row.own_text.strip(), row.answer, row.case_id) == ("1", 1, case.id)


def test_confirming_the_sender_settles_the_task_and_may_put_it_on_file(desk, case, mail, secretary):
    row = take_in(desk, letter(mail, "5", sender="xin@example.net"))
    assert any("请核实来信邮箱" in task for task in tasks(desk, case))

    confirm_sender(desk, row.id, secretary, write_to=True)
    confirm_sender(desk, row.id, secretary, write_to=True)

    assert not any("请核实来信邮箱" in task for task in tasks(desk, case))
    assert desk.session.scalars(select(KnownSender)).one().address == "xin@example.net"
    desk.session.refresh(case.person)
    assert case.person.mail_addresses == [mail.to_address, "xin@example.net"]


def test_the_sender_of_a_bounce_is_nobodys_address(desk, case, mail, secretary):
    back = take_in(desk, notice(mail, message_id="<x@example.net>", original="-"), sender="")

    refused(
        desk,
        lambda: file_incoming(desk, back.id, case.id, secretary, remember=SenderKind.OWN),
        "不能记住",
    )


def test_tasks_name_the_entry_they_come_from(desk, case, mail):
    take_in(desk, letter(mail, "想问问"))

    task = desk.session.scalars(select(Task)).one()
    assert task.entry_id == entries(desk, case)[0].id
