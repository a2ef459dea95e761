"""The waits of one case in lines: its deadlines earliest first, each step of each day, who is told.

Reckoned from the facts as they stand, by the same tables as the engine reckons (`planned_waits`);
what was said is read from the record of reminders.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer

from machines import get_machine
from machines.calendar import Calendar
from machines.facts import Facts
from machines.mails import MAILS
from machines.roles import Role
from machines.waits import Line, Occurrence
from machines.waits.reckoning import LABELS
from tracker.clock import day_of
from tracker.deadlines.recorded import History, Recorded
from tracker.desk import Desk
from tracker.facts import read_facts
from tracker.models import Case, Mail, PlannedWait, ReminderRecord
from tracker.waits.planned import Planned, planned_waits
from tracker.waits.workdays import calendar_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reckoning: the line itself, the policy item's label, and its recorded fact."""

    line: Line
    item: str
    recorded: Recorded | None


@dataclass(frozen=True, slots=True)
class Coming:
    """A reminder that is planned: to whom (a role), what (mail or words), its own steps."""

    at: datetime
    to: str
    what: str
    by_mail: bool
    rules: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a reminder that was given: to whom, what, what came of it, the mail if any."""

    to: str
    what: str
    outcome: str
    rules: tuple[str, ...]
    mail: Mail | None


@dataclass(frozen=True, slots=True)
class Given:
    """A reminder that was given, dated when it was due; `late` if it was made on a later day."""

    record: ReminderRecord
    told: tuple[Told, ...]
    late: bool
    folded: tuple[datetime, ...]

    @property
    def of_clock(self) -> bool:
        """Whether it is no reminder but notes the true moment of a move that the clock made."""
        return all(one.get("to") == Role.CLOCK for one in self.record.said)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One wait. `days` are left until it is due, negative when it is over.

    `clock` is what the system does by itself, and when; `unsaid` are planned moments that passed
    without a word, because the wait began after them; `unknown` are years whose public holidays
    are not known yet and that a day of it falls in.
    """

    name: str
    track: str
    label: str
    due: date
    days: int
    leads: bool
    rules: tuple[str, ...]
    steps: tuple[Step, ...]
    given: tuple[Given, ...]
    coming: tuple[Coming, ...]
    unsaid: tuple[date, ...]
    clock: tuple[str, datetime] | None
    unknown: tuple[int, ...]

    @property
    def overdue(self) -> bool:
        """Whether the day is over."""
        return self.days < 0


def read_deadlines(
    desk: Desk, case: Case, facts: Facts | None = None, given: Sequence[Given] | None = None
) -> list[Deadline] | None:
    """The deadlines of a case, earliest first; none for a closed or withdrawn one.

    `facts` and `given` spare reading them again where the caller has them. None where they cannot
    be reckoned: the engine lists such a case, and its page must open for whoever mends it.
    """
    if case.closed_at is not None or case.withdrawn_at is not None:
        return []
    session = desk.session
    facts = facts or read_facts(session, case)
    calendar = calendar_of(session)
    query = sa.select(PlannedWait.name, PlannedWait.handled_until).filter_by(case_id=case.id)
    handled = dict(session.execute(query).tuples().all())
    given = reminders_of(desk, case) if given is None else given
    reading = Reading(desk, case, facts, calendar, History(session, case, facts))
    try:
        found = [
            deadline_of(reading, planned, handled.get(planned.name, desk.now), given)
            for planned in planned_waits(facts, calendar)
        ]
    except SQLAlchemyError:
        raise
    except Exception as error:
        # Its words may quote the case, so the class has to do.
        log.error("the deadlines of case %s: %s", case.id, type(error).__name__)
        return None
    return sorted(found, key=lambda one: (one.due, one.name))


