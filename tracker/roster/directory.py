"""Colleges and branches as sheets name them, and which of them the importer works for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from machines.roles import Role
from tracker.desk import Actor, Desk
from tracker.models import Branch, College, RememberedBranch
from tracker.permissions import KEEPERS, visible_branches
from tracker.roster.aliases import Field
from tracker.roster.choices import BranchChoice
from tracker.roster.row import RosterRow

# Branches are made by confirmation only, and by those who may make them in the settings.
CURE_NO_BRANCH = "请在本页“系统里没有的支部”中确认新建，或指明是哪个支部"
CURE_ASK_ORGANIZER = "请学院组织员先建立该支部"
CURE_NO_COLLEGE = "请党委组织部先在设置中建立该学院"
LONGEST_BRANCH = 80


class NoBranch(Exception):
    """A row's branch cannot be told, or is not the importer's: which cell, why, how to cure it.

    `unknown` is the branch that nobody knows yet, where a decision of the user would cure it.
    """

    def __init__(
        self, field: Field, reason: str, cure: str, unknown: UnknownBranch | None = None
    ) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
        self.cure = cure
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class UnknownBranch:
    """A name no branch bears; `college_id` None where the sheet does not say the college."""

    name: str
    college_id: int | None

    @property
    def key(self) -> str:
        """What choices know it by."""
        return f"{self.college_id or ''}/{bare(self.name)}"


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A branch that the import will make, confirmed by the user."""

    name: str
    college_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """The branch of a row and how it was told, a Chinese sentence.

    `decided`: the key of the unknown name that the import's user decided about, if it was that.
    """

    branch: Branch | NewBranch
    why: str
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """All colleges and branches by bare name; `own` are the importer's branches.

    `college_id` is the importer's college, None for the department; `other_names` are names that
    somebody confirmed for a branch; `decided` what this import's user said of unknown names.
    """

    colleges: Mapping[str, College]
    branches: Mapping[str, list[Branch]]
    other_names: Mapping[str, list[Branch]]
    by_id: Mapping[int, Branch]
    own: frozenset[int]
    only: Branch | None
    college_id: int | None
    may_make: bool
    decided: Mapping[str, BranchChoice]

    def college_of(self, row: RosterRow) -> College | None:
        """The college the row names, None where it names none. Raises NoBranch."""
        if row.college is None:
            return None
        found = self.colleges.get(bare_college(row.college))
        if found is None:
            raise NoBranch(Field.COLLEGE, "系统里没有这个学院", CURE_NO_COLLEGE)
        if self.college_id is not None and found.id != self.college_id:
            raise NoBranch(Field.COLLEGE, "不是您所在的学院", "请由该学院或党委组织部导入")
        return found

    def branch_of(self, row: RosterRow) -> Found:
        """The branch the row belongs to, one of the importer's. Raises NoBranch.

        A secretary of one branch need not name it; everybody else names it in each row.
        """
        college = self.college_of(row)
        if row.branch is None:
            if self.only is not None:
                return Found(self.only, "名册没有写支部，按您负责的支部")
            raise NoBranch(Field.BRANCH, "没有写所在党支部", "请填写所在党支部")
        wanted = college.id if college is not None else self.college_id
        return self._own(self._named(row.branch, wanted))

    def _named(self, name: str, college_id: int | None) -> Found:
        """By its name, by a name remembered or decided for it, by its name less the college's."""
        for table, why in (
            (self.branches, "按名册的所在党支部"),
            (self.other_names, f"“{name}”曾确认是这个支部"),
        ):
            found = [b for b in table.get(bare(name), []) if college_id in (None, b.college_id)]
            if len(found) > 1:
                raise NoBranch(Field.COLLEGE, "不止一个学院有这个支部", "请写明所在学院")
            if found:
                return Found(found[0], why)
        unknown = UnknownBranch(name, college_id)
        if choice := self.decided.get(unknown.key):
            return self._decided(unknown, choice)
        if found := list(self._less_the_college(name, college_id)):
            return Found(found[0], f"“{name}”去掉学院名称后是这个支部")
        cure = CURE_NO_BRANCH if self.may_make else CURE_ASK_ORGANIZER
        raise NoBranch(Field.BRANCH, "系统里没有这个支部", cure, unknown if self.may_make else None)

    def _less_the_college(self, name: str, college_id: int | None) -> Iterator[Branch]:
        """'中共信息工程学院学生第一支部委员会' and '学生第一党支部' of that college are one."""
        wanted = plain_branch(name)
        near = [
            branch
            for branch in self.by_id.values()
            if college_id in (None, branch.college_id)
            and wanted
            in (
                plain_branch(branch.name),
                plain_branch(branch.college.name) + plain_branch(branch.name),
            )
        ]
        if len(near) == 1:
            yield near[0]

    def _decided(self, unknown: UnknownBranch, choice: BranchChoice) -> Found:
        if choice.branch_id is not None and choice.branch_id in self.by_id:
            return Found(self.by_id[choice.branch_id], "您在本页指明是这个支部", unknown.key)
        if choice.college_id is not None and self.may_make:
            new = NewBranch(choice.name or unknown.name, choice.college_id)
            if self.college_id in (None, new.college_id) and len(new.name) <= LONGEST_BRANCH:
                return Found(new, "您在本页确认新建这个支部", unknown.key)
        raise NoBranch(Field.BRANCH, "系统里没有这个支部", CURE_NO_BRANCH, unknown)

    def _own(self, found: Found) -> Found:
        if isinstance(found.branch, Branch) and found.branch.id not in self.own:
            raise NoBranch(Field.BRANCH, "不是您负责的支部", "请由该支部书记或学院组织员导入")
        return found


def read_directory(
    desk: Desk, actor: Actor, decided: Mapping[str, BranchChoice] | None = None
) -> Directory:
    """The colleges and branches of the school, and the actor's part of them."""
    own = desk.session.scalars(visible_branches(actor)).all()
    every = desk.session.scalars(
        sa.select(Branch).options(sa.orm.joinedload(Branch.college, innerjoin=True))
    ).all()
    by_id = {branch.id: branch for branch in every}
    remembered = desk.session.scalars(sa.select(RememberedBranch)).all()
    secretary = actor.role is Role.BRANCH_SECRETARY
    bound = actor.staff if actor.role is not Role.DEPARTMENT else None
    return Directory(
        colleges={bare_college(c.name): c for c in desk.session.scalars(sa.select(College))},
        branches=_by_name((branch.name, branch) for branch in every),
        other_names=_by_name((r.name, by_id[r.branch_id]) for r in remembered),
        by_id=by_id,
        own=frozenset(branch.id for branch in own),
        only=own[0] if secretary and len(own) == 1 else None,
        college_id=bound.college_id if bound else None,
        may_make=actor.role in KEEPERS,
        decided=decided or {},
    )


def _by_name(pairs: Iterator[tuple[str, Branch]]) -> dict[str, list[Branch]]:
    found: dict[str, list[Branch]] = {}
    for name, branch in pairs:
        found.setdefault(bare(name), []).append(branch)
    return found


def bare(name: str) -> str:
    """A name half-width and without white space: '第一党支部 ' and '第一 党支部' are one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def bare_college(name: str) -> str:
    """A college's name, whether a sheet calls it by itself or by its committee."""
    return re.sub(r"^中共|(分?党委|党总支|委员会)$", "", bare(name))


def plain_branch(name: str) -> str:
    """A branch's name without 中共 and whatever ending a sheet gives it."""
    return re.sub(r"^中共|(党支部|支部)(委员会)?$", "", bare(name))
