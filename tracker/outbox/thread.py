"""What a mail refers to, so that programs show it where it belongs (RFC 5322 3.6.4).

Reminders of one kind to one address hang together: whichever of them a reply is found to answer,
the numbers in it mean the same. A mail that answers one which came in hangs below that one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models.incoming import IncomingMail
from tracker.models.mail import Mail, MailState

LONGEST = 3
# What can stand in a header as it is: others' Message-IDs hold whatever others put there.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>", re.ASCII)


def earlier_mails(session: Session, case_id: int, kind: str, address: str) -> str:
    """The newest few mails of that kind to that address, oldest first, as a thread."""
    newest = session.scalars(
        sa.select(Mail.message_id)
        .where(
            Mail.case_id == case_id,
            Mail.kind == kind,
            Mail.to_address == address,
            Mail.state != MailState.FAILED,
        )
        .order_by(Mail.id.desc())
        .limit(LONGEST)
    ).all()
    return " ".join(reversed(newest)) if address else ""


def threads_of(
    session: Session, prompts: Collection[tuple[int, str]]
) -> dict[tuple[int, str, str], str]:
    """The same for many prompts, cases with their kinds of mail: by case, kind and address."""
    rows = session.execute(
        sa.select(Mail.case_id, Mail.kind, Mail.to_address, Mail.message_id)
        .where(
            Mail.case_id.in_({case_id for case_id, _ in prompts}),
            Mail.kind.in_({kind for _, kind in prompts}),
            Mail.to_address != "",
            Mail.state != MailState.FAILED,
        )
        .order_by(Mail.case_id, Mail.id)
    )
    found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for case_id, kind, address, message_id in rows:
        found[case_id, kind, address].append(message_id)
    return {key: " ".join(ids[-LONGEST:]) for key, ids in found.items()}


def answer_incoming(session: Session, mail: Mail, incoming_id: int) -> None:
    """Make a mail of ours that has not been claimed yet the answer to one that came in."""
    incoming = session.get_one(IncomingMail, incoming_id)
    asked = session.get(Mail, incoming.mail_id) if incoming.mail_id else None
    ids = [asked.message_id] if asked else []
    if _MESSAGE_ID.fullmatch(incoming.message_id):
        ids.append(incoming.message_id)
    mail.incoming_id, mail.thread = incoming_id, " ".join(ids)
