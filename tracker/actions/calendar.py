"""The department's calendar: days off and make-up workdays that win over the package, whole years.

Every change is recorded with what stood before, is taken back by a change of its own, and puts all
open cases down to be planned anew: their reminders fall on working days (S0-1).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.calendar_faults import LONGEST_SOURCE, entry_faults
from tracker.actions.calendar_lines import DayEntry, Unread, read_lines
from tracker.actions.policies import refuse_others
from tracker.desk import Actor, Desk
from tracker.models import CalendarChange, CalendarDay, CalendarYear, Case, CasePlan
from tracker.models.db import Instant, writing
from tracker.waits.workdays import calendar_of

WHERE = "设置 · 工作日历"
MOST_LINES = 200

Row = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to stand afterwards, by day and by year; None for no row."""

    days: dict[date, Row] = field(default_factory=dict)
    years: dict[int, Row] = field(default_factory=dict)


def enter_days(desk: Desk, entry: DayEntry, source: str, actor: Actor) -> CalendarChange:
    """Enter one day or range of days, and commit. Raises Refused; then nothing was written."""
    with writing(desk.session):
        refuse_others(actor)
        return _enter(desk, [entry], source, actor)


def enter_lines(desk: Desk, text: str, source: str, actor: Actor) -> CalendarChange:
    """Enter what the lines say, all of them or none, and commit.

    Raises Refused with every fault of every line.
    """
    with writing(desk.session):
        refuse_others(actor)
        return _enter(desk, read_lines(text), source, actor)


def complete_year(desk: Desk, year: int, source: str, actor: Actor) -> CalendarChange:
    """Say that a year's arrangement is entered as a whole, and commit. Raises Refused."""
    with writing(desk.session):
        refuse_others(actor)
        _lock(desk)
        calendar = calendar_of(desk.session)
        found = [*_no_source(source)]
        if year in calendar.years:
            found.append(no(f"{year} 年的节假日安排已经收录，不必声明"))
        elif not any(day.year == year for day in calendar.holidays):
            found.append(no(f"{year} 年还没有登记任何放假日，请先补录，再声明收录完整"))
        if found:
            raise Refused(*found)
        return _change(desk, Wanted(years={year: {"source": source.strip()}}), source, actor)


def take_back(desk: Desk, change_id: int, actor: Actor) -> CalendarChange:
    """Put back what stood before a change, and commit. Raises Refused.

    Only while its days and years stand as it left them: a later change is taken back first.
    """
    with writing(desk.session):
        refuse_others(actor)
        _lock(desk)
        change = desk.session.get_one(CalendarChange, change_id)
        if desk.session.scalar(sa.select(CalendarChange.id).filter_by(undoes_id=change.id)):
            raise Refused(no("这次改动已经取消过"))
        after, before = _wanted(change.after), _wanted(change.before)
        if others := _otherwise(desk, after):
            named = "、".join(others[:5]) + ("等" if len(others) > 5 else "")
            raise Refused(no(f"{named}后来又改过，请先取消后来的改动"))
        said = f"取消第 {change.id} 次改动"
        return _change(desk, before, said, actor, undoes=change)


def no(missing: str, named: str | None = None) -> Refusal:
    """One reason why the calendar stays as it is."""
    return Refusal(missing, "S0-1", Role.DEPARTMENT, WHERE, named)


def _enter(
    desk: Desk, read: Sequence[DayEntry | Unread], source: str, actor: Actor
) -> CalendarChange:
    _lock(desk)
    found = [*_no_source(source)]
    if not read:
        found.append(no("请至少写一行", "lines"))
    if len(read) > MOST_LINES:
        found.append(no(f"一次最多 {MOST_LINES} 行，请分开登记", "lines"))
    known = frozenset(desk.session.scalars(sa.select(CalendarDay.day)))
    faults = entry_faults(read, calendar_of(desk.session), known)
    found += [no(words, named) for words, named in faults]
    if found:
        raise Refused(*found)
    entries = [one for one in read if isinstance(one, DayEntry)]
    return _change(desk, Wanted(days=_rows(entries, source.strip())), source, actor)


