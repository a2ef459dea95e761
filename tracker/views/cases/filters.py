"""The filters of the list, read from the address; whatever makes no sense is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Self

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from machines.words import Kind, Word
from tracker.desk import Actor
from tracker.forms.fields import clean, narrow
from tracker.models import Case, Cohort, MailAddress, Person, Task, Track
from tracker.views.cases.states import waiting_for

LAST_DIGITS = re.compile(r"\+?\d{4,15}", re.ASCII)
TAG = re.compile(r"[Qq][Zz]-?(?P<year>\d{4})-?(?P<id>\d{4,9})", re.ASCII)
STUDENT_NO = re.compile(r"[0-9A-Za-z-]{3,30}", re.ASCII)


class Tab(Word):
    """The lists a user chooses from first."""

    OPEN = "open", "在办"
    MINE = "mine", "等我处理"
    OVERDUE = "overdue", "已逾期"
    NO_ADDRESS = "no_address", "没有邮箱"
    CLOSED = "closed", "已办结"
    ALL = "all", "全部"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Empty strings narrow nothing."""

    tab: Tab = Tab.OPEN
    kind: str = ""
    state: str = ""
    branch: str = ""
    college: str = ""
    q: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """The filters of an address."""
        tab = args.get("tab", "")
        return cls(
            tab=Tab(tab) if tab in list(Tab) else Tab.OPEN,
            kind=_one_of(args.get("kind", ""), list(Kind)),
            state=_state(args.get("state", "")),
            branch=_number(args.get("branch", "")),
            college=_number(args.get("college", "")),
            q=clean(args.get("q", ""))[:60],
        )

    def with_(self, **changes: str) -> dict[str, str]:
        """The address of these filters with some changed: only what narrows anything."""
        values = {
            f.name: str(getattr(self, f.name).value if f.name == "tab" else getattr(self, f.name))
            for f in fields(self)
        }
        return {k: v for k, v in (values | changes).items() if v and (k, v) != ("tab", "open")}

    @property
    def narrowed(self) -> bool:
        """Whether more than the tab is chosen."""
        return any((self.kind, self.state, self.branch, self.college, self.q))


def _one_of(value: str, known: list[Kind]) -> str:
    return value if value in known else ""


def _state(value: str) -> str:
    """A track and a state of it, as `track:state`."""
    return clean(value)[:80] if ":" in value else ""


def _number(value: str) -> str:
    return value if value.isascii() and value.isdecimal() and len(value) < 10 else ""


def conditions(filters: Filters, actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """The filters as conditions on `Case`."""
    found = [tab_condition(filters.tab, actor, today)]
    if filters.kind:
        found.append(Case.kind == Kind(filters.kind))
    if filters.state:
        found.append(_in_state(filters.state, actor))
    if filters.branch:
        found.append(Case.branch_id == int(filters.branch))
    if filters.college:
        found.append(Case.college_id == int(filters.college))
    if filters.q:
        found.append(_searched(filters.q))
    return found


def tab_condition(tab: Tab, actor: Actor, today: date) -> ColumnElement[bool]:
    """What a tab shows."""
    is_open = Case.closed_at.is_(None)
    match tab:
        case Tab.MINE:
            return is_open & _waits_for(actor)
        case Tab.OVERDUE:
            return is_open & (Case.next_due_on < today)
        case Tab.NO_ADDRESS:
            reachable = sa.exists().where(
                MailAddress.person_id == Case.person_id, MailAddress.active.is_(True)
            )
            return is_open & ~reachable
        case Tab.CLOSED:
            return Case.closed_at.is_not(None)
        case Tab.ALL:
            return sa.true()
        case _:
            return is_open


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    """Cases with a track in a state that the actor's role owns, or with a task for the role."""
    states: dict[str, list[str]] = {}
    for track, state in waiting_for(actor.role):
        states.setdefault(track, []).append(state)
    owned = sa.or_(
        sa.false(),
        *(sa.and_(Track.name == name, Track.state.in_(own)) for name, own in states.items()),
    )
    asked = sa.and_(Task.settled_at.is_(None), Task.role == actor.role.value)
    return _has(Track, owned, actor) | _has(Task, asked, actor)


def _has(
    model: type[Track] | type[Task], condition: ColumnElement[bool], actor: Actor
) -> ColumnElement[bool]:
    """Whether a case has such a row, said so that the database walks the shorter way.

    Who sees a few hundred cases asks of each; who sees all of them asks the rows which cases.
    """
    if actor.role is Role.DEPARTMENT:
        return Case.id.in_(sa.select(model.case_id).where(condition))
    return sa.exists().where(model.case_id == Case.id, condition)


def _in_state(value: str, actor: Actor) -> ColumnElement[bool]:
    track, _, state = value.partition(":")
    return _has(Track, sa.and_(Track.name == track, Track.state == state), actor)


def _searched(text: str) -> ColumnElement[bool]:
    """By the case's own number, by name, by student number from its start, by phone's last digits."""
    if tag := TAG.fullmatch(narrow(text).strip()):
        return sa.and_(
            Case.id == int(tag["id"]),
            Case.cohort_id.in_(sa.select(Cohort.id).where(Cohort.year == int(tag["year"]))),
        )
    matches: list[ColumnElement[bool]] = [Person.name.contains(text, autoescape=True)]
    plain = narrow(text).replace(" ", "")
    if STUDENT_NO.fullmatch(plain):
        matches.append(Person.student_no.startswith(plain.upper(), autoescape=True))
    if LAST_DIGITS.fullmatch(plain):
        matches.append(Person.mobile.endswith(plain.removeprefix("+86"), autoescape=True))
    return Case.person_id.in_(sa.select(Person.id).where(sa.or_(*matches)))