def reminders_of(desk: Desk, case: Case) -> list[Given]:
    """The reminders that were given for a case, newest first, each with its mails."""
    query = sa.select(ReminderRecord).filter_by(case_id=case.id).order_by(ReminderRecord.id.desc())
    records = desk.session.scalars(query).all()
    mails = _mails(desk, [record.id for record in records])
    return [_given(record, mails) for record in records]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lines of one case are read from."""

    desk: Desk
    case: Case
    facts: Facts
    calendar: Calendar
    history: History


def deadline_of(
    reading: Reading, planned: Planned, handled_until: datetime, given: Sequence[Given]
) -> Deadline:
    """The lines of one wait; `handled_until` is when it last said something, or began."""
    schedule, now = planned.schedule, reading.desk.now
    wait, lines = schedule.wait, schedule.deadline.lines
    said = tuple(one for one in given if one.record.wait == wait.name)
    moments = {one.record.at for one in said} | {at for one in said for at in one.folded}
    reminders = [one for one in schedule.occurrences if one.reminders]
    pending = [one for one in reminders if one.at > handled_until]
    passed = (one for one in reminders if one.at <= handled_until and one.at not in moments)
    days = [schedule.due if wait.may_move else None, *(day_of(one.at) for one in pending)]
    return Deadline(
        name=wait.name,
        track=planned.track,
        label=wait.label,
        due=schedule.due,
        days=(schedule.due - day_of(now)).days,
        leads=wait.leads,
        rules=wait.rules,
        steps=tuple(_steps(reading, lines)),
        given=said,
        coming=tuple(line for one in pending for line in _coming(reading, one, lines)),
        unsaid=tuple(day_of(one.at) for one in passed),
        clock=_clock(reading, planned),
        unknown=tuple(
            dict.fromkeys(day.year for day in days if day and not reading.calendar.knows(day))
        ),
    )


def _steps(reading: Reading, lines: Sequence[Line]) -> Iterator[Step]:
    for line in lines:
        recorded = reading.history.source_of(line.fact, line.day) if line.fact else None
        yield Step(line, LABELS.get(line.item, ""), recorded)


def _coming(reading: Reading, occurrence: Occurrence, deadline: Sequence[Line]) -> Iterator[Coming]:
    """One line for each who is told; its steps are those that the deadline's own do not show."""
    lines = occurrence.how.lines
    shared = next(
        (at for at, pair in enumerate(zip(lines, deadline, strict=False)) if pair[0] != pair[1]),
        min(len(lines), len(deadline)),
    )
    steps = tuple(_steps(reading, lines[shared:]))
    for reminder in occurrence.reminders:
        what = mail_words(reminder.mail) if reminder.mail else reminder.words
        by_mail = reminder.mail is not None
        yield Coming(occurrence.at, reminder.to.label, what, by_mail, reminder.rules, steps)


def _clock(reading: Reading, planned: Planned) -> tuple[str, datetime] | None:
    found = next((one for one in planned.schedule.occurrences if one.move), None)
    if found is None or found.move is None:
        return None
    move = get_machine(reading.case.kind).track(planned.track).move(found.move)
    return move.label, found.at


def _mails(desk: Desk, record_ids: Sequence[int]) -> Mapping[int, list[Mail]]:
    found: dict[int, list[Mail]] = {}
    if record_ids:
        query = sa.select(Mail).where(Mail.reminder_id.in_(record_ids)).order_by(Mail.id)
        for mail in desk.session.scalars(query.options(defer(Mail.text), defer(Mail.html))):
            found.setdefault(mail.reminder_id or 0, []).append(mail)
    return found


def _given(record: ReminderRecord, mails: Mapping[int, list[Mail]]) -> Given:
    own = mails.get(record.id, [])
    return Given(
        record,
        tuple(_told(one, own) for one in record.said),
        day_of(record.made_at) > day_of(record.at),
        tuple(sorted(map(_moment, record.folded))),
    )


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _told(one: Mapping[str, Any], mails: Sequence[Mail]) -> Told:
    kind = one.get("mail") or ""
    mail = next((m for m in mails if m.kind == kind), None) if kind else None
    what = one.get("words") or (mail_words(kind) if kind else "")
    to = one.get("to", "")
    label = Role(to).label if to in list(Role) else to
    return Told(label, what, one.get("outcome") or "", tuple(one.get("rules") or ()), mail)


def mail_words(kind: str) -> str:
    """The name of a mail; one of an older catalogue keeps its own."""
    return MAILS[kind].label if kind in MAILS else kind
