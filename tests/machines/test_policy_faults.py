"""What a policy may not say (S0-1): each fault beside its item, with the cure; the rest holds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machines import MACHINES
from machines.calendar import WEEKENDS
from machines.policy import Policy
from machines.policy_faults import ESCALATION, LISTS, faults
from machines.waits import schedule
from tests.machines.complete import ABROAD, COMPLETE, PROBATIONER, RETAINED
from tracker.forms.policy import GROUPS

FACTS = (COMPLETE, PROBATIONER, RETAINED, ABROAD)
WAITS = tuple(
    {
        wait.name: wait
        for machine in MACHINES.values()
        for track in machine.tracks
        for state in track.states
        for wait in state.waits
    }.values()
)


def found(**changes: Any) -> list[tuple[str | None, str]]:
    """Item and words of each fault of the notice's policy with these changes."""
    return [(one.field, one.missing) for one in faults(replace(Policy(), **changes))]


def test_the_notices_own_policy_has_no_fault() -> None:
    assert faults(Policy()) == []


def test_every_item_stands_in_one_group_of_the_form_and_every_list_has_its_demands() -> None:
    names = [name for _, group in GROUPS for name in group]
    assert sorted(names) == sorted(item.name for item in fields(Policy))
    lists = {item.name for item in fields(Policy) if isinstance(item.default, tuple)}
    assert lists == set(LISTS) | {"letter_reminder_shares"}
    assert not LISTS["escalation_days"].falling
    assert LISTS["regularisation_reminder_days"].falling


@pytest.mark.parametrize(
    ("changes", "item", "cure"),
    [
        ({"letter_days": 91}, "letter_days", "90 天"),
        ({"letter_days": 0}, "letter_days", "正整数"),
        ({"regularisation_reminder_days": (0, 7, 14)}, "regularisation_reminder_days", "14、7、0"),
        ({"regularisation_reminder_days": (14, 7, 7)}, "regularisation_reminder_days", "重复"),
        ({"regularisation_reminder_days": (200,)}, "regularisation_reminder_days", "6 个月"),
        ({"letter_reminder_days": (90, 1)}, "letter_reminder_days", "小于“介绍信有效期上限”"),
        ({"letter_reminder_days": ()}, "letter_reminder_days", "至少写 1 个数"),
        ({"letter_reminder_days": tuple(range(26, 0, -2))}, "letter_reminder_days", "最多写 12"),
        (
            {"letter_reminder_shares": (Fraction(1), Fraction(2))},
            "letter_reminder_shares",
            "小于 1",
        ),
        ({"letter_reminder_shares": (Fraction(0),)}, "letter_reminder_shares", "大于 0"),
        (
            {"letter_reminder_shares": (Fraction(2, 3), Fraction(1, 3))},
            "letter_reminder_shares",
            "1/3、2/3",
        ),
        ({"retention_warning_months": (24, 6)}, "retention_warning_months", "24 个月"),
        ({"abroad_warning_months": (60,)}, "abroad_warning_months", "60 个月"),
        ({"data_check_reminder_days": (17,)}, "data_check_reminder_days", "不能超过 16 天"),
        ({"data_ask_again_days": 17}, "data_ask_again_days", "不能超过 16 天"),
        ({"receipt_digest_days": (200, 5)}, "receipt_digest_days", "不能超过 128 天"),
        ({"choose_again_days": (0, 30)}, "choose_again_days", "1 与 3650"),
        ({"lost_contact_mail_days": (14, 28)}, "lost_contact_mail_days", "间隔应比前一次长"),
        ({"escalation_days": (3, 10, 17)}, "escalation_days", "至少写 4 个数"),
        ({"escalation_days": (3, 17, 10, 31)}, "escalation_days", "从小到大写：3、10、17、31"),
        ({"mails_until": time(9)}, "mails_until", "应晚于"),
        ({"mails_until": time(9, 30)}, "mails_until", "至少晚 1 小时"),
        ({"same_mail_days": 5}, "same_mail_days", "应小于 5"),
        ({"activity_months": 25}, "retention_months", "保留期间参加活动的间隔"),
        ({"reissue_outer_months": 2, "reissue_warning_days": (7,)}, "reissue_outer_months", "短于"),
        ({"job_post_pattern": "(a+)+"}, "job_post_pattern", "重复之中又有重复"),
        ({"job_post_pattern": "a{99999999999999}"}, "job_post_pattern", "正则写法有误"),
        ({"home_province": "省" * 121}, "home_province", "120 个字符"),
    ],
)
def test_s0_1_what_cannot_hold_is_told_beside_its_item_with_the_cure(
    changes: dict[str, Any], item: str, cure: str
) -> None:
    told = found(**changes)
    assert [name for name, _ in told] == [item]
    assert cure in told[0][1]


def test_a_yes_is_no_number_and_months_of_a_wider_gap_are_taken() -> None:
    assert found(deadlines_on_workdays=True) == []
    assert found(lost_contact_mail_days=(10, 21, 40), escalation_days=(0, 1, 2, 3, 4)) == []


def test_s3_1_7_the_ladder_has_a_rung_for_everybody_it_climbs_to() -> None:
    rungs = [
        one.at
        for wait in WAITS
        for one in wait.reminders
        if one.item == "escalation_days" and one.at is not None
    ]
    assert max(rungs, default=0) < len(ESCALATION)


NUMBERS = st.integers(0, 400)
LISTS_OF_NUMBERS = st.lists(NUMBERS, min_size=1, max_size=5, unique=True)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "letter_days": st.integers(1, 90),
            "receipt_cutoff": st.dates(date(2000, 1, 1), date(2100, 12, 31)),
            "leaving_day": st.dates(date(2000, 1, 1), date(2100, 12, 31)),
            "abroad_contact_months": st.integers(1, 240),
            "lost_contact_months": st.integers(1, 240),
            "mails_from": st.times(),
            "deadlines_on_workdays": st.booleans(),
            "letter_reminder_shares": st.lists(st.fractions(-1, 2), max_size=4).map(tuple),
            **{name: LISTS_OF_NUMBERS.map(tuple) for name in LISTS},
        },
    )
)
def test_whatever_policy_has_no_fault_every_wait_can_be_reckoned_by_it(
    changes: dict[str, Any],
) -> None:
    policy = replace(Policy(), **changes)
    if faults(policy):
        return
    for facts in FACTS:
        for wait in WAITS:
            schedule(wait, replace(facts, policy=policy), WEEKENDS)
