"""What a graduate says of his data is a proposal: nothing changes until the branch accepts (S4.1-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.orders.transfer import DataCorrection, WrongData
from machines.refusals import Refused
from machines.roles import Role
from machines.words import CorrectionSource, ProposalState, Sex
from tests.lives.snapshot import snapshot
from tests.lives.world import World, make_world
from tests.tracker.actions.test_two_people import at_once, other_desk
from tracker.actions import take_action
from tracker.actions.answers import answer_prompt
from tracker.actions.proposals import Settling, settle_proposals, value_mark
from tracker.clock import SHANGHAI
from tracker.desk import GRADUATE, Actor, Desk
from tracker.links import LinkRefused, link_url, new_link
from tracker.models import Case, ContactEntry, Correction, DataProposal, MoveRecord, Staff, Task

WRONG = WrongData(mobile="13900009999", degree="本科 学士", text="姓名里的字也请看一下")


def told(world: World, order: WrongData = WRONG) -> list[DataProposal]:
    """The graduate answers by a link of his; his proposals as they are open then."""
    desk = world.desk
    link = new_link(desk, world.case_id, "confirm_data", None)
    desk.session.commit()
    token = link_url(desk.settings, link).rpartition("/")[2]
    answer_prompt(desk, token, 2, order, "逐项说明")
    return proposals(world)


def proposals(world: World, state: ProposalState = ProposalState.OPEN) -> list[DataProposal]:
    world.desk.session.expire_all()
    query = sa.select(DataProposal).filter_by(case_id=world.case_id, state=state)
    return list(world.desk.session.scalars(query.order_by(DataProposal.id)))


def settling(world: World, row: DataProposal, accept: bool = True, **more: Any) -> Settling:
    return Settling(
        row.id, accept, **({"reason": "已核对", "seen": value_mark(world.desk, row)} | more)
    )


def settle(world: World, *settlings: Settling, role: Role = Role.ORGANIZER) -> MoveRecord | None:
    return settle_proposals(world.desk, world.case_id, settlings, world.actor(role))


def refused(world: World, *settlings: Settling, role: Role = Role.ORGANIZER) -> list[str | None]:
    """The fields at fault; and nothing whatever was written."""
    before = snapshot(world.desk.session)
    with pytest.raises(Refused) as no:
        settle(world, *settlings, role=role)
    assert snapshot(world.desk.session) == before
    return [r.field for r in no.value.refusals]


def test_each_stated_difference_is_a_proposal_and_the_person_stays_as_he_was(desk: Desk) -> None:
    world = make_world(desk)
    mobile, degree = world.case.person.mobile, world.case.person.degree
    rows = told(world)
    assert [(r.field, r.on_file, r.proposed) for r in rows] == [
        ("degree", degree, "本科 学士"), ("mobile", mobile, "13900009999"), ("remark", "", None),
    ]  # fmt: skip
    assert (world.case.person.mobile, world.case.person.degree) == (mobile, degree)
    [task] = world.desk.session.scalars(sa.select(Task))
    assert f"学历学位：{degree} → 本科 学士" in task.text
    assert "139****9999" in task.text
    assert "13900009999" not in task.text
    [entry] = world.desk.session.scalars(sa.select(ContactEntry))
    assert {r.entry_id for r in rows} == {entry.id} == {task.entry_id}


def test_what_is_on_file_already_is_no_proposal_and_nothing_else_is_an_answer(desk: Desk) -> None:
    world = make_world(desk)
    same = WrongData(mobile=world.case.person.mobile, sex=Sex.MAN, email="STUDENT1@example.com")
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="与现有信息相同"):
        told(world, same)
    after = snapshot(desk.session)
    assert {k: v for k, v in after.items() if k != "answer_link"} == {
        k: v for k, v in before.items() if k != "answer_link"
    }


def test_what_he_says_later_of_a_field_replaces_what_he_said_before(desk: Desk) -> None:
    world = make_world(desk)
    told(world)
    rows = told(world, WrongData(mobile="13900008888"))
    assert [r.proposed for r in rows if r.field == "mobile"] == ["13900008888"]
    [old] = proposals(world, ProposalState.REPLACED)
    assert old.proposed == "13900009999"
    assert old.settled_at is not None


def test_accepting_is_the_move_the_record_and_the_end_of_the_task_in_one(desk: Desk) -> None:
    world = make_world(desk)
    degree, mobile, remark = told(world)
    record = settle(
        world, settling(world, degree), settling(world, mobile), settling(world, remark, False)
    )
    assert record is not None
    assert (record.track, record.action, record.role) == ("transfer", "correct_data", "organizer")
    assert record.order["source"] == "本人更正（链接，2024-05-27）"
    desk.session.expire_all()
    assert world.case.person.mobile == "13900009999"
    rows = desk.session.scalars(sa.select(Correction).order_by(Correction.field)).all()
    assert [(r.field, r.new, r.source, r.proposal_id, r.move_id) for r in rows] == [
        ("degree", "本科 学士", CorrectionSource.PERSON, degree.id, record.id),
        ("mobile", "13900009999", CorrectionSource.PERSON, mobile.id, record.id),
    ]
    assert [p.state for p in (degree, mobile, remark)] == ["accepted", "accepted", "rejected"]
    [task] = desk.session.scalars(sa.select(Task))
    assert task.outcome == "已逐项核对：已采纳 2 项，不采纳 1 项"
    notes = desk.session.scalars(sa.select(MoveRecord).filter_by(action="proposal")).all()
    assert [note.label for note in notes] == ["不采纳本人所提更正：其他说明"]


def test_rejecting_changes_nothing_and_leaves_the_task_while_others_are_open(desk: Desk) -> None:
    world = make_world(desk)
    degree, mobile, _remark = told(world)
    was = world.case.person.degree
    assert settle(world, settling(world, degree, False, reason="学籍系统为大学本科")) is None
    desk.session.expire_all()
    assert world.case.person.degree == was
    assert degree.reason == "学籍系统为大学本科"
    assert desk.session.scalars(sa.select(Correction)).all() == []
    assert desk.session.scalars(sa.select(Task)).one().settled_at is None
    assert mobile.state is ProposalState.OPEN


def test_every_decision_says_why_and_only_branch_and_organizer_decide(desk: Desk) -> None:
    world = make_world(desk)
    degree, mobile, _ = told(world)
    assert refused(world, settling(world, degree, reason=" ")) == [f"reason-{degree.id}"]
    assert refused(world, settling(world, mobile, reason="长" * 501)) == [f"reason-{mobile.id}"]
    for role in (Role.COUNSELOR, Role.COMMITTEE, Role.DEPARTMENT, Role.CONTACT_PERSON):
        assert refused(world, settling(world, degree, False), role=role) == [None]
    assert refused(world) == [None]


def test_a_guard_of_the_correction_refuses_all_of_it(desk: Desk) -> None:
    world = make_world(desk)
    rows = told(world, WrongData(sex=Sex.WOMAN, mobile="13900009999"))
    assert refused(world, *(settling(world, row) for row in rows)) == ["sex"]
    assert len(proposals(world)) == 2


def test_two_days_that_belong_together_are_accepted_together(desk: Desk) -> None:
    world = make_world(desk)
    world.case.person.regularised_on = date(2023, 6, 1)
    desk.session.commit()
    both = WrongData(joined_on=date(2023, 7, 1), regularised_on=date(2024, 5, 1))
    joined, regularised = told(world, both)
    assert refused(world, settling(world, joined)) == ["joined_on"]
    assert settle(world, settling(world, joined), settling(world, regularised)) is not None
    assert world.case.person.regularised_on == date(2024, 5, 1)


def correct(world: World, **values: Any) -> None:
    order = DataCorrection(source="来电", **values)
    actor = world.actor(Role.BRANCH_SECRETARY)
    take_action(world.desk, world.case_id, "transfer", "correct_data", order, actor)


def test_a_value_that_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    world = make_world(desk)
    degree = told(world)[0]
    seen = settling(world, degree)
    correct(world, degree="大学")
    assert refused(world, seen) == [f"verdict-{degree.id}"]
    assert refused(world, settling(world, degree)) == [f"again-{degree.id}"]
    assert settle(world, settling(world, degree, looked_again=True)) is not None
    assert world.case.person.degree == "本科 学士"


def test_what_was_corrected_by_hand_meanwhile_needs_no_second_move(desk: Desk) -> None:
    world = make_world(desk)
    degree = told(world)[0]
    correct(world, degree="本科 学士")
    assert settle(world, settling(world, degree, looked_again=True)) is None
    desk.session.expire_all()
    assert degree.state is ProposalState.ACCEPTED
    assert len(desk.session.scalars(sa.select(Correction)).all()) == 1
    newest = desk.session.scalars(sa.select(MoveRecord).order_by(MoveRecord.id.desc())).first()
    assert newest is not None
    assert (newest.label, newest.order) == (
        "已办理本人所说：学历学位",
        {"reason": "学历学位：已核对"},
    )


def test_a_correction_by_hand_is_recorded_with_its_source_too(desk: Desk) -> None:
    world = make_world(desk)
    was = world.case.person.mobile
    correct(world, mobile="13900007777", email="new@example.com", ethnicity="维吾尔族")
    rows = desk.session.scalars(sa.select(Correction).order_by(Correction.id)).all()
    assert [(r.field, r.old, r.new, r.to_enter) for r in rows] == [
        ("mobile", was, "13900007777", True),
        ("email", "student1@example.com、student2@example.com", rows[1].new, False),
    ]
    assert "new@example.com" in rows[1].new
    assert {(r.source, r.words) for r in rows} == {(CorrectionSource.BRANCH, "来电")}


def test_of_two_who_settle_at_once_one_is_told(desk: Desk, sessions: sessionmaker[Session]) -> None:
    world = make_world(desk)
    mobile = told(world)[1]
    wanted, case_id = settling(world, mobile), world.case_id
    desk.session.rollback()

    def work() -> object:
        with sessions() as session:
            staff = session.scalars(sa.select(Staff).filter_by(role="organizer")).one()
            here = replace(other_desk(desk, session), now=world.desk.now)
            settle_proposals(here, case_id, [wanted], Actor(Role.ORGANIZER, staff))
            return "settled"

    results = at_once(work, work)
    assert sorted(type(one).__name__ for one in results) == ["Refused", "str"], results
    [no] = [one for one in results if isinstance(one, Refused)]
    assert "刚刚已由组织员甲处理（已采纳）" in no.refusals[0].missing
    assert len(desk.session.scalars(sa.select(Correction)).all()) == 1


def test_a_proposal_of_another_case_is_not_there(desk: Desk) -> None:
    world = make_world(desk)
    row = told(world)[0]
    other = settling(world, row, seen="x")
    assert refused(world, replace(other, proposal_id=99_999)) == [None]


def test_data_are_stated_as_long_as_they_may_be_corrected(desk: Desk) -> None:
    world = make_world(desk)
    case = desk.session.get_one(Case, world.case_id)
    case.track("transfer").state = "letter_issued"
    desk.session.commit()
    assert [r.field for r in told(world, WrongData(mobile="13900009999"))] == ["mobile"]


def test_a_statement_without_its_entry_in_the_ledger_is_none(desk: Desk) -> None:
    world = make_world(desk)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="须经链接提交"):
        take_action(desk, world.case_id, "transfer", "report_wrong_data", WRONG, GRADUATE)
    assert snapshot(desk.session) == before


def test_an_expired_link_states_nothing(desk: Desk) -> None:
    world = make_world(desk)
    link = new_link(world.desk, world.case_id, "confirm_data", None)
    token = link_url(desk.settings, link).rpartition("/")[2]
    desk.session.commit()
    late = replace(world.desk, now=datetime(2024, 9, 1, 9, tzinfo=SHANGHAI))
    with pytest.raises(LinkRefused):
        answer_prompt(late, token, 2, WRONG)
    assert proposals(world) == []
