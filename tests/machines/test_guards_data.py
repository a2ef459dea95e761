"""What is stated and corrected of a person contradicts neither itself nor what stays (S4.1-5, X-C7)."""

from dataclasses import replace
from datetime import date

import pytest

from machines.guards.data import (
    days_are_in_order,
    id_number_agrees,
    only_the_regularised_have_the_day,
    something_is_stated,
)
from machines.identity import birth_date_of, sex_of
from machines.orders import asked_fields
from machines.orders.transfer import DataCorrection, WrongData
from machines.roles import Role
from machines.words import PartyStatus, Sex
from tests.machines.complete import COMPLETE, PROBATIONER, TODAY, Pair, but, rules_of

SECRETARY = Role.BRANCH_SECRETARY
# Invented: a woman born on 2002-03-04, and a man born on 2001-09-12.
HERS, HIS = "330802200203040028", "330802200109121017"
KNOWN = but(COMPLETE, person__id_sex="女", person__id_born=date(2002, 3, 4))
NOTHING = DataCorrection(source="身份证")

PAIRS = (
    Pair(
        id_number_agrees,
        "the sex of the number",
        KNOWN,
        KNOWN,
        "S4.1-5",
        SECRETARY,
        "sex",
        replace(NOTHING, sex="女"),
        replace(NOTHING, sex="男"),
    ),
    Pair(
        id_number_agrees,
        "the birth date of the number",
        KNOWN,
        KNOWN,
        "S4.1-5",
        SECRETARY,
        "birth_date",
        replace(NOTHING, birth_date=date(2002, 3, 4)),
        replace(NOTHING, birth_date=date(2002, 4, 3)),
    ),
    Pair(
        id_number_agrees,
        "a number of this sex",
        KNOWN,
        but(KNOWN, person__sex="男"),
        "S4.1-5",
        SECRETARY,
        "id_number",
        replace(NOTHING, id_number=HERS),
    ),
    Pair(
        days_are_in_order,
        "joining before regularisation",
        KNOWN,
        KNOWN,
        "X-C7",
        SECRETARY,
        "regularised_on",
        replace(NOTHING, regularised_on=date(2023, 12, 1)),
        replace(NOTHING, regularised_on=date(2022, 12, 1)),
    ),
    Pair(
        days_are_in_order,
        "birth before joining",
        KNOWN,
        KNOWN,
        "X-C7",
        SECRETARY,
        "joined_on",
        replace(NOTHING, joined_on=date(2021, 12, 1)),
        replace(NOTHING, joined_on=date(2002, 3, 3)),
    ),
    Pair(
        days_are_in_order,
        "a day that has come",
        KNOWN,
        KNOWN,
        "S4.1-5",
        SECRETARY,
        "joined_on",
        WrongData(joined_on=TODAY),
        WrongData(joined_on=date(2024, 7, 11)),
    ),
    Pair(
        only_the_regularised_have_the_day,
        "full membership",
        KNOWN,
        PROBATIONER,
        "X-C7",
        SECRETARY,
        "regularised_on",
        replace(NOTHING, regularised_on=date(2023, 12, 1)),
    ),
    Pair(
        something_is_stated,
        "any statement",
        KNOWN,
        KNOWN,
        "S4.1-1",
        SECRETARY,
        "text",
        WrongData(sex=Sex.MAN),
        WrongData(),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


def test_the_number_says_birth_and_sex() -> None:
    assert (birth_date_of(HERS), sex_of(HERS)) == (date(2002, 3, 4), "女")
    assert (birth_date_of(HIS), sex_of(HIS)) == (date(2001, 9, 12), "男")


def test_a_new_number_is_held_against_sex_and_birth_handed_in_with_it() -> None:
    whole = replace(NOTHING, id_number=HIS, sex="男", birth_date=date(2001, 9, 12))
    assert id_number_agrees(KNOWN, whole, TODAY) == []
    found = id_number_agrees(KNOWN, replace(NOTHING, id_number=HIS), TODAY)
    assert [r.field for r in found] == ["id_number", "id_number"]
    assert not any("2001" in r.missing or "2002" in r.missing for r in found)


def test_a_contradiction_on_file_stops_no_other_correction() -> None:
    spoilt = but(KNOWN, person__sex="男", person__regularised_on=date(2020, 1, 1))
    order = replace(NOTHING, mobile="19900000000")
    assert id_number_agrees(spoilt, order, TODAY) == []
    assert days_are_in_order(spoilt, order, TODAY) == []


def test_days_corrected_together_are_held_against_each_other() -> None:
    late = but(KNOWN, person__regularised_on=date(2022, 1, 1), person__joined_on=date(2021, 1, 1))
    both = replace(NOTHING, joined_on=date(2022, 12, 1), regularised_on=date(2023, 12, 1))
    assert days_are_in_order(late, both, TODAY) == []
    alone = replace(NOTHING, joined_on=date(2022, 12, 1))
    assert [r.field for r in days_are_in_order(late, alone, TODAY)] == ["joined_on"]


def test_no_day_of_a_life_is_to_come() -> None:
    tomorrow = date(2024, 7, 11)
    order = WrongData(birth_date=tomorrow, joined_on=tomorrow, regularised_on=tomorrow)
    assert rules_of(days_are_in_order(KNOWN, order, TODAY))[:3] == ["S4.1-5"] * 3


def test_an_applicant_has_no_day_of_regularisation() -> None:
    facts = replace(KNOWN, status=PartyStatus.APPLICANT)
    order = replace(NOTHING, regularised_on=date(2023, 12, 1))
    assert rules_of(only_the_regularised_have_the_day(facts, order, TODAY)) == ["X-C7"]
    assert only_the_regularised_have_the_day(facts, NOTHING, TODAY) == []


@pytest.mark.parametrize("asked", list(asked_fields(WrongData)), ids=lambda asked: asked.name)
def test_any_one_field_is_a_statement_and_none_must_be_filled_in(asked) -> None:
    assert not asked.required
    order = WrongData(**{asked.name: "某"})
    assert something_is_stated(KNOWN, order, TODAY) == []
