"""The diary of the demo: every act at its hour, mails leaving and letters expiring in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from flask import Flask

from machines.dates import days
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.demo.acts import Act
from tracker.demo.digests import tell_staff
from tracker.demo.hand import Hand, Life
from tracker.demo.stories import Steps
from tracker.demo.workdays import CLOSING, OPENING, is_workday, workday_from
from tracker.desk import Desk
from tracker.digests.engine import hours_of
from tracker.outbox.send import Sender, send_due
from tracker.waits.engine import do_due

# Within these days after a step's own day it really happens: nobody works through a list at once.
SPREAD_BEFORE, SPREAD_AFTER = 2, 8
# Before leaving most graduates answer within a day or two, some let their branch wait.
ANSWERED_AFTER = (0, 0, 1, 1, 2, 3, 4, 6)
NIGHT = time(0, 30)
REMINDING = time(9)
MORNING = time(8, 40)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the diary."""

    at: datetime
    life: Life
    act: Act


# Opens a cohort at the desk of its day and says what will happen in it.
Opening = Callable[[Desk], list[Entry]]


def diary_of(life: Life, steps: Steps) -> list[Entry]:
    """When each step of a life happens: in the order told, staff at work, the graduate any time."""
    random, entries = life.luck("diary"), []
    # A branch works through its list on the same day; after leaving each has his own pace.
    together = Random(f"{life.branch_id}/{life.season.year}").randrange(SPREAD_BEFORE + 1)
    later = random.randrange(SPREAD_AFTER + 1)
    before = datetime.min.replace(tzinfo=SHANGHAI)
    for offset, act in sorted(steps, key=lambda step: step[0]):
        own = random.choice(ANSWERED_AFTER) if act.by_graduate and offset < 0 else 0
        own += random.randrange(act.loose + 1) if act.loose else 0
        day = life.season.day(offset + own + (together if offset < 0 else later))
        after = _after(before, act, random)
        before = after if act.by_machine else max(_moment(day, act, random), after)
        entries.append(Entry(before, life, act))
    return entries


def _moment(day: date, act: Act, random: Random) -> datetime:
    if act.by_graduate:
        at = time(random.choice((7, 12, 12, 18, 19, 20, 21)), random.randrange(1, 60))
    else:
        day = workday_from(day)
        at = time(random.choice((9, 9, 10, 10, 11, 14, 14, 15, 15, 16)), random.randrange(60))
    return datetime.combine(day, at, SHANGHAI)


def _after(before: datetime, act: Act, random: Random) -> datetime:
    """A little after the step before: staff at work, the graduate once the mail has come."""
    if before.year == 1:
        return before
    if act.by_machine:
        at = before.replace(minute=0) + timedelta(hours=1)
        return at + timedelta(minutes=random.randrange(1, 5))
    if act.by_graduate:
        at = before + timedelta(minutes=random.randrange(65, 150))
        # The mails of an hour leave at its end, and nobody answers in that very minute.
        return at + timedelta(minutes=at.minute == 0)
    at = before + timedelta(minutes=random.randrange(8, 25))
    if OPENING < at.time() < CLOSING and is_workday(at.date()):
        return at
    return _moment(at.date() + days(at.time() >= CLOSING), act, random)


def live(app: Flask, desk: Desk, openings: Mapping[date, Opening], today: date) -> None:
    """Walk day by day to `today`: cohorts open, every act is made, mails leave, letters expire."""
    of_day: dict[date, list[Entry]] = {}
    day = min(openings)
    last_morning = hours_of(desk).calendar.workday_until(today - days(1))
    while day < today:
        if day in openings:
            opened = replace(desk, now=datetime.combine(day, MORNING, SHANGHAI))
            with clock.standing_at(opened.now):
                for entry in openings[day](opened):
                    of_day.setdefault(entry.at.date(), []).append(entry)
        _clock_works(app, replace(desk, now=datetime.combine(day, NIGHT, SHANGHAI)))
        if day == last_morning:
            tell_staff(app, desk, day)
        _one_day(app, desk, day, sorted(of_day.pop(day, []), key=lambda each: each.at))
        day += days(1)
    _clock_works(app, replace(desk, now=datetime.combine(today, NIGHT, SHANGHAI)))


def _one_day(app: Flask, desk: Desk, day: date, entries: Sequence[Entry]) -> None:
    """The acts of a day at their hours; letters expire at night, reminders are for the morning."""
    morning = datetime.combine(day, REMINDING, SHANGHAI)
    _act(app, desk, [entry for entry in entries if entry.at < morning])
    _clock_works(app, replace(desk, now=morning))
    _act(app, desk, [entry for entry in entries if entry.at >= morning])


def _clock_works(app: Flask, desk: Desk) -> None:
    """What is due at the desk's moment is done (D-1); its mails leave at once."""
    done = 0
    with clock.standing_at(desk.now):
        while more := do_due(desk, "demo"):
            done += more
    if done:
        _send(app, desk, desk.now)


def _act(app: Flask, desk: Desk, entries: Sequence[Entry]) -> None:
    for _, acts in groupby(entries, key=lambda entry: entry.at.hour):
        for entry in acts:
            with clock.standing_at(entry.at):
                entry.act.make(Hand(replace(desk, now=entry.at), entry.life))
        # The mails of an hour leave at its end.
        _send(app, desk, entry.at.replace(minute=0) + timedelta(hours=1))


def _send(app: Flask, desk: Desk, at: datetime) -> None:
    """Hand over what the moves put into the outbox, by SMTP to the catcher."""
    sender = Sender(app, desk.session, desk.settings, limit=1000)
    with clock.standing_at(at):
        while send_due(sender):
            pass
