"""What a person has become meanwhile is entered in his case, never by a roster (S4.1-1)."""

from __future__ import annotations

import pytest

from tests.tracker.roster.school import School, only, row
from tracker.actions.roster import do_roster


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"member_kind": "预备党员", "regularised_on": None}, {}),
        ({}, {"member_kind": "预备党员", "regularised_on": None}),
    ],
)
def test_a_regularisation_is_left_to_the_case_and_the_rest_of_the_row_comes_in(
    school: School, first: dict[str, None], then: dict[str, None]
) -> None:
    school.bring_in(row(101, **first, major_class=None))
    was = school.case("张乙")
    status, regularised_on = was.status, was.person.regularised_on
    tried = school.keep_and_try(row(101, **then, major_class="计算机 2001 班"))
    record = only(tried)
    assert (record["ruling"], [c["label"] for c in record["changes"]]) == ("changed", ["专业班级"])
    assert "身份变化请在个案中办理" in record["cautions"][0]["message"]
    do_roster(school.desk, tried.id, school.organizer)
    case = school.case("张乙")
    assert (case.status, case.person.regularised_on) == (status, regularised_on)
    assert case.person.major_class == "计算机 2001 班"
