"""Mails of ours as they went out, and what comes back to them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import sqlalchemy as sa

from machines.mails import get_mail
from machines.orders import NOTHING
from tests.factories import make_record
from tracker.desk import Desk
from tracker.inbox.chain import run_chain
from tracker.inbox.store import Arrival, store_arrival
from tracker.inbox.words import Door
from tracker.models import (
    AnswerLink,
    Case,
    ContactEntry,
    IncomingFiling,
    IncomingMail,
    KnownSender,
    Mail,
    MailState,
    MoveRecord,
    Task,
)
from tracker.models.db import writing
from tracker.outbox.tokens import reply_address
from tracker.outbox.write import write_mails


def prompt(desk: Desk, case: Case, kind: str, track: str, action: str) -> Mail:
    """A mail that asked something, sent to the person's first address."""
    record = make_record(desk.session, case, track, action, at=desk.now)
    (mail, *_) = write_mails(desk, case, get_mail(kind), record, NOTHING)
    mail.state, mail.sent_at = MailState.SENT, desk.now
    desk.session.commit()
    return mail


def letter(
    mail: Mail | None = None,
    words: str = "1",
    *,
    sender: str = "",
    name: str = "",
    subject: str = "",
    threaded: bool = True,
    quoted: bool = False,
    html: str = "",
    **headers: str,
) -> bytes:
    """What a mail program sends as the answer to `mail`."""
    made = EmailMessage(policy=SMTP)
    address = sender or (mail.to_address if mail else "moshengren@example.net")
    made["From"] = f"{name} <{address}>" if name else address
    made["To"] = "zuzhibu@example.org"
    made["Subject"] = subject or (f"回复：{mail.subject}" if mail else "你好")
    made["Date"] = "Tue, 02 Jan 2001 10:00:00 +0800"
    made["Message-ID"] = f"<laixin{abs(hash((words, address, subject, threaded)))}@example.net>"
    if mail and threaded:
        made["References"] = mail.message_id
    for key, value in headers.items():
        made[key.replace("_", "-")] = value
    text = words
    if mail and quoted:
        quote = "".join(f"> {line}\n" for line in mail.text.splitlines())
        text = f"{words}\n\n------------------ 原始邮件 ------------------\n{quote}"
    made.set_content(text, cte="base64")
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


def arrive(desk: Desk, raw: bytes, *recipients: str, sender: str | None = None) -> int:
    """Store the bytes as a door does."""
    with writing(desk.session):
        arrival = Arrival(Door.SMTP, desk.now, raw, sender, recipients)
        return store_arrival(desk.session, arrival)[0]


def take_in(desk: Desk, raw: bytes, *recipients: str, sender: str | None = None) -> IncomingMail:
    """Store the bytes and run the chain on them."""
    key = arrive(desk, raw, *recipients, sender=sender)
    run_chain(desk, key)
    return desk.session.get_one(IncomingMail, key)


def back_to(desk: Desk, mail: Mail) -> str:
    """The reply address of a mail."""
    return str(reply_address(desk.settings, mail.token))


TABLES = (
    ContactEntry, IncomingFiling, KnownSender, Mail, MoveRecord, Task,
)  # fmt: skip


def written(desk: Desk) -> dict[str, int]:
    """How many rows there are of all that a mail may bring about, and which links are used."""
    desk.session.rollback()
    count = sa.select(sa.func.count())
    found: dict[str, Any] = {
        table.__tablename__: desk.session.scalar(count.select_from(table)) for table in TABLES
    }
    used = count.select_from(AnswerLink).where(AnswerLink.used_at.is_not(None))
    return found | {"used links": desk.session.scalar(used)}


def entries(desk: Desk, case: Case) -> list[ContactEntry]:
    """The case's ledger, oldest first."""
    query = sa.select(ContactEntry).filter_by(case_id=case.id).order_by(ContactEntry.id)
    return list(desk.session.scalars(query))


def moves(desk: Desk, case: Case) -> list[str]:
    """The actions made on the case, oldest first."""
    query = sa.select(MoveRecord.action).filter_by(case_id=case.id).order_by(MoveRecord.id)
    return list(desk.session.scalars(query))


def tasks(desk: Desk, case: Case) -> list[str]:
    """The words of the case's open tasks."""
    query = sa.select(Task.text).filter_by(case_id=case.id, settled_at=None).order_by(Task.id)
    return list(desk.session.scalars(query))
