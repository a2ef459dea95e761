"""What the user decides about an import before it is made: columns, branches, whose word counts.

Each decision is kept on the import and asks for another dry run; nothing else is written (S4.1-1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.roster import RULE, locked_import, refuse_done, refuse_role
from tracker.actions.roster_memory import remember_headings
from tracker.desk import Actor, Desk
from tracker.models import Branch, College, RosterImport, RosterVerdict
from tracker.models.db import in_batches, writing
from tracker.permissions import KEEPERS
from tracker.roster.aliases import Field, joins
from tracker.roster.choices import KEEP, NOT_READ, TAKE, BranchChoice, Choices
from tracker.roster.directory import LONGEST_BRANCH
from tracker.roster.purpose import Purpose

# Nothing else is kept of what a form sends: a place, a sheet's number, or one of two words.
_PLACE = re.compile(r"\d{1,4}:\d{1,7}", re.ASCII)
_FOR_ALL = re.compile(rf"{KEEP}|{TAKE}|sheet:\d{{1,4}}|", re.ASCII)
_FOR_ONE = re.compile(rf"{KEEP}|{_PLACE.pattern}|", re.ASCII)


class StalePage(Refused):
    """The page showed another dry run than there is by now. Nothing was kept."""


def choose_columns(
    desk: Desk,
    import_id: int,
    sheet: str,
    purpose: str,
    columns: Mapping[int, str],
    headings: Mapping[str, str],
    actor: Actor,
    *,
    seen: str | None = None,
) -> None:
    """Say what a sheet is for and what its columns mean; commits.

    `purpose`: a Purpose's value, NOT_READ, or '' to leave it as it is; `columns`: index -> field,
    '' for "do not read"; `headings`: those to be remembered for the college, heading -> field, which
    only those who keep its settings may; `seen`: the digest of the dry run that a page showed.
    Raises Refused when two columns claim one field, no sheet would be read, or a word is unknown;
    StalePage.
    """
    refuse_role(actor)
    if purpose not in {"", *Purpose, NOT_READ}:
        raise _refused("不认识的用途，请重新选择", "purpose")
    for name in (*columns.values(), *headings.values()):
        if name and name not in set(Field):
            raise _refused("不认识的列，请重新选择", "columns")
    if twice := _claimed_twice(columns.values()):
        raise _refused(f"“{twice.label}”选了两列，只能选一列，另一列请选“不读”", "columns")
    with _choosing(desk, import_id, seen) as (found, choices):
        if purpose:
            choices.purposes[sheet] = purpose
        sheets = [one["key"] for one in found.account.get("sheets", [])]
        if sheets and all(choices.purposes.get(key) == NOT_READ for key in sheets):
            raise _refused("至少要读一张表", "purpose")
        choices.columns[sheet] = dict(columns)
        if actor.role in KEEPERS:
            remember_headings(desk, headings, actor)


def _claimed_twice(names: Iterable[str]) -> Field | None:
    """A field of one column that two columns were chosen for."""
    counted = Counter(Field(name) for name in names if name)
    return next((of for of, count in counted.items() if count > 1 and not joins(of)), None)


def choose_branches(
    desk: Desk,
    import_id: int,
    decisions: Mapping[str, BranchChoice | None],
    actor: Actor,
    *,
    seen: str | None = None,
) -> None:
    """Say of unknown branches which they are, or that they shall be made; commits (S3.1-6).

    None takes a decision back. Names are the sheets' own, and what no sheet names is passed over.
    Who may not make branches in the settings may not make them here. Raises Refused, StalePage.
    """
    refuse_role(actor)
    if actor.role not in KEEPERS:
        raise _refused("只有党委组织部和学院组织员可以确认支部", "branches", Role.ORGANIZER)
    with _choosing(desk, import_id, seen) as (found, choices):
        names = {key: choice.name for key, choice in choices.branches.items()}
        names |= {one["key"]: one["name"] for one in found.account.get("unknown", [])}
        for key in decisions.keys() & names.keys():
            choices.branches.pop(key, None)
            if (choice := decisions[key]) is not None:
                choice = replace(choice, name=names[key].strip())
                _check_branch(desk, key, choice, actor)
                choices.branches[key] = choice


def _check_branch(desk: Desk, key: str, choice: BranchChoice, actor: Actor) -> None:
    """`key` is an UnknownBranch's: the college that its sheet names, or nothing, before a slash."""
    home = actor.staff.college_id if actor.role is not Role.DEPARTMENT and actor.staff else None
    stated = key.partition("/")[0]
    if choice.branch_id is not None:
        branch = desk.session.get(Branch, choice.branch_id)
        if branch is None or home not in (None, branch.college_id):
            raise _refused("所选的支部不存在，或不在您的学院", "branches")
        college_id: int | None = branch.college_id
    else:
        college_id = choice.college_id
        if college_id is None or home not in (None, college_id):
            raise _refused("新建支部要说明学院，且须是您的学院", "branches")
        if desk.session.get(College, college_id) is None:
            raise _refused("所选的学院不存在", "branches")
        if not choice.name or len(choice.name) > LONGEST_BRANCH:
            cure = "请在名册里改短，或指明是哪个已有的支部"
            raise _refused(f"支部名称应为 1 至 {LONGEST_BRANCH} 字；{cure}", "branches")
    if stated not in ("", str(college_id)):
        raise _refused("名册写明了另一个学院，请选那个学院的支部", "branches")


