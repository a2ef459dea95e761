"""The header is found, columns are named by heading or by values, rows keep Excel's numbers."""

from __future__ import annotations

import pytest

from machines.words import PartyStatus
from tracker.roster import aliases
from tracker.roster.aliases import Field, match_heading
from tracker.roster.columns import letter_of
from tracker.roster.row import read_rows
from tracker.roster.sheet import Note, UnreadableSheet, read_sheet
from tracker.roster.values import MembershipStatus

HEADER = ("姓名", "学号", "入党时间")
PERSON = ("张三", "2020000001", "2023.05")


def refusal(data: bytes, **options: object) -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheet(data, "名册.xlsx", **options)  # type: ignore[arg-type]
    return caught.value


def field_of(heading: str) -> Field | None:
    match = match_heading(heading)
    return match.fields[0] if match else None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓　名", Field.NAME),
        ("*姓名（必填）", Field.NAME),
        ("1.姓名", Field.NAME),
        ("学工号", Field.STUDENT_NO),
        ("学号/工号", Field.STUDENT_NO),
        ("公民\n身份号码", Field.ID_NUMBER),
        ("身份证号（18位）", Field.ID_NUMBER),
        ("党费缴纳至年月", Field.DUES_PAID_UNTIL),
        ("党费缴纳\r\n截止日期", Field.DUES_PAID_UNTIL),
        ("学历（学位）", Field.DEGREE),
        ("是否出国(境)", Field.ABROAD),
        ("是否出国（境）留学", Field.ABROAD),
        ("Ｅ－ｍａｉｌ", Field.EMAIL),
        ("QQ 号", Field.QQ),
        ("转至党组织名称", Field.DEST_ORGANISATION),
        ("转入单位抬头", Field.DEST_TITLE),
        ("确定为入党积极分子时间", Field.ACTIVIST_ON),
        ("序号", None),
        ("转入单位电话", None),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading, field):
    assert field_of(heading) is field


def test_every_field_has_a_chinese_label_and_at_least_one_heading():
    assert all(field_of(field.label) is not None for field in Field)


def test_a_heading_that_stands_for_two_fields_is_an_error_of_the_table(monkeypatch):
    doubled = aliases.Spec(Field.REMARK, "备注", "姓名")
    monkeypatch.setattr(aliases, "SPECS", (*aliases.SPECS, doubled))
    with pytest.raises(ValueError, match="姓"):
        aliases._build_matches()


def test_the_header_may_stand_in_row_4_of_the_second_sheet(xlsx):
    notes = [["填表说明"], ["请如实填写，姓名与身份证一致"]]
    people = [
        ["毕业生党员名册"],
        [],
        ["制表单位：某学院"],
        HEADER,
        PERSON,
        [],
        ("李四", "2020000002"),
    ]
    sheet = read_sheet(xlsx(notes, people, titles=("说明", "数据")), "名册.xlsx")
    assert (sheet.title, sheet.header_row) == ("数据", 4)
    assert [row.number for row in sheet.rows] == [5, 7]


def test_the_header_may_begin_in_any_column(xlsx):
    sheet = read_sheet(xlsx([[], ["", "", *HEADER], ["", "", *PERSON]]), "名册.xlsx")
    assert [column.letter for column in sheet.columns] == ["C", "D", "E"]
    assert sheet.rows[0].cells[Field.NAME] == "张三"


def test_a_header_below_row_15_is_not_looked_for(xlsx):
    assert read_sheet(xlsx([*[["附件"]] * 14, HEADER, PERSON]), "a.xlsx").header_row == 15
    assert refusal(xlsx([*[["附件"]] * 15, HEADER, PERSON])).code == "no_header"


def test_a_table_of_something_else_has_no_known_header(xlsx):
    error = refusal(xlsx([["课程", "学分"], ["高等数学", 4]]))
    assert error.code == "no_header"
    assert "姓名" in error.message_zh


def test_required_columns_that_are_missing_are_named(xlsx):
    error = refusal(xlsx([["姓名", "性别", "民族"], ["张三", "男", "汉族"]]))
    assert error.code == "missing_columns"
    assert "身份证号" in error.message_zh
    assert "姓名" not in error.message_zh
    assert "“姓名”" in refusal(xlsx([["学号", "性别"], ["2020000001", "男"]])).message_zh


def test_a_header_without_rows_is_told(xlsx):
    error = refusal(xlsx([["名册"], HEADER, [], ["", "", ""]]))
    assert error.code == "no_rows"


def test_two_columns_for_one_field_are_ambiguous_and_both_named(xlsx):
    error = refusal(xlsx([[*HEADER, "加入党组织日期"], [*PERSON, "2023-05-04"]]))
    assert error.code == "ambiguous_columns"
    assert "C 列“入党时间”、D 列“加入党组织日期”" in error.message_zh


def test_a_vague_heading_gives_way_to_a_plain_one_and_stays_listed(xlsx):
    header = [*HEADER, "联系电话", "手机号"]
    sheet = read_sheet(xlsx([header, [*PERSON, "0570-1234567", "19900000001"]]), "a.xlsx")
    assert sheet.letter_of(Field.MOBILE) == "E"
    (left,) = sheet.unmapped
    assert (left.letter, left.heading) == ("D", "联系电话")
    assert "E 列“手机号”" in left.why


def test_major_and_class_are_joined(xlsx):
    header = [*HEADER, "专业", "班级"]
    (row,) = read_rows(read_sheet(xlsx([header, [*PERSON, "法学", "法学2001"]]), "a.xlsx"))
    assert row.major_class == "法学 法学2001"


