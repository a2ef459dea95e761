"""Activists and applicants come by the roster too: they bring a file and no relation (S2.3)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from machines.words import Kind, PartyStatus
from tests.tracker.roster.school import School, only, reasons, row
from tracker.models import Track

NOT_ADMITTED = {"joined_on": None, "regularised_on": None}


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("入党积极分子", PartyStatus.ACTIVIST),
        ("发展对象", PartyStatus.ACTIVIST),
        ("入党申请人", PartyStatus.APPLICANT),
        ("暂停考察", PartyStatus.SUSPENDED_ACTIVIST),
    ],
)
def test_a_row_of_an_activist_opens_his_case(
    school: School, written: str, status: PartyStatus
) -> None:
    done = school.bring_in(row(member_kind=written, **NOT_ADMITTED))
    assert only(done)["kind"] == Kind.ACTIVIST.label
    case = school.case("张乙")
    assert (case.kind, case.status, case.abroad) == (Kind.ACTIVIST, status, False)
    tracks = school.desk.session.scalars(sa.select(Track.name).filter_by(case_id=case.id)).all()
    assert list(tracks) == ["materials"]


def test_an_activist_who_goes_abroad_keeps_the_one_machine_of_activists(school: School) -> None:
    activist = row(member_kind="积极分子", abroad="是", **NOT_ADMITTED)
    school.bring_in(activist)
    assert not school.case("张乙").abroad
    assert only(school.keep_and_try(activist))["ruling"] == "unchanged"


@pytest.mark.parametrize("field", ["joined_on", "regularised_on"])
def test_an_activist_with_the_dates_of_a_member_is_refused(school: School, field: str) -> None:
    dates = {name: day for name, day in NOT_ADMITTED.items() if name != field}
    before = school.counts()
    done = school.bring_in(row(member_kind="积极分子", **dates))
    label = {"joined_on": "入党日期", "regularised_on": "转正日期"}[field]
    assert reasons(only(done)) == [(label, f"入党积极分子不应有{label}")]
    assert school.counts() == before


def test_the_degree_awarded_comes_from_its_own_column(school: School) -> None:
    told = row(degree_awarded="大学本科 学士")
    school.bring_in(told, headings=[(field, field.label) for field in told])
    person = school.person("张乙")
    assert (person.degree, person.degree_awarded) == ("大学本科 学士", "大学本科 学士")


def test_an_activist_whose_suspension_has_its_own_column_is_suspended(school: School) -> None:
    told = row(member_kind="入党积极分子", suspended="是", **NOT_ADMITTED)
    headings = [(field, field.label) for field in told]
    school.bring_in(told, headings=headings)
    assert school.case("张乙").status is PartyStatus.SUSPENDED_ACTIVIST
    assert only(school.keep_and_try(told, headings=headings))["ruling"] == "unchanged"
