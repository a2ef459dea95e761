"""Until when a state waits, counted from what, by which rule."""

from dataclasses import replace
from datetime import date

import pytest

from machines.words import Channel, Grade
from tests.machines.complete import (
    ABROAD,
    BEFORE_THE_LETTER,
    COMPLETE,
    PROBATIONER,
    RETAINED,
    but,
    tried,
)
from tests.machines.tracks import TRACKS

REVIEWED = but(RETAINED, since={"transfer": date(2025, 6, 2)})
GONE = but(ABROAD, abroad__departed_on=date(2024, 8, 31))


def answered(on: date):
    return replace(GONE, contacts=(tried(1, on, Channel.MAIL, Grade.REPLIED),))


@pytest.mark.parametrize(
    ("where", "facts", "due"),
    [
        ("education-pending", COMPLETE, date(2024, 6, 30)),
        ("materials-unchecked", COMPLETE, date(2024, 6, 30)),
        ("transfer-verifying", COMPLETE, date(2024, 6, 10)),
        ("transfer-registered", COMPLETE, date(2024, 6, 30)),
        ("transfer-letter_issued", COMPLETE, date(2024, 9, 18)),
        (
            "transfer-letter_issued",
            but(COMPLETE, letter__valid_until=date(2024, 12, 1)),
            date(2024, 9, 30),
        ),
        ("transfer-letter_issued", BEFORE_THE_LETTER, None),
        ("transfer-expired", COMPLETE, date(2024, 9, 30)),
        ("transfer-out_of_contact", COMPLETE, date(2024, 12, 30)),
        ("transfer-out_of_contact", but(COMPLETE, left_on=date(2024, 8, 31)), date(2025, 2, 28)),
        ("transfer-out_of_contact", but(COMPLETE, left_on=None), None),
        ("transfer-retained", RETAINED, date(2025, 9, 30)),
        ("transfer-conduct_review", REVIEWED, date(2025, 7, 2)),
        ("transfer-retained", COMPLETE, None),
        ("probation-on_probation", PROBATIONER, date(2024, 6, 30)),
        ("probation-applied", COMPLETE, None),
        ("abroad-preparing", COMPLETE, date(2024, 6, 30)),
        ("abroad-abroad", GONE, date(2025, 2, 28)),
        ("abroad-abroad", answered(date(2024, 10, 15)), date(2025, 4, 15)),
        ("abroad-abroad", answered(date(2024, 7, 1)), date(2025, 2, 28)),
        ("abroad-abroad", COMPLETE, None),
    ],
    ids=[
        "education before leaving",
        "the file before leaving",
        "the data check by its end",
        "the letter before leaving",
        "a letter to its last day",
        "a letter to the cut-off at most",
        "no letter no day",
        "receipts by the cut-off",
        "six months from leaving",
        "six months from 08-31",
        "never left no day",
        "a retention to its end",
        "a review thirty days after it began",
        "no retention no day",
        "probation to its end",
        "no probation no day",
        "abroad before leaving",
        "half a year from departure",
        "half a year from the last answer",
        "an answer before departure counts less",
        "not departed no day",
    ],
)
def test_a_state_waits_until(where: str, facts, due: date | None) -> None:
    track, _, state = where.partition("-")
    wait = TRACKS[track].state(state).waits[0]
    found = wait.due(facts)
    assert (found and found.day) == due


def test_an_attempt_does_not_put_off_the_half_year_abroad() -> None:
    wait = TRACKS["abroad"].state("abroad").waits[0]
    attempt = tried(1, date(2025, 1, 1), Channel.MAIL, Grade.AUTOMATIC)
    found = wait.due(replace(GONE, contacts=(attempt,)))
    assert found is not None
    assert found.day == date(2025, 2, 28)
