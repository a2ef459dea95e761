"""The closed lists: every word has its Chinese, and a person's words decide the machine."""

from itertools import product

import pytest

from machines import words
from machines.files import PAPERS, papers_for
from machines.register import RULES
from machines.roles import Role
from machines.words import (
    OPEN_APPLICATIONS,
    TWO_WAY,
    UNDER_DECISION,
    ApplicationState,
    Grade,
    Kind,
    PartyStatus,
    Word,
    kind_of,
)

LISTS = [
    value
    for value in vars(words).values()
    if isinstance(value, type) and issubclass(value, Word) and value is not Word
]


@pytest.mark.parametrize("closed", LISTS, ids=lambda closed: closed.__name__)
def test_every_word_has_a_chinese_label_of_its_own(closed: type[Word]) -> None:
    labels = [word.label for word in closed]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert all(closed(word.value) is word for word in closed)


def test_every_role_has_a_chinese_label_of_its_own() -> None:
    assert len({role.label for role in Role}) == len(Role)


@pytest.mark.parametrize(
    ("status", "abroad", "kind"),
    [
        (PartyStatus.FULL, False, Kind.FULL_MEMBER),
        (PartyStatus.FULL, True, Kind.OVERSEAS_MEMBER),
        (PartyStatus.PROBATIONARY, False, Kind.PROBATIONARY_MEMBER),
        (PartyStatus.PROBATIONARY, True, Kind.OVERSEAS_MEMBER),
        *(
            (status, abroad, Kind.ACTIVIST)
            for status in (
                PartyStatus.ACTIVIST,
                PartyStatus.APPLICANT,
                PartyStatus.SUSPENDED_ACTIVIST,
            )
            for abroad in (False, True)
        ),
    ],
)
def test_what_a_person_is_and_where_he_goes_decide_the_machine(status, abroad, kind) -> None:
    assert kind_of(status, abroad=abroad) is kind


def test_the_three_strongest_grades_are_two_way() -> None:
    assert set(list(Grade)[-3:]) == TWO_WAY


def test_an_open_application_is_under_decision_unless_it_was_returned() -> None:
    assert {ApplicationState.RETURNED} == OPEN_APPLICATIONS - UNDER_DECISION
    assert UNDER_DECISION < OPEN_APPLICATIONS


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.code)
def test_every_paper_of_a_file_has_its_rule(paper) -> None:
    assert paper.rule in RULES
    assert paper.needs


@pytest.mark.parametrize(
    ("status", "abroad"), list(product(PartyStatus, [False, True])), ids=lambda value: str(value)
)
def test_every_file_holds_the_application_and_only_those_abroad_the_overseas_form(
    status, abroad
) -> None:
    codes = [paper.code for paper, _ in papers_for(status, abroad=abroad)]
    member = status in (PartyStatus.FULL, PartyStatus.PROBATIONARY)
    assert codes[0] == "application"
    assert ("overseas_form" in codes) is (abroad and member)
    assert ("registration_form" in codes) is member
    assert len(set(codes)) == len(codes)
