"""What tests of addresses share: a prompt that left, and a notice that it came back."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from machines.mails import get_mail
from machines.orders import NOTHING
from tests.factories import make_case, make_person, make_record
from tracker.actions.bounces import BounceTaken, take_bounce
from tracker.desk import Desk
from tracker.inbox.findings import DeliveryReport, ReportedRecipient
from tracker.inbox.words import BounceReason, InboxState, IncomingKind
from tracker.models import AddressChange, IncomingMail, Mail, MailAddress, MailState
from tracker.models.db import writing
from tracker.outbox.write import write_mails

FIRST, SECOND = "first@example.com", "second@example.net"
_numbers = itertools.count(1)


def prompted(desk: Desk, *addresses: str, kind: str = "confirm_data") -> list[Mail]:
    """A person with these addresses, and the mails of one prompt that the server took."""
    case = make_case(desk.session, person=make_person(desk.session, *addresses))
    record = make_record(desk.session, case, "transfer", "ask_confirm_data")
    mails = write_mails(desk, case, get_mail(kind), record, NOTHING)
    for mail in mails:
        mail.state, mail.sent_at = MailState.SENT, desk.now
    desk.session.commit()
    return mails


def an_incoming(session: Session, mail: Mail | None, **columns: object) -> IncomingMail:
    """A mail that came in as the chain hands it over."""
    number = next(_numbers)
    moment = mail.made_at + timedelta(hours=1) if mail else None
    row = IncomingMail(
        fingerprint=f"{number:064x}",
        size=1000,
        received_at=moment,
        next_try_at=moment,
        state=InboxState.WAITING,
        kind=IncomingKind.BOUNCE,
        **columns,
    )
    session.add(row)
    session.flush()
    return row


def a_report(
    address: str = FIRST,
    reason: BounceReason = BounceReason.NO_SUCH_USER,
    *,
    permanent: bool | None = True,
    kind: IncomingKind = IncomingKind.BOUNCE,
) -> DeliveryReport:
    """What the steps find in a notice."""
    told = ReportedRecipient(address, permanent, "5.1.1", 550, reason, "User unknown")
    return DeliveryReport(kind, (told,), (), "示例")


def bounced(desk: Desk, mail: Mail, report: DeliveryReport | None = None) -> BounceTaken:
    """The bounce taken a day later, and committed as the chain does."""
    later = replace(desk, now=desk.now + timedelta(days=1))
    with writing(desk.session):
        incoming = an_incoming(desk.session, mail)
        return take_bounce(later, incoming, report or a_report(mail.to_address), mail)


def address_row(desk: Desk, address: str) -> MailAddress:
    """The row of an address as it is now."""
    return desk.session.query(MailAddress).filter_by(address=address).populate_existing().one()


def history(desk: Desk, address: str) -> list[str]:
    """Why each change of an address was made, oldest first."""
    rows = desk.session.query(AddressChange).filter_by(address_id=address_row(desk, address).id)
    return [row.why for row in rows.order_by(AddressChange.id)]
