"""A row is a typed person, or it is refused with all its faults together."""

from __future__ import annotations

from datetime import date

import pytest

from machines.words import Kind, PartyStatus
from tracker.roster.aliases import Field
from tracker.roster.row import CONVERTERS, BadRow, RosterRow, masked

KEYS = ("姓名", "学号", "身份证号")


def cautioned(row: RosterRow) -> dict[Field, str]:
    assert isinstance(row, RosterRow), row
    return {caution.field: caution.message for caution in row.cautions}


def faulted(row: BadRow) -> dict[Field, str]:
    assert isinstance(row, BadRow), row
    return {fault.field: fault.reason for fault in row.faults}


def test_a_good_row_is_typed_and_says_nothing_of_what_it_was_not_told(read, id_of):
    header = (*KEYS, "人员类别", "入党时间", "手机号码", "民族")
    (row,) = read(
        header, ("张 三", 2020000001, id_of(), "预备党员", "2023年12月", 19900000001, "汉")
    )
    assert row == RosterRow(
        number=2,
        name="张三",
        student_no="2020000001",
        id_number=id_of(),
        sex="男",
        birth_date=date(2002, 3, 4),
        member_kind=PartyStatus.PROBATIONARY,
        joined_on=date(2023, 12, 1),
        mobile="19900000001",
        ethnicity="汉族",
    )
    assert Field.EMAIL not in row.stated()
    assert row.stated()[Field.ETHNICITY] == "汉族"


def test_every_field_has_a_converter_and_a_place_in_the_row():
    row = RosterRow(number=1, name="张三")
    assert set(CONVERTERS) == set(Field)
    assert all(hasattr(row, field.value) for field in Field)


@pytest.mark.parametrize(
    ("kind", "abroad", "machine"),
    [
        ("正式党员", "否", Kind.FULL_MEMBER),
        ("预备党员", "", Kind.PROBATIONARY_MEMBER),
        ("正式党员", "是", Kind.OVERSEAS_MEMBER),
        ("预备党员", "是", Kind.OVERSEAS_MEMBER),
        ("入党积极分子", "是", Kind.ACTIVIST),
        ("入党申请人", "", Kind.ACTIVIST),
        ("", "是", None),
    ],
)
def test_kind_and_abroad_decide_the_machine(read, kind, abroad, machine):
    rows = read(
        ("姓名", "学号", "人员类别", "是否出国（境）"),
        ("张三", "20001", kind, abroad),
        ("李四", "20002", "正式党员", "否"),
    )
    assert rows[0].machine is machine


def test_all_faults_of_a_row_come_together_with_column_and_cure(read):
    header = (*KEYS, "性别", "入党时间", "手机号", "电子邮箱")
    (row,) = read(header, ("张三1", "20001", "330802200203041", "不详", "去年", "1990000", "zhang"))
    assert (row.number, row.name) == (2, "张三1")
    assert [(fault.column, fault.label) for fault in row.faults] == [
        ("A", "姓名"),
        ("C", "身份证号"),
        ("D", "性别"),
        ("E", "入党日期"),
        ("F", "手机号码"),
        ("G", "电子邮箱"),
    ]
    assert all(fault.reason and fault.cure for fault in row.faults)


def test_a_fault_never_shows_a_whole_id_or_telephone_number(read, id_of):
    wrong = id_of()[:-1] + ("0" if id_of()[-1] != "0" else "1")
    header = (*KEYS, "手机号", "民族", "入党时间")
    (row,) = read(header, ("张三", "20001", wrong, "19900000001234", id_of(), "19900000001"))
    shown = {fault.field: fault.shown for fault in row.faults}
    assert shown[Field.ID_NUMBER] == "330" + "*" * 13 + wrong[-2:]
    assert shown[Field.MOBILE] == "199*******1234"
    # Also where the number stands in a column that is not its own.
    assert id_of()[3:15] not in shown[Field.ETHNICITY]
    assert "*" in shown[Field.JOINED_ON]


def test_a_long_cell_is_shown_shortened(read):
    (row,) = read(("姓名", "学号", "备注"), ("张三", "20001", "长" * 500))
    assert row.faults[0].shown == "长" * 39 + "…"


