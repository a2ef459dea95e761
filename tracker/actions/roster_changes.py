"""What an import changes on people the system knows: values, corrections, and their cases' history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from machines.words import CorrectionSource
from tracker.actions.records import note_on_case
from tracker.desk import Actor, Desk
from tracker.models import Case, Person, RosterImport
from tracker.models.db import in_batches
from tracker.models.roster import Written
from tracker.roster.aliases import Field
from tracker.roster.comparing import CASE_FIELDS
from tracker.roster.purpose import Purpose
from tracker.roster.row import masked
from tracker.roster.verdicts import Change, Plan, Verdict
from tracker.waits.planning import replan
from tracker.writers.corrections import Changed, Told, record_corrections
from tracker.writers.many import Line

# What deadlines are counted from, of all that a roster tells of a person (S4.5(3)-4).
READ_BY_WAITS = frozenset({Field.REGULARISED_ON})


def change_people(
    desk: Desk,
    roster: RosterImport,
    planned: Sequence[tuple[Verdict, Plan]],
    actor: Actor,
    lines: list[Line],
) -> None:
    """What is taken is written; whoever has one of the person's cases open is told so."""
    concerned = _cases_concerned(desk, [plan for _, plan in planned])
    due_anew: dict[int, Case] = {}
    for verdict, plan in planned:
        person = plan.person
        taken = [c for c in verdict.changes if c.take and c.field not in CASE_FIELDS]
        if person is None or not taken:
            continue
        lines += [*_write_values(person, taken)]
        own = concerned.get(person.id, [])
        if own:
            _record_corrections(desk, roster, plan.case or own[0], verdict, taken, actor)
        for case in own:
            _note_change(desk, roster, verdict, taken, case, actor)
            lines.append({"what": Written.VALUE, "case_id": case.id, "case_version": case.version})
        if READ_BY_WAITS & {change.field for change in taken}:
            due_anew.update((case.id, case) for case in own)
    desk.session.flush()
    for case in due_anew.values():
        replan(desk, case)


def _write_values(person: Person, taken: Sequence[Change]) -> Iterator[Line]:
    """Addresses are added elsewhere: none is ever overwritten."""
    for change in taken:
        if change.field is not Field.EMAIL:
            yield {
                "what": Written.VALUE,
                "person_id": person.id,
                "field": change.field.value,
                "old": as_stored(change.old),
                "new": as_stored(change.new),
            }
            setattr(person, change.field.value, change.new)


def as_stored(value: str | date | None) -> str | None:
    """A person's value as the import's record keeps it: a date in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


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


def _cases_concerned(desk: Desk, plans: Sequence[Plan]) -> dict[int, list[Case]]:
    """The cases a person's new data show in: the one in the import, and all that are open."""
    found: dict[int, list[Case]] = {}
    for case in _open_cases(desk, [plan.person.id for plan in plans if plan.person]):
        found.setdefault(case.person_id, []).append(case)
    for case in (plan.case for plan in plans if plan.case):
        if case.closed_at is not None:
            found.setdefault(case.person_id, []).append(case)
    return found


def _open_cases(desk: Desk, person_ids: Sequence[int]) -> Iterator[Case]:
    for batch in in_batches(person_ids):
        query = sa.select(Case).where(Case.person_id.in_(batch), Case.closed_at.is_(None))
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