def choose_values(
    desk: Desk,
    import_id: int,
    fields: Mapping[Field, str],
    values: Mapping[str, Mapping[Field, str]],
    actor: Actor,
    *,
    seen: str | None = None,
) -> None:
    """Say whose word counts where sheets and system differ; commits.

    `fields`: for everybody; `values`: person key -> field -> KEEP or a place's key; ''
    takes a decision back. Words that mean nothing, and people whom no verdict names, are passed
    over. Raises StalePage.
    """
    refuse_role(actor)
    with _choosing(desk, import_id, seen) as (_, choices):
        said = {of.value: pick for of, pick in fields.items() if _FOR_ALL.fullmatch(pick)}
        everybody = choices.fields | said
        choices.fields = {of: pick for of, pick in everybody.items() if pick}
        for person in _judged(desk, import_id, values):
            said = {of.value: p for of, p in values[person].items() if _FOR_ONE.fullmatch(p)}
            own = choices.values.get(person, {}) | said
            choices.values[person] = {of: pick for of, pick in own.items() if pick}


def _judged(desk: Desk, import_id: int, people: Iterable[str]) -> Iterator[str]:
    """Those of the keys that are the first place of somebody's verdict."""
    keys = [key for key in people if _PLACE.fullmatch(key)]
    first = RosterVerdict.record["places", 0].as_string()
    for batch in in_batches(keys):
        query = sa.select(first).where(RosterVerdict.import_id == import_id, first.in_(batch))
        yield from desk.session.scalars(query)


@contextmanager
def _choosing(
    desk: Desk, import_id: int, seen: str | None
) -> Iterator[tuple[RosterImport, Choices]]:
    """The choices to be changed; the dry run that stood on the old ones counts no more."""
    with writing(desk.session):
        found = locked_import(desk, import_id)
        refuse_done(found)
        if seen is not None and seen != found.digest:
            missing = "页面已过时：您打开以后又试运行过，没有保存；请看过新的结果再选"
            raise StalePage(Refusal(missing, RULE, Role.ORGANIZER, "导入名册"))
        choices = Choices.from_data(found.choices)
        yield found, choices
        found.choices = choices.to_data()
        found.tried_at, found.fault = None, ""


def _refused(missing: str, field: str, by: Role = Role.ORGANIZER) -> Refused:
    return Refused(Refusal(missing, RULE, by, "导入名册", field))
