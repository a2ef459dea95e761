"""What a mail had changed of a person's addresses, put back when its filing is taken back."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from machines.mails import get_mail
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.models import (
    AddressChange,
    AddressState,
    Case,
    ContactEntry,
    IncomingFiling,
    Mail,
    MailAddress,
)
from tracker.outbox.resend import same_prompt
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses

# The source of an address that was put on file from a mail which came in.
SOURCE = "mail"


@dataclass(frozen=True, slots=True)
class _Told:
    """What one mail did to one address: its first and last line, and the one before, if any."""

    before: AddressChange | None
    first: AddressChange
    last: AddressChange


def restore_addresses(
    desk: Desk, case: Case, filing: IncomingFiling, asked_by: Mail | None, actor: Actor, why: str
) -> list[MailAddress]:
    """Put back what the filed mail changed and nothing newer touched, with a line of history.

    `asked_by` is the mail of ours that it had answered or reported on.
    """
    restored = []
    for row in lock_addresses(desk.session, case.person):
        told = _told(desk, row, filing.incoming_id)
        if told is None or (row.worked_at is not None and row.worked_at > told.last.at):
            continue
        was = (row.state, row.active)
        _put_back(row, told, asked_by)
        if (row.state, row.active) == was:
            continue
        cause = Cause(f"来信归档撤回，恢复原状：{why}", desk.now, actor.staff_id)
        addresses.note(desk.session, row, cause)
        restored.append(row)
    if restored:
        refresh_people(desk.session, [case.person.id])
    return restored


def mails_sent_on(desk: Desk, filing: IncomingFiling) -> list[Mail]:
    """The mails that were written because of the filed one: a form's link, the next address."""
    answers = sa.select(Mail).filter_by(incoming_id=filing.incoming_id, case_id=filing.case_id)
    found = {mail.id: mail for mail in desk.session.scalars(answers)}
    entry = desk.session.get(ContactEntry, filing.entry_id) if filing.entry_id else None
    back = desk.session.get(Mail, entry.mail_id) if entry is not None and entry.mail_id else None
    if entry is not None and back is not None and not entry.two_way:
        further = (m for m in same_prompt(desk, back) if m.id > back.id)
        found |= {m.id: m for m in further if m.made_at == entry.recorded_at}
    return [found[key] for key in sorted(found)]


def _told(desk: Desk, row: MailAddress, incoming_id: int) -> _Told | None:
    """None where the mail did nothing to it, or something newer happened."""
    query = sa.select(AddressChange).filter_by(address_id=row.id).order_by(AddressChange.id)
    before: AddressChange | None = None
    own: list[AddressChange] = []
    for line in desk.session.scalars(query):
        if line.incoming_id == incoming_id:
            own.append(line)
        elif own:
            return None
        else:
            before = line
    return _Told(before, own[0], own[-1]) if own else None


def _put_back(row: MailAddress, told: _Told, asked_by: Mail | None) -> None:
    if told.before is None:
        # Put on file by this very mail, or known from before histories were kept.
        row.state, row.active = AddressState.UNCONFIRMED, row.source != SOURCE
    else:
        row.state, row.active = told.before.state, told.before.active
    if row.state is not AddressState.WORKS:
        row.worked_at = None
    asked = asked_by is not None and get_mail(asked_by.kind).of_address
    if asked and not row.active and told.before is not None:
        row.asked_at = told.before.at
