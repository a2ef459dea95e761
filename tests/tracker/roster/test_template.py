"""The template: drop-downs, forms and explanations, and never a person of its own."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tracker.roster.account import USED_FIELDS
from tracker.roster.aliases import Field, match_heading
from tracker.roster.purpose import Purpose
from tracker.roster.row import CONVERTERS, RosterRow, read_rows
from tracker.roster.sheet import read_sheets
from tracker.roster.template import (
    ACTIVIST_ENTRIES,
    ACTIVISTS_TITLE,
    MEMBER_ENTRIES,
    MEMBERS_TITLE,
    Entry,
    template_xlsx,
)

BRANCHES = (
    ("信息工程学院", "学生第一党支部"),
    ("教师教育学院", "学生第一党支部"),
    ("教师教育学院", "学生第二党支部"),
)
BOTH = pytest.mark.parametrize(
    ("title", "entries"),
    [(MEMBERS_TITLE, MEMBER_ENTRIES), (ACTIVISTS_TITLE, ACTIVIST_ENTRIES)],
)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def drop_down(book: Workbook, title: str, entries: tuple[Entry, ...], label: str) -> list[str]:
    """What the drop-down under a heading offers."""
    column = [entry.field.label for entry in entries].index(label) + 1
    letter = openpyxl.utils.get_column_letter(column)
    (rule,) = [r for r in book[title].data_validations.dataValidation if f"{letter}2" in r.sqref]
    page, _, cells = str(rule.formula1).partition("!")
    return [str(cell.value) for (cell,) in book[page][cells.replace("$", "")]]


def test_the_template_itself_holds_two_rosters_as_meant_and_nobody():
    members, activists = read_sheets(template_xlsx(BRANCHES), "模板.xlsx")
    assert (members.title, members.purpose) == (MEMBERS_TITLE, Purpose.MEMBERS)
    assert (activists.title, activists.purpose) == (ACTIVISTS_TITLE, Purpose.ACTIVISTS)
    for sheet in (members, activists):
        assert (sheet.rows, sheet.notes) == ((), ())
        assert sheet.fault is not None
        assert (sheet.fault.code, sheet.fault.curable) == ("no_rows", False)


@BOTH
def test_every_heading_of_the_template_is_known_by_itself(title, entries):
    for entry in entries:
        match = match_heading(entry.field.label)
        assert match is not None
        assert entry.field in match.fields
    page = opened(template_xlsx())[title]
    assert [cell.value for cell in page[1]] == [entry.field.label for entry in entries]
    assert page.freeze_panes == "B2"


@BOTH
def test_the_examples_filled_in_are_one_good_row(title, entries, id_of):
    book = opened(template_xlsx(BRANCHES))
    told = {entry.field: entry.example for entry in entries}
    for column, entry in enumerate(entries, 1):
        example = id_of(102) if entry.field.value == "id_number" else told[entry.field]
        book[title].cell(2, column, example or None)
    out = io.BytesIO()
    book.save(out)
    sheet = next(s for s in read_sheets(out.getvalue(), "模板.xlsx") if s.title == title)
    assert sheet.fault is None
    (row,) = read_rows(sheet)
    assert isinstance(row, RosterRow), row
    assert row.cautions == ()
    assert set(row.stated()) >= {field for field, example in told.items() if example}
    assert not sheet.unmapped


@BOTH
def test_every_choice_of_a_drop_down_is_understood(title, entries):
    book = opened(template_xlsx(BRANCHES))
    for entry in entries:
        if entry.choices:
            for choice in drop_down(book, title, entries, entry.field.label):
                assert CONVERTERS[entry.field](choice) is not None


def test_the_branches_are_offered_each_once():
    book = opened(template_xlsx(BRANCHES))
    offered = drop_down(book, MEMBERS_TITLE, MEMBER_ENTRIES, "所在党支部")
    assert offered == ["学生第一党支部", "学生第二党支部"]
    assert drop_down(book, ACTIVISTS_TITLE, ACTIVIST_ENTRIES, "学院") == [
        "信息工程学院",
        "教师教育学院",
    ]
    assert book["选项"].sheet_state == "hidden"


def test_a_school_without_branches_has_a_template_without_that_list():
    rules = opened(template_xlsx())[MEMBERS_TITLE].data_validations.dataValidation
    assert len(rules) == len(MEMBER_ENTRIES)
    assert all(rule.prompt for rule in rules)


def test_numbers_are_text_and_dates_are_dates():
    page = opened(template_xlsx())[MEMBERS_TITLE]
    forms = {
        entry.field.label: span.number_format
        for at, entry in enumerate(MEMBER_ENTRIES, 1)
        for span in page.column_dimensions.values()
        if span.min <= at <= span.max
    }
    assert {forms[label] for label in ("身份证号", "学号", "手机号码")} == {"@"}
    assert {forms[label] for label in ("入党日期", "党费缴纳截止日期")} == {"yyyy-mm-dd"}


@BOTH
def test_the_template_asks_only_for_what_an_import_uses(title, entries):
    assert {entry.field for entry in entries} <= USED_FIELDS


def test_the_template_asks_for_the_degree_awarded():
    assert Field.DEGREE_AWARDED in {entry.field for entry in MEMBER_ENTRIES}
