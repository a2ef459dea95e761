"""Tables as text: every encoding, delimiter and quotation that Chinese programs write."""

from __future__ import annotations

import pytest

from tracker.roster.aliases import Field
from tracker.roster.row import read_rows
from tracker.roster.sheet import UnreadableSheet, read_sheets

LINES = "姓名,学号,备注\r\n阿依古丽·买买提,0020000001,无\r\n张三,2020000002,去向一\r\n"


def read(text: str | bytes, encoding: str = "utf-8", name: str = "名册.csv"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    (sheet,) = read_sheets(data, name)
    return [dict(row.cells) for row in sheet.rows]


@pytest.mark.parametrize(
    "encoding",
    ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_is_found_out(encoding, delimiter):
    first, second = read(LINES.replace(",", delimiter), encoding)
    assert first[Field.NAME] == "阿依古丽·买买提"
    assert first[Field.STUDENT_NO] == "0020000001"
    assert second[Field.REMARK] == "去向一"


def test_a_rare_character_needs_gb18030():
    (person,) = read("姓名,学号\n张㐂𠮷,20001\n".encode("gb18030"))
    assert person[Field.NAME] == "张㐂𠮷"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(end):
    assert len(read(LINES.replace("\r\n", end))) == 2


def test_quoted_cells_keep_their_delimiters_quotes_and_line_breaks():
    text = '姓名;学号;备注\n张三;20001;"住""甲,乙""路,\n3 号; 2 室"\n"李四";20002;无\n'
    first, second = read(text)
    assert first[Field.REMARK] == '住"甲,乙"路,\n3 号; 2 室'
    assert second[Field.NAME] == "李四"


def test_commas_within_quotes_do_not_make_a_comma_the_delimiter():
    rows = "".join(f'张三\t2000{n}\t"甲,乙,丙,丁,戊"\n' for n in range(5))
    assert read("姓名\t学号\t备注\n" + rows)[4][Field.REMARK] == "甲,乙,丙,丁,戊"


def test_rows_keep_their_numbers_behind_cells_of_several_lines():
    # The number is that of the row as a spreadsheet shows it, not of the line of text.
    (sheet,) = read_sheets('姓名,学号\n"张\n三",20001\n李四,20002\n'.encode(), "a.csv")
    assert [row.number for row in sheet.rows] == [2, 3]


def test_short_rows_end_early_and_long_rows_do_no_harm():
    first, second = read("姓名,学号,备注\n张三,20001\n李四,20002,好,多,了\n")
    assert Field.REMARK not in first
    assert second[Field.REMARK] == "好"


def test_the_apostrophe_and_equals_sign_of_careful_exports_are_dropped():
    (sheet,) = read_sheets("姓名,学号,手机号\n张三,'20001,\t19900000001\n".encode(), "a.csv")
    (row,) = read_rows(sheet)
    assert (row.student_no, row.mobile) == ("20001", "19900000001")


def test_a_quote_that_is_never_closed_names_its_line():
    text = '姓名,学号\n张三,20001\n李四,"20002\n' + "王五,20003\n" * 20_000
    with pytest.raises(UnreadableSheet) as caught:
        read(text)
    assert caught.value.code == "not_a_spreadsheet"
    assert "引号" in caught.value.message_zh
    assert "第 3 行" in caught.value.message_zh


def test_the_title_of_a_csv_is_its_files_name():
    (sheet,) = read_sheets(LINES.encode(), "2024届.csv")
    assert sheet.title == "2024届.csv"
