"""One letter at a time, ninety days at most, and acceptance ends it (S4.3, S4.4, S4.5-0b, X-90)."""

from datetime import date, timedelta

import pytest

from machines.guards.transfer import (
    acceptance_day_is_possible,
    letter_number_is_new,
    letter_validity_is_lawful,
    letter_was_issued,
    no_live_letter,
    receiver_in_database,
    receiver_not_in_database,
    sealed_receipt_registered,
)
from machines.orders.transfer import Acceptance, Letter, ReceiptEntry
from machines.roles import Role
from machines.words import LetterStatus
from tests.machines.complete import (
    BEFORE_THE_LETTER,
    COMPLETE,
    LETTER,
    TODAY,
    Pair,
    but,
    name_of,
)

ORGANIZER = Role.ORGANIZER
DAY = timedelta(days=1)
OUTSIDE_THE_DATABASE = but(COMPLETE, letter__in_database=False)


def letter(issued_on: date = TODAY, valid_until: date | None = None) -> Letter:
    last = valid_until or issued_on + 90 * DAY
    return Letter(system_no="X1", number="002", issued_on=issued_on, valid_until=last, sealed=True)


def accepted(on: date) -> Acceptance:
    return Acceptance(accepted_on=on, observer="王组织员", how_seen="系统状态“已接收”")


PAIRS = (
    Pair(
        no_live_letter,
        "a letter is still live",
        BEFORE_THE_LETTER,
        but(BEFORE_THE_LETTER, live_number=LETTER.number),
        "S4.5-0b",
        ORGANIZER,
    ),
    Pair(
        receiver_in_database,
        "the receiver is outside the database",
        COMPLETE,
        OUTSIDE_THE_DATABASE,
        "S4.4-7",
        ORGANIZER,
    ),
    Pair(
        receiver_not_in_database,
        "the receiver is in the database",
        OUTSIDE_THE_DATABASE,
        COMPLETE,
        "S4.4-3",
        ORGANIZER,
    ),
    Pair(
        sealed_receipt_registered,
        "the receipt has no seal",
        COMPLETE,
        but(COMPLETE, letter__receipt_sealed=False),
        "S4.4-2",
        ORGANIZER,
    ),
    Pair(
        letter_was_issued,
        "the letter is void",
        COMPLETE,
        but(COMPLETE, letter__status=LetterStatus.VOID),
        "S4.3-4",
        ORGANIZER,
    ),
    Pair(
        letter_number_is_new,
        "the number was used before",
        BEFORE_THE_LETTER,
        but(BEFORE_THE_LETTER, letter_number_taken=True),
        "S4.5-0b",
        ORGANIZER,
        "number",
        letter(),
    ),
    Pair(
        letter_validity_is_lawful,
        "valid for ninety-one days",
        BEFORE_THE_LETTER,
        BEFORE_THE_LETTER,
        "X-90",
        ORGANIZER,
        "valid_until",
        letter(valid_until=TODAY + 90 * DAY),
        letter(valid_until=TODAY + 91 * DAY),
    ),
    Pair(
        acceptance_day_is_possible,
        "accepted tomorrow",
        COMPLETE,
        COMPLETE,
        "D-10",
        ORGANIZER,
        "accepted_on",
        accepted(TODAY),
        accepted(TODAY + DAY),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize("guard", [receiver_in_database, receiver_not_in_database], ids=name_of)
def test_without_a_letter_nobody_knows_how_the_transfer_ends(guard) -> None:
    assert guard(BEFORE_THE_LETTER, TODAY) != []


@pytest.mark.parametrize("in_database", [True, False])
def test_the_letters_own_receiver_decides_how_the_transfer_ends(in_database: bool) -> None:
    """S4.4-3, S4.4-7: another destination registered meanwhile changes nothing for this letter."""
    facts = but(COMPLETE, letter__in_database=in_database, destination__in_database=not in_database)
    assert (receiver_in_database(facts, TODAY) == []) is in_database
    assert (receiver_not_in_database(facts, TODAY) == []) is not in_database


@pytest.mark.parametrize("guard", [sealed_receipt_registered, letter_was_issued], ids=name_of)
def test_without_a_letter_there_is_nothing_to_accept(guard) -> None:
    assert guard(BEFORE_THE_LETTER, TODAY) != []


@pytest.mark.parametrize(
    ("days_valid", "lawful"), [(1, True), (89, True), (90, True), (91, False)], ids=str
)
def test_a_letter_is_valid_for_ninety_days_at_most(days_valid: int, lawful: bool) -> None:
    order = letter(valid_until=TODAY + days_valid * DAY)
    assert (letter_validity_is_lawful(BEFORE_THE_LETTER, order, TODAY) == []) is lawful


def test_the_longest_validity_is_the_policys() -> None:
    facts = but(BEFORE_THE_LETTER, policy__letter_days=30)
    fields = [r.field for r in letter_validity_is_lawful(facts, letter(), TODAY)]
    assert fields == ["valid_until"]


def test_a_letter_is_valid_beyond_its_own_day() -> None:
    order = letter(TODAY, TODAY)
    (refusal,) = letter_validity_is_lawful(BEFORE_THE_LETTER, order, TODAY)
    assert (refusal.rule, refusal.field) == ("S4.3-4", "valid_until")


def test_a_letter_whose_validity_is_over_is_not_issued() -> None:
    order = letter(TODAY - 5 * DAY, TODAY - DAY)
    last_day = letter(TODAY - 5 * DAY, TODAY)
    (refusal,) = letter_validity_is_lawful(BEFORE_THE_LETTER, order, TODAY)
    assert (refusal.rule, refusal.field) == ("S4.4-1", "valid_until")
    assert letter_validity_is_lawful(BEFORE_THE_LETTER, last_day, TODAY) == []


@pytest.mark.parametrize(
    ("on", "possible"),
    [
        (LETTER.issued_on - DAY, False),
        (LETTER.issued_on, True),
        (TODAY, True),
        (TODAY + DAY, False),
    ],
    ids=["before the letter", "the letter's day", "today", "tomorrow"],
)
def test_acceptance_lies_between_the_letter_and_today(on: date, possible: bool) -> None:
    for order in (accepted(on), ReceiptEntry(entered_on=TODAY, accepted_on=on)):
        assert (acceptance_day_is_possible(COMPLETE, order, TODAY) == []) is possible
