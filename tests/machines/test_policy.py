"""The cohort's numbers are data: they go out and come back whole, and nonsense does not (S0-1)."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machines.policy import Policy
from machines.register import RULES

DATES = [f.name for f in fields(Policy) if isinstance(f.default, date)]
NUMBERS = [f.name for f in fields(Policy) if type(f.default) is int]
SWITCHES = [f.name for f in fields(Policy) if type(f.default) is bool]
TIMES = [f.name for f in fields(Policy) if isinstance(f.default, time)]
SHARES = ["letter_reminder_shares"]
LISTS = [f.name for f in fields(Policy) if isinstance(f.default, tuple) and f.name not in SHARES]
WORDS = [f.name for f in fields(Policy) if isinstance(f.default, str)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        Policy,
        **dict.fromkeys(DATES, st.dates()),
        **dict.fromkeys(NUMBERS, st.integers(0, 10_000)),
        **dict.fromkeys(WORDS, st.text()),
        **dict.fromkeys(SWITCHES, st.booleans()),
        **dict.fromkeys(TIMES, st.times()),
        **dict.fromkeys(LISTS, st.lists(st.integers(0, 99)).map(tuple)),
        **dict.fromkeys(SHARES, st.lists(st.fractions(0, 1)).map(tuple)),
    )
)
def test_a_policy_comes_back_as_it_went_out_through_json(policy: Policy) -> None:
    assert Policy.from_data(json.loads(json.dumps(policy.to_data()))) == policy


def test_what_is_not_said_has_its_default() -> None:
    assert Policy.from_data({}) == Policy()
    assert Policy.from_data({"letter_days": 60}) == replace(Policy(), letter_days=60)


def test_an_unknown_item_is_told_by_name() -> None:
    with pytest.raises(KeyError, match="unknown policy items: a_day, z_day"):
        Policy.from_data({"z_day": 1, "letter_days": 90, "a_day": 2})


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("letter_days", "90"),
        ("letter_days", 90.0),
        ("letter_days", True),
        ("letter_days", None),
        ("receipt_cutoff", 20240930),
        ("receipt_cutoff", date(2024, 9, 30)),
        ("home_province", 33),
        ("letter_reminder_days", 7),
        ("letter_reminder_days", [7, "1"]),
        ("letter_reminder_shares", [0.5]),
        ("mails_from", 9),
        ("deadlines_on_workdays", 1),
    ],
)
def test_an_item_of_the_wrong_kind_is_told_by_name(item: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^policy item {item} wants "):
        Policy.from_data({item: value})


@pytest.mark.parametrize("value", ["", "30.09.2024", "2024-09-31"])
def test_a_day_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|day"):
        Policy.from_data({"receipt_cutoff": value})


@pytest.mark.parametrize("item", fields(Policy), ids=lambda item: item.name)
def test_every_item_has_its_label_and_its_rule(item) -> None:
    assert item.metadata["label"]
    assert item.metadata["rule"] in RULES
    counted = type(item.default) is int or isinstance(item.default, tuple)
    assert bool(item.metadata["unit"]) is counted


def test_the_defaults_are_those_of_the_notice() -> None:
    assert Policy().to_data() == {
        "data_check_from": "2024-05-25",
        "data_check_until": "2024-06-10",
        "data_ask_again_days": 3,
        "dues_literal": "2024-05-30",
        "job_post_pattern": ".+毕业年级学生",
        "probation_split": "2024-06-30",
        "receipt_cutoff": "2024-09-30",
        "leaving_day": "2024-06-30",
        "home_province": "浙江省",
        "letter_days": 90,
        "lost_contact_months": 6,
        "reissue_outer_months": 6,
        "retention_months": 24,
        "abroad_months": 60,
        "abroad_contact_months": 6,
        "extension_months_min": 6,
        "extension_months_max": 12,
        "contact_attempts": 6,
        "contact_channels": 3,
        "contact_voice_channels": 1,
        "contact_days": 4,
        "contact_spread_days": 60,
        "contact_newest_days": 30,
        "contact_tries_per_address": 2,
        "rules_text_version": "2024-1",
        "mails_from": "09:00:00",
        "mails_until": "20:00:00",
        "deadlines_on_workdays": False,
        "data_check_reminder_days": [7, 2],
        "education_reminder_days": [20, 10],
        "form_reminder_days": [17],
        "leaving_reminder_days": [14, 7],
        "notes_reminder_days": [12, 4],
        "leaving_overdue_days": [1, 14],
        "late_transfer_days": 30,
        "letter_reminder_shares": ["1/3", "2/3"],
        "letter_reminder_days": [7, 1],
        "receipt_return_months": 1,
        "choose_again_days": [14, 30],
        "receipt_digest_days": [29, 15, 5],
        "reissue_warning_days": [30, 7],
        "decision_days": 10,
        "retention_warning_months": [6, 3, 1],
        "retention_over_days": [1, 30],
        "dues_reminder_days": [7, 37, 67],
        "activity_months": 3,
        "activity_reminder_days": [7, 30],
        "neglect_months": 6,
        "conduct_review_days": 30,
        "regularisation_reminder_days": [30, 14, 7, 0],
        "abroad_leaving_days": [21, 7],
        "abroad_contact_reminder_days": [14, 0],
        "abroad_again_months": [6, 12, 18, 24, 30, 36, 42, 48],
        "abroad_warning_months": [6],
        "abroad_limit_days": [1, 30],
        "six_months_warning_days": [30, 7],
        "lost_contact_mail_days": [14, 42],
        "escalation_days": [3, 10, 17, 31],
        "same_mail_days": 3,
    }


def test_a_policy_in_use_is_never_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        Policy().letter_days = 91  # type: ignore[misc]
