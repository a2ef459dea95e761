"""A question that cannot be answered is refused before anything is done, naming fault and cure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from machines.policy import Policy
from tests.tracker.simulation.conftest import ASKED
from tracker.simulation.question import Answering, BadQuestion, Question, read_items, with_items


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_day": date(2024, 7, 1)}, "早于今天（2024-07-02）"),
        ({"until_day": date(2024, 7, 1)}, "早于开始日期 2024-07-02"),
        ({"until_day": date(2030, 7, 3)}, "最多推演 6 年，请改到 2030-07-02 或以前"),
    ],
)
def test_days_that_cannot_be_walked_are_refused(changes: dict[str, date], words: str) -> None:
    with pytest.raises(BadQuestion, match=words):
        replace(ASKED, **changes).check()  # type: ignore[arg-type]


def test_six_years_and_a_single_day_can_be_walked() -> None:
    replace(ASKED, until_day=date(2030, 7, 2)).check()
    replace(ASKED, until_day=ASKED.from_day).check()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "第 1 行"),
        ("[]", "没有政策项"),
        ('{"letter_dais": 60}', "是不是 letter_days（介绍信有效期上限）"),
        ('{"letter_days": "60"}', 'letter_days（介绍信有效期上限）的值 "60" 写法不对：请写成 90'),
        ('{"receipt_cutoff": "30.9."}', '请写成 "2024-09-30"'),
    ],
)
def test_a_policy_file_that_says_nothing_usable_is_refused(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "policy.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadQuestion, match=words):
        read_items(file)


def test_a_policy_file_that_is_missing_or_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match="无法读取"):
        read_items(tmp_path / "nowhere.json")
    file = tmp_path / "gbk.json"
    file.write_bytes('{"home_province": "浙江省"}'.encode("gbk"))
    with pytest.raises(BadQuestion, match="UTF-8"):
        read_items(file)


def test_items_are_laid_over_the_policy_and_leave_the_rest() -> None:
    policy = with_items(Policy(), {"letter_reminder_days": [10, 2]})
    assert policy == replace(Policy(), letter_reminder_days=(10, 2))


def test_answers_are_none_all_or_a_seed() -> None:
    assert Answering.read("42").words == "按随机种子 42 答复"
    with pytest.raises(BadQuestion, match="“some”无法识别"):
        Answering.read("some")


def test_a_question_survives_being_written_down() -> None:
    asked = replace(ASKED, items={"letter_days": 60}, answering=Answering.read("5"))
    assert Question.from_data(asked.to_data()) == asked
