"""Where and how often a colleague is written to, a trial mail, the address of his calendar.

Each sets his own; whoever looks after his account may set the address as well (S3.1-5).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.desk import Actor, Desk
from tracker.digests.compose import compose_digest
from tracker.digests.engine import hours_of
from tracker.digests.found import Looking
from tracker.digests.outbox import withdraw_waiting, write_to_staff
from tracker.digests.sections import look
from tracker.models import DigestRhythm, Staff, StaffMail, StaffMailKind
from tracker.models.db import writing
from tracker.roster.cells import BadValue
from tracker.roster.contacts import one_email

WHERE = "我的提醒"
# Who works cases off is told every working day, who supervises once a week.
WEEKLY = frozenset({Role.COUNSELOR, Role.COMMITTEE, Role.DEPARTMENT})
TRIALS, TRIALS_WITHIN = 5, timedelta(hours=1)


def first_rhythm(role: Role) -> DigestRhythm:
    """How often a new account of the role is written to, until somebody chooses."""
    return DigestRhythm.WEEKLY if role in WEEKLY else DigestRhythm.DAILY


def arrange_reminders(
    desk: Desk, staff_id: int, typed: str, rhythm: DigestRhythm, actor: Actor
) -> Staff:
    """Set one's own address ("" for none) and rhythm; commit. Raises Refused, nothing changed.

    Saving an address that mails came back from takes it into use again.
    """
    address = read_mail_address(typed)
    with writing(desk.session):
        staff = _own(desk, staff_id, actor)
        staff.digest_rhythm = rhythm
        staff.mail_trouble = ""
        put_mail_address(desk, staff, address)
    return staff


def read_mail_address(typed: str) -> str:
    """The address in one spelling, its domain in small letters; "" for none. Raises Refused."""
    if not typed.strip():
        return ""
    try:
        return one_email(typed)
    except BadValue as bad:
        raise Refused(_no(f"{bad.reason}：{bad.cure}", "mail_address")) from None


def put_mail_address(desk: Desk, staff: Staff, address: str) -> None:
    """The address from now on, within the caller's transaction. What waits for the old one stays.

    Nothing of the time before is told: the first look is at the next working day's hour.
    """
    if address != staff.mail_address:
        withdraw_waiting(desk.session, staff, "邮箱已更改")
        staff.mail_address, staff.mail_trouble = address, ""
    if not address or not staff.active or staff.mail_trouble:
        staff.next_digest_at = None
    elif staff.next_digest_at is None:
        staff.digests_until = desk.now
        staff.next_digest_at = hours_of(desk).next_after(desk.now)


def stop_reminders(desk: Desk, staff: Staff) -> None:
    """A closed account is written to no more and its calendar is gone; within the transaction."""
    withdraw_waiting(desk.session, staff, "账号已停用")
    staff.next_digest_at, staff.feed_nonce = None, ""


def send_trial(desk: Desk, staff_id: int, actor: Actor) -> StaffMail:
    """Write what the digest would say now, also when it is nothing; commit. Raises Refused."""
    with writing(desk.session):
        staff = _own(desk, staff_id, actor)
        if not staff.mail_address:
            raise Refused(_no("还没有填写邮箱，请先填写并保存", "mail_address"))
        since = desk.now - TRIALS_WITHIN
        lately = sa.select(sa.func.count()).where(
            StaffMail.staff_id == staff.id,
            StaffMail.kind == StaffMailKind.TRIAL,
            StaffMail.made_at > since,
        )
        if (desk.session.scalar(lately) or 0) >= TRIALS:
            raise Refused(_no(f"一小时内最多试发 {TRIALS} 封，请稍后再试"))
        told = look(Looking(desk, actor))
        composed = compose_digest(desk, staff, told, trial=True)
        mail = write_to_staff(desk, staff, StaffMailKind.TRIAL, desk.now, composed)
        if mail is None:
            raise Refused(_no("刚刚已经试发过一封"))
    return mail


def open_feed(desk: Desk, staff_id: int, actor: Actor) -> Staff:
    """Give the calendar an address, or a new one, by which the old one is void; commit."""
    return _set_feed(desk, staff_id, actor, secrets.token_urlsafe(24))


def revoke_feed(desk: Desk, staff_id: int, actor: Actor) -> Staff:
    """Take the calendar's address back; commit."""
    return _set_feed(desk, staff_id, actor, "")


def _set_feed(desk: Desk, staff_id: int, actor: Actor, nonce: str) -> Staff:
    with writing(desk.session):
        staff = _own(desk, staff_id, actor)
        staff.feed_nonce = nonce
    return staff


def _own(desk: Desk, staff_id: int, actor: Actor) -> Staff:
    if actor.staff_id != staff_id:
        raise Refused(_no("只能设置自己的提醒"))
    return desk.session.get_one(Staff, staff_id, with_for_update=True)


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, "S3.1-7", Role.DEPARTMENT, WHERE, field)
