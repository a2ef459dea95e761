"""Who leads which life: the stories dealt out, so that any number of people is a fair sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from machines.dates import days
from machines.words import PartyStatus
from tracker.demo.names import NameMaker
from tracker.demo.people import PersonMaker
from tracker.demo.season import Season
from tracker.demo.stories import REGULARISE, STORIES, Steps, Story
from tracker.roster.aliases import Field

# Of a hundred activists' rows, how many are what.
STATUSES = (
    PartyStatus.ACTIVIST,
    PartyStatus.ACTIVIST,
    PartyStatus.APPLICANT,
    PartyStatus.ACTIVIST,
    PartyStatus.SUSPENDED_ACTIVIST,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One person: his row of the roster, the season he leaves in, and what will happen to him."""

    row: dict[Field, Any]
    season: Season
    steps: Steps
    story: Story

    @property
    def student_no(self) -> str:
        """By which the case is found after the import."""
        return str(self.row[Field.STUDENT_NO])


def plan_people(season: Season, people: int, seed: int, taken: frozenset[str]) -> list[Planned]:
    """As many people as wanted; up to the weights' sum every story keeps its share."""
    random = Random(f"{seed}/people")
    names = NameMaker(random, taken)
    now = PersonMaker(season, random, names, 0, season.year)
    past = PersonMaker(season.before, random, names, people, season.year)
    planned, met = [], dict.fromkeys(("member", "activist", "abroad"), 0)
    for story in _dealt(people):
        kind = "member" if story.who.endswith(("member", "probationer")) else story.who.split()[-1]
        met[kind] += 1
        status, early = _status(story, met[kind])
        maker = past if story.past else now
        row = maker.next(status, abroad=story.who == "abroad", early=early)
        steps = _with_probation(story.steps) if early and story.who == "member" else story.steps
        planned.append(Planned(_flawed(row, story.flaw, maker.season), maker.season, steps, story))
    return planned


def _dealt(people: int) -> Sequence[Story]:
    """Stories in turn, each as often as its weight says, evenly spread."""
    total = sum(story.weight for story in STORIES)
    rounds = -(-people // total)
    seats = sorted(
        ((turn + 0.5) / story.weight, at)
        for at, story in enumerate(STORIES)
        for turn in range(story.weight * rounds)
    )
    return [STORIES[at] for _, at in seats[:people]]


def _status(story: Story, turn: int) -> tuple[PartyStatus, bool]:
    """What the person is, and for probationers whether probation ends before leaving."""
    match story.who:
        case "probationer":
            return PartyStatus.PROBATIONARY, False
        case "early probationer":
            return PartyStatus.PROBATIONARY, True
        case "confirmed activist":
            return PartyStatus.ACTIVIST, False
        case "activist":
            return STATUSES[turn % len(STATUSES)], False
    if story.past:
        return PartyStatus.FULL, False
    if story.who == "abroad":
        return (PartyStatus.PROBATIONARY if turn % 3 == 1 else PartyStatus.FULL), False
    # Of the members a third is on probation; for half of those it ends before leaving.
    return (PartyStatus.PROBATIONARY, turn % 6 == 1) if turn % 3 == 1 else (PartyStatus.FULL, False)


def _with_probation(steps: Steps) -> Steps:
    """Whose probation ends before leaving is regularised first (S2.2-1)."""
    merged = sorted([*enumerate(steps), *enumerate(REGULARISE)], key=lambda each: each[1][0])
    return tuple(step for _, step in merged)


def _flawed(row: dict[Field, Any], flaw: str, season: Season) -> dict[Field, Any]:
    """The row with what the story wants to be wrong with it."""
    match flaw:
        case "post":
            row[Field.JOB_POST] = "学生"
        case "dues":
            row[Field.DUES_PAID_UNTIL] = season.policy.dues_literal - days(31)
        case "mobile":
            row[Field.MOBILE] = ""
        case "degree":
            row[Field.DEGREE_AWARDED] = "硕士研究生 硕士"
        case "no address":
            row[Field.EMAIL] = ""
        case "two addresses":
            row[Field.EMAIL2] = f"second.{row[Field.EMAIL]}"
        case "bounces":
            # The catcher refuses such an address, as a full or closed mailbox would.
            row[Field.EMAIL] = f"reject.{row[Field.EMAIL]}"
    return row
