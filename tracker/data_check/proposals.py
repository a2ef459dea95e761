"""Open proposals side by side with what is on file now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.words import ProposalState
from tracker.actions.proposals import is_stale, stated_contact, value_mark
from tracker.data_check.scope import Scope
from tracker.desk import Actor, Desk
from tracker.models import Case, DataProposal, Person
from tracker.on_file import LABELS, on_file, same, shown
from tracker.shared_contacts import held_by_others

CASES_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One open proposal as staff see it: numbers masked, `mark` names the value on file unseen.

    `warning` says that the address or phone is another person's.
    """

    id: int
    label: str
    then: str
    now: str
    proposed: str | None
    words: str
    stale: bool
    agreed: bool
    mark: str
    proposal: DataProposal
    warning: str = ""


def open_proposals(desk: Desk, actor: Actor, case_id: int) -> list[ProposalLine]:
    """Those of one case, oldest first."""
    return open_proposals_of(desk, actor, [case_id])[case_id]


def open_proposals_of(
    desk: Desk, actor: Actor, case_ids: Sequence[int]
) -> dict[int, list[ProposalLine]]:
    """Those of each case, oldest first, read with their people and addresses at once."""
    query = (
        sa.select(DataProposal)
        .where(DataProposal.case_id.in_(case_ids), DataProposal.state == ProposalState.OPEN)
        .order_by(DataProposal.id)
        .options(
            joinedload(DataProposal.case).joinedload(Case.person).selectinload(Person.addresses)
        )
    )
    found: dict[int, list[ProposalLine]] = {case_id: [] for case_id in case_ids}
    rows = desk.session.scalars(query).all()
    contacts = {row.id: contact for row in rows if (contact := stated_contact(row))}
    warnings = held_by_others(desk.session, actor, list(contacts.values()))
    for row in rows:
        contact = contacts.get(row.id)
        found[row.case_id].append(_line(desk, row, warnings.get(contact, "") if contact else ""))
    return found


def cases_with_proposals(
    desk: Desk, actor: Actor, scope: Scope, after: int
) -> tuple[Sequence[Case], int]:
    """One page of the cases with open proposals, and the key of the next: 0 where there is none."""
    has_open = sa.exists().where(
        DataProposal.case_id == Case.id, DataProposal.state == ProposalState.OPEN
    )
    query = (
        sa.select(Case)
        .where(*scope.conditions(actor), has_open, Case.id > after)
        .order_by(Case.id)
        .limit(CASES_A_PAGE + 1)
        .options(joinedload(Case.person), joinedload(Case.branch))
    )
    found = desk.session.scalars(query).all()
    more = len(found) > CASES_A_PAGE
    return found[:CASES_A_PAGE], found[CASES_A_PAGE - 1].id if more else 0


def _line(desk: Desk, row: DataProposal, warning: str) -> ProposalLine:
    known = on_file(row.case.person, row.field)
    stated = row.proposed
    return ProposalLine(
        id=row.id,
        label=LABELS[row.field],
        then=shown(row.field, row.on_file),
        now=shown(row.field, known),
        proposed=None if stated is None else shown(row.field, stated),
        words=row.words,
        stale=is_stale(row),
        agreed=stated is not None and same(row.field, known, stated),
        mark=value_mark(desk, row),
        proposal=row,
        warning=warning,
    )
