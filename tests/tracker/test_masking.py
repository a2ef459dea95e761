"""Numbers of people within free text are masked; everything else stays as it was written (X-PIPL)."""

from __future__ import annotations

import pytest

from machines.orders.overseas import OverseasApplication
from machines.orders.transfer import Letter, WrongData
from machines.words import AbroadPurpose
from tests.conftest import NOW
from tests.factories import make_id_number
from tracker.masking import mask_numbers, mask_private
from tracker.order_data import form_data, order_data

ID_NUMBER = make_id_number(serial=7)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13900000001，晚上打", "电话139****0001，晚上打"),
        ("139 0000 0001或139-0000-0002", "139******0001或139******0002"),
        ("１３９０００００００１", "１３９****０００１"),
        ("+86 13900000001", "+86********0001"),
        ("8613900000001", "861******0001"),
        ("在英国+44 7700 900123", "在英国+44********0123"),
        ("旧号330802020304001，", "旧号330**********01，"),
        ("3308022002030400１x", "330*************１x"),
        ("父母：13900000001、13900000002", "父母：139****0001、139****0002"),
    ],
)
def test_every_way_of_writing_a_number_is_masked(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown
    assert mask_numbers(shown) == shown


@pytest.mark.parametrize("gap", ["", " ", "-"])
def test_an_id_number_is_masked_with_gaps_or_without(gap: str) -> None:
    parts = (ID_NUMBER[:6], ID_NUMBER[6:14], ID_NUMBER[14:])
    found = mask_numbers(f"应为{gap.join(parts)}。")
    assert ID_NUMBER[3:-2] not in found.replace(gap, "")
    assert found.startswith("应为330*")
    assert found.endswith(f"{ID_NUMBER[-2:]}。")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-06-30已报到",
        "2024-06-30 2024-07-01",
        "办公电话0570-5550123",
        "介绍信2026990001",
        "第 12345678901234567890 号",
    ],
)
def test_days_landlines_and_papers_stay_as_they_are(text: str) -> None:
    assert mask_numbers(text) == text


def test_the_history_masks_free_text_but_not_the_numbers_of_papers() -> None:
    assert order_data(WrongData(text=f"身份证号应为{ID_NUMBER}")) == {
        "text": "身份证号应为330*************" + ID_NUMBER[-2:]
    }
    letter = Letter(
        system_no="330802200203040017",
        number="13900000001",
        issued_on=NOW.date(),
        valid_until=NOW.date(),
        sealed=True,
    )
    data = order_data(letter)
    assert (data["system_no"], data["number"]) == ("330802200203040017", "13900000001")


def test_an_application_that_may_come_back_keeps_its_number_and_the_history_does_not() -> None:
    order = OverseasApplication(
        purpose=next(iter(AbroadPurpose)),
        country="英国",
        school="示例大学",
        starts_on=NOW.date(),
        returns_on=NOW.date(),
        home_contact="父亲 13900000001",
    )
    assert form_data(order)["home_contact"] == "父亲 13900000001"
    assert order_data(order)["home_contact"] == "父亲 139****0001"


def test_what_staff_read_of_a_mail_holds_no_way_to_answer_in_anothers_name() -> None:
    """Who opens a link, or writes to the token, speaks as the graduate (X-PIPL)."""
    token = "0123456789abcdef" * 2
    quoted = (
        "1\n> http://127.0.0.1:8000/a/WzEsIngiXQ.sIg-nature_ 请打开\n"
        f"> <qz.{token}@example.org> reply+{token}@example.org bounce+{token}01234567@example.org"
    )
    assert mask_private(quoted) == (
        "1\n> http://127.0.0.1:8000/a/（仅本人可用） 请打开\n"
        "> <qz.0123…@example.org> reply+0123…@example.org bounce+0123…@example.org"
    )
