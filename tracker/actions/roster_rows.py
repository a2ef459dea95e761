"""What an import writes for the people it grants: persons, addresses, cases, and their history.

Table by table, in bulk: five thousand people are a second's work, not a minute's. Every line goes
into the import's own record as well, from which it is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from machines.words import MEMBERS
from tracker.actions.opening import FIRST_VERSION, Opening, OpeningOrder, open_cases
from tracker.actions.roster_changes import change_people
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.models import (
    Branch,
    Person,
    RosterImport,
    RosterWrite,
)
from tracker.models.roster import Written
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.directory import NewBranch
from tracker.roster.files import Tell, quiet
from tracker.roster.places import Place
from tracker.roster.verdicts import Plan, Verdict
from tracker.writers.addresses import Cause, add_rows
from tracker.writers.many import Line, add_many, add_many_for_keys

SOURCE = "名册"


@dataclass(frozen=True, slots=True)
class Planned:
    """A verdict that writes something, with its plan."""

    verdict: Verdict
    plan: Plan


def write_rows(
    desk: Desk,
    roster: RosterImport,
    verdicts: Iterable[Verdict],
    actor: Actor,
    tell: Tell = quiet,
) -> dict[Place, int]:
    """Write within the caller's transaction; returns first place -> the case opened for it."""
    planned = [Planned(v, v.plan) for v in verdicts if v.plan is not None and v.writes]
    lines: list[Line] = []
    branches = _make_branches(desk, planned, lines)
    tell("写入人员", 0, len(planned))
    people = _people(desk, planned, lines)
    change_people(desk, roster, [(p.verdict, p.plan) for p in planned], actor, lines)
    _add_addresses(desk, roster, planned, people, actor, lines)
    # A person's other cases are found by his new numbers too.
    refresh_people(desk.session, [p.plan.person.id for p in planned if p.plan.person])
    tell("写入个案", len(planned) // 3, len(planned))
    opened = _open(desk, roster, planned, people, branches, actor, lines)
    tell("写入导入记录", len(planned) * 2 // 3, len(planned))
    _keep_record(desk, roster, lines)
    return opened


def _make_branches(
    desk: Desk, planned: Sequence[Planned], lines: list[Line]
) -> dict[NewBranch, Branch]:
    """The branches the user confirmed, each once (S3.1-6)."""
    wanted = dict.fromkeys(p.plan.branch for p in planned if isinstance(p.plan.branch, NewBranch))
    made = {new: Branch(college_id=new.college_id, name=new.name) for new in wanted}
    desk.session.add_all(made.values())
    desk.session.flush()
    lines += [{"what": Written.BRANCH, "branch_id": b.id, "new": b.name} for b in made.values()]
    return made


def _people(desk: Desk, planned: Sequence[Planned], lines: list[Line]) -> dict[Place, int]:
    """First place -> person; who is not known yet gets his row."""
    new = [p for p in planned if p.plan.person is None]
    names = [field.value for field in PERSON_FIELDS]
    rows = ({name: getattr(p.plan.row, name) for name in names} for p in new)
    found = {p.verdict.places[0]: p.plan.person.id for p in planned if p.plan.person}
    ids = add_many_for_keys(desk.session, Person, rows, by=("id_number", "student_no"))
    found |= {p.verdict.places[0]: one for p, one in zip(new, ids, strict=True)}
    lines += [{"what": Written.PERSON, "person_id": one} for one in ids]
    return found


def _add_addresses(
    desk: Desk,
    roster: RosterImport,
    planned: Sequence[Planned],
    people: Mapping[Place, int],
    actor: Actor,
    lines: list[Line],
) -> None:
    """S4.1-6: further addresses, behind those the person has."""
    rows: list[Line] = []
    for one in planned:
        behind = len(one.plan.person.addresses) if one.plan.person else 0
        for at, address in enumerate(one.plan.addresses):
            rows.append(
                {
                    "person_id": people[one.verdict.places[0]],
                    "address": address,
                    "position": behind + at,
                    "source": SOURCE,
                    "active": True,
                    "added_at": desk.now,
                }
            )
    add_rows(desk.session, rows, Cause(f"名册导入 {roster.id} 号", desk.now, actor.staff_id))
    keys = ("person_id", "address")
    lines += [
        {"what": Written.ADDRESS, "person_id": row[keys[0]], "new": row[keys[1]]} for row in rows
    ]


def _open(
    desk: Desk,
    roster: RosterImport,
    planned: Sequence[Planned],
    people: Mapping[Place, int],
    branches: Mapping[NewBranch, Branch],
    actor: Actor,
    lines: list[Line],
) -> dict[Place, int]:
    new = [p for p in planned if p.plan.case is None]
    openings = [
        Opening(
            people[p.verdict.places[0]], _joined(p.plan), _branch(p.plan, branches), _order(p.plan)
        )
        for p in new
    ]
    ids = open_cases(desk, roster.cohort, openings, actor)
    lines += [
        {"what": Written.CASE, "case_id": one, "person_id": o.person_id}
        | {"case_version": FIRST_VERSION}
        for one, o in zip(ids, openings, strict=True)
    ]
    return {p.verdict.places[0]: one for p, one in zip(new, ids, strict=True)}


def _branch(plan: Plan, made: Mapping[NewBranch, Branch]) -> Branch:
    return made[plan.branch] if isinstance(plan.branch, NewBranch) else plan.branch


def _joined(plan: Plan) -> date | None:
    """The person's joining date after the import."""
    return plan.person.joined_on if plan.person else plan.row.joined_on


def _order(plan: Plan) -> OpeningOrder:
    """A row without status never gets a plan for a new case."""
    if plan.status is None:
        raise ValueError(f"row {plan.row.number} states no membership")
    return OpeningOrder(
        status=plan.status,
        # Only a member's relation is kept while he is abroad (S3.3); an activist has none.
        abroad=bool(plan.row.abroad) and plan.status in MEMBERS,
        probation_ends_on=plan.row.probation_ends_on,
    )


def _keep_record(desk: Desk, roster: RosterImport, lines: Sequence[Line]) -> None:
    empty: Line = dict.fromkeys(
        ("person_id", "case_id", "branch_id", "old", "new", "case_version")
    ) | {"import_id": roster.id, "field": ""}
    add_many(desk.session, RosterWrite, (empty | line for line in lines))