def test_unknown_columns_are_listed_and_unstated_fields_are_told_from_empty_ones(xlsx):
    sheet = read_sheet(xlsx([["序号", *HEADER, "宿舍"], [1, *PERSON, "3-101"]]), "a.xlsx")
    assert [(u.letter, u.heading) for u in sheet.unmapped] == [("A", "序号"), ("E", "宿舍")]
    assert sheet.fields == {Field.NAME, Field.STUDENT_NO, Field.JOINED_ON}


def test_party_status_of_one_system_is_the_kind(xlsx):
    grid = [["姓名", "学工号", "党籍状态"], ["张三", "20001", "正式"], ["李四", "20002", "预备"]]
    first, second = read_rows(read_sheet(xlsx(grid), "a.xlsx"))
    assert (first.member_kind, second.member_kind) == (PartyStatus.FULL, PartyStatus.PROBATIONARY)
    assert first.membership_status is None


def test_party_status_of_the_national_sheet_is_whether_it_is_suspended(xlsx):
    grid = [
        ["姓名", "学工号", "人员类别", "党籍状态"],
        ["张三", "20001", "正式党员", "正常"],
        ["李四", "20002", "预备党员", "停止党籍"],
    ]
    first, second = read_rows(read_sheet(xlsx(grid), "a.xlsx"))
    assert first.membership_status is MembershipStatus.NORMAL
    assert second.membership_status is MembershipStatus.SUSPENDED
    assert second.member_kind is PartyStatus.PROBATIONARY


def test_party_status_that_says_both_is_refused_with_an_example_of_each(xlsx):
    grid = [["姓名", "学号", "党籍状态"], ["张三", "20001", "正式"], ["李四", "20002", "停止党籍"]]
    error = refusal(xlsx(grid))
    assert error.code == "mixed_values"
    assert "“正式”（第 2 行）" in error.message_zh
    assert "“停止党籍”（第 3 行）" in error.message_zh


def test_a_category_of_students_is_their_level_and_not_their_kind(xlsx):
    grid = [["姓名", "学工号", "人员类别", "党籍状态"], ["张三", "20001", "本科生", "预备"]]
    (row,) = read_rows(read_sheet(xlsx(grid), "a.xlsx"))
    assert (row.level, row.member_kind) == ("本科生", PartyStatus.PROBATIONARY)


def test_a_status_column_with_words_nobody_knows_is_left_out_and_listed(xlsx):
    grid = [["姓名", "学工号", "党籍状态"], ["张三", "20001", "在册"]]
    sheet = read_sheet(xlsx(grid), "a.xlsx")
    assert [(u.heading, u.why) for u in sheet.unmapped] == [("党籍状态", "值认不出是哪一项")]


def test_a_header_of_two_lines_is_read_by_its_finer_headings(xlsx):
    grid = [
        ["姓名", "学号", "转出去向", "", "备注"],
        ["", "", "转往党组织", "具体单位", ""],
        ["张三", "20001", "某市委组织部", "某公司", "无"],
    ]
    sheet = read_sheet(xlsx(grid), "a.xlsx")
    (row,) = read_rows(sheet)
    assert (row.number, sheet.header_row) == (3, 1)
    assert (row.dest_organisation, row.dest_unit) == ("某市委组织部", "某公司")
    assert row.remark is None


def test_sums_signatures_repeated_headers_and_bare_serials_are_no_people(xlsx):
    grid = [
        ["序号", *HEADER],
        [1, *PERSON],
        ["序号", *HEADER],
        [2, "李四", "2020000002", "2023.06"],
        [3, "", "", ""],
        ["合计", "", "2", ""],
        ["填表人：王五", "", "", "审核人：赵六"],
    ]
    sheet = read_sheet(xlsx(grid), "a.xlsx")
    assert [row.number for row in sheet.rows] == [2, 4]
    assert [note.number for note in sheet.notes] == [3, 6, 7]
    assert sheet.notes[2] == Note(7, "填表人：王五 审核人：赵六")


def test_a_sheet_for_each_branch_is_not_silently_left_out(xlsx):
    one, two = [HEADER, PERSON], [HEADER, ("李四", "20002", ""), ("王五", "20003", "")]
    data = xlsx(one, two, titles=("一支部", "二支部"))
    sheet = read_sheet(data, "a.xlsx")
    assert (sheet.title, len(sheet.rows), sheet.left_out) == ("二支部", 2, ("一支部",))
    assert read_sheet(data, "a.xlsx", title="一支部").rows[0].cells[Field.NAME] == "张三"


def test_a_hidden_sheet_is_not_read(xlsx):
    hidden = [[*HEADER, "手机号"], [*PERSON, "19900000001"]]
    shown = [HEADER, ("李四", "20002", "")]
    data = xlsx(shown, hidden, titles=("名册", "旧数据"), hidden=("旧数据",))
    sheet = read_sheet(data, "a.xlsx")
    assert (sheet.title, sheet.left_out) == ("名册", ())


def test_more_rows_than_allowed_are_refused_with_both_numbers(xlsx):
    grid = [HEADER, *([f"张{'一二三'[i]}", f"2000{i}", ""] for i in range(3))]
    assert len(read_sheet(xlsx(grid), "a.xlsx", limit=3).rows) == 3
    error = refusal(xlsx(grid), limit=2)
    assert error.code == "too_many_rows"
    assert "3 行" in error.message_zh
    assert "2 行" in error.message_zh


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (103, "CZ")])
def test_columns_are_named_as_excel_names_them(index, letters):
    assert letter_of(index) == letters
