"""An import taken back, and everything that it may have touched."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from machines.refusals import Refused
from tests.tracker.roster.school import WRITTEN, School, row
from tracker.actions.roster import do_roster
from tracker.actions.roster_undo import undo_roster
from tracker.desk import Actor
from tracker.models import Case, Correction, Person, RosterImport
from tracker.permissions import visible_cases
from tracker.roster.aliases import Field

REASON = "传错了表"


def undo(school: School, roster: RosterImport, actor: Actor | None = None) -> RosterImport:
    return undo_roster(school.desk, roster.id, REASON, actor or school.organizer)


def listed(school: School) -> list[str]:
    """The people of the cases that a list shows to the department."""
    query = sa.select(Person.name).join(Case).where(visible_cases(school.department))
    return list(school.desk.session.scalars(query.order_by(Person.name)))


def state(school: School) -> dict[str, list[tuple[object, ...]]]:
    """Every row that an import may write."""
    school.desk.session.rollback()
    tables = [model.__table__ for model in (*WRITTEN, RosterImport, Correction)]
    read = school.desk.session.execute
    return {t.name: [tuple(r) for r in read(sa.select(t).order_by(t.c[0]))] for t in tables}  # type: ignore[attr-defined]


def refused(school: School, roster: RosterImport, words: str, actor: Actor | None = None) -> None:
    """The undo is refused, and nothing has changed."""
    before, import_id = state(school), roster.id
    with pytest.raises(Refused, match=words):
        undo_roster(school.desk, import_id, REASON, actor or school.organizer)
    assert state(school) == before


def updated(school: School, **changes: str) -> RosterImport:
    """A known person's values overwritten by an import."""
    school.bring_in(row(101))
    tried = school.keep_and_try(row(101, **changes))
    school.take(tried, *(Field(name) for name in changes if name != "email"))
    return do_roster(school.desk, tried.id, school.organizer)
