"""A new letter within validity or after it: the original, the six months, one request (S4.5-0, S4.5(1), D-1, D-4, D-17)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from machines.facts import ApplicationFacts
from machines.guards.unsuccessful import (
    letter_has_run_out,
    letter_out_of_validity,
    letter_still_runs,
    letter_within_validity,
    new_unit_is_named,
    no_other_request,
    original_letter_returned,
    reissue_in_time_or_excepted,
    reissue_still_in_time,
)
from machines.orders import Upload
from machines.orders.transfer import ReissueLetter
from machines.orders.unsuccessful import (
    ReissueApproval,
    ReissueRequest,
    RetentionApproval,
)
from machines.roles import Role
from machines.words import ApplicationKind, ApplicationState, Original, ReissueReason
from tests.machines.complete import (
    BEFORE_THE_LETTER,
    COMPLETE,
    LETTER,
    TODAY,
    Pair,
    but,
    rules_of,
    standing,
)

ORGANIZER, COMMITTEE, GRADUATE = Role.ORGANIZER, Role.COMMITTEE, Role.GRADUATE
DAY = timedelta(days=1)
EXPIRED = standing(but(COMPLETE, letter__valid_until=TODAY - DAY), transfer="expired")
SIGNED = Upload(7)
REQUESTED = replace(
    EXPIRED,
    applications=(ApplicationFacts(ApplicationKind.REISSUE, ApplicationState.SUBMITTED),),
)

EXCEPTED = replace(
    EXPIRED,
    applications=(
        ApplicationFacts(ApplicationKind.REISSUE, ApplicationState.APPROVED, exception=True),
    ),
)


def new_letter(original: Original | None, statement: Upload | None = None, told: bool = False):
    return ReissueLetter(
        original=original, loss_statement=statement, receiver_told_on=TODAY if told else None
    )


def reissue_approved(exception_reason: str | None = None) -> ReissueApproval:
    return ReissueApproval(
        approved_on=TODAY,
        signatory="学院党委会议",
        opinion="同意",
        exception_reason=exception_reason,
    )


PAIRS = (
    Pair(
        letter_within_validity,
        "the valid-until day has passed",
        but(COMPLETE, letter__valid_until=TODAY),
        EXPIRED,
        "S4.5(1)-1",
        GRADUATE,
    ),
    Pair(
        letter_out_of_validity,
        "the letter is still valid",
        EXPIRED,
        COMPLETE,
        "S4.5-0",
        ORGANIZER,
    ),
    Pair(
        letter_still_runs,
        "the last valid day has passed",
        but(COMPLETE, letter__valid_until=TODAY),
        EXPIRED,
        "S4.4-1",
        ORGANIZER,
    ),
    Pair(
        letter_has_run_out,
        "the letter can still be presented",
        EXPIRED,
        COMPLETE,
        "D-1",
        ORGANIZER,
    ),
    Pair(
        reissue_still_in_time,
        "the six months ended after the consent, without an exception",
        EXCEPTED,
        REQUESTED,
        "D-17",
        COMMITTEE,
        today=date(2024, 12, 21),
    ),
    Pair(
        original_letter_returned,
        "the original is still with the graduate",
        EXPIRED,
        EXPIRED,
        "S4.5-0",
        GRADUATE,
        "original",
        new_letter(Original.RETURNED),
        new_letter(Original.WITH_GRADUATE),
    ),
    Pair(
        reissue_in_time_or_excepted,
        "over six months and no exception",
        EXPIRED,
        EXPIRED,
        "D-17",
        COMMITTEE,
        "exception_reason",
        reissue_approved("在外支教"),
        reissue_approved(" "),
        today=date(2024, 12, 21),
    ),
    Pair(
        new_unit_is_named,
        "the unit has changed and the new one is not said",
        EXPIRED,
        EXPIRED,
        "S4.5(1)-1",
        GRADUATE,
        "new_unit",
        ReissueRequest(reason=ReissueReason.UNIT_CHANGED, new_unit="宁波海越制造有限公司"),
        ReissueRequest(reason=ReissueReason.UNIT_CHANGED, new_unit=" "),
    ),
    Pair(
        no_other_request,
        "an application is in hand",
        EXPIRED,
        REQUESTED,
        "D-19",
        ORGANIZER,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize(
    ("issued_on", "valid_until", "today", "within"),
    [
        (date(2024, 6, 20), date(2024, 9, 18), date(2024, 9, 18), True),
        (date(2024, 6, 20), date(2024, 9, 18), date(2024, 9, 19), False),
        (date(2024, 9, 20), date(2024, 12, 19), date(2024, 9, 30), True),
        (date(2024, 9, 20), date(2024, 12, 19), date(2024, 10, 1), False),
        (date(2024, 10, 8), date(2025, 1, 6), date(2024, 10, 9), False),
    ],
    ids=[
        "on the valid-until day",
        "the day after the valid-until day",
        "on the cut-off",
        "the day after the cut-off",
        "issued after the cut-off: both tests hold, or neither helps",
    ],
)
def test_validity_includes_its_last_day_and_ends_at_the_cutoff(
    issued_on: date, valid_until: date, today: date, within: bool
) -> None:
    letter = replace(LETTER, issued_on=issued_on, valid_until=valid_until)
    facts = but(COMPLETE, letter=letter)
    assert (letter_within_validity(facts, today) == []) is within
    assert (letter_out_of_validity(facts, today) == []) is not within


def test_a_letter_issued_after_the_cutoff_runs_but_is_not_exchanged_without_review() -> None:
    """D-1 joins both tests: after the cut-off a new letter needs 附件4 and the committee."""
    late = replace(LETTER, issued_on=date(2024, 10, 8), valid_until=date(2025, 1, 6))
    facts, today = but(COMPLETE, letter=late), date(2024, 11, 5)
    assert letter_still_runs(facts, today) == []
    assert letter_out_of_validity(facts, today) == []
    assert [r.rule for r in letter_within_validity(facts, today)] == ["S4.5(1)-1"]


def test_no_letter_is_within_validity() -> None:
    assert letter_within_validity(BEFORE_THE_LETTER, TODAY) != []
    assert letter_out_of_validity(BEFORE_THE_LETTER, TODAY) == []


@pytest.mark.parametrize(
    ("order", "refused"),
    [
        (new_letter(Original.LOST, SIGNED, told=True), []),
        (new_letter(Original.LOST, None, told=True), ["loss_statement"]),
        (new_letter(Original.LOST, SIGNED, told=False), ["receiver_told_on"]),
        (new_letter(Original.LOST), ["loss_statement", "receiver_told_on"]),
        (RetentionApproval(original=Original.LOST, loss_statement=SIGNED), []),
    ],
    ids=[
        "signed and told",
        "not signed",
        "receiver not told",
        "neither",
        "retention asks for no notice",
    ],
)
def test_a_lost_letter_needs_a_signed_statement_and_notice_to_the_receiver(order, refused) -> None:
    assert [r.field for r in original_letter_returned(EXPIRED, order, TODAY)] == refused


@pytest.mark.parametrize(
    ("today", "in_time"),
    [(date(2024, 12, 20), True), (date(2024, 12, 21), False)],
    ids=["exactly six months", "six months and a day"],
)
def test_reissue_is_in_time_up_to_exactly_six_months(today: date, in_time: bool) -> None:
    refusals = reissue_in_time_or_excepted(EXPIRED, reissue_approved(), today)
    assert (refusals == []) is in_time


def test_the_six_months_run_from_the_first_letter_not_from_its_replacement() -> None:
    exchanged = but(
        EXPIRED, letter__issued_on=date(2024, 9, 1), letter__first_issued_on=date(2024, 6, 20)
    )
    refusals = reissue_in_time_or_excepted(exchanged, reissue_approved(), date(2024, 12, 21))
    assert rules_of(refusals) == ["D-17"]


def test_before_any_letter_nothing_is_late() -> None:
    assert reissue_in_time_or_excepted(BEFORE_THE_LETTER, reissue_approved(), TODAY) == []


@pytest.mark.parametrize("kind", [ApplicationKind.REISSUE, ApplicationKind.RETENTION])
@pytest.mark.parametrize("state", list(ApplicationState))
def test_a_second_application_waits_only_for_one_in_hand(kind, state) -> None:
    in_hand = state in ("submitted", "approved", "filed")
    facts = replace(EXPIRED, applications=(ApplicationFacts(kind, state),))
    assert (no_other_request(facts, TODAY) != []) is in_hand
