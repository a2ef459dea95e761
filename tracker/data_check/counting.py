"""How it stands: a line for each branch, or for each college where one sees many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.words import ProposalState
from tracker.data_check.members import Checked, checked_members
from tracker.data_check.scope import Scope
from tracker.desk import Actor, Desk
from tracker.models import Branch, Case, College, DataProposal
from tracker.natural_order import natural_order

# Beyond so many members every line of the whole school is not computed for one page.
MOST_AT_ONCE = 20_000


@dataclass(slots=True)
class Tally:
    """What a branch or college comes to: members in all, still checked, with something wrong."""

    college: College
    branch: Branch | None
    members: int = 0
    checked: int = 0
    wrong: int = 0
    confirmed: int = 0
    proposals: int = 0
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, one: Checked) -> None:
        """Count one member."""
        wrong = one.wrong
        self.checked += 1
        self.wrong += bool(wrong)
        self.confirmed += one.confirmed_on is not None
        self.failed.update(line.name for line in wrong)


@dataclass(frozen=True, slots=True)
class Tallies:
    """The lines of a page, their sum, and whether the members were too many to be checked here."""

    lines: Sequence[Tally]
    failed: Counter[str]
    too_many: bool

    def sum_of(self, name: str) -> int:
        """The sum of one column."""
        return sum(getattr(line, name) for line in self.lines)


def tallies(desk: Desk, actor: Actor, scope: Scope, *, by_college: bool) -> Tallies:
    """A line for each branch of the scope, or for each college, in the order of their names."""
    lines = _lines(desk, actor, scope, by_college=by_college)
    too_many = sum(line.members for line in lines.values()) > MOST_AT_ONCE
    if not too_many:
        for one in checked_members(desk, actor, scope):
            lines[one.college_id if by_college else one.branch_id].add(one)
    ordered = sorted(
        lines.values(),
        key=lambda t: (t.college.name, natural_order(t.branch.name if t.branch else "")),
    )
    failed: Counter[str] = sum((line.failed for line in ordered), Counter())
    return Tallies(ordered, failed, too_many)


def _lines(desk: Desk, actor: Actor, scope: Scope, *, by_college: bool) -> dict[int, Tally]:
    """The empty lines by key, with what the database counts."""
    key = Case.college_id if by_college else Case.branch_id
    counted = sa.select(key, sa.func.count()).where(*scope.conditions(actor)).group_by(key)
    members = dict(desk.session.execute(counted).tuples().all())
    lines = _colleges(desk, members) if by_college else _branches(desk, members)
    waiting = (
        sa.select(key, sa.func.count(sa.distinct(DataProposal.case_id)))
        .join(Case, Case.id == DataProposal.case_id)
        .where(DataProposal.state == ProposalState.OPEN, *scope.conditions(actor))
        .group_by(key)
    )
    for place_id, number in desk.session.execute(waiting).tuples():
        lines[place_id].proposals = number
    return lines


def _colleges(desk: Desk, members: Mapping[int, int]) -> dict[int, Tally]:
    found = desk.session.scalars(sa.select(College).where(College.id.in_(members)))
    return {college.id: Tally(college, None, members[college.id]) for college in found}


def _branches(desk: Desk, members: Mapping[int, int]) -> dict[int, Tally]:
    query = sa.select(Branch).where(Branch.id.in_(members)).options(joinedload(Branch.college))
    found = desk.session.scalars(query)
    return {branch.id: Tally(branch.college, branch, members[branch.id]) for branch in found}
