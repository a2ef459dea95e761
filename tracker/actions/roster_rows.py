"""What an import writes for the people it grants: persons, addresses, cases, and their history.

Table by table, in bulk: five thousand people are a second's work, not a minute's. Every line goes
into the import's own record as well, from which it is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from machines.words import MEMBERS, CorrectionSource
from tracker.actions.opening import FIRST_VERSION, Opening, OpeningOrder, open_cases
from tracker.actions.records import note_on_case
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.models import (
    Branch,
    Case,
    MailAddress,
    Person,
    RosterImport,
    RosterWrite,
)
from tracker.models.roster import Written
from tracker.roster.aliases import Field
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.directory import NewBranch
from tracker.roster.files import Tell, quiet
from tracker.roster.known import AT_ONCE
from tracker.roster.places import Place
from tracker.roster.purpose import Purpose
from tracker.roster.row import masked
from tracker.roster.verdicts import Change, Plan, Verdict
from tracker.writers.corrections import Changed, Told, record_corrections
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
    _change_people(desk, roster, planned, actor, lines)
    _add_addresses(desk, planned, people, lines)
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


def _change_people(
    desk: Desk,
    roster: RosterImport,
    planned: Sequence[Planned],
    actor: Actor,
    lines: list[Line],
) -> None:
    """What is taken is written; whoever has one of the person's cases open is told so."""
    changed = [p for p in planned if p.plan.person is not None]
    concerned = _cases_concerned(desk, changed)
    for one in changed:
        person = one.plan.person
        taken = [change for change in one.verdict.changes if change.take]
        if person is None or not taken:
            continue
        for change in taken:
            if change.field is Field.EMAIL:
                continue
            lines.append(
                {
                    "what": Written.VALUE,
                    "person_id": person.id,
                    "field": change.field.value,
                    "old": as_stored(change.old),
                    "new": as_stored(change.new),
                }
            )
            setattr(person, change.field.value, change.new)
        own = concerned.get(person.id, [])
        if own:
            _record_corrections(desk, roster, own[0], one.verdict, taken, actor)
        for case in own:
            _note_change(desk, roster, one.verdict, taken, case, actor)
            lines.append({"what": Written.VALUE, "case_id": case.id, "case_version": case.version})
    desk.session.flush()


def _record_corrections(
    desk: Desk,
    roster: RosterImport,
    case: Case,
    verdict: Verdict,
    taken: Sequence[Change],
    actor: Actor,
) -> None:
    """S4.1-1: each change with its source; what a members' sheet says is in the system already."""
    purposes = {sheet["number"]: sheet["purpose"] for sheet in roster.account["sheets"]}
    told = Told(
        CorrectionSource.ROSTER,
        _source(roster, verdict),
        actor.staff_id,
        desk.now,
        roster_import_id=roster.id,
    )
    for change in taken:
        known = any(purposes.get(p.sheet) == Purpose.MEMBERS for p in change.places)
        changed = [Changed(change.field.value, change.old, change.new)]
        record_corrections(desk.session, case, changed, told, to_enter=not known)


def _source(roster: RosterImport, verdict: Verdict) -> str:
    alone = len(roster.account["sheets"]) == 1
    rows = "、".join(place.words(alone=alone) for place in verdict.places)
    return f"名册导入 {roster.id} 号{rows}"


def as_stored(value: str | date | None) -> str | None:
    """A person's value as the import's record keeps it: a date in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def _add_addresses(
    desk: Desk, planned: Sequence[Planned], people: Mapping[Place, int], lines: list[Line]
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
    add_many(desk.session, MailAddress, rows)
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


def _cases_concerned(desk: Desk, planned: Sequence[Planned]) -> dict[int, list[Case]]:
    """The cases a person's new data show in: the one in the import, and all that are open."""
    found: dict[int, list[Case]] = {}
    for case in _open_cases(desk, [p.plan.person.id for p in planned if p.plan.person]):
        found.setdefault(case.person_id, []).append(case)
    for case in (p.plan.case for p in planned if p.plan.case):
        if case.closed_at is not None:
            found.setdefault(case.person_id, []).append(case)
    return found


def _open_cases(desk: Desk, person_ids: Sequence[int]) -> Iterator[Case]:
    for start in range(0, len(person_ids), AT_ONCE):
        query = sa.select(Case).where(
            Case.person_id.in_(person_ids[start : start + AT_ONCE]), Case.closed_at.is_(None)
        )
        yield from desk.session.scalars(query.order_by(Case.id).with_for_update(of=Case))


def _note_change(
    desk: Desk,
    roster: RosterImport,
    verdict: Verdict,
    taken: Sequence[Change],
    case: Case,
    actor: Actor,
) -> None:
    """The history says what a roster changed, and whoever has the case open is told so."""
    handed_in = {c.field.value: masked(c.field, c.new or "") for c in taken}
    labels = "、".join(change.field.label for change in taken)
    case.version += 1
    handed_in["source"] = _source(roster, verdict)
    note_on_case(desk, case, actor, "roster", f"名册更新：{labels}", ("S4.1-1",), handed_in)


def _keep_record(desk: Desk, roster: RosterImport, lines: Sequence[Line]) -> None:
    empty: Line = dict.fromkeys(
        ("person_id", "case_id", "branch_id", "old", "new", "case_version")
    ) | {"import_id": roster.id, "field": ""}
    add_many(desk.session, RosterWrite, (empty | line for line in lines))
