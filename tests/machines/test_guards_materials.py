"""The file goes away only when it is whole, checked by two, sealed and explained (S2)."""

from dataclasses import replace
from datetime import date

import pytest

from machines.files import REGISTRATION_FORM, TRAINING_FORM
from machines.guards.materials import (
    file_not_sealed_away,
    file_of_a_probationer,
    finding_is_explained,
    form_has_no_open_defect,
    no_open_defect,
    nothing_required_missing,
    only_defects_are_withdrawn,
    probation_settled_if_due,
    registration_form_sealed,
    something_defective,
    something_missing,
    something_required_missing,
    two_checkers_named,
)
from machines.orders.materials import DefectWithdrawal, ItemCheck
from machines.roles import Role
from machines.words import ItemStatus, Kind, PartyStatus
from tests.machines.complete import (
    COMPLETE,
    PROBATIONER,
    TODAY,
    Pair,
    but,
    rules_of,
    standing,
    with_paper,
)

ORGANIZER = Role.ORGANIZER
FORM = "admission_form"
MISSING_FORM = with_paper(COMPLETE, FORM, ItemStatus.MISSING)
DEFECTIVE_FORM = with_paper(COMPLETE, FORM, ItemStatus.DEFECTIVE)
ACTIVIST = replace(COMPLETE, kind=Kind.ACTIVIST, status=PartyStatus.ACTIVIST)
JULY = but(PROBATIONER, probation__ends_on=date(2024, 7, 1))


def found(status: ItemStatus, note: str | None = None, *items: str) -> ItemCheck:
    return ItemCheck(items=items or (FORM,), status=status, note=note)


