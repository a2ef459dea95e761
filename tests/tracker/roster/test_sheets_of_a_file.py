"""All rosters of a file are read, each with its purpose; what choosing may cure is no refusal."""

from __future__ import annotations

import pytest

from tracker.roster.aliases import Field, normalise_heading
from tracker.roster.columns import By, remembered_from
from tracker.roster.purpose import Purpose
from tracker.roster.row import RosterRow, read_rows
from tracker.roster.sheet import Sheet, UnreadableSheet, read_sheets

HEADER = ("姓名", "学号", "入党时间")
PERSON = ("张三", "2020000001", "2023.05")


def by_of(sheet: Sheet) -> dict[str, By]:
    return {column.heading: column.by for column in sheet.columns}


def field_of(sheet: Sheet) -> dict[str, Field]:
    return {column.heading: column.field for column in sheet.columns}


def test_every_visible_sheet_with_a_header_is_read_in_the_files_order(xlsx):
    data = xlsx(
        [HEADER, PERSON],
        [["本表由系统导出"], ["如有疑问请联系组织部"]],
        [["2024届名册"], HEADER, ("李四", "2020000002", "")],
        [HEADER, ("王五", "2020000003", "")],
        titles=("一支部", "说明", "二支部", "旧"),
        hidden=("旧",),
    )
    first, second = read_sheets(data, "a.xlsx")
    assert (first.title, second.title) == ("一支部", "二支部")
    assert [row.number for row in second.rows] == [3]
    assert first.left_out == second.left_out == ("说明",)
    assert first.digest == second.digest


def test_a_list_without_people_is_no_roster_beside_one(xlsx):
    lists = [["学院", "党支部名称"], ["信息工程学院", "学生第一党支部"]]
    (sheet,) = read_sheets(xlsx([HEADER, PERSON], lists, titles=("名册", "支部")), "a.xlsx")
    assert (sheet.title, sheet.left_out) == ("名册", ("支部",))


def test_the_limit_holds_for_all_sheets_together(xlsx):
    data = xlsx([HEADER, PERSON], [HEADER, ("李四", "2020000002", "")])
    assert len(read_sheets(data, "a.xlsx", limit=2)) == 2
    with pytest.raises(UnreadableSheet) as caught:
        read_sheets(data, "a.xlsx", limit=1)
    assert caught.value.code == "too_many_rows"


def test_a_sheet_with_only_a_header_is_told_and_no_choice_of_columns_cures_it(xlsx):
    empty, full = read_sheets(xlsx([HEADER], [HEADER, PERSON]), "a.xlsx")
    assert empty.fault is not None
    assert (empty.fault.code, empty.fault.curable) == ("no_rows", False)
    assert "表1" in empty.fault.message_zh
    assert full.fault is None


def test_a_missing_column_is_a_fault_with_all_that_choosing_needs(xlsx):
    grid = [
        ["姓名", "证件", "民族"],
        ["张三", "2020000001", "汉族"],
        ["李四", "2020000002", "藏族"],
    ]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.fault is not None
    assert (sheet.fault.code, sheet.fault.curable) == ("missing_columns", True)
    assert "“身份证号”或“学号”" in sheet.fault.message_zh
    assert sheet.fault.cure
    assert sheet.rows == ()
    assert [(u.index, u.letter, u.heading) for u in sheet.unmapped] == [(1, "B", "证件")]
    assert sheet.samples == {
        0: ("张三", "李四"),
        1: ("2020000001", "2020000002"),
        2: ("汉族", "藏族"),
    }


