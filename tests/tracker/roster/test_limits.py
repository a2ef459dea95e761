"""Files without end, without a header, without content, and files that are something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.tracker.roster.test_roster_files import with_sheet_xml
from tracker.roster.grid import COLUMN_LIMIT, ROW_LIMIT
from tracker.roster.sheet import UnreadableSheet, read_sheets

HEADER = ("姓名", "学号", "入党时间")
PERSON = ("张三", "2020000001", "2023.05")


def refusal(data: bytes, name: str = "名册.xlsx") -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheets(data, name)
    assert "请" in caught.value.message_zh, "every refusal tells a cure"
    return caught.value


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return out.getvalue()


def test_two_hundred_thousand_rows_are_the_most():
    assert ROW_LIMIT == 200_000


def test_a_csv_of_two_million_rows_is_refused_without_reading_to_its_end():
    # A quotation mark that is never closed: whoever reads that far gives another answer.
    end = '"' + "无" * 200_000
    data = ("姓名,学号\n" + "张三,2020000001\n" * 2_000_000 + end).encode("gbk")
    error = refusal(data, "名册.csv")
    assert error.code == "too_many_rows"
    assert "200000 行" in error.message_zh


@pytest.mark.parametrize(
    "rows",
    [
        b"<row><c><v>1</v></c></row>" * 2_000_000,
        b"".join(b'<row r="%d"><c><v>1</v></c></row>' % n for n in range(3, 400_000)),
        b"".join(b'<row><c r="A%d"><v>1</v></c></row>' % n for n in range(3, 400_000)),
    ],
    ids=["rows without numbers", "rows with numbers", "cells with addresses"],
)
def test_a_workbook_of_rows_without_end_is_refused_before_it_is_unpacked(xlsx, rows):
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", rows + b"</sheetData>")
    error = refusal(data)
    assert error.code == "too_many_rows"
    assert "拆成几个文件" in error.message_zh


def test_a_million_rows_that_are_only_formatted_do_no_harm(xlsx):
    rows = b"".join(b'<row r="%d" ht="15"/>' % n for n in range(3, 1_048_577))
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", rows + b"</sheetData>")
    assert len(read_sheets(data, "名册.xlsx")[0].rows) == 1


@pytest.mark.parametrize("address", [b"AAAAAAA1", b"xfd1048576", b"a300000", b"A0000001048576"])
def test_an_address_that_no_sheet_has_is_refused_before_room_is_made_for_it(xlsx, address):
    cell = b'<row r="3"><c r="' + address + b'"><v>1</v></c></row></sheetData>'
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", cell)
    assert refusal(data).code == "too_large"


def test_a_package_that_boasts_of_its_texts_is_damaged(xlsx):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([HEADER, PERSON]))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/sharedStrings.xml":
                content = content.replace(b'uniqueCount="', b'uniqueCount="429496729')
            target.writestr(part, content)
    assert refusal(out.getvalue()).code == "not_a_spreadsheet"


def test_more_cells_than_any_roster_has_are_refused(xlsx):
    row = b"<row>" + b"<c><v>1</v></c>" * 12_100_000 + b"</row></sheetData>"
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", row)
    assert refusal(data).code == "too_large"


def test_a_sheet_both_very_wide_and_very_long_is_refused(xlsx):
    far = (
        b'<row r="3"><c r="CA3"><v>1</v></c></row>'
        b'<row r="190000"><c r="A190000"><v>1</v></c></row></sheetData>'
    )
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", far)
    assert refusal(data).code == "too_large"


def test_a_cell_near_the_last_row_of_a_large_roster_is_none_of_these(xlsx):
    far = b'<row r="199999"><c r="A199999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", far)
    (sheet,) = read_sheets(data, "名册.xlsx")
    assert [row.number for row in sheet.rows] == [2, 199999]


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b"\0" * 4096])
def test_a_file_of_nothing_is_empty(data):
    error = refusal(data, "名册.csv")
    assert error.code == "empty"
    assert "空的" in error.message_zh


def test_an_empty_sheet_is_told(xlsx):
    assert refusal(xlsx([])).code == "empty"
    assert refusal(xlsx([["", " "]], [["—"]])).code == "empty"


def test_only_hidden_sheets_are_as_good_as_none(xlsx):
    error = refusal(xlsx([[]], [HEADER, PERSON], titles=("空", "名册"), hidden=("名册",)))
    assert error.code == "empty"
    assert "可见的工作表" in error.message_zh


def test_a_table_without_a_header_is_told_what_a_header_needs(xlsx):
    error = refusal(xlsx([["张三", "2020000001"], ["李四", "2020000002"]]))
    assert error.code == "no_header"
    assert "“姓名”" in error.message_zh
    assert "模板" in error.message_zh


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "图片"),
        (b"Rar!\x1a\x07\x01\0", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "压缩包"),
        (b"{\\rtf1\\ansi}", "Word"),
        (zipped("word/document.xml"), "Word"),
        (zipped("ppt/presentation.xml"), "幻灯片"),
        (zipped("readme.txt"), "压缩包"),
        (zipped("名册.xlsx"), "解压"),
        (zipped("mimetype", "content.xml"), "另存为"),
        (zipped("xl/workbook.bin"), "另存为"),
        (b"PK\x03\x04 cut off", "已损坏"),
        (b"\x7fELF\0\0", "不是 Excel 表格"),
    ],
)
@pytest.mark.parametrize("name", ["名册.xlsx", "名册.xls", "名册.csv"])
def test_a_file_of_another_kind_is_named_whatever_it_is_called(data, words, name):
    error = refusal(data, name)
    assert error.code == "not_a_spreadsheet"
    assert words in error.message_zh


def test_more_columns_than_any_roster_has_are_refused_in_text_and_workbook(xlsx):
    wide = ["甲"] * (COLUMN_LIMIT + 1)
    for data, name in (
        (",".join(["姓名", "学号", *wide]).encode(), "名册.csv"),
        (xlsx([[*HEADER, *wide], PERSON]), "名册.xlsx"),
    ):
        assert refusal(data, name).code == "too_large"
    assert "一张表最多 300 列" in refusal(",".join(wide).encode(), "名册.csv").message_zh


def test_empty_cells_behind_the_last_column_do_no_harm():
    text = "".join(",".join(row) + "," * 50_000 + "\n" for row in (HEADER, PERSON))
    (sheet,) = read_sheets(text.encode(), "名册.csv")
    assert len(sheet.rows) == 1


def test_a_cell_longer_than_any_book_is_told_as_what_it_is():
    error = refusal(("姓名,学号\n张三," + "9" * 140_000 + "\n").encode(), "名册.csv")
    assert "第 2 行有一格超过 131072 个字" in error.message_zh
    assert "引号" not in error.message_zh