PAIRS = (
    Pair(
        nothing_required_missing,
        "a required paper is missing",
        COMPLETE,
        MISSING_FORM,
        "S2.1-5",
        ORGANIZER,
    ),
    Pair(
        nothing_required_missing,
        "an expected paper is missing without a reason",
        ACTIVIST,
        with_paper(ACTIVIST, "thought_reports", ItemStatus.MISSING),
        "S2.3-2",
        ORGANIZER,
    ),
    Pair(
        no_open_defect,
        "a defect has no note",
        with_paper(COMPLETE, FORM, ItemStatus.COVERED),
        DEFECTIVE_FORM,
        "S2.1-3",
        ORGANIZER,
    ),
    Pair(
        two_checkers_named,
        "no counselor checked",
        COMPLETE,
        but(COMPLETE, materials__counselors=frozenset()),
        "S2.1-1",
        Role.COUNSELOR,
    ),
    Pair(
        two_checkers_named,
        "no organizer checked",
        COMPLETE,
        but(COMPLETE, materials__organizers=frozenset()),
        "S2.1-1",
        ORGANIZER,
    ),
    Pair(
        registration_form_sealed,
        "the registration form has no seal",
        COMPLETE,
        with_paper(COMPLETE, REGISTRATION_FORM, ItemStatus.COMPLIANT),
        "S2.1-6",
        ORGANIZER,
    ),
    Pair(
        probation_settled_if_due,
        "probation ended by the split day and is not settled",
        JULY,
        PROBATIONER,
        "S2.2-1",
        Role.BRANCH_SECRETARY,
    ),
    Pair(
        something_required_missing,
        "nothing required is missing",
        MISSING_FORM,
        with_paper(COMPLETE, "thought_reports", ItemStatus.MISSING),
        "S2.1-5",
        ORGANIZER,
    ),
    Pair(
        something_missing,
        "nothing is missing",
        with_paper(COMPLETE, "thought_reports", ItemStatus.MISSING),
        COMPLETE,
        "S2.1-5",
        ORGANIZER,
    ),
    Pair(
        something_defective,
        "nothing is defective",
        DEFECTIVE_FORM,
        COMPLETE,
        "S2.1-2",
        ORGANIZER,
    ),
    Pair(
        finding_is_explained,
        "a defect without words",
        COMPLETE,
        COMPLETE,
        "S2.1-2",
        ORGANIZER,
        "note",
        found(ItemStatus.DEFECTIVE, "缺支部书记签名"),
        found(ItemStatus.DEFECTIVE, " "),
    ),
    Pair(
        form_has_no_open_defect,
        "the registration form has a problem nobody explained",
        with_paper(COMPLETE, REGISTRATION_FORM, ItemStatus.COVERED),
        with_paper(COMPLETE, REGISTRATION_FORM, ItemStatus.DEFECTIVE),
        "S2.1-3",
        ORGANIZER,
    ),
    Pair(
        only_defects_are_withdrawn,
        "the paper has no problem",
        DEFECTIVE_FORM,
        DEFECTIVE_FORM,
        "S2.1-2",
        ORGANIZER,
        "items",
        DefectWithdrawal(items=(FORM,), reason="看错了人"),
        DefectWithdrawal(items=(FORM, "application"), reason="看错了人"),
    ),
    Pair(
        file_of_a_probationer,
        "the member is a full member",
        PROBATIONER,
        COMPLETE,
        "S2.2-4",
        ORGANIZER,
    ),
    Pair(
        file_not_sealed_away,
        "the file is with the receiver",
        PROBATIONER,
        standing(PROBATIONER, materials="receipt_confirmed"),
        "S2.2-2",
        ORGANIZER,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize("status", [ItemStatus.MISSING, ItemStatus.UNCHECKED, ItemStatus.WAIVED])
def test_a_required_paper_must_be_there_whatever_is_said_of_it(status: ItemStatus) -> None:
    facts = with_paper(COMPLETE, FORM, status)
    assert rules_of(nothing_required_missing(facts, TODAY)) == ["S2.1-5"]


@pytest.mark.parametrize("status", [ItemStatus.COMPLIANT, ItemStatus.COVERED, ItemStatus.DEFECTIVE])
def test_a_required_paper_that_is_there_is_not_missing(status: ItemStatus) -> None:
    assert nothing_required_missing(with_paper(COMPLETE, FORM, status), TODAY) == []


def test_an_expected_paper_may_be_absent_with_its_reason() -> None:
    facts = with_paper(ACTIVIST, "thought_reports", ItemStatus.WAIVED)
    assert nothing_required_missing(facts, TODAY) == []


def test_a_paper_that_is_filed_only_when_it_exists_is_never_missed() -> None:
    facts = with_paper(COMPLETE, "thought_reports", ItemStatus.MISSING)
    assert nothing_required_missing(facts, TODAY) == []


def test_a_paper_nobody_has_a_row_for_counts_as_unchecked() -> None:
    nothing_yet = but(COMPLETE, materials__items=())
    assert rules_of(nothing_required_missing(nothing_yet, TODAY)) == ["S2.1-5"]


def test_the_training_form_is_demanded_of_an_activist_and_not_of_a_suspended_one() -> None:
    lacking = with_paper(ACTIVIST, TRAINING_FORM, ItemStatus.MISSING)
    suspended = replace(lacking, status=PartyStatus.SUSPENDED_ACTIVIST)
    assert rules_of(nothing_required_missing(lacking, TODAY)) == ["S2.1-5"]
    assert nothing_required_missing(suspended, TODAY) == []


def test_one_person_in_both_roles_is_not_two_checkers() -> None:
    alone = but(
        COMPLETE, materials__organizers=frozenset({1}), materials__counselors=frozenset({1})
    )
    (refusal,) = two_checkers_named(alone, TODAY)
    assert refusal.cure_by is Role.COUNSELOR


@pytest.mark.parametrize(
    ("ends_on", "settled"),
    [(date(2024, 6, 29), False), (date(2024, 6, 30), False), (date(2024, 7, 1), True)],
    ids=["06-29 here", "06-30 here", "07-01 the receiver"],
)
def test_probation_that_ends_by_june_30_is_settled_before_the_file_goes(
    ends_on: date, settled: bool
) -> None:
    facts = but(PROBATIONER, probation__ends_on=ends_on)
    assert (probation_settled_if_due(facts, TODAY) == []) is settled


def test_who_is_regularised_has_nothing_to_settle() -> None:
    assert probation_settled_if_due(replace(PROBATIONER, status=PartyStatus.FULL), TODAY) == []


@pytest.mark.parametrize(
    "facts",
    [but(PROBATIONER, probation__ends_on=None), replace(PROBATIONER, probation=None)],
    ids=["no end", "no probation"],
)
def test_a_probation_whose_end_nobody_recorded_is_not_settled(facts) -> None:
    assert rules_of(probation_settled_if_due(facts, TODAY)) == ["S2.2-1"]


def test_a_required_paper_is_not_excused_by_words() -> None:
    (refusal,) = finding_is_explained(COMPLETE, found(ItemStatus.WAIVED, "找不到"), TODAY)
    assert (refusal.rule, refusal.field) == ("S2.1-5", "status")


def test_an_expected_paper_is_excused_by_words_and_not_without() -> None:
    excused = found(ItemStatus.WAIVED, "当年未作要求", "thought_reports")
    silent = found(ItemStatus.WAIVED, None, "thought_reports")
    assert finding_is_explained(ACTIVIST, excused, TODAY) == []
    assert rules_of(finding_is_explained(ACTIVIST, silent, TODAY)) == ["S2.1-2"]


@pytest.mark.parametrize(
    ("status", "rule"), [(ItemStatus.COVERED, "S2.1-3"), (ItemStatus.UNCHECKED, "S2.1-1")]
)
def test_a_check_does_not_find_what_only_others_can_say(status: ItemStatus, rule: str) -> None:
    (refusal,) = finding_is_explained(COMPLETE, found(status), TODAY)
    assert (refusal.rule, refusal.field) == (rule, "status")


@pytest.mark.parametrize("status", [ItemStatus.COMPLIANT, ItemStatus.WAIVED, ItemStatus.MISSING])
def test_a_recorded_problem_is_closed_by_the_note_alone(status: ItemStatus) -> None:
    facts = with_paper(ACTIVIST, "thought_reports", ItemStatus.DEFECTIVE)
    again = found(status, "再看没有问题", "thought_reports")
    (refusal,) = finding_is_explained(facts, again, TODAY)
    assert (refusal.rule, refusal.field) == ("S2.1-3", "status")


def test_a_paper_with_a_problem_may_turn_out_to_have_another() -> None:
    again = found(ItemStatus.DEFECTIVE, "还缺党总支意见")
    assert finding_is_explained(DEFECTIVE_FORM, again, TODAY) == []


@pytest.mark.parametrize("state", ["sealed_separately", "sent_confidentially", "receipt_confirmed"])
def test_a_file_on_its_way_to_the_receiver_is_regularised_there(state: str) -> None:
    assert rules_of(file_not_sealed_away(standing(PROBATIONER, materials=state), TODAY)) == [
        "S2.2-2"
    ]
