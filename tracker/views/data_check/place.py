"""Which cohort, college and branch a page is about, read from its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, request

from machines.roles import Role
from tracker.data_check.scope import Scope
from tracker.models import Branch, Cohort, College
from tracker.permissions import visible_branches
from tracker.views.addresses import read_key
from tracker.views.at_desk import actor, desk


@dataclass(frozen=True, slots=True)
class Place:
    """The cohort (None where there is none yet), and what of it was chosen."""

    cohort: Cohort | None
    cohorts: Sequence[Cohort]
    college: College | None = None
    branch: Branch | None = None

    @property
    def scope(self) -> Scope:
        """The choice as the readers take it."""
        return Scope(
            self.cohort.id if self.cohort else 0,
            self.college.id if self.college else None,
            self.branch.id if self.branch else None,
        )

    def address(self, **more: object) -> dict[str, object]:
        """The arguments of an address of this place, with some more."""
        newest = self.cohorts[0].id if self.cohorts else None
        cohort = self.cohort.id if self.cohort else None
        found = {
            "cohort": cohort if cohort != newest else None,
            "college": self.college.id if self.college and not self.branch else None,
            "branch": self.branch.id if self.branch else None,
        }
        return {name: value for name, value in (found | more).items() if value}


def read_place() -> Place:
    """The place an address names; what is not the actor's is not there (404)."""
    here = desk()
    cohorts = here.session.scalars(sa.select(Cohort).order_by(Cohort.year.desc())).all()
    wanted = _number("cohort")
    cohort = next((c for c in cohorts if c.id == wanted), cohorts[0] if cohorts else None)
    branch, college = _branch(_number("branch")), _college(_number("college"))
    return Place(cohort, cohorts, branch.college if branch else college, branch)


def read_after() -> int:
    """The key after which the page begins."""
    return _number("after") or 0


def branch_for(branch_id: int) -> Branch:
    """A branch of the actor's, or 404."""
    found = desk().session.scalar(visible_branches(actor()).where(Branch.id == branch_id))
    return found if found is not None else abort(404)


def _branch(number: int | None) -> Branch | None:
    return branch_for(number) if number is not None else None


def _college(number: int | None) -> College | None:
    if number is None:
        return None
    me = actor()
    own = me.staff.college_id if me.staff else None
    if me.role is not Role.DEPARTMENT and own != number:
        abort(404)
    found = desk().session.get(College, number)
    return found if found is not None else abort(404)


def _number(name: str) -> int | None:
    return read_key(request.args.get(name, ""))
