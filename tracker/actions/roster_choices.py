"""What the user decides about an import before it is made: columns, branches, whose word counts.

Each decision is kept on the import and asks for another dry run; nothing else is written (S4.1-1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.roster import RULE, refuse_done, refuse_role
from tracker.desk import Actor, Desk
from tracker.models import Branch, RememberedBranch, RememberedHeading, RosterImport
from tracker.models.db import writing
from tracker.permissions import KEEPERS
from tracker.roster.aliases import Field, joins, normalise_heading
from tracker.roster.choices import NOT_READ, BranchChoice, Choices
from tracker.roster.directory import LONGEST_BRANCH, bare
from tracker.roster.purpose import Purpose

_LONGEST_HEADING = 60
_LONGEST_NAME = 120


def choose_columns(
    desk: Desk,
    import_id: int,
    sheet: str,
    purpose: str,
    columns: Mapping[int, str],
    headings: Mapping[str, str],
    actor: Actor,
) -> None:
    """Say what a sheet is for and what its columns mean; commits.

    `purpose`: a Purpose's value, NOT_READ, or '' to leave it as it is; `columns`: index -> field,
    '' for "do not read"; `headings`: those to be remembered for the college, heading -> field.
    Raises Refused when two columns claim one field, no sheet would be read, or a word is unknown.
    """
    refuse_role(actor)
    if purpose not in {"", *Purpose, NOT_READ}:
        raise _refused("不认识的用途，请重新选择", "purpose")
    for name in (*columns.values(), *headings.values()):
        if name and name not in set(Field):
            raise _refused("不认识的列，请重新选择", "columns")
    if twice := _claimed_twice(columns.values()):
        raise _refused(f"“{twice.label}”选了两列，只能选一列，另一列请选“不读”", "columns")
    with _choosing(desk, import_id) as (found, choices):
        if purpose:
            choices.purposes[sheet] = purpose
        sheets = [one["key"] for one in found.account.get("sheets", [])]
        if sheets and all(choices.purposes.get(key) == NOT_READ for key in sheets):
            raise _refused("至少要读一张表", "purpose")
        choices.columns[sheet] = dict(columns)
        _remember_headings(desk, headings, actor)


def _claimed_twice(names: Iterable[str]) -> Field | None:
    """A field of one column that two columns were chosen for."""
    counted = Counter(Field(name) for name in names if name)
    return next((of for of, count in counted.items() if count > 1 and not joins(of)), None)


def _remember_headings(desk: Desk, headings: Mapping[str, str], actor: Actor) -> None:
    """A college's own; what the department remembers holds where a college says nothing."""
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


def choose_branches(
    desk: Desk, import_id: int, decisions: Mapping[str, BranchChoice], actor: Actor
) -> None:
    """Say of unknown branches which they are, or that they shall be made; commits (S3.1-6).

    Who may not make branches in the settings may not make them here. Raises Refused.
    """
    refuse_role(actor)
    if actor.role not in KEEPERS:
        raise _refused("只有党委组织部和学院组织员可以确认支部", "branches", Role.ORGANIZER)
    with _choosing(desk, import_id) as (_, choices):
        for key, choice in decisions.items():
            _check_branch(desk, choice, actor)
            choices.branches[key] = choice
            if choice.branch_id is not None:
                _remember_branch(desk, choice, actor)


def _check_branch(desk: Desk, choice: BranchChoice, actor: Actor) -> None:
    home = actor.staff.college_id if actor.role is not Role.DEPARTMENT and actor.staff else None
    if choice.branch_id is not None:
        branch = desk.session.get(Branch, choice.branch_id)
        if branch is None or home not in (None, branch.college_id):
            raise _refused("所选的支部不存在，或不在您的学院", "branches")
    elif choice.college_id is None or home not in (None, choice.college_id):
        raise _refused("新建支部要说明学院，且须是您的学院", "branches")
    elif not choice.name.strip() or len(choice.name) > LONGEST_BRANCH:
        raise _refused(f"支部名称应为 1 至 {LONGEST_BRANCH} 字", "branches")


def _remember_branch(desk: Desk, choice: BranchChoice, actor: Actor) -> None:
    known = sa.select(RememberedBranch.id).filter_by(
        name=bare(choice.name), branch_id=choice.branch_id
    )
    rememberable = 0 < len(bare(choice.name)) <= _LONGEST_NAME
    if rememberable and desk.session.scalar(known) is None:
        desk.session.add(
            RememberedBranch(
                name=bare(choice.name),
                branch_id=choice.branch_id,
                staff_id=actor.staff_id,
                made_at=desk.now,
            )
        )


def choose_values(
    desk: Desk,
    import_id: int,
    fields: Mapping[Field, str],
    values: Mapping[str, Mapping[Field, str]],
    actor: Actor,
) -> None:
    """Say whose word counts where sheets and system differ; commits.

    `fields`: for everybody; `values`: person key -> field -> KEEP or a place's key; ''
    takes a decision back.
    """
    refuse_role(actor)
    with _choosing(desk, import_id) as (_, choices):
        everybody = choices.fields | {of.value: pick for of, pick in fields.items()}
        choices.fields = {of: pick for of, pick in everybody.items() if pick}
        for person, picks in values.items():
            own = choices.values.get(person, {}) | {of.value: p for of, p in picks.items()}
            choices.values[person] = {of: pick for of, pick in own.items() if pick}


@contextmanager
def _choosing(desk: Desk, import_id: int) -> Iterator[tuple[RosterImport, Choices]]:
    """The choices to be changed; the dry run that stood on the old ones counts no more."""
    with writing(desk.session):
        query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
        found = desk.session.scalars(query).one()
        refuse_done(found)
        choices = Choices.from_data(found.choices)
        yield found, choices
        found.choices = choices.to_data()
        found.tried_at, found.fault = None, ""


def _refused(missing: str, field: str, by: Role = Role.ORGANIZER) -> Refused:
    return Refused(Refusal(missing, RULE, by, "导入名册", field))
