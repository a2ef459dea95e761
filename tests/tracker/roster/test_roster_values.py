"""Cells become values, or are refused with a reason and a cure."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machines.words import PartyStatus
from tracker.roster.cells import BadValue, is_blank
from tracker.roster.dates import to_date, to_dues_until
from tracker.roster.values import (
    MembershipStatus,
    doubt_name,
    to_ethnicity,
    to_flag,
    to_kind,
    to_membership_status,
    to_name,
    to_sex,
    to_student_no,
    to_text,
)


def refused(convert, cell) -> BadValue:
    with pytest.raises(BadValue) as caught:
        convert(cell)
    assert caught.value.reason
    assert caught.value.cure
    return caught.value


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-30",
        "2024/5/30",
        "2024.5.30",
        "2024.05.30.",
        "２０２４－０５－３０",
        "20240530",
        20240530.0,
        "2024年5月30日",
        "2024 年 05 月 30 日",
        "2024年5月30号",
        "2024-05-30 00:00:00",
        "2024-05-30T08:15:00.000",
        "'2024-05-30",
        date(2024, 5, 30),
        datetime.combine(date(2024, 5, 30), time(8, 15)),
        45442.0,
        45442.75,
        "45442",
        "45442.0",
        "45442.75",
        "4５４４２",
        "2024。05。30",
        "2024、5、30",
        "2024–05–30",
        "2024/5/30 0:00",
        "2024/05/30 8:15:00",
        "2024.5.30日",
        "\u200e2024-05-30",
    ],
)
def test_a_day_is_read_in_every_usual_form(cell):
    assert to_date(cell) == date(2024, 5, 30)


@pytest.mark.parametrize(
    "cell",
    [
        *("2024.05", "2024.5", "2024-05", "2024/5", "2024/05", "202405", 202405.0, "2024年5月"),
        *("2024年05月", "2024 年 5 月", "2024。5", "２０２４．０５", 2024.05, 2024.5),
    ],
)
def test_a_month_is_its_first_day_but_dues_are_paid_to_its_last(cell):
    assert to_date(cell) == date(2024, 5, 1)
    assert to_dues_until(cell) == date(2024, 5, 31)


def test_dues_paid_until_a_day_stay_at_that_day():
    # S4.1-4, D-18: the literal 2024-05-30 is right although May has 31 days.
    assert to_dues_until("2024-05-30") == date(2024, 5, 30)
    assert to_dues_until("2024.02") == date(2024, 2, 29)


def test_a_number_2024_1_may_be_october_and_is_refused():
    assert "1 月还是 10 月" in refused(to_date, 2024.1).reason
    assert to_date("2024.10") == date(2024, 10, 1)
    assert to_date("2024.1") == date(2024, 1, 1)
    assert to_date(2024.12) == date(2024, 12, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30",
        "2024-13",
        "24.5.30",
        "五月",
        "2024",
        2024.0,
        3.5,
        "1024-05-30",
        "3024-01-01",
        "2024-05-30至今",
        "2024-05-30、2024-06-30",
        "5/30/2024",
        True,
        time(8, 15),
        12.0,
        2024.35,
        "13999",
        "99999",
        "2024.5.30-2024.6.30",
        "2024年13月",
        "20241332",
    ],
)
def test_what_is_no_day_is_refused(cell):
    refused(to_date, cell)


@given(st.dates(date(1940, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_its_serial_and_its_digits(day):
    serial = (day - date(1899, 12, 30)).days
    assert to_date(float(serial)) == day
    assert to_date(float(f"{day:%Y%m%d}")) == day
    assert to_date(f"{day.year}年{day.month}月{day.day}日") == day


@given(st.floats() | st.integers() | st.text() | st.booleans())
def test_no_cell_whatever_raises_anything_but_a_bad_value(cell):
    for convert in (to_date, to_dues_until, to_name, to_student_no, to_sex, to_text):
        with suppress(BadValue):
            convert(cell)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张三", "张三"),
        ("  张　三 ", "张三"),
        ("张 三", "张三"),
        ("欧 阳 明", "欧阳明"),
        ("张三\n", "张三"),
        ("张\u200b三", "张三"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("扎西 · 多吉", "扎西·多吉"),
        ("买买提江 艾力", "买买提江 艾力"),
        ("𠮷𠮷", "𠮷𠮷"),
        ("张〇", "张〇"),
        ("Anna Maria O'Neil", "Anna Maria O'Neil"),
    ],
)
def test_a_name_is_kept_whole_and_cleaned(cell, name):
    assert to_name(cell) == name


@pytest.mark.parametrize(
    "cell", ["张三（预备）", "张三1", "张", "张?", "张\ufffd", "张三/李四", 3.0]
)
def test_what_is_no_name_is_refused(cell):
    refused(to_name, cell)


def test_a_name_with_a_private_character_is_kept_and_doubted():
    assert doubt_name(to_name("张\ue123")) is not None
    assert doubt_name("张三") is None


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("汉", "汉族"),
        ("汉族", "汉族"),
        ("维吾尔", "维吾尔族"),
        ("土家 族", "土家族"),
        ("穿青人", "穿青人"),
        ("其他", "其他"),
    ],
)
def test_a_people_is_written_in_full(cell, people):
    assert to_ethnicity(cell) == people


def test_a_people_that_is_none_is_refused():
    refused(to_ethnicity, "中国")
    refused(to_ethnicity, "族")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("正式党员", PartyStatus.FULL),
        ("正式", PartyStatus.FULL),
        ("中共预备党员", PartyStatus.PROBATIONARY),
        ("入党积极分子", PartyStatus.ACTIVIST),
        # Confirmed and not yet admitted: S2.3-1.
        ("发展对象", PartyStatus.ACTIVIST),
        ("申请人", PartyStatus.APPLICANT),
        ("暂停考察", PartyStatus.SUSPENDED_ACTIVIST),
    ],
)
def test_the_kind_is_one_of_the_machines_words(cell, kind):
    assert to_kind(cell) is kind


@pytest.mark.parametrize("cell", ["群众", "党员", "预备党员（已转正）", "停止党籍", 1.0])
def test_a_kind_is_never_guessed(cell):
    refused(to_kind, cell)


def test_sex_status_and_flags_are_closed_words():
    assert (to_sex("男"), to_sex("女性")) == ("男", "女")
    assert to_membership_status("停止党籍") is MembershipStatus.SUSPENDED
    assert (to_flag("是"), to_flag("否"), to_flag(True), to_flag(0.0)) == (True, False, True, False)
    refused(to_sex, "1")
    refused(to_membership_status, "预备")
    refused(to_flag, "英国")


def test_a_student_number_keeps_its_leading_zeros_and_loses_no_digits():
    assert to_student_no("0012345") == "0012345"
    assert to_student_no(2020000001.0) == "2020000001"
    assert to_student_no(" ｚ２０２０－１ ") == "Z2020-1"
    assert "末几位已丢失" in refused(to_student_no, 2020000000000001.0).reason
    refused(to_student_no, "2.02E+15")
    refused(to_student_no, "学号")


def test_free_text_is_trimmed_and_not_endless():
    assert to_text(" 浙江省\n 衢州市  某路 ") == "浙江省 衢州市 某路"
    assert to_text(2001.0) == "2001"
    assert to_text(datetime.combine(date(2024, 5, 30), time())) == "2024-05-30"
    refused(to_text, "长" * 301)


@pytest.mark.parametrize(
    "cell", ["", " ", "\u3000", "—", " / ", "无", "NULL", "－", None, "\u200b"]
)
def test_marks_for_nothing_are_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0.0, False, "无锡市", "无" * 20, date(2024, 5, 30)])
def test_everything_else_says_something(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize(
    "number", ["138-0000-1234", "138 0000 1234", "330102 20020304 1234", "33010220020304123X"]
)
def test_a_number_of_another_kind_is_no_student_number(number):
    assert "不像学号" in refused(to_student_no, number).reason


def test_eleven_digits_in_one_piece_may_be_a_student_number():
    assert to_student_no("18201010101") == "18201010101"