def test_a_spoilt_id_number_is_refused_and_not_repaired(read, id_of):
    rows = read(KEYS, ("张三", "20001", int(id_of()[:17]) * 10), ("李四", "20002", id_of()))
    assert faulted(rows[0]) == {Field.ID_NUMBER: "Excel 把身份证号变成了数字"}
    assert isinstance(rows[1], RosterRow)


def test_a_person_without_a_name_is_refused(read, id_of):
    (row,) = read(KEYS, ("", "20001", id_of()))
    assert row.name == ""
    assert faulted(row) == {Field.NAME: "没有填写"}


def test_a_person_without_any_number_is_refused_since_nobody_could_know_him_again(read, id_of):
    rows = read(KEYS, ("张三", "无", ""), ("李四", "", id_of()), ("王五", "20003", ""))
    assert list(faulted(rows[0])) == [Field.ID_NUMBER]
    assert rows[0].faults[0].column == "C"
    assert [type(row) for row in rows[1:]] == [RosterRow, RosterRow]


def test_the_later_of_two_equal_numbers_is_refused_and_names_the_earlier_row(read, id_of):
    rows = read(
        KEYS,
        ("张三", "20001", id_of(101)),
        ("李四", "20001", id_of(102)),
        ("王五", "20003", id_of(101).lower()),
        ("赵六", "20001", id_of(101)),
    )
    assert isinstance(rows[0], RosterRow)
    assert faulted(rows[1]) == {Field.STUDENT_NO: "与第 2 行的学号相同，两行写的姓名、身份证号不同"}
    assert faulted(rows[2]) == {Field.ID_NUMBER: "与第 2 行的身份证号相同，两行写的姓名、学号不同"}
    assert set(faulted(rows[3])) == {Field.STUDENT_NO, Field.ID_NUMBER}


def test_a_row_that_is_refused_still_counts_as_the_earlier_one(read, id_of):
    rows = read(
        (*KEYS, "性别"), ("张三", "20001", id_of(), "?"), ("李四", "20001", id_of(102), "女")
    )
    assert faulted(rows[1])[Field.STUDENT_NO].startswith("与第 2 行的学号相同")


def test_two_rows_that_say_the_same_are_told_to_differ_in_nothing(read, id_of):
    person = ("张三", "20001", id_of())
    assert faulted(read(KEYS, person, person)[1])[Field.STUDENT_NO] == "与第 2 行的学号相同"


def test_a_shared_telephone_or_address_is_only_a_caution(read):
    rows = read(
        ("姓名", "学号", "手机号", "电子邮箱"),
        ("张三", "20001", "19900000001", "a@example.com"),
        ("李四", "20002", "199 0000 0001", "a@EXAMPLE.com"),
    )
    assert cautioned(rows[0]) == {}
    assert cautioned(rows[1]) == {
        Field.MOBILE: "与第 2 行的手机号码相同",
        Field.EMAIL: "与第 2 行的电子邮箱相同",
    }


def test_sex_and_birth_date_against_the_id_number_are_cautions(read, id_of):
    (row,) = read((*KEYS, "性别", "出生日期"), ("张三", "20001", id_of(101), "女", "2002-04-03"))
    assert cautioned(row) == {
        Field.SEX: "性别填女，身份证号是男；导入按身份证号写",
        Field.BIRTH_DATE: "出生日期与身份证号不一致；导入按身份证号写",
    }
    assert (row.sex, row.birth_date) == ("男", date(2002, 3, 4))


def test_a_month_of_birth_is_completed_from_the_id_number(read, id_of):
    (row,) = read((*KEYS, "出生年月"), ("张三", "20001", id_of(), "2002.03"))
    assert row.birth_date == date(2002, 3, 4)
    assert row.cautions == ()


def test_a_mistyped_mail_domain_is_a_caution(read):
    (row,) = read(
        ("姓名", "学号", "邮箱", "备用邮箱"), ("张三", "20001", "1@qq.con", "1@example.com")
    )
    assert list(cautioned(row)) == [Field.EMAIL]


