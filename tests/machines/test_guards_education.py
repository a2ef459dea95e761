"""Nobody leaves untaught, and nobody is reproached who was not told (S1, S3.2-8)."""

import pytest

from machines.guards.education import education_attended, notes_received, told_of_the_rules
from machines.roles import Role
from tests.machines.complete import COMPLETE, Pair, but

SECRETARY = Role.BRANCH_SECRETARY

PAIRS = (
    Pair(
        education_attended,
        "neither attended nor made up",
        COMPLETE,
        but(COMPLETE, education__attended_on=None),
        "S1-1",
        SECRETARY,
    ),
    Pair(
        notes_received,
        "the notes were not given",
        COMPLETE,
        but(COMPLETE, education__notes_received_on=None),
        "S3.2-8",
        SECRETARY,
    ),
    Pair(
        told_of_the_rules,
        "not told of the rules",
        COMPLETE,
        but(COMPLETE, education__told_of_rules_on=None),
        "S1-5",
        SECRETARY,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()