def _no_source(source: str) -> list[Refusal]:
    if not source.strip():
        return [no("请写明依据，如“国办发明电〔2026〕7号”或校历", "source")]
    if len(source.strip()) > LONGEST_SOURCE:
        return [no(f"依据最多 {LONGEST_SOURCE} 个字", "source")]
    return []


def _rows(entries: Sequence[DayEntry], source: str) -> dict[date, Row]:
    return {
        day: {"works": entry.works, "name": entry.name, "source": source}
        for entry in entries
        for day in entry.days
    }


def _change(
    desk: Desk, wanted: Wanted, source: str, actor: Actor, undoes: CalendarChange | None = None
) -> CalendarChange:
    """Write the rows, and the change with what stood before, within the caller's transaction."""
    before = _standing(desk, wanted)
    if before == wanted:
        raise Refused(no("没有任何改动，所填的都已经是这样登记的"))
    change = CalendarChange(
        nonce=secrets.token_hex(16),
        before=_data(before),
        after=_data(wanted),
        source=source.strip(),
        cases=_plan_anew(desk),
        made_at=desk.now,
        made_by_id=actor.staff_id,
        undoes_id=undoes.id if undoes else None,
    )
    desk.session.add(change)
    desk.session.flush()
    _replace(desk, wanted, change)
    return change


def _replace(desk: Desk, wanted: Wanted, change: CalendarChange) -> None:
    session = desk.session
    session.execute(sa.delete(CalendarDay).where(CalendarDay.day.in_(wanted.days)))
    session.execute(sa.delete(CalendarYear).where(CalendarYear.year.in_(wanted.years)))
    session.add_all(
        CalendarDay(day=day, change_id=change.id, **row) for day, row in wanted.days.items() if row
    )
    session.add_all(
        CalendarYear(year=year, change_id=change.id, **row)
        for year, row in wanted.years.items()
        if row
    )
    session.flush()


def _plan_anew(desk: Desk) -> int:
    """Have every open case looked at now; what is late already stays as late as it is."""
    still_open = sa.select(Case.id).where(Case.closed_at.is_(None), Case.withdrawn_at.is_(None))
    now = sa.literal(desk.now, Instant)
    late = CasePlan.next_at < now
    moved = desk.session.connection().execute(
        sa.update(CasePlan)
        .where(CasePlan.case_id.in_(still_open))
        .values(next_at=sa.case((late, CasePlan.next_at), else_=now))
    )
    return moved.rowcount


def _lock(desk: Desk) -> None:
    """One change at a time, so that the newest one has seen all others; readers go on."""
    if desk.session.get_bind().dialect.name == "postgresql":
        desk.session.execute(sa.text("LOCK TABLE calendar_change IN SHARE ROW EXCLUSIVE MODE"))


def _standing(desk: Desk, wanted: Wanted) -> Wanted:
    """What stands now of the same days and years."""
    days = desk.session.scalars(sa.select(CalendarDay).where(CalendarDay.day.in_(wanted.days)))
    years = desk.session.scalars(sa.select(CalendarYear).where(CalendarYear.year.in_(wanted.years)))
    return Wanted(
        dict.fromkeys(wanted.days)
        | {d.day: {"works": d.works, "name": d.name, "source": d.source} for d in days},
        dict.fromkeys(wanted.years) | {y.year: {"source": y.source} for y in years},
    )


def _otherwise(desk: Desk, after: Wanted) -> list[str]:
    """The days and years that stand otherwise than a change left them."""
    now = _standing(desk, after)
    found = [str(day) for day, row in sorted(after.days.items()) if now.days[day] != row]
    return found + [f"{year} 年" for year, row in after.years.items() if now.years[year] != row]


def _data(wanted: Wanted) -> dict[str, dict[str, Any]]:
    return {
        "days": {day.isoformat(): row for day, row in wanted.days.items()},
        "years": {str(year): row for year, row in wanted.years.items()},
    }


def _wanted(data: dict[str, dict[str, Any]]) -> Wanted:
    return Wanted(
        {date.fromisoformat(day): row for day, row in data["days"].items()},
        {int(year): row for year, row in data["years"].items()},
    )
