"""Confirming that an address is the person's own."""

from __future__ import annotations

import sqlalchemy as sa

from machines.refusals import Refused
from tracker.actions.incoming.known_senders import refuse_unrememberable, remember_sender
from tracker.actions.incoming.lookup import lock_incoming, no
from tracker.actions.incoming.restoring import SOURCE
from tracker.actions.moves import finish, lock_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.inbox.standing import standing_filing
from tracker.lists import refresh_people
from tracker.models import Case, IncomingFiling, IncomingMail, KnownSender, Task
from tracker.models.db import writing
from tracker.models.task import CONFIRMING, TaskKind, without_confirm
from tracker.writers.addresses import Cause, add_new, bring_back, lock_addresses

IS_HIS = "来信邮箱已核实是本人的"


@telling_what_is_taken()
def confirm_sender(
    desk: Desk, incoming_id: int, actor: Actor, *, write_to: bool = False
) -> KnownSender:
    """Remember the sender of a filed mail as the person's, and commit.

    `write_to` also puts the address on file, so that mails are sent to it. The open task that asks
    for it is settled. Raises NoSuchIncoming, or Refused where the mail is not filed or names no
    usable sender; then nothing was written. Confirming twice is once.
    """
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        filing = standing_filing(desk.session, row.id)
        if filing is None:
            raise Refused(no("这封来信没有归入个案，请先归入"))
        refuse_unrememberable(desk, row)
        case = lock_case(desk.session, filing.case_id)
        known = remember_sender(desk, case, row, filing, actor)
        if write_to:
            _put_on_file(desk, case, row, actor)
        _settle(desk, case, filing, actor)
        finish(desk, case, unmoved=not write_to)
        refresh_people(desk.session, [case.person.id])
    return known


def _put_on_file(desk: Desk, case: Case, row: IncomingMail, actor: Actor) -> None:
    """The address as one that mails go to, behind those he has."""
    cause = Cause("来信邮箱经核实是本人的", desk.now, actor.staff_id, row.id)
    lock_addresses(desk.session, case.person)
    same = case.person.find_address(row.from_address)
    if same is None:
        address = row.from_address.lower()
        add_new(desk.session, case.person, address, SOURCE, cause, first=False)
    elif not same.usable:
        bring_back(desk.session, same, cause)


def _settle(desk: Desk, case: Case, filing: IncomingFiling, actor: Actor) -> None:
    tasks = desk.session.scalars(
        sa.select(Task).where(
            Task.case_id == case.id,
            Task.entry_id == filing.entry_id,
            Task.settled_at.is_(None),
            Task.kind.in_(CONFIRMING),
        )
    )
    for task in tasks:
        if task.kind == TaskKind.CONFIRM:
            task.settled_at, task.settled_by_id, task.outcome = desk.now, actor.staff_id, IS_HIS
        else:
            # What else the mail asks for still waits; this was its last line.
            before = task.text.rpartition("\n")[0]
            task.text = f"{before}\n{IS_HIS}"
            task.kind = without_confirm(task.kind)
