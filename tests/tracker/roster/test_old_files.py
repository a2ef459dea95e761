"""The old .xls is read in a process of its own: whatever becomes of that, this one lives on.

`old_roster.xls` was written by xlwt (BIFF8): two visible sheets and a hidden one; `encrypted.xlsx`
by msoffcrypto-tool with the password "secret". Both packages are no part of the project.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest

from machines.words import PartyStatus
from tracker.roster import old_reader, old_workbook
from tracker.roster.aliases import Field
from tracker.roster.purpose import Purpose
from tracker.roster.row import RosterRow, read_rows
from tracker.roster.sheet import UnreadableSheet, read_sheets

HERE = Path(__file__).parent
OLD = (HERE / "old_roster.xls").read_bytes()

# Where the records of `old_roster.xls` stand, each at its four bytes of kind and length.
INTERFACE, BOUNDSHEET, DIMENSIONS, FIRST_LABEL = 532, 1568, 2148, 2362


def refusal(data: bytes, name: str = "名册.xls") -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheets(data, name)
    assert "请" in caught.value.message_zh
    return caught.value


def damaged(at: int, by: bytes) -> bytes:
    return OLD[:at] + by + OLD[at + len(by) :]


def test_a_real_xls_is_read_with_all_its_visible_sheets_and_types():
    members, activists = read_sheets(OLD, "导出.xls")
    assert (members.title, members.header_row, members.purpose) == (
        "毕业生党员",
        2,
        Purpose.MEMBERS,
    )
    assert (activists.title, activists.purpose) == ("积极分子", Purpose.ACTIVISTS)
    cells = members.rows[0].cells
    assert cells[Field.JOINED_ON] == date(2022, 6, 1)
    assert cells[Field.REGULARISED_ON] == datetime.fromisoformat("2023-06-01T08:30:00")
    assert cells[Field.ABROAD] is False
    assert next(note.text for note in members.notes).startswith("合计")


def test_the_people_of_a_real_xls_are_typed():
    members, activists = read_sheets(OLD, "导出.xls")
    first, second = read_rows(members)
    assert isinstance(first, RosterRow)
    assert isinstance(second, RosterRow)
    assert (first.name, first.member_kind) == ("阿依古丽·买买提", PartyStatus.FULL)
    assert (first.mobile, first.dues_paid_until) == ("19900000101", date(2024, 5, 31))
    assert (second.student_no, second.abroad) == ("2020000102", True)
    assert second.joined_on == date(2023, 3, 15)
    (activist,) = read_rows(activists)
    assert isinstance(activist, RosterRow)
    assert (activist.applied_on, activist.activist_on) == (date(2021, 10, 1), date(2022, 3, 1))
    assert activist.cultivators == "王五"


def test_the_content_and_not_the_name_says_that_a_file_is_an_old_one():
    assert len(read_sheets(OLD, "导出.xlsx")) == 2


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (DIMENSIONS + 4, b"\xff\xff\xff\x0f"),
        (DIMENSIONS + 10, b"\xff\xff"),
        (FIRST_LABEL + 4, b"\xff\xff\xff\xff"),
    ],
)
def test_bytes_that_ask_for_terabytes_abort_the_child_and_not_this_process(at, by):
    assert refusal(damaged(at, by)).code == "damaged"


def test_bytes_at_which_the_reader_panics_are_a_damaged_file():
    error = refusal(damaged(BOUNDSHEET + 4, b"\xff\xff\xff\xff"))
    assert error.code == "damaged"
    assert "另存为" in error.message_zh


def test_damage_anywhere_is_read_or_refused_and_never_worse():
    read = refused = 0
    for at in range(8, len(OLD), 190):
        with suppress(UnreadableSheet):
            refused += 1
            read += len(read_sheets(damaged(at, b"\xff\xff\xff\xff"), "名册.xls")) > 0
            refused -= 1
    assert read > 0
    assert refused > 0


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_an_xls_cut_off_in_mid_upload_is_damaged(keep):
    assert refusal(OLD[: int(len(OLD) * keep)]).code in ("damaged", "no_header", "empty")


def test_an_xls_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(old_workbook, "SECONDS", 0)
    assert refusal(OLD).code == "too_large"


def test_an_xls_with_a_password_is_told_from_a_damaged_one():
    # The record after the first one becomes FILEPASS, as in a file that Excel encrypts.
    error = refusal(damaged(INTERFACE, b"\x2f\x00"))
    assert error.code == "encrypted"
    assert "密码" in error.message_zh


def test_a_really_encrypted_xlsx_asks_for_the_password_to_be_removed():
    error = refusal((HERE / "encrypted.xlsx").read_bytes(), "名册.xlsx")
    assert error.code == "encrypted"
    assert "密码" in error.message_zh


def test_a_word_document_of_the_old_kind_is_named():
    stream = "WordDocument".encode("utf-16-le")
    error = refusal(old_workbook.SIGNATURE + bytes(1016) + stream + bytes(512), "名册.doc")
    assert error.code == "not_a_spreadsheet"
    assert "Word" in error.message_zh


def test_the_child_knows_nothing_of_the_project_nor_of_its_secrets(monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "x" * 40)
    assert not any(name.startswith("TRACKER") for name in old_workbook.environment())
    source = Path(old_reader.__file__).read_text("utf-8")
    assert "import tracker" not in source
    assert "from tracker" not in source


HEADER, PERSON = "姓名\t学号\t入党时间", "张三\t2020000001\t2023.05"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16", "utf-16-le"])
def test_tab_separated_text_that_a_web_system_calls_xls_is_read(encoding):
    data = f"{HEADER}\r\n{PERSON}\r\n".encode(encoding)
    (sheet,) = read_sheets(data, "导出.xls")
    assert sheet.rows[0].cells[Field.NAME] == "张三"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_a_web_page_that_a_web_system_calls_xls_is_refused_with_how_to_save_it(encoding):
    page = f"\r\n<html><table><tr><td>{HEADER}</td></tr></table></html>"
    error = refusal(page.encode(encoding))
    assert error.code == "not_a_spreadsheet"
    assert "网页" in error.message_zh
    assert "另存为" in error.message_zh


def test_an_xlsx_that_was_named_xls_is_read(xlsx):
    data = xlsx([HEADER.split("\t"), PERSON.split("\t")])
    assert len(read_sheets(data, "导出.xls")[0].rows) == 1
