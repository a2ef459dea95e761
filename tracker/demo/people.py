"""The demo's graduates as a roster: made-up members, and activists, with this season's dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from machines.dates import days
from machines.words import PartyStatus
from tracker.demo.season import Season
from tracker.roster.aliases import Field
from tracker.roster.sample import Person, made_up_people

MEMBERS = 36
ACTIVISTS = 8
NO_ADDRESS_EVERY = 17
WRONG_POST_EVERY = 19
STATUSES = (
    PartyStatus.ACTIVIST,
    PartyStatus.ACTIVIST,
    PartyStatus.APPLICANT,
    PartyStatus.SUSPENDED_ACTIVIST,
)
# What only a member's row states.
OF_MEMBERS = frozenset(
    {
        Field.JOINED_ON,
        Field.REGULARISED_ON,
        Field.MEMBERSHIP_STATUS,
        Field.DUES_PAID_UNTIL,
        Field.ABROAD,
        Field.DEST_ORGANISATION,
    }
)


def make_members(season: Season) -> list[Person]:
    """The members' roster, the same for the same season; a few with data that must be corrected."""
    people = made_up_people(MEMBERS, seed=season.leaving.year)
    return [_in_season(index, dict(person), season) for index, person in enumerate(people)]


def make_activists(season: Season) -> list[Person]:
    """Activists and applicants, who bring a file and no relation (S2.3)."""
    people = made_up_people(MEMBERS + ACTIVISTS, seed=season.leaving.year)[MEMBERS:]
    return [
        {field: value for field, value in person.items() if field not in OF_MEMBERS}
        | {
            Field.STUDENT_NO: _number(season, index),
            Field.MEMBER_KIND: STATUSES[index % len(STATUSES)].label,
        }
        for index, person in enumerate(people)
    ]


def _number(season: Season, index: int) -> str:
    return f"{season.leaving.year - 4}{MEMBERS + index + 1:06d}"


def _in_season(index: int, person: dict[Field, Any], season: Season) -> Person:
    person[Field.STUDENT_NO] = f"{season.leaving.year - 4}{index + 1:06d}"
    person[Field.DUES_PAID_UNTIL] = season.policy.dues_literal
    person |= _membership(index, season)
    if index % NO_ADDRESS_EVERY == 5:
        person[Field.EMAIL] = ""
    if index % WRONG_POST_EVERY == 11:
        person[Field.JOB_POST] = "学生"
    return person


def _membership(index: int, season: Season) -> dict[Field, Any]:
    """Two of five are probationers: half of them end probation before leaving (S2.2-1, S2.2-2)."""
    match index % 5:
        case 1:
            return _admitted(season.day(-26), "预备党员")
        case 3:
            return _admitted(season.day(95), "预备党员")
    return {
        **_admitted(season.day(-400), "正式党员"),
        Field.REGULARISED_ON: season.day(-400),
    }


def _admitted(probation_ends: date, kind: str) -> dict[Field, Any]:
    joined = probation_ends.replace(year=probation_ends.year - 1, day=min(probation_ends.day, 28))
    return {Field.MEMBER_KIND: kind, Field.JOINED_ON: joined, Field.REGULARISED_ON: ""}


def activity_day(season: Season) -> date:
    """The day of the education activity."""
    return season.leaving - days(29)
