"""ID numbers, telephone numbers and addresses: repaired only where nothing was lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.roster.cells import BadValue
from tracker.roster.contacts import (
    doubt_email,
    to_email,
    to_landline,
    to_mobile,
    to_qq,
    to_wechat,
)
from tracker.roster.id_number import (
    SPOILT_BY_EXCEL,
    birth_date_of,
    doubt_id_number,
    mask,
    sex_of,
    to_id_number,
)
from tracker.roster.sample import made_up_id_number


def reason(convert, cell) -> str:
    with pytest.raises(BadValue) as caught:
        convert(cell)
    assert caught.value.cure
    return caught.value.reason


WITH_X = next(n for o in range(999) if (n := made_up_id_number(date(2002, 3, 4), o))[-1] == "X")


def test_the_sample_makes_numbers_as_the_standard_does():
    # Recomputed by hand from the weights of GB 11643.
    assert made_up_id_number(date(1980, 1, 1), 1, "340524") == "34052419800101001X"


def test_a_number_keeps_its_digits_and_gets_a_capital_x():
    assert to_id_number(WITH_X.lower()) == WITH_X
    assert (
        to_id_number(f" ' {WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]} ".replace(" '", "'")) == WITH_X
    )
    assert (
        to_id_number(WITH_X.translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ")))
        == WITH_X
    )


def test_the_number_tells_birth_date_and_sex(id_of):
    assert birth_date_of(id_of()) == date(2002, 3, 4)
    assert (sex_of(id_of(101)), sex_of(id_of(102))) == ("男", "女")


@pytest.mark.parametrize(
    "cell",
    [
        *(330802200203041000.0, 330802200203041017, "3.30802E+17", "3.30802200203041E+17"),
        *("3.30802e+17", "'3.30802E+17", "３．３０８０２Ｅ＋１７", "3.30802E17", 3.30802e17),
    ],
)
def test_a_number_that_excel_took_for_a_quantity_is_refused_and_never_guessed(cell):
    assert reason(to_id_number, cell) == SPOILT_BY_EXCEL


def test_text_that_ends_in_000_and_fails_the_check_was_spoilt_by_excel():
    spoilt = next(
        text
        for day in range(1, 29)
        if not (text := f"330802200203{day:02d}1000").endswith(
            made_up_id_number(date(2002, 3, day), 100)[-1]
        )
    )
    assert reason(to_id_number, spoilt) == SPOILT_BY_EXCEL


def test_text_that_ends_in_000_and_passes_by_chance_is_doubted():
    lucky = next(
        n
        for day in range(1, 29)
        if (n := made_up_id_number(date(2002, 3, day), 100)).endswith("000")
    )
    assert to_id_number(lucky) == lucky
    assert "000" in (doubt_id_number(lucky) or "")


def test_a_region_nobody_knows_is_doubted_and_a_known_one_is_not(id_of):
    assert doubt_id_number(id_of()) is None
    for region in ("330899", "990101"):
        number = made_up_id_number(date(2002, 3, 4), 101, region)
        assert region in (doubt_id_number(to_id_number(number)) or "")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (WITH_X[:-1], "18 位"),
        (WITH_X[:-1] + "0", "校验位"),
        (WITH_X[:10] + "O" + WITH_X[11:], "字符"),
        ("330802020304101", "15 位"),
        ("３３０８０２０２０３０４１０１", "15 位"),
        (330802020304101.0, "15 位"),
        ("330802200203041017.0", "18 位"),
        (True, "18 位"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(cell, why):
    assert why in reason(to_id_number, cell)


def test_a_birth_date_that_never_was_is_refused():
    from stdnum.cn import ric

    body = "33080220020231101"
    assert "出生日期" in reason(to_id_number, body + ric.calc_check_digit(body + "0"))


@given(st.integers(0, 17), st.integers(1, 9))
def test_no_single_wrong_digit_passes(place, shift):
    good = made_up_id_number(date(2002, 3, 4), 101)
    if good[place] == "X":
        return
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    with pytest.raises(BadValue):
        to_id_number(wrong)


def test_a_masked_number_shows_neither_birth_date_nor_order():
    assert mask(WITH_X) == "330" + "*" * 13 + WITH_X[-2:]
    assert mask("19900001234", 3, 4) == "199****1234"
    assert mask("1234567") == "1******"
    assert mask("") == ""


@pytest.mark.parametrize(
    "cell",
    [
        "19900000001",
        19900000001.0,
        19900000001,
        "19900000001.0",
        "199 0000 0001",
        "199-0000-0001",
        "+86 199 0000 0001",
        "0086-19900000001",
        "8619900000001",
        "１９９－００００－０００１",
        "\u202d19900000001\u202c",
    ],
)
def test_a_mainland_number_is_eleven_digits(cell):
    assert to_mobile(cell) == "19900000001"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("+852 5123 4567", "+85251234567"),
        ("00 44 7911 123456", "+447911123456"),
        ("+1 (202) 555-0123", "+12025550123"),
    ],
)
def test_a_number_abroad_is_kept_with_its_code(cell, number):
    assert to_mobile(cell) == number


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1990000000", "11 位"),
        ("199000000012", "11 位"),
        ("12900000001", "不是手机号"),
        ("0570-1234567", "不是手机号"),
        ("1.99E+10", "科学计数"),
        (1.99e15, "科学计数"),
        ("19900000001/19900000002", "不止一个"),
        ("19900000001、19900000002", "不止一个"),
        ("19900000001 19900000002", "不止一个"),
        ("19900000001张三", "字符"),
        ("+999123456", "国家"),
        ("+85212", "位数"),
        ("+8612345", "不是手机号"),
        ("+", "国家"),
    ],
)
def test_what_is_no_mobile_number_is_refused_with_its_reason(cell, why):
    assert why in reason(to_mobile, cell)


def test_a_landline_is_kept_as_written():
    assert to_landline("0570-1234567") == "0570-1234567"
    assert to_landline("（0570）1234567") == "0570-1234567"
    assert to_landline(5701234567.0) == "5701234567"
    assert "不是电话" in reason(to_landline, "宿舍")


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        (" San.Zhang@Example.COM ", "San.Zhang@example.com"),
        ("zhangsan＠example.com", "zhangsan@example.com"),
        ("zhangsan@example。com", "zhangsan@example.com"),
        ("mailto:zhangsan@example.org；", "zhangsan@example.org"),
        ("zhang san@example.com", "zhangsan@example.com"),
        ("a+b=c@example.com", "a+b=c@example.com"),
    ],
)
def test_an_address_is_trimmed_narrowed_and_its_domain_lowered(cell, address):
    assert to_email(cell) == address


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("zhangsan", "没有 @"),
        ("zhangsan@", "格式"),
        ("@example.com", "格式"),
        ("zhang..san@example.com", "格式"),
        ("zhangsan@example", "格式"),
        ("张三@example.com", "格式"),
        ("a" * 65 + "@example.com", "格式"),
        ("a@example.com;b@example.com", "不止一个"),
        # No mail can ever arrive at a name of RFC 2606 that is reserved for nowhere.
        ("zhangsan@example.invalid", "格式"),
        (12345.0, "没有 @"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(cell, why):
    assert why in reason(to_email, cell)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("1@qq.con", "qq.com"),
        ("1@qq.cm", "qq.com"),
        ("1@q.com", "qq.com"),
        ("1@163.con", "163.com"),
        ("1@126.co", "126.com"),
        ("1@gmial.com", "gmail.com"),
        ("1@outlok.com", "outlook.com"),
        ("1@foxmai.com", "foxmail.com"),
    ],
)
def test_a_domain_one_slip_from_a_provider_is_doubted(address, meant):
    assert meant in (doubt_email(address) or "")


@pytest.mark.parametrize("domain", ["qq.com", "163.com", "126.com", "example.com", "sina.cn"])
def test_other_domains_are_not_doubted(domain):
    assert doubt_email(f"1@{domain}") is None


def test_qq_and_wechat():
    assert to_qq(123456789.0) == "123456789"
    assert to_qq("123456789@qq.com") == "123456789"
    assert "QQ" in reason(to_qq, "张三")
    assert to_wechat("zhang_san-1") == "zhang_san-1"
    assert "太长" in reason(to_wechat, "x" * 61)


@given(st.floats() | st.integers() | st.text() | st.booleans())
def test_no_cell_whatever_raises_anything_but_a_bad_value(cell):
    for convert in (to_id_number, to_mobile, to_landline, to_email, to_qq, to_wechat):
        with suppress(BadValue):
            convert(cell)
