"""Sends a mail once more by hand, as a new row: the first one's story stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Exists, exists, select

from machines.mails import get_mail
from machines.refusals import Refusal, Refused
from machines.roles import STAFF, Role
from tracker.desk import Actor, Desk
from tracker.links import LinkRefused, read_link
from tracker.models.mail import Mail, MailState
from tracker.outbox.compose import Composed
from tracker.outbox.write import new_mail

_LINK = re.compile(r"/a/([\w.-]+)", re.ASCII)
RESENDABLE = (MailState.FAILED, MailState.UNKNOWN, MailState.NO_ADDRESS)


def resend(desk: Desk, mail_id: int, actor: Actor) -> Mail:
    """Add the same words as a new mail to the address known now; the caller commits.

    Raises Refused when the mail was not held up, has been sent once more already, when no address
    is known, or when its link no longer opens: then the move is made again for a fresh mail.
    """
    old = desk.session.get_one(Mail, mail_id, with_for_update=True)
    kind = get_mail(old.kind)
    if actor.role not in STAFF:
        raise _no("只有工作人员可以再次发送", kind.label)
    if old.state not in RESENDABLE:
        raise _no(f"这封邮件的状态是“{old.state.label}”，不需要再次发送", kind.label)
    known = old.case.person.mail_addresses
    if not known:
        raise _no("还没有可用的邮箱，请先登记邮箱", kind.label)
    if not still_open(desk, old):
        raise _no("邮件里的链接已经失效，请重新办理，发出新的邮件", kind.label)
    address = old.to_address if old.to_address in known else known[0]
    if desk.session.scalar(select(_sent_again(old, address if kind.all_addresses else None))):
        raise _no("这封邮件已经再次发送过", kind.label)
    return _same_words(desk, old, address)


def send_to_next(desk: Desk, old: Mail) -> Mail | None:
    """Add the same words to the person's next usable address, after `old` came back.

    To none that has had them, and to none at all once the prompt cannot be answered any more or
    where every address has its own mail anyway. The caller holds the case's lock and commits.
    """
    kind = get_mail(old.kind)
    if kind.all_addresses or kind.of_address or not still_open(desk, old):
        return None
    had = {mail.to_address.lower() for mail in same_prompt(desk, old)}
    left = (a for a in old.case.person.mail_addresses if a.lower() not in had)
    address = next(left, None)
    return _same_words(desk, old, address) if address else None


def still_open(desk: Desk, old: Mail) -> bool:
    """Whether the mail can still do good: it asks for nothing, or its link still opens."""
    return not get_mail(old.kind).has_link or _link_opens(desk, old)


def same_prompt(desk: Desk, old: Mail) -> Sequence[Mail]:
    """The mail and all that were written to the person with it or in its place."""
    query = select(Mail).where(
        Mail.case_id == old.case_id,
        Mail.kind == old.kind,
        Mail.move_id == old.move_id,
        *([Mail.text == old.text] if old.move_id is None else []),
    )
    return desk.session.scalars(query.order_by(Mail.id)).all()


def _same_words(desk: Desk, old: Mail, address: str) -> Mail:
    words = Composed(old.subject, old.text, old.html)
    mail = new_mail(desk, old.case, old.kind, old.move_id, address, words)
    mail.reminder_id = old.reminder_id
    if old.incoming_id is not None:
        mail.incoming_id, mail.thread = old.incoming_id, old.thread
    desk.session.add(mail)
    desk.session.flush()
    return mail


def _link_opens(desk: Desk, mail: Mail) -> bool:
    """Whether the link that stands in the mail, its own or another prompt's, can be answered."""
    found = _LINK.search(mail.text)
    if found is None:
        return False
    try:
        read_link(desk, found.group(1))
    except LinkRefused:
        return False
    return True


def _sent_again(old: Mail, address: str | None) -> Exists:
    """Whether the same words went out later, to `address` where each address has its own mail."""
    return exists().where(
        Mail.case_id == old.case_id,
        Mail.kind == old.kind,
        Mail.move_id == old.move_id,
        Mail.text == old.text,
        Mail.made_at > old.made_at,
        *([Mail.to_address == address] if address else []),
    )


def _no(missing: str, label: str) -> Refused:
    return Refused(Refusal(missing, "S4.4-5", Role.BRANCH_SECRETARY, f"邮件 · {label}"))
