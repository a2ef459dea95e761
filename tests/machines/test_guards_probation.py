"""Who regularises, when, and by which meeting (S2.2, S4.5(3), X-C7, X-D32)."""

from dataclasses import replace
from datetime import date

import pytest

from machines.guards.probation import (
    extension_length_is_lawful,
    meeting_after_probation,
    meeting_was_valid,
    member_was_heard,
    not_extended_before,
    probation_is_over,
    receiver_regularises,
    school_regularises,
)
from machines.orders.probation import BranchDecision, Cancellation, Extension
from machines.roles import Role
from tests.machines.complete import (
    PROBATIONER,
    RETAINED,
    TODAY,
    Pair,
    but,
    name_of,
    rules_of,
    standing,
)

SECRETARY = Role.BRANCH_SECRETARY
ENDS = date(2024, 6, 30)
JULY = but(PROBATIONER, probation__ends_on=date(2024, 7, 1))
NOBODY_KNOWS = but(PROBATIONER, probation__ends_on=None)
MEETING = BranchDecision(
    meeting_on=date(2024, 7, 3),
    eligible=11,
    present=10,
    votes_for=9,
    approved_on=date(2024, 7, 9),
    approved_by="学院党委",
)


def extended_by(months: int) -> Extension:
    return Extension(**vars(MEETING), months=months, reason="考察尚需时间")


def cancelled(told_on: date) -> Cancellation:
    return Cancellation(
        **vars(MEETING), facts="经查属实", told_on=told_on, statement="已申辩", entered_on=TODAY
    )


