"""Which files are a roster at all, and how plainly the others are turned away."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from tracker.roster import package, workbook
from tracker.roster.aliases import Field
from tracker.roster.row import read_rows
from tracker.roster.sheet import UnreadableSheet, read_sheet

HEADER = ("姓名", "学号", "入党时间")
PERSON = ("张三", "2020000001", "2023.05")


def refusal(data: bytes, name: str = "名册.xlsx", **options: object) -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheet(data, name, **options)  # type: ignore[arg-type]
    return caught.value


def with_sheet_xml(data: bytes, old: bytes, new: bytes) -> bytes:
    """The same package with a piece of its first worksheet's XML changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            target.writestr(part, content)
    return out.getvalue()


def test_a_pdf_renamed_to_xlsx_is_no_spreadsheet():
    error = refusal(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n")
    assert error.code == "not_a_spreadsheet"
    assert "而是 PDF 文件" in error.message_zh


def test_a_word_document_is_no_spreadsheet():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("word/document.xml", "<document/>")
    assert refusal(out.getvalue()).code == "not_a_spreadsheet"


def test_a_web_page_named_xls_is_answered_with_how_to_save_it():
    error = refusal(b"<html><table><tr><td>\xd0\xd5</td></tr></table></html>", "export.xls")
    assert error.code == "not_a_spreadsheet"
    assert "网页" in error.message_zh
    assert "另存为" in error.message_zh


def test_an_encrypted_workbook_asks_for_the_password_to_be_removed():
    # The container's signature, and the name of the stream that holds the encrypted package.
    data = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + "EncryptedPackage".encode("utf-16-le")
    error = refusal(data + bytes(512))
    assert error.code == "encrypted"
    assert "密码" in error.message_zh


def test_a_file_of_no_bytes_is_empty():
    assert refusal(b"").code == "empty"


def test_a_workbook_without_a_single_value_is_empty(xlsx):
    assert refusal(xlsx([])).code == "empty"
    assert refusal(xlsx([["", "  ", "—"]], [])).code == "empty"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_file_cut_off_in_mid_upload_is_no_spreadsheet(xlsx, keep):
    data = xlsx([HEADER, PERSON])
    assert refusal(data[: int(len(data) * keep)]).code == "not_a_spreadsheet"


def test_a_file_damaged_inside_is_no_spreadsheet(xlsx):
    data = bytearray(xlsx([HEADER, PERSON]))
    start = data.index(b"xl/worksheets/sheet1.xml")
    data[start + 30 : start + 90] = bytes(60)
    assert refusal(bytes(data)).code == "not_a_spreadsheet"


def test_a_package_without_its_worksheets_is_no_spreadsheet():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
    assert refusal(out.getvalue()).code == "not_a_spreadsheet"


def test_a_sheet_of_too_many_cells_is_named(xlsx, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_CELLS", 5)
    error = refusal(xlsx([HEADER, PERSON], titles=("大表",)))
    assert error.code == "too_large"
    assert "大表" in error.message_zh


@pytest.mark.parametrize(("row", "column"), [(1048575, 16383), (220000, 2), (3, 16383)])
def test_a_stray_cell_far_away_is_named_before_it_eats_the_memory(xlsx, row, column):
    book = openpyxl.load_workbook(io.BytesIO(xlsx([HEADER, PERSON])))
    address = book.active.cell(row + 1, column + 1, "掉队的字").coordinate
    out = io.BytesIO()
    book.save(out)
    error = refusal(out.getvalue())
    assert error.code == "too_large"
    assert address in error.message_zh


def test_a_far_row_whose_cells_bear_no_address_is_named_as_well(xlsx):
    far = b'<row r="900000"><c><v>1</v></c></row></sheetData>'
    error = refusal(with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", far))
    assert error.code == "too_large"
    assert "第 900000 行" in error.message_zh


def test_far_cells_that_are_only_formatted_do_no_harm(xlsx):
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    data = with_sheet_xml(xlsx([HEADER, PERSON]), b"</sheetData>", far)
    assert len(read_sheet(data, "名册.xlsx").rows) == 1


def test_a_package_that_unpacks_beyond_all_measure_is_refused(xlsx, monkeypatch):
    monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 1000)
    assert refusal(xlsx([HEADER, PERSON])).code == "too_large"


def test_texts_that_unpack_beyond_all_measure_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        with bomb.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(201):
                part.write(bytes(1024 * 1024))
    assert refusal(out.getvalue()).code == "too_large"


def test_a_csv_saved_by_chinese_excel_is_read():
    text = (
        "姓名,学号,入党时间\r\n张三,2020000001,2023/5/4\r\n阿依古丽·买买提,2020000002,2023年6月\r\n"
    )
    first, second = read_rows(read_sheet(text.encode("gbk"), "名册.csv"))
    assert (first.name, first.joined_on) == ("张三", date(2023, 5, 4))
    assert (second.number, second.name) == (3, "阿依古丽·买买提")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_unicode_is_read(encoding):
    data = "姓名\t学号\n张三\t2020000001\n".encode(encoding)
    assert read_rows(read_sheet(data, "名册.CSV"))[0].name == "张三"


def test_a_csv_does_not_tell_january_from_october():
    data = "姓名,学号,入党时间\n张三,2020000001,2023.1\n".encode()
    (row,) = read_rows(read_sheet(data, "名册.csv"))
    assert [fault.field for fault in row.faults] == [Field.JOINED_ON]
    assert "1 月还是 10 月" in row.faults[0].reason


def test_text_is_only_taken_for_a_table_if_its_name_says_so():
    data = "姓名,学号\n张三,2020000001\n".encode()
    assert refusal(data, "名册.xlsx").code == "not_a_spreadsheet"


def test_bytes_that_are_no_text_are_no_csv():
    assert refusal(b"\x00\x01\x02\x03" * 50, "名册.csv").code == "not_a_spreadsheet"
    assert refusal(b"\xff\xff\x80\x80" * 50, "名册.csv").code == "not_a_spreadsheet"
    assert refusal(b"x" * 200_000, "名册.csv").code == "not_a_spreadsheet"


def test_failed_formulas_are_reported_by_their_addresses(xlsx):
    book = openpyxl.load_workbook(io.BytesIO(xlsx([HEADER, PERSON])))
    book.active["C2"] = "#N/A"
    assert book.active["C2"].data_type == "e"
    out = io.BytesIO()
    book.save(out)
    sheet = read_sheet(out.getvalue(), "名册.xlsx")
    assert sheet.broken_cells == ("C2",)
    assert Field.JOINED_ON not in sheet.rows[0].cells


def test_the_digest_tells_whether_the_same_file_came_again(xlsx):
    one, other = xlsx([HEADER, PERSON]), xlsx([HEADER, ("李四", "2020000002", "")])
    assert read_sheet(one, "a.xlsx").digest == read_sheet(one, "b.xlsx").digest
    assert read_sheet(one, "a.xlsx").digest != read_sheet(other, "a.xlsx").digest
