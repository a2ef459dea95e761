"""Branches stand in the order in which people count them."""

import pytest

from tracker.natural_order import natural_order


@pytest.mark.parametrize(
    "names",
    [
        ["第一党支部", "第二党支部", "第三党支部", "第四党支部", "第十党支部", "第十一党支部", "第二十党支部"],
        ["第一百零二党支部", "第一百一十党支部", "第二百党支部"],
        ["学生第2党支部", "学生第10党支部"],
        ["2019级第三党支部", "2020级第一党支部", "2020级第二党支部"],
        ["二〇一九级党支部", "二〇二〇级党支部"],
        ["会计系第一党支部", "会计系第二党支部", "教工党支部", "金融系第一党支部"],
        ["", "一", "党支部"],
    ],
)  # fmt: skip
def test_names_stand_in_the_order_of_their_numbers(names: list[str]) -> None:
    backwards = names[::-1]
    backwards.sort(key=natural_order)
    assert backwards == names


@pytest.mark.parametrize("name", ["十百", "零", "第³党支部", "第٣党支部", "百百", "9" * 60])
def test_no_name_is_too_odd_to_be_placed(name: str) -> None:
    assert natural_order(name)
