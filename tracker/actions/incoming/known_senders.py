"""Addresses from which a person writes, as staff confirmed: remembered for the next mail."""

from __future__ import annotations

import sqlalchemy as sa

from machines.refusals import Refused
from machines.roles import BRANCH
from tracker.actions.incoming.lookup import RULE, no
from tracker.actions.moves import finish, lock_case
from tracker.actions.records import note_on_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.inbox.words import IncomingKind, SenderKind
from tracker.models import Case, IncomingFiling, IncomingMail, KnownSender
from tracker.models.db import writing
from tracker.writers.held_mails import judge_anew


def refuse_unrememberable(desk: Desk, row: IncomingMail) -> None:
    """Raise Refused where the sender is no person's address."""
    if row.kind not in (IncomingKind.REPLY, IncomingKind.AUTOMATIC):
        raise Refused(no("退信和通知由邮件服务器发出，不能记住", "remember"))
    if "@" not in row.from_address:
        raise Refused(no("来信没有写明发件邮箱，不能记住", "remember"))
    if row.from_address.lower() == desk.settings.mail_from.lower():
        raise Refused(no("这是本系统自己的发信邮箱，不能记住", "remember"))


def remember_sender(
    desk: Desk,
    case: Case,
    row: IncomingMail,
    filing: IncomingFiling,
    actor: Actor,
    kind: SenderKind = SenderKind.OWN,
) -> KnownSender:
    """Remember the sender as what it was said to be, within the caller's transaction; twice is once.

    The case's lock does not keep a colleague from doing the same on the person's other case: of two
    at once the second is told.
    """
    address = row.from_address.lower()
    known = desk.session.scalar(
        sa.select(KnownSender).filter_by(person_id=case.person_id, address=address)
    )
    if known is not None and known.ended_at is None and known.kind is kind:
        return known
    if known is None:
        known = KnownSender(person_id=case.person_id, address=address)
        desk.session.add(known)
    known.filing_id, known.staff_id = filing.id, actor.staff.id if actor.staff else 0
    known.at, known.ended_at, known.kind = desk.now, None, kind
    desk.session.flush()
    judge_anew(desk.session, [address])
    return known


def forget_senders(desk: Desk, filing: IncomingFiling) -> None:
    """End what that filing had remembered. Its own mail is in people's hands."""
    remembered = desk.session.scalars(
        sa.select(KnownSender).where(
            KnownSender.filing_id == filing.id, KnownSender.ended_at.is_(None)
        )
    ).all()
    for known in remembered:
        known.ended_at = desk.now
    judge_anew(desk.session, [one.address for one in remembered], besides=filing.incoming_id)


@telling_what_is_taken()
def forget_sender(desk: Desk, case_id: int, sender_id: int, actor: Actor) -> KnownSender:
    """Remember an address of the case's person no longer, and commit.

    What was filed stays as it is; mails from there that wait are judged anew. Raises Refused for
    another role, or where it is forgotten already; then nothing was written.
    """
    with writing(desk.session):
        if actor.role not in BRANCH:
            raise Refused(no(f"记住的发件地址由党支部书记、组织员维护，{actor.role.label}不能办理"))
        case = lock_case(desk.session, case_id)
        known = desk.session.get(KnownSender, sender_id) if 0 < sender_id < 2**31 else None
        if known is None or known.person_id != case.person_id or known.ended_at is not None:
            raise Refused(no("这个地址已经不再记住，请刷新页面"))
        known.ended_at = desk.now
        judge_anew(desk.session, [known.address])
        finish(desk, case, unmoved=True)
        label = f"不再记住发件地址 {known.address}（{known.kind.label}）"
        note_on_case(desk, case, actor, "address", label, (RULE,))
    return known
