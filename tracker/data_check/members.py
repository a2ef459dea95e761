"""The checklist of many members at once: the guard's own lines, from one narrow query a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from machines.checklist import CHECKS, CheckLine, data_checks
from machines.facts import Facts
from machines.policy import Policy
from machines.words import CheckResult
from tracker.clock import day_of
from tracker.data_check.scope import STILL_CHECKED, Scope
from tracker.desk import Actor, Desk
from tracker.models import Case, Person, PolicyVersion, Track
from tracker.person_facts import person_facts

BATCH = 1000
PAGE = 50
ALL, WRONG, UNCLEAR = "all", "wrong", "unclear"
PARTS = MappingProxyType({WRONG: "有问题", ALL: "全部", UNCLEAR: CheckResult.NOT_COMPARED.label})

_COLUMNS = (
    Case.id.label("case_id"),
    Case.version,
    Case.kind,
    Case.status,
    Case.college_id,
    Case.branch_id,
    Case.policy_version_id,
    Case.data_confirmed_on,
    Track.state,
    *(
        getattr(Person, name)
        for name in (
            "name", "student_no", "id_number", "sex", "ethnicity", "birth_date", "joined_on",
            "regularised_on", "degree", "degree_awarded", "job_post", "mobile", "dues_paid_until",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """One member with the lines of his data check."""

    case_id: int
    version: int
    name: str
    student_no: str | None
    college_id: int
    branch_id: int
    state: str
    confirmed_on: date | None
    lines: tuple[CheckLine, ...]

    @property
    def wrong(self) -> list[CheckLine]:
        """The lines that fail."""
        return [line for line in self.lines if not line.right]

    def belongs_to(self, part: str) -> bool:
        """Whether he is one of a part: everybody, something wrong, unclear, or one check failed."""
        match part:
            case "all":
                return True
            case "wrong":
                return any(not line.right for line in self.lines)
            case "unclear":
                return any(line.result is CheckResult.NOT_COMPARED for line in self.lines)
            case _:
                return any(line.name == part and not line.right for line in self.lines)


def known_part(part: str) -> str:
    """The part asked for; whatever makes no sense shows those with something wrong."""
    return part if part in PARTS or part in CHECKS else WRONG


def checked_members(desk: Desk, actor: Actor, scope: Scope, after: int = 0) -> Iterator[Checked]:
    """The members of a scope whose data are still checked, by the case's key, batch by batch."""
    policies: dict[int, Policy] = {}
    today = day_of(desk.now)
    while True:
        rows = desk.session.execute(_query(actor, scope, after)).all()
        for row in rows:
            yield _checked(row, _policy(desk, policies, row.policy_version_id), today)
        if len(rows) < BATCH:
            return
        after = rows[-1].case_id


def list_members(
    desk: Desk, actor: Actor, scope: Scope, part: str, after: int
) -> tuple[list[Checked], int]:
    """One page of a part, and the key of the next page: 0 where there is none."""
    found: list[Checked] = []
    for one in checked_members(desk, actor, scope, after):
        if one.belongs_to(part):
            if len(found) == PAGE:
                return found, found[-1].case_id
            found.append(one)
    return found, 0


def _query(actor: Actor, scope: Scope, after: int) -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .join(Person, Person.id == Case.person_id)
        .join(Track, sa.and_(Track.case_id == Case.id, Track.name == "transfer"))
        .where(*scope.conditions(actor), Track.state.in_(STILL_CHECKED), Case.id > after)
        .order_by(Case.id)
        .limit(BATCH)
    )


def _checked(row: sa.Row[Any], policy: Policy, today: date) -> Checked:
    facts = Facts(kind=row.kind, status=row.status, policy=policy, person=person_facts(row))
    return Checked(
        row.case_id,
        row.version,
        row.name,
        row.student_no,
        row.college_id,
        row.branch_id,
        row.state,
        row.data_confirmed_on,
        data_checks(facts, today),
    )


def _policy(desk: Desk, known: dict[int, Policy], version_id: int) -> Policy:
    if version_id not in known:
        known[version_id] = desk.session.get_one(PolicyVersion, version_id).policy
    return known[version_id]
