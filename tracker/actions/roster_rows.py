"""What an import writes for the rows it grants: people, addresses, cases, and their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from machines.words import MEMBERS
from tracker.actions.opening import Opening, OpeningOrder, open_cases
from tracker.actions.records import note_on_case
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.models import Case, MailAddress, Person, RosterImport
from tracker.roster.aliases import Field
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.known import AT_ONCE
from tracker.roster.row import masked
from tracker.roster.verdicts import Plan, Ruling, Verdict

SOURCE = "名册"


def write_rows(
    desk: Desk, roster: RosterImport, verdicts: Iterable[Verdict], actor: Actor
) -> dict[int, int]:
    """Write within the caller's transaction; returns row number -> the case opened for it."""
    planned = [(v, v.plan) for v in verdicts if v.plan and v.ruling is not Ruling.UNCHANGED]
    concerned = _cases_concerned(desk, planned)
    new: list[tuple[int, Opening]] = []
    for verdict, plan in planned:
        person = _person(desk, verdict, plan)
        if plan.case is None:
            new.append((verdict.number, Opening(person, plan.branch, _order(plan))))
        for case in concerned.get(person.id, ()) if verdict.changes else ():
            _note_change(desk, roster, verdict, case, actor)
    # A person's other cases are found by his new numbers too.
    refresh_people(desk.session, [plan.person.id for _, plan in planned if plan.person])
    cases = open_cases(desk, roster.cohort, [opening for _, opening in new], actor)
    return {number: case.id for (number, _), case in zip(new, cases, strict=True)}


def _cases_concerned(desk: Desk, planned: Sequence[tuple[Verdict, Plan]]) -> dict[int, list[Case]]:
    """The cases a person's new data show in: the one in the import, and all that are open."""
    found: dict[int, list[Case]] = {}
    for case in _open_cases(desk, [plan.person.id for _, plan in planned if plan.person]):
        found.setdefault(case.person_id, []).append(case)
    for _, plan in planned:
        if plan.case is not None and plan.case.closed_at is not None:
            found.setdefault(plan.case.person_id, []).append(plan.case)
    return found


def _open_cases(desk: Desk, person_ids: Sequence[int]) -> Iterator[Case]:
    for start in range(0, len(person_ids), AT_ONCE):
        query = sa.select(Case).where(
            Case.person_id.in_(person_ids[start : start + AT_ONCE]), Case.closed_at.is_(None)
        )
        yield from desk.session.scalars(query.order_by(Case.id).with_for_update(of=Case))


def _person(desk: Desk, verdict: Verdict, plan: Plan) -> Person:
    """The person with what the row states; nothing that it leaves open is touched."""
    person = plan.person
    if person is None:
        stated = {field.value: getattr(plan.row, field.value) for field in PERSON_FIELDS}
        person = Person(**stated)
        desk.session.add(person)
    for change in verdict.changes:
        if change.field is not Field.EMAIL:
            setattr(person, change.field.value, change.new)
    _add_addresses(desk, person, plan.addresses)
    return person


def _add_addresses(desk: Desk, person: Person, addresses: Sequence[str]) -> None:
    """S4.1-6: further addresses, behind those the person has."""
    for address in addresses:
        person.addresses.append(
            MailAddress(
                address=address,
                position=len(person.addresses),
                source=SOURCE,
                active=True,
                added_at=desk.now,
            )
        )


def _order(plan: Plan) -> OpeningOrder:
    """A row without status never gets a plan for a new case."""
    row = plan.row
    if row.member_kind is None:
        raise ValueError(f"row {row.number} states no membership")
    return OpeningOrder(
        status=row.member_kind,
        # Only a member's relation is kept while he is abroad (S3.3); an activist has none.
        abroad=bool(row.abroad) and row.member_kind in MEMBERS,
        probation_ends_on=row.probation_ends_on,
    )


def _note_change(
    desk: Desk, roster: RosterImport, verdict: Verdict, case: Case, actor: Actor
) -> None:
    """The history says what a roster changed, and whoever has the case open is told so."""
    handed_in = {c.field.value: masked(c.field, c.new) for c in verdict.changes}
    labels = "、".join(change.field.label for change in verdict.changes)
    case.version += 1
    handed_in["source"] = f"名册导入 {roster.id} 号第 {verdict.number} 行"
    note_on_case(desk, case, actor, "roster", f"名册更新：{labels}", ("S4.1-1",), handed_in)
