"""Colleges and branches as sheets name them, and which of them the importer works for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa

from machines.roles import Role
from tracker.desk import Actor, Desk
from tracker.models import Branch, College
from tracker.permissions import visible_branches
from tracker.roster.aliases import Field
from tracker.roster.row import RosterRow

# Branches are made by confirmation only, never by an import.
CURE_NO_BRANCH = "请先在设置中建立该支部"
CURE_NO_COLLEGE = "请先在设置中建立该学院和支部"


class NoBranch(Exception):
    """A row's branch cannot be told, or is not the importer's: which cell, why, how to cure it."""

    def __init__(self, field: Field, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Directory:
    """All colleges and branches by name without white space; `own` are the importer's branches.

    `college_id` is the importer's college, None for the department.
    """

    colleges: dict[str, College]
    branches: dict[str, list[Branch]]
    own: frozenset[int]
    only: Branch | None
    college_id: int | None

    def college_of(self, row: RosterRow) -> College | None:
        """The college the row names, None where it names none. Raises NoBranch."""
        if row.college is None:
            return None
        found = self.colleges.get(_bare(row.college))
        if found is None:
            raise NoBranch(Field.COLLEGE, "系统里没有这个学院", CURE_NO_COLLEGE)
        if self.college_id is not None and found.id != self.college_id:
            raise NoBranch(Field.COLLEGE, "不是您所在的学院", "请由该学院或党委组织部导入")
        return found

    def branch_of(self, row: RosterRow) -> Branch:
        """The branch the row belongs to, one of the importer's. Raises NoBranch.

        A secretary of one branch need not name it; everybody else names it in each row.
        """
        college = self.college_of(row)
        if row.branch is None:
            if self.only is not None:
                return self.only
            raise NoBranch(Field.BRANCH, "没有写所在党支部", "请填写所在党支部")
        wanted = college.id if college is not None else self.college_id
        namesakes = self.branches.get(_bare(row.branch), [])
        found = [branch for branch in namesakes if wanted in (None, branch.college_id)]
        if not found:
            raise NoBranch(Field.BRANCH, "系统里没有这个支部", CURE_NO_BRANCH)
        if len(found) > 1:
            raise NoBranch(Field.COLLEGE, "不止一个学院有这个支部", "请写明所在学院")
        if found[0].id not in self.own:
            raise NoBranch(Field.BRANCH, "不是您负责的支部", "请由该支部书记或学院组织员导入")
        return found[0]


def read_directory(desk: Desk, actor: Actor) -> Directory:
    """The colleges and branches of the school, and the actor's part of them."""
    own = desk.session.scalars(visible_branches(actor)).all()
    branches: dict[str, list[Branch]] = {}
    for branch in desk.session.scalars(sa.select(Branch)):
        branches.setdefault(_bare(branch.name), []).append(branch)
    secretary = actor.role is Role.BRANCH_SECRETARY
    bound = actor.staff if actor.role is not Role.DEPARTMENT else None
    return Directory(
        colleges={_bare(c.name): c for c in desk.session.scalars(sa.select(College))},
        branches=branches,
        own=frozenset(branch.id for branch in own),
        only=own[0] if secretary and len(own) == 1 else None,
        college_id=bound.college_id if bound else None,
    )


def _bare(name: str) -> str:
    """A name half-width and without white space: '第一党支部 ' and '第一 党支部' are one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
