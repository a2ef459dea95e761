"""A correction is shown with every number of a person masked (X-PIPL)."""

import pytest

from tests.factories import make_id_number
from tracker.masking import MASKED
from tracker.on_file import shown
from tracker.roster.aliases import Field
from tracker.roster.row import masked


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("id_number", make_id_number(serial=5)),
        ("mobile", "13900001234"),
        ("landline", "0571-88880000"),
        ("home_address", "浙江省杭州市某区某路 12 号 3 单元 401 室"),
    ],
)
def test_what_the_roster_masks_is_masked_alike(field: str, text: str) -> None:
    assert shown(field, text) == masked(Field(field), text) != text
    assert field in MASKED
    assert shown(field, "") == ""


@pytest.mark.parametrize("field", ["wechat", "qq", "job_post", "remark"])
def test_a_phone_or_id_number_in_another_field_is_masked(field: str) -> None:
    number = make_id_number(serial=6)
    text = shown(field, f"13900001234，{number}")
    assert "13900001234" not in text
    assert number not in text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("birth_date", "2002-03-04"),
        ("degree", "大学本科 学士"),
        ("email", "biyesheng13900001234@example.com"),
        ("student_no", "13920200001"),
        ("wechat", "biyesheng_1"),
    ],
)
def test_all_else_is_shown_as_it_is(field: str, text: str) -> None:
    assert shown(field, text) == text
