"""Retention at home: for a specific time, filed, at most two years without a reason (S4.5(2), D-7, D-8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from machines.facts import RetentionFacts
from machines.guards.unsuccessful import (
    extension_is_later,
    retention_filed,
    retention_not_yet_filed,
    retention_period_is_lawful,
    retention_request_is_specific,
)
from machines.orders.unsuccessful import (
    RetentionApproval,
    RetentionExtension,
    RetentionRequest,
)
from machines.roles import Role
from machines.words import Original
from tests.machines.complete import (
    COMPLETE,
    RETAINED,
    TODAY,
    Pair,
    but,
    rules_of,
    standing,
)

ORGANIZER, COMMITTEE, GRADUATE = Role.ORGANIZER, Role.COMMITTEE, Role.GRADUATE
DAY = timedelta(days=1)
EXPIRED = standing(but(COMPLETE, letter__valid_until=TODAY - DAY), transfer="expired")


def retention_wish(until: date, early_reason: str | None = None) -> RetentionRequest:
    return RetentionRequest(
        reason="尚未落实单位", situation="备考", until=until, before_expiry_reason=early_reason
    )


def retention_approved(until: date, exception_reason: str | None = None) -> RetentionApproval:
    return RetentionApproval(
        original=Original.RETURNED, until=until, exception_reason=exception_reason
    )


def retention_longer(until: date) -> RetentionExtension:
    return RetentionExtension(until=until, reason="二次考研", approved_by="学院党委")


PAIRS = (
    Pair(
        retention_request_is_specific,
        "no day after today",
        EXPIRED,
        EXPIRED,
        "S4.5(2)-1",
        GRADUATE,
        "until",
        retention_wish(TODAY + DAY),
        retention_wish(TODAY),
    ),
    Pair(
        retention_request_is_specific,
        "before expiry without a reason",
        COMPLETE,
        COMPLETE,
        "D-7",
        GRADUATE,
        "before_expiry_reason",
        retention_wish(TODAY + DAY, "单位撤销"),
        retention_wish(TODAY + DAY, " "),
    ),
    Pair(
        retention_period_is_lawful,
        "a day over two years",
        EXPIRED,
        EXPIRED,
        "S4.5(2)-6",
        COMMITTEE,
        "exception_reason",
        retention_approved(date(2026, 7, 10)),
        retention_approved(date(2026, 7, 11)),
    ),
    Pair(
        extension_is_later,
        "the same end as before",
        RETAINED,
        RETAINED,
        "D-8",
        COMMITTEE,
        "until",
        retention_longer(date(2025, 10, 1)),
        retention_longer(date(2025, 9, 30)),
    ),
    Pair(
        retention_filed,
        "not filed with the department",
        RETAINED,
        but(RETAINED, retention__filed_on=None),
        "S4.5(2)-2",
        ORGANIZER,
    ),
    Pair(
        retention_not_yet_filed,
        "filed before",
        but(RETAINED, retention__filed_on=None),
        RETAINED,
        "S4.5(2)-2",
        Role.DEPARTMENT,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


def test_a_retention_over_two_years_needs_its_reason() -> None:
    order = retention_approved(date(2027, 7, 10), "三年服务期")
    assert retention_period_is_lawful(EXPIRED, order, TODAY) == []


@pytest.mark.parametrize("until", [TODAY, TODAY - DAY])
def test_no_reason_allows_a_retention_that_is_over(until: date) -> None:
    refusals = retention_period_is_lawful(EXPIRED, retention_approved(until, "补办"), TODAY)
    assert rules_of(refusals) == ["S4.5(2)-1"]


def test_a_first_end_of_retention_may_be_any() -> None:
    facts = replace(RETAINED, retention=RetentionFacts())
    assert extension_is_later(facts, retention_longer(TODAY), TODAY) == []


def test_without_a_retention_nothing_is_filed() -> None:
    assert retention_filed(COMPLETE, TODAY) != []
    assert retention_not_yet_filed(COMPLETE, TODAY) == []
