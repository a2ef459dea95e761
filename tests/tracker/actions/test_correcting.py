"""Corrections that open a way on: the end of probation, wrong addresses, activists' data."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from machines.orders.transfer import DataCorrection
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Kind, PartyStatus
from tests.factories import make_case, make_person, make_record, make_staff
from tracker.actions import take_action
from tracker.actions.moves import finish
from tracker.desk import Actor, Desk
from tracker.links import LinkFault, LinkRefused, link_url, new_link, read_link
from tracker.models import Case, MoveRecord, Probation


def correct(desk: Desk, case: Case, track: str = "transfer", **values) -> MoveRecord:
    staff = make_staff(desk.session, Role.BRANCH_SECRETARY, case.college, [case.branch])
    desk.session.commit()
    order = DataCorrection(source="入党志愿书", **values)
    return take_action(
        desk, case.id, track, "correct_data", order, Actor(Role.BRANCH_SECRETARY, staff)
    )


def probationer(desk: Desk) -> Case:
    """Whose roster row did not say when he joined."""
    person = make_person(desk.session, "old@example.com", joined_on=None)
    case = make_case(
        desk.session, kind=Kind.PROBATIONARY_MEMBER, person=person, probation_ends_on=None
    )
    finish(desk, case)
    desk.session.commit()
    return case


def ends_on(desk: Desk, case: Case) -> date | None:
    desk.session.expire_all()
    return desk.session.get_one(Probation, case.id).ends_on


def test_an_admission_date_that_comes_late_says_when_probation_ends(desk: Desk) -> None:
    case = probationer(desk)
    assert case.track("probation").due_on is None

    correct(desk, case, joined_on=date(2023, 9, 1))

    assert ends_on(desk, case) == date(2024, 9, 1)
    assert case.track("probation").due_on == date(2024, 9, 1)


def test_the_end_of_probation_can_be_stated_and_then_follows_no_other_date(desk: Desk) -> None:
    case = probationer(desk)
    correct(desk, case, joined_on=date(2023, 9, 1), probation_ends_on=date(2024, 12, 1))
    assert ends_on(desk, case) == date(2024, 12, 1)

    correct(desk, case, joined_on=date(2023, 8, 1))

    assert ends_on(desk, case) == date(2024, 12, 1)


def test_probation_does_not_end_before_it_began(desk: Desk) -> None:
    case = probationer(desk)
    with pytest.raises(Refused, match="预备期满日应晚于入党日期") as refused:
        correct(desk, case, joined_on=date(2023, 9, 1), probation_ends_on=date(2023, 9, 1))
    assert refused.value.refusals[0].field == "probation_ends_on"
    assert ends_on(desk, case) is None
    assert case.person.joined_on is None


def test_a_full_member_has_no_probation_to_end(desk: Desk) -> None:
    case = make_case(desk.session)
    with pytest.raises(Refused, match="不是预备党员") as refused:
        correct(desk, case, mobile="13900000000", probation_ends_on=date(2024, 9, 1))
    assert refused.value.refusals[0].field == "probation_ends_on"
    desk.session.expire_all()
    assert case.person.mobile != "13900000000"


def open_link(desk: Desk, case: Case) -> str:
    record = make_record(desk.session, case, "transfer", "ask_confirm_data")
    link = new_link(desk, case.id, "confirm_data", record.id)
    desk.session.commit()
    return link_url(desk.settings, link).rpartition("/")[2]


def test_a_wrong_address_is_used_no_more_and_its_links_open_nothing(desk: Desk) -> None:
    case = make_case(desk.session, person=make_person(desk.session, "wrong@example.com"))
    token = open_link(desk, case)

    correct(desk, case, email="right@example.net", retire_old_addresses=True)

    assert case.person.mail_addresses == ["right@example.net"]
    with pytest.raises(LinkRefused) as refused:
        read_link(desk, token)
    assert refused.value.reason is LinkFault.REVOKED


def test_a_further_address_is_used_first_and_leaves_the_others_and_their_links_alone(
    desk: Desk,
) -> None:
    case = make_case(desk.session, person=make_person(desk.session, "first@example.com"))
    token = open_link(desk, case)

    correct(desk, case, email="second@example.net")

    assert case.person.mail_addresses == ["second@example.net", "first@example.com"]
    assert read_link(desk, token).case_id == case.id


def test_the_only_address_is_not_retired_without_another(desk: Desk) -> None:
    case = make_case(desk.session, person=make_person(desk.session, "first@example.com"))
    token = open_link(desk, case)
    with pytest.raises(Refused, match="请填写新的邮箱") as refused:
        correct(desk, case, retire_old_addresses=True)
    assert refused.value.refusals[0].field == "email"
    desk.session.expire_all()
    assert case.person.mail_addresses == ["first@example.com"]
    assert read_link(desk, token).revoked_at is None


def test_an_activists_data_are_corrected_beside_his_file(desk: Desk) -> None:
    case = make_case(desk.session, kind=Kind.ACTIVIST, status=PartyStatus.ACTIVIST)
    correct(desk, case, "materials", email="new@example.com")
    assert "new@example.com" in case.person.mail_addresses
    record = desk.session.scalars(sa.select(MoveRecord)).one()
    assert record.rules == ["S2.3-2", "S4.1-6"]
