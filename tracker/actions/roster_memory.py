"""What imports taught the system: names of branches and headings, kept until somebody takes them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.colleges import may_manage
from tracker.desk import Actor, Desk
from tracker.models import Branch, RememberedBranch, RememberedHeading, RosterImport
from tracker.models.db import writing
from tracker.roster.aliases import normalise_heading
from tracker.roster.choices import Choices
from tracker.roster.directory import bare

RULE = "S4.1-1"
WHERE = "设置 · 学院"
_LONGEST_HEADING = 60
_LONGEST_NAME = 120


def remember_branches(desk: Desk, roster: RosterImport, actor: Actor) -> None:
    """The names that this import's people came in by; within the caller's transaction.

    Within a college a name means one branch: what was said last.
    """
    for name, branch in _named(desk, roster):
        of_college = sa.select(Branch.id).where(Branch.college_id == branch.college_id)
        desk.session.execute(
            sa.delete(RememberedBranch).where(
                RememberedBranch.name == name, RememberedBranch.branch_id.in_(of_college)
            )
        )
        desk.session.add(
            RememberedBranch(
                name=name, branch_id=branch.id, staff_id=actor.staff_id, made_at=desk.now
            )
        )
        desk.session.flush()


def _named(desk: Desk, roster: RosterImport) -> Iterator[tuple[str, Branch]]:
    used = roster.account.get("decided", {})
    for key, choice in Choices.from_data(roster.choices).branches.items():
        name = bare(choice.name)
        if choice.branch_id is None or key not in used or not 0 < len(name) <= _LONGEST_NAME:
            continue
        if (branch := desk.session.get(Branch, choice.branch_id)) is not None:
            yield name, branch


def remember_headings(desk: Desk, headings: Mapping[str, str], actor: Actor) -> None:
    """Heading -> field, a college's own or the department's; within the caller's transaction."""
    home = actor.staff.college_id if actor.staff else None
    for heading, name in headings.items():
        known = normalise_heading(heading)[:_LONGEST_HEADING]
        if not known:
            continue
        desk.session.execute(
            sa.delete(RememberedHeading).where(
                RememberedHeading.heading == known,
                RememberedHeading.college_id.is_not_distinct_from(home),
            )
        )
        desk.session.add(
            RememberedHeading(
                heading=known,
                college_id=home,
                field=name,
                staff_id=actor.staff_id,
                made_at=desk.now,
            )
        )


def forget_branch_name(desk: Desk, name_id: int, actor: Actor) -> None:
    """Take back what a branch was also called; commits. Raises Refused; twice is as once."""
    with writing(desk.session):
        found = desk.session.get(RememberedBranch, name_id)
        if found is not None:
            _refuse(actor, desk.session.get_one(Branch, found.branch_id).college_id)
            desk.session.delete(found)


def forget_heading(desk: Desk, heading_id: int, actor: Actor) -> None:
    """Take back what a heading means; commits. Raises Refused; twice is as once."""
    with writing(desk.session):
        found = desk.session.get(RememberedHeading, heading_id)
        if found is not None:
            _refuse(actor, found.college_id)
            desk.session.delete(found)


def _refuse(actor: Actor, college_id: int | None) -> None:
    if not may_manage(actor, college_id):
        missing = "只有党委组织部和本学院组织员可以办理"
        raise Refused(Refusal(missing, RULE, Role.DEPARTMENT, WHERE))