def test_an_admission_within_three_months_before_leaving_is_a_caution(read):
    header = ("姓名", "学号", "入党时间")
    people = (("张三", "20001", "2024-04-01"), ("李四", "20002", "2024-03-30"))
    late, early = read(header, *people, leaves_on=date(2024, 6, 30))
    assert "不足三个月" in cautioned(late)[Field.JOINED_ON]
    assert cautioned(early) == {}
    assert all(row.cautions == () for row in read(header, *people))


def test_an_admission_under_age_is_a_caution(read, id_of):
    rows = read(
        (*KEYS, "入党时间"),
        ("张三", "20001", id_of(101), "2020-03-03"),
        ("李四", "20002", id_of(103), "2020-03-04"),
    )
    assert "未满 18" in cautioned(rows[0])[Field.JOINED_ON]
    assert cautioned(rows[1]) == {}


def test_a_probation_shorter_than_a_year_is_a_caution(read):
    # X-C7; compared by month, since 2022.06 and 2023.06 may well be a full year.
    rows = read(
        ("姓名", "学号", "入党时间", "转正时间"),
        ("张三", "20001", "2022-06-15", "2023.05"),
        ("李四", "20002", "2022-06-15", "2023.06"),
    )
    assert cautioned(rows[0]) == {Field.REGULARISED_ON: "入党到转正不满一年"}
    assert cautioned(rows[1]) == {}


def test_a_probationer_with_a_date_of_regularisation_is_a_caution(read):
    (row,) = read(
        ("姓名", "学号", "正式或预备", "入党时间", "转正时间"),
        ("张三", "20001", "预备", "2022-06-15", "2023-06-15"),
    )
    assert "却有转正日期" in cautioned(row)[Field.REGULARISED_ON]


def test_dates_that_cannot_both_be_right_refuse_the_row(read):
    (row,) = read(
        ("姓名", "学号", "入党时间", "转正时间", "预备期满日期"),
        ("张三", "20001", "2023-06-15", "2022-06-15", "2022-06-15"),
    )
    assert faulted(row) == {
        Field.REGULARISED_ON: "转正日期早于入党日期 2023-06-15",
        Field.PROBATION_ENDS_ON: "预备期满日期早于入党日期 2023-06-15",
    }


def test_dues_paid_until_a_month_last_to_its_end(read):
    (row,) = read(("姓名", "学号", "党费缴纳至年月"), ("张三", "20001", "2024.05"))
    assert row.dues_paid_until == date(2024, 5, 31)


@pytest.mark.parametrize("field", [Field.REMARK, Field.MAJOR_CLASS, Field.STUDENT_NO])
@pytest.mark.parametrize("number", ["138-0000-1234", "138 0000 1234", "330102 20020304 1234"])
def test_numbers_written_in_groups_are_masked_wherever_they_stand(field, number):
    text = masked(field, f"家长 {number}")
    assert number not in text
    assert "*" in text


def test_a_bare_student_number_is_shown_whole():
    assert masked(Field.STUDENT_NO, "18201010101") == "18201010101"
    assert "*" in masked(Field.STUDENT_NO, "330102200203041234")


def test_the_steps_of_an_activist_follow_each_other(read):
    header = (*KEYS[:2], "申请入党时间", "确定为入党积极分子时间", "确定为发展对象时间")
    rows = read(
        header,
        ("张三", "20001", "2022-09-01", "2023-03-01", "2023-11-01"),
        ("李四", "20002", "2022-09-01", "2022-03-01", "2022-01-01"),
        ("王五", "20003", "2022-09-01", "", "2022-01-01"),
    )
    assert cautioned(rows[0]) == {}
    assert cautioned(rows[1]) == {
        Field.ACTIVIST_ON: "确定为入党积极分子时间 2022-03-01 早于申请入党时间 2022-09-01，请核对",
        Field.DEVELOPMENT_TARGET_ON: (
            "确定为发展对象时间 2022-01-01 早于确定为入党积极分子时间 2022-03-01，请核对"
        ),
    }
    assert "早于申请入党时间" in cautioned(rows[2])[Field.DEVELOPMENT_TARGET_ON]
