"""The calendar itself: one all-day event for each day and kind of deadline, with tags and no names.

It is read by programs and servers that nobody here knows, so it says how many cases are due for
what, by their numbers alone; who they are stands behind the log-in (X-PIPL).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from icalendar import Calendar, Event

from machines.dates import days
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Actor, Desk
from tracker.digests.finding import UNKNOWN_WAIT, wait_label
from tracker.models import Case, Cohort, PlannedWait, Staff
from tracker.models.case import case_tag
from tracker.outbox.forbidden import forbidden_word
from tracker.permissions import visible_cases

PAST_DAYS, AHEAD_DAYS = 30, 365
# The next so many deadlines; what is cut off is said in the calendar.
MOST = 2000
IN_SUMMARY, IN_DESCRIPTION = 2, 30
REFRESH = timedelta(hours=12)

# A deadline: its day, its wait, the tag of its case.
Deadline = tuple[date, str, str]


def make_calendar(desk: Desk, staff: Staff) -> bytes:
    """The bytes of a colleague's calendar: the same all day long while nothing changes."""
    found = _deadlines(desk, staff)
    shown = found[:MOST]
    calendar = Calendar()
    calendar.add("prodid", "-//graduate-case-tracker//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "组织关系台账 · 期限")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for (day, wait), same in groupby(shown, key=itemgetter(0, 1)):
        tags = [tag for _, _, tag in same]
        calendar.add_component(_event(desk, staff, day, wait, tags))
    if len(found) > MOST:
        calendar.add_component(_cut_off(desk, staff, shown[-1][0]))
    made: bytes = calendar.to_ical()
    return made


def _deadlines(desk: Desk, staff: Staff) -> list[Deadline]:
    """Deadlines of the open cases that the colleague sees, by day; one more than are shown."""
    today = day_of(desk.now)
    query = (
        sa.select(PlannedWait.due_on, PlannedWait.name, Case.id, Cohort.year)
        .join(Case, Case.id == PlannedWait.case_id)
        .join(Cohort, Cohort.id == Case.cohort_id)
        .where(
            PlannedWait.due_on.between(today - days(PAST_DAYS), today + days(AHEAD_DAYS)),
            Case.closed_at.is_(None),
            visible_cases(Actor(staff.as_role, staff)),
        )
        .order_by(PlannedWait.due_on, PlannedWait.case_id)
        .limit(MOST + 1)
    )
    rows = desk.session.execute(query).tuples()
    return sorted((day, name, case_tag(year, case_id)) for day, name, case_id, year in rows)


def _event(desk: Desk, staff: Staff, day: date, wait: str, tags: list[str]) -> Event:
    label = _label(wait)
    dots = " …" if len(tags) > IN_SUMMARY else ""
    named = "、".join(tags[:IN_SUMMARY])
    more = f"\n另有 {len(tags) - IN_DESCRIPTION} 件" if len(tags) > IN_DESCRIPTION else ""
    return _all_day(
        desk,
        _uid(desk, staff, wait, day.isoformat()),
        day,
        f"{label} {len(tags)} 件：{named}{dots}",
        f"{_joined(tags[:IN_DESCRIPTION])}{more}\n登录后查看：{_link(desk, tags)}",
        _link(desk, tags),
    )


def _cut_off(desk: Desk, staff: Staff, last: date) -> Event:
    """Said on the day itself, where it is read: nobody takes the rest for free of deadlines."""
    return _all_day(
        desk,
        _uid(desk, staff, "cut off", ""),
        day_of(desk.now),
        f"期限太多，日历只列出最近 {MOST} 件",
        f"日历只列到 {last.isoformat()}，之后的期限请登录查看：{desk.settings.base_url}/cases",
        f"{desk.settings.base_url}/cases",
    )


def _all_day(desk: Desk, uid: str, day: date, summary: str, words: str, url: str) -> Event:
    event = Event()
    event.add("uid", uid)
    # The beginning of the day that it is made on, so that all day long its bytes are the same.
    event.add("dtstamp", datetime.combine(day_of(desk.now), time(), SHANGHAI).astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + days(1))
    event.add("summary", summary)
    event.add("description", words)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _label(wait: str) -> str:
    label = wait_label(wait)
    return UNKNOWN_WAIT if forbidden_word(label) else label


def _joined(tags: Iterable[str]) -> str:
    return "、".join(tags)


def _link(desk: Desk, tags: list[str]) -> str:
    """A single case's own page, found by its number; else the list."""
    where = f"?tab=all&q={tags[0]}" if len(tags) == 1 else ""
    return f"{desk.settings.base_url}/cases{where}"


def _uid(desk: Desk, staff: Staff, *parts: str) -> str:
    """The same for the same day and wait, whenever the calendar is fetched."""
    digest = hashlib.sha256("/".join((str(staff.id), *parts)).encode()).hexdigest()
    return f"{digest[:32]}@{desk.settings.mail_from.rpartition('@')[2]}"
