"""Abroad for study, straight after graduating, prepared and within bounds (S3.3, D-6, D-8)."""

from datetime import date

import pytest

from machines.guards.materials import nothing_required_missing
from machines.guards.overseas import (
    abroad_limit_is_lawful,
    branch_and_contact_set,
    departure_follows_filing,
    listed_as_going_abroad,
    relation_not_on_its_way,
    return_follows_departure,
    stay_extension_is_later,
    study_straight_after_graduating,
    talk_held,
    three_papers_present,
)
from machines.orders.overseas import Departure, OverseasApproval, Return, StayExtension
from machines.roles import Role
from machines.words import AbroadPaper, AbroadPurpose, ItemStatus, Kind
from tests.machines.complete import ABROAD, TODAY, Pair, but, rules_of, standing, with_paper
from tests.machines.tracks import TRANSFER

COMMITTEE = Role.COMMITTEE
FIVE_YEARS = date(2029, 7, 10)


def approved(limit_on: date, exception_reason: str | None = None) -> OverseasApproval:
    return OverseasApproval(
        approved_on=TODAY,
        signatory="学院党委会议",
        limit_on=limit_on,
        exception_reason=exception_reason,
    )


def longer(until: date) -> StayExtension:
    return StayExtension(until=until, reason="博士论文答辩推迟", approved_by="学院党委")


PAIRS = (
    Pair(
        study_straight_after_graduating,
        "abroad to work",
        ABROAD,
        but(ABROAD, abroad__purpose=AbroadPurpose.WORK),
        "S3.3-1",
        Role.GRADUATE,
    ),
    Pair(
        study_straight_after_graduating,
        "not straight after graduating",
        ABROAD,
        but(ABROAD, abroad__directly_after=False),
        "D-6",
        Role.GRADUATE,
    ),
    Pair(
        relation_not_on_its_way,
        "accepted elsewhere already",
        but(ABROAD, states={"transfer": "registered"}),
        but(ABROAD, states={"transfer": "accepted"}),
        "D-6",
        Role.BRANCH_SECRETARY,
    ),
    Pair(
        listed_as_going_abroad,
        "on the ordinary way already",
        ABROAD,
        but(ABROAD, kind=Kind.FULL_MEMBER),
        "D-6",
        Role.BRANCH_SECRETARY,
    ),
    Pair(
        three_papers_present,
        "the proof is missing",
        ABROAD,
        but(ABROAD, abroad__papers=frozenset(AbroadPaper) - {AbroadPaper.PROOF}),
        "S3.3-2",
        Role.GRADUATE,
    ),
    Pair(
        branch_and_contact_set,
        "no contact person",
        ABROAD,
        but(ABROAD, abroad__contact_person_set=False),
        "S3.3-4",
        Role.ORGANIZER,
    ),
    Pair(
        branch_and_contact_set,
        "no branch",
        ABROAD,
        but(ABROAD, abroad__branch_set=False),
        "S3.3-4",
        Role.ORGANIZER,
    ),
    Pair(
        talk_held,
        "no talk",
        ABROAD,
        but(ABROAD, abroad__talk_on=None),
        "S3.3-5",
        Role.BRANCH_SECRETARY,
    ),
    Pair(
        departure_follows_filing,
        "left before the department filed it",
        ABROAD,
        ABROAD,
        "S3.3-3",
        Role.BRANCH_SECRETARY,
        "departed_on",
        Departure(departed_on=date(2024, 6, 20)),
        Departure(departed_on=date(2024, 6, 19)),
    ),
    Pair(
        return_follows_departure,
        "back before leaving",
        ABROAD,
        ABROAD,
        "X-R34.2",
        Role.BRANCH_SECRETARY,
        "returned_on",
        Return(returned_on=date(2024, 9, 1), report="学成"),
        Return(returned_on=date(2024, 8, 31), report="学成"),
    ),
    Pair(
        abroad_limit_is_lawful,
        "a day over five years",
        ABROAD,
        ABROAD,
        "S4.5(2)-8",
        COMMITTEE,
        "exception_reason",
        approved(FIVE_YEARS),
        approved(date(2029, 7, 11), " "),
    ),
    Pair(
        stay_extension_is_later,
        "the same end as before",
        ABROAD,
        ABROAD,
        "D-8",
        COMMITTEE,
        "until",
        longer(date(2029, 7, 1)),
        longer(date(2029, 6, 30)),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize(
    ("purpose", "keeps"),
    [
        (AbroadPurpose.STUDY, True),
        (AbroadPurpose.RESEARCH, True),
        (AbroadPurpose.WORK, False),
        (AbroadPurpose.SETTLE, False),
        (None, False),
    ],
)
def test_only_study_and_research_keep_the_relation(purpose, keeps: bool) -> None:
    facts = but(ABROAD, abroad__purpose=purpose)
    assert (study_straight_after_graduating(facts, TODAY) == []) is keeps


@pytest.mark.parametrize("paper", list(AbroadPaper))
def test_each_of_the_three_papers_is_missed_by_name(paper: AbroadPaper) -> None:
    facts = but(ABROAD, abroad__papers=frozenset(AbroadPaper) - {paper})
    (refusal,) = three_papers_present(facts, TODAY)
    assert paper.label in refusal.missing


def test_a_reason_allows_more_than_five_years() -> None:
    order = approved(date(2031, 7, 10), "硕博连读七年")
    assert abroad_limit_is_lawful(ABROAD, order, TODAY) == []


@pytest.mark.parametrize("limit_on", [TODAY, date(2024, 1, 1)])
def test_no_reason_allows_a_limit_that_is_over(limit_on: date) -> None:
    refusals = abroad_limit_is_lawful(ABROAD, approved(limit_on, "补办"), TODAY)
    assert rules_of(refusals) == ["S3.3-7"]


def test_a_first_limit_may_be_any() -> None:
    facts = but(ABROAD, abroad__limit_on=None)
    assert stay_extension_is_later(facts, longer(date(2029, 6, 30)), TODAY) == []


@pytest.mark.parametrize("state", [state.name for state in TRANSFER.states])
def test_the_route_abroad_is_open_while_no_other_was_taken(state: str) -> None:
    here = state in ("verifying", "verified", "registered", "deferred")
    assert (relation_not_on_its_way(standing(ABROAD, transfer=state), TODAY) == []) is here


def test_the_overseas_form_is_demanded_once_retention_abroad_is_agreed_to() -> None:
    lacking = with_paper(ABROAD, "overseas_form", ItemStatus.MISSING)
    for state in ("approved", "preparing", "abroad", "returned"):
        agreed = standing(lacking, abroad=state)
        assert rules_of(nothing_required_missing(agreed, TODAY)) == ["S2.1-5"], state


def test_who_was_listed_for_abroad_and_goes_the_ordinary_way_needs_no_overseas_form() -> None:
    lacking = with_paper(ABROAD, "overseas_form", ItemStatus.MISSING)
    for state in ("not_applied", "applying"):
        assert nothing_required_missing(standing(lacking, abroad=state), TODAY) == [], state
