"""The table of a digest: what each role is told, by which rule, from where, and where it is worked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from machines.roles import BRANCH, CARERS, COLLEGE, STAFF, Role
from tracker.digests import finding
from tracker.digests.found import Found, Looking


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `path` is the page where all of it is worked, which wants a log-in."""

    name: str
    label: str
    rules: tuple[str, ...]
    roles: tuple[Role, ...]
    find: Callable[[Looking], Found] = field(compare=False)
    path: str


DEP = Role.DEPARTMENT
_COLLEGE_STAFF = tuple(role for role in STAFF if role is not DEP)

SECTIONS = (
    Section("overdue", "已逾期的期限", ("S3.1-6", "S3.1-7", "S3.3-6"), STAFF,
            finding.overdue, "/cases?tab=overdue"),
    Section("tasks", "等我办结的待办", ("S3.1-6", "S3.1-7"), STAFF,
            finding.tasks, "/cases?tab=mine"),
    Section("approvals", "等学院党委审核的申请", ("S4.5(1)-2", "S4.5(2)-2", "S3.3-3", "D-19"), COLLEGE,
            finding.approvals, "/cases?tab=mine"),
    Section("filings", "等备案的保留申请", ("S4.5(2)-2", "S3.3-3"), (DEP,),
            finding.filings, "/cases?tab=mine"),
    Section("waiting", "等我办理的个案", ("S3.1-5", "S3.1-6"), STAFF,
            finding.waiting, "/cases?tab=mine"),
    Section("due_soon", "一周内到期", ("S3.1-7", "S4.4-1"), _COLLEGE_STAFF,
            finding.due_soon, "/cases"),
    Section("new_letters", "还没有人看过的来信", ("S3.1-4", "S4.4-5"), CARERS,
            finding.new_letters, "/incoming/"),
    Section("unmatched", "等分拣的来信", ("S4.4-5",), (*BRANCH, DEP),
            finding.unmatched, "/incoming/?tab=held"),
    Section("held_mails", "没有送到的邮件", ("S4.4-5", "D-15"), BRANCH,
            finding.held_mails, "/mails/"),
    Section("no_address", "没有可用邮箱的个案", ("S4.1-6", "S4.4-5"), CARERS,
            finding.no_address, "/cases?tab=no_address"),
    Section("failed_plans", "期限无法推算的个案", ("S0-1",), (DEP,),
            finding.failed_plans, "/cases"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A section with what was found for one reader."""

    section: Section
    found: Found


def sections_for(role: Role) -> Iterator[Section]:
    """The sections of a role, in the table's order."""
    return (section for section in SECTIONS if role in section.roles)


def look(looking: Looking) -> tuple[Told, ...]:
    """What there is to tell the reader; empty when there is nothing."""
    told = (Told(one, one.find(looking)) for one in sections_for(looking.actor.role))
    return tuple(one for one in told if one.found.number)
