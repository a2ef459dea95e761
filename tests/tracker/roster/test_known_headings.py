"""Every heading that background.md 3.1 and 3.3 name is read, with a value as such sheets have it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from machines.words import PartyStatus
from tracker.roster.aliases import Field
from tracker.roster.row import BadRow, RosterRow, read_rows
from tracker.roster.sheet import read_sheets
from tracker.roster.values import MembershipStatus

F = Field
# fmt: off
# background.md 3.3, name by name: the heading, a value under it, the field and what is read.
TABLE: tuple[tuple[str, str, Field, Any], ...] = (
    ("公民身份号码", "{id}", F.ID_NUMBER, "{id}"),
    ("公民身份证号", "{id}", F.ID_NUMBER, "{id}"),
    ("身份证号码", "{id}", F.ID_NUMBER, "{id}"),
    ("身份证号", "{id}", F.ID_NUMBER, "{id}"),
    ("性别", "男", F.SEX, "男"),
    ("民族", "汉", F.ETHNICITY, "汉族"),
    ("出生日期", "20020304", F.BIRTH_DATE, date(2002, 3, 4)),
    ("出生年月", "2002.03", F.BIRTH_DATE, date(2002, 3, 1)),
    ("籍贯", "浙江衢州", F.NATIVE_PLACE, "浙江衢州"),
    ("学历", "大学本科", F.DEGREE, "大学本科"),
    ("学位", "学士", F.DEGREE, "学士"),
    ("学历学位", "大学本科 学士", F.DEGREE, "大学本科 学士"),
    ("培养层次", "本科生", F.LEVEL, "本科生"),
    ("学生类别", "本科生", F.LEVEL, "本科生"),
    ("年级", "2020级", F.LEVEL, "2020级"),
    ("毕业班级", "计科2001班", F.MAJOR_CLASS, "计科2001班"),
    ("人员类别", "正式党员", F.MEMBER_KIND, PartyStatus.FULL),
    ("党籍状态", "预备", F.MEMBER_KIND, PartyStatus.PROBATIONARY),
    ("正式或预备", "正式", F.MEMBER_KIND, PartyStatus.FULL),
    ("党员类型", "预备党员", F.MEMBER_KIND, PartyStatus.PROBATIONARY),
    ("所在党支部", "学生第一党支部", F.BRANCH, "学生第一党支部"),
    ("所在基层党组织", "学生第一党支部", F.BRANCH, "学生第一党支部"),
    ("分党委", "信息工程学院", F.COLLEGE, "信息工程学院"),
    ("加入党组织日期", "2022-06-01", F.JOINED_ON, date(2022, 6, 1)),
    ("入党日期", "2022/6/1", F.JOINED_ON, date(2022, 6, 1)),
    ("入党时间", "2022年6月", F.JOINED_ON, date(2022, 6, 1)),
    ("转为正式党员日期", "2023-06-01", F.REGULARISED_ON, date(2023, 6, 1)),
    ("转正日期", "2023.06.01", F.REGULARISED_ON, date(2023, 6, 1)),
    ("转正时间", "202306", F.REGULARISED_ON, date(2023, 6, 1)),
    ("工作岗位", "本科毕业年级学生", F.JOB_POST, "本科毕业年级学生"),
    ("手机号", "19900000101", F.MOBILE, "19900000101"),
    ("手机号码", "199 0000 0101", F.MOBILE, "19900000101"),
    ("联系电话", "19900000101", F.MOBILE, "19900000101"),
    ("固定电话", "0570-1234567", F.LANDLINE, "0570-1234567"),
    ("家庭电话", "0570-1234567", F.LANDLINE, "0570-1234567"),
    ("家庭住址", "某市某路1号", F.HOME_ADDRESS, "某市某路1号"),
    ("电子邮箱", "a@example.com", F.EMAIL, "a@example.com"),
    ("微信", "wx_example", F.WECHAT, "wx_example"),
    ("QQ", "10001", F.QQ, "10001"),
    ("党费缴纳截止日期", "2024-05-30", F.DUES_PAID_UNTIL, date(2024, 5, 30)),
    ("党费缴纳至年月", "2024.05", F.DUES_PAID_UNTIL, date(2024, 5, 31)),
    ("党费缴至年月", "2024年5月", F.DUES_PAID_UNTIL, date(2024, 5, 31)),
    ("党籍状态", "正常", F.MEMBERSHIP_STATUS, MembershipStatus.NORMAL),
    ("党籍状态", "停止党籍", F.MEMBERSHIP_STATUS, MembershipStatus.SUSPENDED),
    ("是否为失联党员", "否", F.LOST, False),
    ("失去联系日期", "2024-03", F.LOST_ON, date(2024, 3, 1)),
    ("是否为流动党员", "是", F.FLOATING, True),
    ("外出流向", "浙江省杭州市某区", F.WHEREABOUTS, "浙江省杭州市某区"),
    ("转入单位抬头", "中共某市委组织部", F.DEST_TITLE, "中共某市委组织部"),
    ("转入单位", "中共某街道工作委员会", F.DEST_ORGANISATION, "中共某街道工作委员会"),
    ("转往党组织", "中共某镇委员会", F.DEST_ORGANISATION, "中共某镇委员会"),
    ("介绍信编号", "20240012", F.LETTER_NO, "20240012"),
    ("介绍信有效期天数", "90天", F.LETTER_DAYS, 90),
    ("办理时间", "2024-07-02", F.LETTER_ON, date(2024, 7, 2)),
    ("是否有回执", "有", F.RECEIPT, True),
    ("回执接收时间", "2024-08-01", F.RECEIPT_ON, date(2024, 8, 1)),
    ("备注", "延期", F.REMARK, "延期"),
    # What the export of one members system adds below the table.
    ("组织关系转入时间", "2020-09-10", F.MOVED_IN_ON, date(2020, 9, 10)),
    ("提交书面申请书时间", "2020.10", F.APPLIED_ON, date(2020, 10, 1)),
    ("确定为入党积极分子时间", "2021-04", F.ACTIVIST_ON, date(2021, 4, 1)),
    ("确定为发展对象时间", "2022-04", F.DEVELOPMENT_TARGET_ON, date(2022, 4, 1)),
    ("入党介绍人", "王五 赵六", F.INTRODUCERS, "王五 赵六"),
    ("党内职务", "支部委员", F.PARTY_POST, "支部委员"),
    ("预计毕业年月", "2024-06", F.GRADUATES_ON, date(2024, 6, 1)),
    ("学籍状态", "在籍", F.STUDENT_STATUS, "在籍"),
    ("是否出国留学", "否", F.ABROAD, False),
    # Activists and applicants (S2.3).
    ("提交入党申请书日期", "2021-10-08", F.APPLIED_ON, date(2021, 10, 8)),
    ("列为入党积极分子日期", "2022.4.20", F.ACTIVIST_ON, date(2022, 4, 20)),
    ("培养联系人", "王五、赵六", F.CULTIVATORS, "王五、赵六"),
    ("推优时间", "2022.4.10", F.RECOMMENDED_ON, date(2022, 4, 10)),
    ("党校结业时间", "2022年12月", F.PARTY_SCHOOL_ON, date(2022, 12, 1)),
    ("结业证编号", "DX2022-01", F.PARTY_SCHOOL_CERTIFICATE, "DX2022-01"),
    ("考察情况", "良好", F.REVIEW, "良好"),
    ("是否暂停考察", "是", F.SUSPENDED, True),
    ("培养状态", "正常", F.SUSPENDED, False),
    ("培养状态", "暂停考察", F.SUSPENDED, True),
    ("积极分子状态", "正常培养", F.SUSPENDED, False),
    ("积极分子状态", "积极分子", F.MEMBER_KIND, PartyStatus.ACTIVIST),
)
NATIONAL = (
    "序号", "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历", "人员类别",
    "加入党组织日期", "转为正式党员日期", "工作岗位", "手机号", "固定电话", "家庭住址", "党籍状态",
    "是否为失联党员", "失去联系日期", "是否为流动党员", "外出流向", "备注",
)
# fmt: on


@pytest.mark.parametrize(("heading", "value", "field", "told"), TABLE)
def test_every_heading_of_the_table_is_read(xlsx, id_of, heading, value, field, told):
    number = id_of()
    grid = [("姓名", "学号", heading), ("张三", "20001", value.format(id=number))]
    (sheet,) = read_sheets(xlsx(grid), "a.xlsx")
    assert [column.field for column in sheet.columns] == [F.NAME, F.STUDENT_NO, field]
    (row,) = read_rows(sheet)
    assert isinstance(row, RosterRow), row
    assert row.stated()[field] == (number if told == "{id}" else told)


@pytest.mark.parametrize("heading", ["学号", "学工号"])
def test_both_names_of_the_student_number_are_known(xlsx, heading):
    (sheet,) = read_sheets(xlsx([("姓名", heading), ("张三", "20001")]), "a.xlsx")
    assert F.STUDENT_NO in sheet.fields


def test_the_national_sheet_is_read_from_row_4_with_every_column(xlsx, id_of):
    person = (
        1, "张三", "学生第一党支部", id_of(), "男", "汉族", "2002-03-04", "大学本科", "正式党员",
        "2022-06-01", "2023-06-01", "本科毕业年级学生", "19900000101", "0570-1234567", "某路1号",
        "正常", "否", "", "是", "浙江省某市", "",
    )  # fmt: skip
    grid = [["党员基本信息汇总表"], ["填报单位：某学院"], NATIONAL, person]
    (sheet,) = read_sheets(xlsx(grid), "党员基本信息汇总表.xlsx")
    assert (sheet.header_row, sheet.rows[0].number) == (3, 4)
    assert [u.heading for u in sheet.unmapped] == ["序号"]
    (row,) = read_rows(sheet)
    assert isinstance(row, RosterRow)
    assert row.member_kind is PartyStatus.FULL
    assert row.membership_status is MembershipStatus.NORMAL
    assert (row.lost, row.floating, row.whereabouts) == (False, True, "浙江省某市")
    assert row.cautions == ()


def test_a_state_of_training_that_says_suspended_and_activist_is_the_kind(xlsx):
    people = [("张三", "20001", "积极分子"), ("李四", "20002", "暂停考察")]
    (sheet,) = read_sheets(xlsx([("姓名", "学号", "培养状态"), *people]), "a.xlsx")
    kinds = [row.member_kind for row in read_rows(sheet) if isinstance(row, RosterRow)]
    assert kinds == [PartyStatus.ACTIVIST, PartyStatus.SUSPENDED_ACTIVIST]


def test_two_columns_of_people_who_care_for_an_activist_are_joined(xlsx):
    grid = [("姓名", "学号", "第一培养联系人", "第二培养联系人"), ("张三", "20001", "王五", "赵六")]
    (row,) = read_rows(read_sheets(xlsx(grid), "a.xlsx")[0])
    assert isinstance(row, RosterRow)
    assert row.cultivators == "王五 赵六"


@pytest.mark.parametrize(
    ("heading", "value"),
    [("介绍信有效期天数", "三个月"), ("介绍信有效期天数", "0"), ("是否暂停考察", "待定")],
)
def test_a_word_that_is_none_is_refused_with_a_cure(xlsx, heading, value):
    grid = [("姓名", "学号", heading), ("张三", "20001", value)]
    (row,) = read_rows(read_sheets(xlsx(grid), "a.xlsx")[0])
    assert isinstance(row, BadRow)
    assert row.faults[0].cure