PAIRS = (
    Pair(
        probation_is_over,
        "probation runs on",
        PROBATIONER,
        but(PROBATIONER, probation__ends_on=date(2024, 7, 11)),
        "X-C7",
        SECRETARY,
    ),
    Pair(
        school_regularises,
        "probation ends from the split day on",
        PROBATIONER,
        JULY,
        "S2.2-2",
        Role.COMMITTEE,
    ),
    Pair(
        meeting_was_valid,
        "half of the votes only",
        PROBATIONER,
        PROBATIONER,
        "X-C7",
        SECRETARY,
        "votes_for",
        replace(MEETING, eligible=10, present=8, votes_for=6),
        replace(MEETING, eligible=10, present=8, votes_for=5),
    ),
    Pair(
        meeting_after_probation,
        "the meeting came a day early",
        PROBATIONER,
        PROBATIONER,
        "X-C7",
        SECRETARY,
        "meeting_on",
        replace(MEETING, meeting_on=ENDS),
        replace(MEETING, meeting_on=date(2024, 6, 29)),
    ),
    Pair(
        not_extended_before,
        "extended once already",
        PROBATIONER,
        but(PROBATIONER, probation__extended=True),
        "X-D32",
        SECRETARY,
    ),
    Pair(
        extension_length_is_lawful,
        "five months",
        PROBATIONER,
        PROBATIONER,
        "X-D32",
        SECRETARY,
        "months",
        extended_by(6),
        extended_by(5),
    ),
    Pair(
        member_was_heard,
        "told after the meeting",
        PROBATIONER,
        PROBATIONER,
        "X-C43",
        SECRETARY,
        "told_on",
        cancelled(MEETING.meeting_on),
        cancelled(date(2024, 7, 4)),
    ),
    Pair(
        receiver_regularises,
        "probation ends by the split day",
        JULY,
        PROBATIONER,
        "S2.2-1",
        SECRETARY,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize(
    ("today", "over"),
    [(date(2024, 6, 29), False), (date(2024, 6, 30), True), (date(2024, 7, 1), True)],
    ids=["the day before", "the day itself", "the day after"],
)
def test_probation_is_over_on_its_last_day(today: date, over: bool) -> None:
    assert (probation_is_over(PROBATIONER, today) == []) is over


@pytest.mark.parametrize(
    ("ends_on", "school"),
    [(date(2024, 6, 30), True), (date(2024, 7, 1), False)],
    ids=["06-30 the school", "07-01 the receiver"],
)
def test_the_split_day_decides_who_regularises(ends_on: date, school: bool) -> None:
    facts = but(PROBATIONER, probation__ends_on=ends_on)
    assert (school_regularises(facts, TODAY) == []) is school
    assert (receiver_regularises(facts, TODAY) == []) is not school


def test_the_split_day_is_the_policys() -> None:
    facts = but(JULY, policy__probation_split=date(2024, 7, 1))
    assert school_regularises(facts, TODAY) == []
    assert receiver_regularises(facts, TODAY) != []


@pytest.mark.parametrize("state", ["retained", "conduct_review", "deferred"])
def test_who_is_kept_at_the_school_is_regularised_by_it(state: str) -> None:
    assert school_regularises(standing(JULY, transfer=state), TODAY) == []


def test_who_was_retained_is_regularised_here_until_the_transfer_is_done() -> None:
    preparing = replace(standing(JULY, transfer="registered"), retention=RETAINED.retention)
    assert school_regularises(preparing, TODAY) == []


def test_a_recorded_exception_lets_the_school_regularise() -> None:
    assert school_regularises(but(JULY, probation__school_regularises=True), TODAY) == []


@pytest.mark.parametrize(
    "guard", [probation_is_over, school_regularises, receiver_regularises], ids=name_of
)
@pytest.mark.parametrize(
    "facts", [NOBODY_KNOWS, replace(PROBATIONER, probation=None)], ids=["no end", "no probation"]
)
def test_without_a_recorded_end_nobody_regularises(guard, facts) -> None:
    assert guard(facts, TODAY) != []


def test_without_a_recorded_end_the_refusal_says_what_to_record() -> None:
    assert rules_of(school_regularises(NOBODY_KNOWS, TODAY)) == ["X-C7"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"eligible": 0, "present": 0, "votes_for": 0}, ["eligible", "present", "votes_for"]),
        ({"eligible": 10, "present": 5, "votes_for": 5}, ["present", "votes_for"]),
        ({"present": 12}, ["present"]),
        ({"eligible": 11, "present": 8, "votes_for": 9}, ["votes_for"]),
        ({"votes_for": -1}, ["votes_for"]),
        ({"approved_on": date(2024, 7, 2)}, ["approved_on"]),
        ({"approved_on": date(2024, 7, 11)}, ["approved_on"]),
    ],
    ids=[
        "nobody entitled",
        "half present",
        "more present than entitled",
        "more votes than present",
        "votes below nothing",
        "approved before the meeting",
        "approved tomorrow",
    ],
)
def test_a_meeting_that_cannot_have_been_valid_is_refused(changes, fields) -> None:
    refusals = meeting_was_valid(PROBATIONER, replace(MEETING, **changes), TODAY)
    assert [r.field for r in refusals] == fields
    assert set(rules_of(refusals)) == {"X-C7"}


@pytest.mark.parametrize(
    "changes",
    [
        {"eligible": 11, "present": 6, "votes_for": 6},
        {"eligible": 1, "present": 1, "votes_for": 1},
        {"approved_on": MEETING.meeting_on},
        {"approved_on": TODAY},
    ],
    ids=["just over half", "a branch of one", "approved the same day", "approved today"],
)
def test_a_meeting_that_is_just_valid_is_let_through(changes) -> None:
    assert meeting_was_valid(PROBATIONER, replace(MEETING, **changes), TODAY) == []


@pytest.mark.parametrize(
    ("months", "lawful"), [(5, False), (6, True), (9, True), (12, True), (13, False)], ids=str
)
def test_an_extension_is_six_to_twelve_months(months: int, lawful: bool) -> None:
    refusals = extension_length_is_lawful(PROBATIONER, extended_by(months), TODAY)
    assert (refusals == []) is lawful


def test_without_a_recorded_end_a_meeting_is_not_early() -> None:
    assert meeting_after_probation(NOBODY_KNOWS, MEETING, TODAY) == []


def test_a_member_without_probation_was_not_extended() -> None:
    assert not_extended_before(replace(PROBATIONER, probation=None), TODAY) == []
