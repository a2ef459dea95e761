"""Data right, somebody responsible, destination known, nothing else in hand (S3, S4.1, S4.2)."""

from dataclasses import replace
from datetime import date

import pytest

from machines.facts import ApplicationFacts, RetentionFacts
from machines.guards.transfer import (
    data_checks_pass,
    destination_fits,
    destination_registered,
    no_open_application,
    no_review_running,
    retained_probationer_regularised,
    someone_is_responsible,
)
from machines.orders.transfer import Destination
from machines.roles import Role
from machines.words import ApplicationKind, ApplicationState, DestinationKind, Employment
from tests.machines.complete import (
    BEFORE_THE_LETTER,
    COMPLETE,
    PROBATIONER,
    RETAINED,
    TODAY,
    Pair,
    but,
    rules_of,
    standing,
)

SECRETARY, ORGANIZER = Role.BRANCH_SECRETARY, Role.ORGANIZER
NOT_REGULARISED = replace(RETAINED, status=PROBATIONER.status)
TO_A_UNIT = Destination(
    employment=Employment.EMPLOYED,
    kind=DestinationKind.UNIT,
    unit="某某科技有限公司",
    unit_has_no_org=False,
    org_name="中共某某科技有限公司支部委员会",
    title="中共某某市某某区委组织部",
    province="江苏省",
    in_database=True,
)


def applied(state: ApplicationState, kind: ApplicationKind = ApplicationKind.REISSUE):
    return replace(BEFORE_THE_LETTER, applications=(ApplicationFacts(kind, state),))


PAIRS = (
    Pair(
        data_checks_pass,
        "no valid mobile number",
        COMPLETE,
        but(COMPLETE, person__mobile_valid=False),
        "S4.1-6",
        SECRETARY,
    ),
    Pair(
        someone_is_responsible,
        "the branch has no secretary",
        COMPLETE,
        but(COMPLETE, person__has_secretary=False),
        "S3.1-6",
        Role.DEPARTMENT,
    ),
    Pair(
        someone_is_responsible,
        "the college has no organizer",
        COMPLETE,
        but(COMPLETE, person__has_organizer=False),
        "S3.1-7",
        Role.DEPARTMENT,
    ),
    Pair(
        destination_registered,
        "no destination",
        COMPLETE,
        but(COMPLETE, destination=None),
        "S4.2-1",
        SECRETARY,
    ),
    Pair(
        retained_probationer_regularised,
        "retained and still a probationer",
        RETAINED,
        NOT_REGULARISED,
        "S4.5(3)-4",
        SECRETARY,
    ),
    Pair(
        no_open_application,
        "an application waits for its answer",
        BEFORE_THE_LETTER,
        applied(ApplicationState.SUBMITTED),
        "D-19",
        ORGANIZER,
    ),
    Pair(
        no_review_running,
        "a review runs",
        standing(COMPLETE, disposition="dropped"),
        standing(COMPLETE, disposition="reviewing"),
        "S4.5(4)-1",
        Role.COMMITTEE,
    ),
    Pair(
        destination_fits,
        "no unit is named",
        BEFORE_THE_LETTER,
        BEFORE_THE_LETTER,
        "S3.2-1",
        SECRETARY,
        "unit",
        TO_A_UNIT,
        replace(TO_A_UNIT, unit=" "),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


def test_every_wrong_line_of_the_data_check_is_a_refusal_of_its_own() -> None:
    facts = but(COMPLETE, person__mobile_valid=False, person__degree=None, person__sex="")
    assert rules_of(data_checks_pass(facts, TODAY)) == ["S4.1-3", "S4.1-6", "S4.1-5"]


def test_only_a_retention_that_began_binds_a_probationer() -> None:
    only_approved = replace(NOT_REGULARISED, retention=RetentionFacts(until=date(2025, 9, 30)))
    assert retained_probationer_regularised(only_approved, TODAY) == []
    assert retained_probationer_regularised(PROBATIONER, TODAY) == []


@pytest.mark.parametrize("kind", list(ApplicationKind))
@pytest.mark.parametrize(
    "state", [ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.FILED]
)
def test_an_application_in_hand_is_finished_first(kind, state) -> None:
    assert rules_of(no_open_application(applied(state, kind), TODAY)) == ["D-19"]


@pytest.mark.parametrize(
    "state",
    [
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
        ApplicationState.DONE,
        ApplicationState.RETURNED,
    ],
)
def test_an_answered_or_returned_application_stands_in_nobodys_way(state) -> None:
    assert no_open_application(applied(state), TODAY) == []
