"""What an import writes for the rows it grants: people, addresses, cases, and their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.actions.opening import Opening, OpeningOrder, open_cases
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, MailAddress, MoveRecord, Person, RosterImport
from tracker.roster.aliases import Field
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.row import masked
from tracker.roster.verdicts import Plan, Ruling, Verdict

SOURCE = "名册"
LONGEST_LABEL = 80


def write_rows(
    desk: Desk, roster: RosterImport, verdicts: Iterable[Verdict], actor: Actor
) -> dict[int, int]:
    """Write within the caller's transaction; returns row number -> the case opened for it."""
    new: list[tuple[int, Opening]] = []
    for verdict in verdicts:
        plan = verdict.plan
        if plan is None or verdict.ruling is Ruling.UNCHANGED:
            continue
        person = _person(desk, verdict, plan)
        if plan.case is None:
            new.append((verdict.number, Opening(person, plan.branch, _order(plan))))
        else:
            _note_change(desk, roster, verdict, plan.case, actor)
    cases = open_cases(desk, roster.cohort, [opening for _, opening in new], actor)
    return {number: case.id for (number, _), case in zip(new, cases, strict=True)}


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
        abroad=bool(row.abroad),
        probation_ends_on=row.probation_ends_on,
    )


def _note_change(
    desk: Desk, roster: RosterImport, verdict: Verdict, case: Case, actor: Actor
) -> None:
    """The history says what a roster changed, and whoever has the case open is told so."""
    handed_in = {c.field.value: masked(c.field, c.new) for c in verdict.changes}
    labels = "、".join(change.field.label for change in verdict.changes)
    case.version += 1
    desk.session.add(
        MoveRecord(
            case=case,
            track="case",
            action="roster",
            label=f"名册更新：{labels}"[:LONGEST_LABEL],
            from_state="open",
            to_state="open",
            role=actor.role.value,
            staff_id=actor.staff_id,
            policy_version_id=case.policy_version_id,
            kind_before=case.kind.value,
            kind_after=case.kind.value,
            order=handed_in | {"source": f"名册导入 {roster.id} 号第 {verdict.number} 行"},
            rules=["S4.1-1"],
            day=day_of(desk.now),
            at=desk.now,
        )
    )
