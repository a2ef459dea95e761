"""What a page of the list is to show, said so that the walk can choose its index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import ColumnElement

from tracker.desk import Actor
from tracker.forms.fields import narrow
from tracker.lists.marks import CLOSED, NO_ADDRESS, OPEN, kind_mark, state_mark, task_mark
from tracker.lists.terms import END, prefixes_of
from tracker.models import Case, Cohort, SearchTerm, ShelfMark
from tracker.permissions import Reach, reach_of
from tracker.views.cases.filters import TAG, Filters, Tab
from tracker.views.cases.states import waiting_for


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

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """Place, right and due day, as conditions on `Case`."""
        found = [*self.reach.covers(), *self.also]
        if self.before is not None:
            found.append(Case.next_due_on < self.before)
        if not self.dated:
            found.append(Case.next_due_on.is_(None))
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
        return sa.or_(*(in_range(prefix) for prefix in self.prefixes or ()))


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
            return _marked(found, (*own, task_mark(actor.role.value)), (OPEN,))
        case Tab.OVERDUE:
            return replace(_marked(found, (OPEN,)), before=today, undated=False)
        case Tab.NO_ADDRESS:
            return _marked(found, (NO_ADDRESS,), (OPEN,))
        case Tab.CLOSED:
            # A closed case waits for no day: no final or resting state has a wait.
            return replace(_marked(found, (CLOSED,)), dated=False)
        case Tab.ALL:
            return found
        case _:
            return _marked(found, (OPEN,))


def _marked(found: Wanted, *groups: tuple[str, ...]) -> Wanted:
    return replace(found, marks=(*found.marks, *groups))


def _placed(filters: Filters, reach: Reach) -> Wanted:
    """College and branch narrow the reach where they can, so that the walk begins there."""
    also: Sequence[ColumnElement[bool]] = ()
    if filters.branch:
        also = reach.covers()
        reach = replace(reach, branches=(int(filters.branch),))
    if filters.college:
        also = [*also, *reach.covers()]
        reach = replace(reach, college=int(filters.college))
    return Wanted(reach, tuple(also))


def _searched(found: Wanted, text: str) -> Wanted:
    """By the case's own number, else by name, student number and phone's last digits."""
    if not text:
        return found
    if tag := TAG.fullmatch(narrow(text).strip()):
        cohorts = sa.select(Cohort.id).where(Cohort.year == int(tag["year"]))
        also = (*found.also, Case.cohort_id.in_(cohorts))
        return replace(found, number=int(tag["id"]), also=also)
    return replace(found, prefixes=prefixes_of(text))
