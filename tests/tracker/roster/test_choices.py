"""Nothing of the database is overwritten unasked, and a decision counts for as long as it stands."""

from __future__ import annotations

import pytest

from tests.tracker.roster.school import School, only, row
from tests.tracker.roster.sheets import MEMBERS, asked, by_name, members, sheet, students
from tracker.actions.roster import AlreadyImported, RosterMoved, do_roster, try_roster
from tracker.actions.roster_choices import choose_values
from tracker.models import RosterImport
from tracker.roster.aliases import Field
from tracker.roster.choices import KEEP, TAKE
from tracker.roster.telling_apart import shown_apart


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


MOBILES = {101: "13800001234", 102: "13800005678"}


def differing(school: School) -> RosterImport:
    """Two known people whose new sheet states other mobile numbers."""
    school.bring_in(row(101), row(102))
    return school.keep_and_try(*(row(order, mobile=new) for order, new in MOBILES.items()))


def decide(school: School, roster: RosterImport, **picks: str) -> RosterImport:
    """For everybody, field by field; then tried again."""
    fields = {Field(name): pick for name, pick in picks.items()}
    choose_values(school.desk, roster.id, fields, {}, school.organizer)
    return try_roster(school.desk, roster.id, school.organizer)


def decide_for(school: School, roster: RosterImport, person: str, **picks: str) -> RosterImport:
    """For one person, by his first place."""
    values = {person: {Field(name): pick for name, pick in picks.items()}}
    choose_values(school.desk, roster.id, {}, values, school.organizer)
    return try_roster(school.desk, roster.id, school.organizer)


def mobiles(school: School) -> list[str | None]:
    school.desk.session.expire_all()
    return [school.person(name).mobile for name in ("张乙", "张丙")]


def test_what_the_system_says_stays_where_nobody_chose(school: School) -> None:
    tried = differing(school)
    assert tried.account["writes"] == 0
    do_roster(school.desk, tried.id, school.organizer)
    assert mobiles(school) == ["19900000101", "19900000102"]


def test_an_empty_value_is_filled_without_asking(school: School) -> None:
    school.bring_in(row(101, mobile=None))
    tried = school.keep_and_try(row(101))
    assert asked(only(tried)) == []
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile == "19900000101"


def test_the_roster_is_taken_for_everybody(school: School) -> None:
    tried = decide(school, differing(school), mobile=TAKE)
    assert tried.account["writes"] == 2
    do_roster(school.desk, tried.id, school.organizer)
    assert mobiles(school) == list(MOBILES.values())


def test_the_system_is_kept_for_everybody_and_nothing_waits_any_more(school: School) -> None:
    tried = decide(school, differing(school), mobile=KEEP)
    assert [asked(record) for record in by_name(tried).values()] == [[], []]
    do_roster(school.desk, tried.id, school.organizer)
    assert mobiles(school) == ["19900000101", "19900000102"]


def test_one_persons_choice_outweighs_that_for_everybody(school: School) -> None:
    tried = decide(school, differing(school), mobile=TAKE)
    tried = decide_for(school, tried, "1:4", mobile=KEEP)
    do_roster(school.desk, tried.id, school.organizer)
    assert mobiles(school) == ["19900000101", "13800005678"]


def test_a_choice_taken_back_waits_again(school: School) -> None:
    tried = decide(school, differing(school), mobile=TAKE)
    tried = decide(school, tried, mobile="")
    assert asked(by_name(tried)["张乙"]) == ["手机号码"]
    tried = decide_for(school, tried, "1:4", mobile="1:4")
    assert asked(by_name(tried)["张乙"]) == []
    tried = decide_for(school, tried, "1:4", mobile="")
    assert asked(by_name(tried)["张乙"]) == ["手机号码"]
    assert tried.account["writes"] == 0


def test_a_choice_makes_the_dry_run_out_of_date_until_it_is_run_again(school: School) -> None:
    tried = differing(school)
    choose_values(school.desk, tried.id, {Field.MOBILE: TAKE}, {}, school.organizer)
    with pytest.raises(Exception, match="还没有试运行的结果"):
        do_roster(school.desk, tried.id, school.organizer)
    assert mobiles(school) == ["19900000101", "19900000102"]


def test_a_choice_for_a_place_that_is_not_there_decides_nothing(school: School) -> None:
    tried = decide_for(school, differing(school), "1:4", mobile="7:7")
    tried = decide_for(school, tried, "9:9", mobile=TAKE)
    assert asked(by_name(tried)["张乙"]) == ["手机号码"]
    assert tried.account["writes"] == 0


def test_a_choice_is_of_the_value_that_was_shown(school: School) -> None:
    tried = decide(school, differing(school), mobile=TAKE)
    school.person("张乙").mobile = "13900009999"
    school.desk.session.commit()
    with pytest.raises(RosterMoved) as stopped:
        do_roster(school.desk, tried.id, school.organizer)
    (difference,) = stopped.value.differences
    assert "139****9999 → 138****1234" in difference.after
    assert mobiles(school) == ["13900009999", "19900000102"]


