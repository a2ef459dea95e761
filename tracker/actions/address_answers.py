"""What an answer tells of the address that its mail went to: it works, or it is confirmed as his."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from machines.mails import MailKind
from machines.words import Direction, Grade
from tracker.actions.link_changes import watch
from tracker.desk import Desk
from tracker.links import link_token
from tracker.lists import refresh_people
from tracker.models import AnswerLink, Case, ContactEntry, Mail, MailAddress, MailState
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses


def address_of_link(desk: Desk, link: AnswerLink) -> str | None:
    """The one address whose mail carried the link; None where it may have been another.

    A mail that was refused or came back carried it to nobody.
    """
    further = aliased(ContactEntry)
    came_back = sa.exists().where(
        ContactEntry.mail_id == Mail.id,
        ContactEntry.direction == Direction.IN,
        ContactEntry.grade == Grade.FAILED,
        ~sa.exists().where(further.corrects_id == ContactEntry.id).correlate(ContactEntry),
    )
    token = link_token(desk.settings, link.id, link.nonce)
    carried = desk.session.scalars(
        sa.select(Mail.to_address).where(
            Mail.case_id == link.case_id,
            Mail.text.contains(token, autoescape=True),
            Mail.state.not_in((MailState.FAILED, MailState.NO_ADDRESS)),
            ~came_back,
        )
    )
    found = {address.lower(): address for address in carried}
    return next(iter(found.values())) if len(found) == 1 else None


def wrote_from(desk: Desk, case: Case, address: str, incoming_id: int) -> None:
    """A letter of the person came from one of his addresses: it works, even if mail came back.

    Within the caller's transaction, which holds the case's lock and finishes the case.
    """
    row = _row_of(desk, case, address)
    if row is None:
        return
    before = row.usable
    addresses.works(desk.session, row, Cause("本人经来信答复", desk.now, incoming_id=incoming_id))
    if row.usable != before:
        refresh_people(desk.session, [case.person.id])


def answered_from(
    desk: Desk,
    case: Case,
    kind: MailKind,
    number: int,
    address: str | None,
    *,
    incoming_id: int | None = None,
) -> bool:
    """The person answered a mail that went to `address`, or by a mail from there: it works.

    Within the caller's transaction, which holds the case's lock and finishes the case. Gives
    whether that settles the answer: a yes to a mail that asked for the address itself. `number` is
    one that the kind offers, 0 for words without an answer.
    """
    row = _row_of(desk, case, address)
    if row is None:
        return False
    by, before = "来信" if incoming_id is not None else "邮件中的链接", row.usable
    yes = kind.of_address and number in {answer.number for answer in kind.answers}
    if yes and row.asked_at is not None:
        cause = Cause(f"本人经{by}确认", desk.now, incoming_id=incoming_id)
        former = next((one for one in case.person.addresses if one.usable), None)
        addresses.confirm(desk.session, row, cause)
        if next(one for one in case.person.addresses if one.usable) is row:
            watch(desk, former, row)
    else:
        cause = Cause(f"本人经{by}答复", desk.now, incoming_id=incoming_id)
        addresses.works(desk.session, row, cause)
    if row.usable != before:
        refresh_people(desk.session, [case.person.id])
    return yes and row.usable


def _row_of(desk: Desk, case: Case, address: str | None) -> MailAddress | None:
    if not address:
        return None
    lock_addresses(desk.session, case.person)
    return case.person.find_address(address)