def test_choosing_the_column_cures_it(xlsx):
    grid = [["姓名", "证件", "民族"], ["张三", "2020000001", "汉族"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx", chosen={"表1": {1: Field.STUDENT_NO}})
    assert sheet.fault is None
    assert by_of(sheet) == {"姓名": By.HEADING, "证件": By.CHOSEN, "民族": By.HEADING}
    (row,) = read_rows(sheet)
    assert isinstance(row, RosterRow)
    assert (row.name, row.student_no, row.ethnicity) == ("张三", "2020000001", "汉族")


def test_two_columns_for_one_field_are_cured_by_not_reading_one(xlsx):
    grid = [["姓名", "学号", "手机号", "本人手机号"], ["张三", "20001", "19900000001", "无"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.fault is not None
    assert sheet.fault.code == "ambiguous_columns"
    assert "C 列“手机号”、D 列“本人手机号”" in sheet.fault.message_zh
    (cured,) = read_sheets(xlsx(grid), "a.xlsx", chosen={"表1": {3: None}})
    assert cured.fault is None
    assert field_of(cured)["手机号"] is Field.MOBILE
    assert [(u.heading, u.by, u.why) for u in cured.unmapped] == [
        ("本人手机号", By.CHOSEN, "您选定不读")
    ]


def test_choosing_one_of_two_columns_leaves_the_other_out(xlsx):
    grid = [
        ["姓名", "学号", "手机号", "本人手机号"],
        ["张三", "20001", "19900000001", "19900000002"],
    ]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx", chosen={"表1": {3: Field.MOBILE}})
    assert sheet.fault is None
    assert sheet.rows[0].cells[Field.MOBILE] == "19900000002"
    assert [u.heading for u in sheet.unmapped] == ["手机号"]


def test_mixed_values_are_cured_by_choosing_what_the_column_is(xlsx):
    grid = [["姓名", "学号", "党籍状态"], ["张三", "20001", "预备"], ["李四", "20002", "正常"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.fault is not None
    assert sheet.fault.code == "mixed_values"
    (cured,) = read_sheets(xlsx(grid), "a.xlsx", chosen={"表1": {2: Field.MEMBER_KIND}})
    assert cured.fault is None
    assert field_of(cured)["党籍状态"] is Field.MEMBER_KIND


def test_all_contradictions_come_in_one_fault(xlsx):
    grid = [["学号", "手机号", "本人手机号"], ["20001", "19900000001", "19900000002"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.fault is not None
    assert "本人手机号" in sheet.fault.message_zh
    assert "“姓名”" in sheet.fault.message_zh


def test_a_table_with_one_known_heading_is_offered_for_choosing(xlsx):
    grid = [["姓名", "编码", "归属"], ["张三", "20001", "学生第一党支部"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.fault is not None
    assert sheet.fault.curable
    chosen = {"表1": {1: Field.STUDENT_NO, 2: Field.BRANCH}}
    (cured,) = read_sheets(xlsx(grid), "a.xlsx", chosen=chosen)
    assert cured.rows[0].cells[Field.BRANCH] == "学生第一党支部"


def test_a_column_without_a_heading_can_be_chosen_and_is_listed_until_then(xlsx):
    grid = [["姓名", "学号", ""], ["张三", "20001", "a@example.com"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert [(u.letter, u.heading, u.why) for u in sheet.unmapped] == [("C", "", "没有表头")]
    (cured,) = read_sheets(xlsx(grid), "a.xlsx", chosen={"表1": {2: Field.EMAIL}})
    assert cured.rows[0].cells[Field.EMAIL] == "a@example.com"
    assert cured.unmapped == ()


def test_a_choice_holds_for_the_sheet_it_was_made_for(xlsx):
    grid = [["姓名", "学号", "编码"], ["张三", "20001", "x1"]]
    data = xlsx(grid, grid, titles=("甲", "乙"))
    one, other = read_sheets(data, "a.xlsx", chosen={"乙": {2: Field.REMARK}})
    assert Field.REMARK not in one.fields
    assert Field.REMARK in other.fields


def test_a_choice_for_a_column_or_sheet_that_is_not_there_is_passed_over(xlsx):
    chosen = {"表1": {10**9: Field.REMARK, -1: Field.EMAIL}, "表9": {0: None}}
    (sheet,) = read_sheets(xlsx([HEADER, PERSON]), "a.xlsx", chosen=chosen)
    assert sheet.fault is None
    assert len(sheet.columns) == 3


def test_a_choice_is_remembered_by_its_heading_for_the_next_file(xlsx):
    grid = [
        ["姓名", "学号", "常用 邮箱（必填）", "学籍状态"],
        ["张三", "20001", "a@example.com", "在籍"],
    ]
    chosen = {"表1": {2: Field.EMAIL2, 3: None}}
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx", chosen=chosen)
    known = remembered_from([*sheet.columns, *sheet.unmapped])
    assert known == {normalise_heading("常用 邮箱（必填）"): Field.EMAIL2, "学籍状态": None}
    (later,) = read_sheets(xlsx(grid), "b.xlsx", known=known)
    assert by_of(later)["常用 邮箱（必填）"] is By.REMEMBERED
    assert field_of(later)["常用 邮箱（必填）"] is Field.EMAIL2
    assert [(u.heading, u.by) for u in later.unmapped] == [("学籍状态", By.REMEMBERED)]


def test_the_order_is_chosen_then_remembered_then_heading(xlsx):
    grid = [["姓名", "学号", "备注"], ["张三", "20001", "a@example.com"]]
    known = {"备注": Field.EMAIL}
    (remembered,) = read_sheets(xlsx(grid), "a.xlsx", known=known)
    (chosen,) = read_sheets(xlsx(grid), "a.xlsx", known=known, chosen={"表1": {2: Field.WECHAT}})
    assert field_of(remembered)["备注"] is Field.EMAIL
    assert field_of(chosen)["备注"] is Field.WECHAT


def test_remembered_headings_help_to_find_the_header(xlsx):
    grid = [["学生一览"], ["xm", "xh"], ["张三", "20001"]]
    with pytest.raises(UnreadableSheet):
        read_sheets(xlsx(grid), "a.xlsx")
    known = {"xm": Field.NAME, "xh": Field.STUDENT_NO}
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx", known=known)
    assert (sheet.header_row, sheet.rows[0].number) == (2, 3)


def test_what_is_remembered_of_a_heading_with_two_meanings_yields_to_the_values(xlsx):
    known = {"党籍状态": Field.MEMBER_KIND}
    national = [["姓名", "学号", "党籍状态"], ["张三", "20001", "正常"]]
    (sheet,) = read_sheets(xlsx(national), "a.xlsx", known=known)
    assert field_of(sheet)["党籍状态"] is Field.MEMBERSHIP_STATUS
    assert by_of(sheet)["党籍状态"] is By.VALUES


def purpose_of(xlsx, header, *people, title="Sheet1", name="a.xlsx", **options):
    (sheet,) = read_sheets(xlsx([header, *people], titles=(title,)), name, **options)
    assert sheet.purpose_why
    return sheet.purpose


WHO, NOBODY = ("姓名", "学号"), ("张三", "20001")


@pytest.mark.parametrize(
    ("headings", "cells", "title", "name", "purpose"),
    [
        (["人员类别"], ["正式党员"], "Sheet1", "a.xlsx", Purpose.MEMBERS),
        (["党籍状态"], ["预备"], "Sheet1", "a.xlsx", Purpose.MEMBERS),
        (["党籍状态"], ["正常"], "Sheet1", "a.xlsx", Purpose.MEMBERS),
        (["入党时间"], ["2022.05"], "Sheet1", "a.xlsx", Purpose.MEMBERS),
        (["入党时间", "确定为积极分子时间"], ["2022.05", "2021.05"], "Sheet1", "a.xlsx",
         Purpose.MEMBERS),
        (["人员类别"], ["预备党员"], "积极分子和党员", "a.xlsx", Purpose.MEMBERS),
        (["人员类别"], ["入党积极分子"], "Sheet1", "a.xlsx", Purpose.ACTIVISTS),
        (["政治面貌"], ["积极分子"], "Sheet1", "a.xlsx", Purpose.ACTIVISTS),
        (["提交入党申请书日期"], ["2022.05"], "Sheet1", "a.xlsx", Purpose.ACTIVISTS),
        (["培养联系人"], ["王五"], "Sheet1", "a.xlsx", Purpose.ACTIVISTS),
        (["手机号"], ["19900000001"], "入党积极分子", "a.xlsx", Purpose.ACTIVISTS),
        (["手机号"], ["19900000001"], "Sheet1", "2024届积极分子名单.xlsx", Purpose.ACTIVISTS),
        (["入党时间"], [""], "发展对象", "a.xlsx", Purpose.ACTIVISTS),
        (["邮箱", "手机号", "专业班级"], ["a@example.com", "19900000001", "计科1班"], "Sheet1",
         "学工部.xlsx", Purpose.SUPPLEMENT),
    ],
)  # fmt: skip
def test_the_purpose_is_told_by_values_then_title_then_columns(
    xlsx, headings, cells, title, name, purpose
):
    found = purpose_of(xlsx, [*WHO, *headings], [*NOBODY, *cells], title=title, name=name)
    assert found is purpose


def test_a_title_line_above_the_header_speaks_for_the_sheet(xlsx):
    grid = [["2024届毕业生入党积极分子名册"], WHO, NOBODY]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.purpose is Purpose.ACTIVISTS
    assert "积极分子" in sheet.purpose_why


@pytest.mark.parametrize(
    "caption",
    [
        "毕业生党员和入党积极分子通讯录",
        "说明：预备期内的同学、入党积极分子、入党申请人都要填写本表，由各班长在六月一日前汇总后报送学工办",
    ],
)
def test_a_note_that_names_activists_among_others_does_not_make_them_all_activists(xlsx, caption):
    grid = [[caption], [*WHO, "邮箱"], [*NOBODY, "a@example.com"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert sheet.purpose is Purpose.SUPPLEMENT


def test_every_column_says_how_it_was_decided(xlsx):
    grid = [[*WHO, "联系电话", "党籍状态", "编码"], [*NOBODY, "19900000001", "预备", "x"]]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert by_of(sheet) == {
        "姓名": By.HEADING,
        "学号": By.HEADING,
        "联系电话": By.WEAK,
        "党籍状态": By.VALUES,
    }
    assert [(u.heading, u.by, u.why) for u in sheet.unmapped] == [
        ("编码", By.HEADING, "不认识的表头")
    ]
    assert all(by.label for by in By)


def test_the_user_may_say_otherwise(xlsx):
    found = purpose_of(
        xlsx, [*WHO, "邮箱"], [*NOBODY, "a@example.com"], purposes={"Sheet1": Purpose.MEMBERS}
    )
    assert found is Purpose.MEMBERS
