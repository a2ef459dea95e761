"""The made-up export is read without a fault and is the same each time."""

from __future__ import annotations

from collections import Counter

from machines.words import Kind
from tracker.roster.aliases import Field
from tracker.roster.row import RosterRow, read_rows
from tracker.roster.sample import HEADINGS, build_xlsx, made_up_people
from tracker.roster.sheet import read_sheet


def test_the_made_up_export_is_read_whole_and_without_a_caution():
    sheet = read_sheet(build_xlsx(made_up_people(48)), "导出.xlsx")
    rows = read_rows(sheet)
    assert sheet.header_row == 3
    assert sheet.fields == {field for field, _ in HEADINGS}
    assert [column.heading for column in sheet.unmapped] == ["序号"]
    assert [row.number for row in rows] == list(range(4, 52))
    assert all(isinstance(row, RosterRow) and not row.cautions for row in rows)
    assert {row.machine for row in rows} == {
        Kind.FULL_MEMBER,
        Kind.PROBATIONARY_MEMBER,
        Kind.OVERSEAS_MEMBER,
    }


def test_made_up_people_are_the_same_each_time_and_no_two_share_a_number():
    people = made_up_people(2000)
    assert people == made_up_people(2000)
    for field in (Field.ID_NUMBER, Field.STUDENT_NO, Field.MOBILE, Field.EMAIL):
        assert max(Counter(person[field] for person in people).values()) == 1


def test_made_up_people_live_at_reserved_mail_domains():
    assert all(str(p[Field.EMAIL]).endswith("@example.com") for p in made_up_people(50))


def test_what_was_written_comes_back():
    person = {
        **made_up_people(1)[0],
        Field.NAME: "阿依古丽·买买提",
        Field.REMARK: "延期毕业",
        Field.MOBILE: 19900000009,
    }
    (row,) = read_rows(read_sheet(build_xlsx([person]), "导出.xlsx"))
    assert isinstance(row, RosterRow)
    assert (row.name, row.remark) == ("阿依古丽·买买提", "延期毕业")
    assert row.mobile == "19900000009"
    assert row.joined_on == person[Field.JOINED_ON]
    assert row.home_address == person[Field.HOME_ADDRESS]