def test_after_the_import_nothing_is_chosen_any_more(school: School) -> None:
    done = school.bring_in(row(101))
    with pytest.raises(AlreadyImported):
        choose_values(school.desk, done.id, {Field.MOBILE: TAKE}, {}, school.organizer)


def two_sheets(school: School) -> RosterImport:
    """Members' export and student data that state different mobile numbers."""
    return school.try_files(members(row(101)), students(row(101, mobile="13800001234")))


def test_two_sheets_that_disagree_about_a_new_person_leave_the_field_empty(
    school: School,
) -> None:
    tried = two_sheets(school)
    assert asked(only(tried)) == ["手机号码"]
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile is None


@pytest.mark.parametrize(
    ("pick", "mobile"), [("sheet:1", "19900000101"), ("sheet:2", "13800001234")]
)
def test_a_sheets_word_is_taken_for_everybody(school: School, pick: str, mobile: str) -> None:
    tried = decide(school, two_sheets(school), mobile=pick)
    assert asked(only(tried)) == []
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile == mobile


def test_the_roster_taken_as_a_whole_does_not_choose_between_its_sheets(school: School) -> None:
    assert asked(only(decide(school, two_sheets(school), mobile=TAKE))) == ["手机号码"]


def test_two_sheets_that_disagree_about_a_known_person_offer_three_values(
    school: School,
) -> None:
    school.bring_in(row(101, mobile="13700000000"))
    tried = two_sheets(school)
    (change,) = [c for c in only(tried)["changes"] if c["field"] == "mobile"]
    assert change["old"] == "137****0000"
    assert [offer["value"] for offer in change["offers"]] == ["199****0101", "138****1234"]
    tried = decide_for(school, tried, "1:4", mobile="2:4")
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile == "13800001234"


def test_another_name_is_chosen_on_the_page(school: School) -> None:
    tried = school.try_files(members(row(101)), students(row(101, name="张一")))
    tried = decide_for(school, tried, "1:4", name="2:4")
    assert only(tried)["ruling"] == "new"
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张一").person.student_no == "2020010101"


def test_a_known_person_keeps_his_name_while_two_sheets_disagree(school: School) -> None:
    school.bring_in(row(101))
    tried = school.try_files(members(row(101)), students(row(101, name="张一")))
    assert asked(only(tried)) == ["姓名"]
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张乙").person.student_no == "2020010101"


def test_the_kind_two_sheets_disagree_about_is_chosen_on_the_page(school: School) -> None:
    tried = school.try_files(
        members(row(101)), sheet("乙", MEMBERS, row(101, member_kind="预备党员"))
    )
    tried = decide(school, tried, member_kind="sheet:2")
    assert (only(tried)["ruling"], only(tried)["kind"]) == ("new", "预备党员")
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张乙").status == "probationary"
    assert school.count(RosterImport) == 1


def test_the_word_on_going_abroad_is_chosen_on_the_page(school: School) -> None:
    columns = f"{MEMBERS} abroad"
    tried = school.try_files(
        members(row(101, abroad="否"), columns=columns),
        sheet("乙", columns, row(101, abroad="是")),
    )
    assert only(tried)["ruling"] == "refused"
    offers = only(tried)["changes"][0]["offers"]
    assert [offer["value"] for offer in offers] == ["否", "是"]
    tried = decide(school, tried, abroad="sheet:2")
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张乙").abroad


def test_numbers_that_mask_alike_are_told_apart_and_never_shown_whole(school: School) -> None:
    school.bring_in(row(101, mobile="13911111234"))
    tried = school.try_files(
        members(row(101, mobile="13922221234")), students(row(101, mobile="13911221234"))
    )
    (change,) = (c for c in only(tried)["changes"] if c["field"] == "mobile")
    shown = [change["old"], *(offer["value"] for offer in change["offers"])]
    assert shown == ["1391111****", "1392222****", "1391122****"]


def test_what_differs_too_far_behind_is_told_apart_by_its_place() -> None:
    numbers = ("139 1111 1234", "139 2222 1234", "139 2222 5678")
    shown = shown_apart(Field.HOME_ADDRESS, [f"浙江省衢州市某路 {n} 号" for n in numbers])
    assert len(set(shown.values())) == len(numbers)
    assert not any(number in text for number in numbers for text in shown.values())


@pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)
def test_nothing_is_kept_of_people_and_words_that_are_not_there(school: School) -> None:
    tried = differing(school)
    wild = ("9:9", "1", "1:4:5", "x" * 5000, "１:4", "")
    values = {key: {Field.MOBILE: KEEP} for key in wild}
    words = {"1:4": {Field.MOBILE: "x" * 5000}, "1:5": {Field.MOBILE: "1:5"}}
    fields = {Field.MOBILE: "nonsense", Field.DEGREE: KEEP}
    choose_values(school.desk, tried.id, fields, values | words, school.organizer)
    assert tried.choices["fields"] == {"degree": KEEP}
    assert tried.choices["values"] == {"1:4": {}, "1:5": {"mobile": "1:5"}}
