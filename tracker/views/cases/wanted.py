"""What a page of the list is to show, said so that the walk can choose its index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import ColumnElement

from tracker.desk import Actor
from tracker.forms.fields import narrow
from tracker.lists.marks import CLOSED, NO_ADDRESS, OPEN, kind_mark, state_mark, task_mark
from tracker.lists.terms import END, prefixes_of
from tracker.lists.waiting import waiting_for
from tracker.models import Case, Cohort, SearchTerm, ShelfMark
from tracker.permissions import NOTHING, Reach, reach_of
from tracker.views.cases.filters import TAG, Filters, Tab


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose cases, bearing which marks, due when, found by what.

    `marks` are groups: a case bears one of each. `prefixes` are beginnings of search terms, None
    without a search. `dated` False leaves out the cases with a due day, `undated` those without.
    """

    reach: Reach
    also: tuple[ColumnElement[bool], ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    before: date | None = None
    prefixes: tuple[str, ...] | None = None
    number: int | None = None
    dated: bool = True
    undated: bool = True

    @property
    def narrow(self) -> bool:
        """Whether the cases are those of a few branches or of one contact person: hundreds."""
        return self.reach.branches is not None or self.reach.contact is not None

    def place(self, *, leads: bool = True) -> list[ColumnElement[bool]]:
        """Whose cases, as conditions on `Case`; if any chooses the index, the narrowest does."""
        own, found = self.reach, [*self.also]
        if own.contact is not None:
            column = Case.contact_person_id if leads else _aside(Case.contact_person_id)
            found.append(column == own.contact)
            leads = False
        if own.branches is not None:
            branch = Case.branch_id if leads else _aside(Case.branch_id)
            found.append(branch.in_(own.branches))
            leads = False
        if own.college is not None:
            found.append((Case.college_id if leads else _aside(Case.college_id)) == own.college)
        return found

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """Place and due day, for statements that walk by due day."""
        found = self.place()
        if self.before is not None:
            found.append(Case.next_due_on < self.before)
        if not self.dated:
            found.append(Case.next_due_on.is_(None))
        return found

    @property
    def aside(self) -> list[ColumnElement[bool]]:
        """The due day, for statements that have found their cases otherwise."""
        due = sa.func.coalesce(Case.next_due_on, date.max)
        found: list[ColumnElement[bool]] = []
        if self.before is not None:
            found.append(due < self.before)
        if not self.dated:
            found.append(due == date.max)
        return found

    @property
    def shelves(self) -> sa.Select[tuple[int]]:
        """The shelves that bear one mark of each group; the group of fewest shelves leads."""
        first, *others = self.marks
        query = sa.select(ShelfMark.shelf).where(ShelfMark.mark.in_(first)).distinct()
        for group in others:
            other = aliased(ShelfMark)
            query = query.where(
                sa.exists().where(other.mark.in_(group), other.shelf == ShelfMark.shelf)
            )
        return query

    def found_by(
        self, case_id: ColumnElement[int] | InstrumentedAttribute[int]
    ) -> ColumnElement[bool]:
        """Whether the search finds the case of this key."""
        return sa.exists().where(SearchTerm.case_id == case_id, self.term_found)

    @property
    def term_found(self) -> ColumnElement[bool]:
        """Terms that begin as the search does, as ranges of the index."""
        return sa.or_(sa.false(), *(in_range(prefix) for prefix in self.prefixes or ()))


def in_range(prefix: str) -> ColumnElement[bool]:
    """Terms with this beginning."""
    return SearchTerm.term.between(prefix, prefix + END)


def wanted(filters: Filters, actor: Actor, today: date) -> Wanted:
    """The filters of an address, within what the actor may see."""
    found = _searched(_placed(filters, reach_of(actor)), filters.q)
    groups = [(filters.state,)] if filters.state else []
    groups += [(kind_mark(filters.kind),)] if filters.kind else []
    return _on_tab(replace(found, marks=tuple(groups)), filters.tab, actor, today)


def on_tab(tab: Tab, actor: Actor, today: date) -> Wanted:
    """A whole tab of what the actor may see."""
    return _on_tab(Wanted(reach_of(actor)), tab, actor, today)


def _on_tab(found: Wanted, tab: Tab, actor: Actor, today: date) -> Wanted:
    match tab:
        case Tab.MINE:
            own = [state_mark(*pair) for pair in waiting_for(actor.role)]
            # No closed case stands in such a state, but its tasks are open until somebody settles them.
            return _marked(found, (*own, task_mark(actor.role.value)))
        case Tab.OVERDUE:
            return replace(_marked(found, (OPEN,)), before=today, undated=False)
        case Tab.NO_ADDRESS:
            return _marked(found, (NO_ADDRESS,), (OPEN,))
        case Tab.CLOSED:
            # A closed case waits for no day: no final or resting state has a wait.
            return replace(_marked(found, (CLOSED,)), dated=False)
        case Tab.ALL:
            # Every case but those whose import was taken back.
            return _marked(found, (OPEN, CLOSED))
        case _:
            return _marked(found, (OPEN,))


def _marked(found: Wanted, *groups: tuple[str, ...]) -> Wanted:
    return replace(found, marks=(*found.marks, *groups))


def _placed(filters: Filters, reach: Reach) -> Wanted:
    """College and branch narrow the reach: another's college or branch leaves nothing of it."""
    if filters.branch:
        own = (int(filters.branch),)
        seen = reach.branches is None or own[0] in reach.branches
        reach = replace(reach, branches=own if seen else ())
    if filters.college:
        own_college = reach.college in (None, int(filters.college))
        reach = replace(reach, college=int(filters.college)) if own_college else NOTHING
    return Wanted(reach)


def _aside(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A column whose index the planner shall not choose."""
    return column + 0


def _searched(found: Wanted, text: str) -> Wanted:
    """By the case's own number, else by name, student number and phone's last digits."""
    if not text:
        return found
    if tag := TAG.fullmatch(narrow(text).strip()):
        cohorts = sa.select(Cohort.id).where(Cohort.year == int(tag["year"]))
        also = (*found.also, Case.cohort_id.in_(cohorts))
        return replace(found, number=int(tag["id"]), also=also)
    return replace(found, prefixes=prefixes_of(text))
