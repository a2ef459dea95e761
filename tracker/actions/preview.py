"""What a move would do, before it is confirmed: made for real, looked at, rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from machines import get_machine
from machines.mails import get_mail
from machines.orders import Order
from tracker.actions.moves import finish, lock_case, make_move
from tracker.actions.taken import telling_what_is_taken
from tracker.deadlines.reading import Deadline, read_deadlines
from tracker.desk import Actor, Desk
from tracker.models import Case, Mail
from tracker.models.db import begin_writing


@dataclass(frozen=True, slots=True)
class PreviewedMail:
    """A mail as it would leave; `to_address` is empty when no address is known.

    `held_until` is when it would leave, where that is not at once but in the sending hours.
    """

    label: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Where the move would lead, the mails it would send, the deadlines it would set or move."""

    to_state: str
    state_label: str
    mails: tuple[PreviewedMail, ...]
    deadlines: tuple[Deadline, ...]


@telling_what_is_taken()
def preview_action(
    desk: Desk, case_id: int, track: str, action: str, order: Order, actor: Actor
) -> Preview:
    """Dry run of `take_action`: same guards, same templates, nothing kept. Raises Refused."""
    begin_writing(desk.session)
    try:
        case = lock_case(desk.session, case_id)
        known = _newest_mail(desk)
        before = _deadlines(desk, case)
        record = make_move(desk, case, track, action, order, actor)
        finish(desk, case)
        desk.session.flush()
        label = get_machine(record.kind_before).track(track).state(record.to_state).label
        new = (one for key, one in _deadlines(desk, case).items() if key not in before)
        return Preview(record.to_state, label, _mails_after(desk, case.id, known), tuple(new))
    finally:
        desk.session.rollback()


def _deadlines(desk: Desk, case: Case) -> dict[tuple[str, date], Deadline]:
    """The deadlines as they stand, by wait and day."""
    found = read_deadlines(desk, case, given=()) or []
    return {(one.name, one.due): one for one in found}


def _newest_mail(desk: Desk) -> int:
    return desk.session.scalar(sa.select(sa.func.max(Mail.id))) or 0


def _mails_after(desk: Desk, case_id: int, known: int) -> tuple[PreviewedMail, ...]:
    rows = desk.session.scalars(
        sa.select(Mail).filter_by(case_id=case_id).where(Mail.id > known).order_by(Mail.id)
    )
    return tuple(
        PreviewedMail(
            get_mail(m.kind).label,
            m.to_name,
            m.to_address,
            m.subject,
            m.text,
            m.html,
            m.next_try_at if m.next_try_at > desk.now else None,
        )
        for m in rows
    )
