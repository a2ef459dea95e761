"""Contact by hand: one more line in the ledger, and what a two-way contact brings about (S4.4-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import Channel, Direction, Grade, LetterStatus
from tracker.actions.moves import answer_triggers, finish, lock_case
from tracker.desk import Actor, Desk
from tracker.models import Case, ContactEntry, Letter
from tracker.models.db import begin_writing

BY_HAND = frozenset({Grade.FAILED, Grade.HANDED_OVER, Grade.PASSED_ON, Grade.REPLIED, Grade.SPOKEN})


@dataclass(frozen=True, slots=True)
class ContactOrder:
    """One contact as a person writes it down. `at` is aware; it may be earlier, never later, than now."""

    at: datetime
    channel: Channel
    direction: Direction
    grade: Grade
    address: str = ""
    answered_by: str = ""
    said: str = ""
    promised_on: date | None = None
    next_step: str = ""
    upload_id: int | None = None


def record_contact(
    desk: Desk, case_id: int, order: ContactOrder, actor: Actor, *, corrects: int | None = None
) -> ContactEntry:
    """Append an entry and commit. Raises Refused for an entry that cannot be true."""
    begin_writing(desk.session)
    try:
        case = lock_case(desk.session, case_id)
        _refuse_untrue(desk, case, order, corrects)
        entry = append_entry(desk, case, order, actor, corrects=corrects)
        if entry.two_way:
            answer_triggers(desk, case, actor, entry)
        finish(desk, case)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return entry


def correct_contact(
    desk: Desk, case_id: int, entry_id: int, order: ContactOrder, actor: Actor
) -> ContactEntry:
    """A further entry that names the one it corrects; the first stays readable."""
    return record_contact(desk, case_id, order, actor, corrects=entry_id)


def append_entry(
    desk: Desk,
    case: Case,
    order: ContactOrder,
    actor: Actor,
    *,
    corrects: int | None = None,
) -> ContactEntry:
    """Add the entry within the caller's transaction; the stub's letter is the live one (S4.4-5)."""
    letter = desk.session.scalar(
        sa.select(Letter.id).filter_by(case_id=case.id, status=LetterStatus.LIVE)
    )
    entry = ContactEntry(
        case=case,
        at=order.at,
        recorded_at=desk.now,
        channel=order.channel,
        direction=order.direction,
        grade=order.grade,
        address=order.address,
        answered_by=order.answered_by,
        said=order.said,
        promised_on=order.promised_on,
        next_step=order.next_step,
        staff_id=actor.staff_id,
        letter_id=letter,
        upload_id=order.upload_id,
        corrects_id=corrects,
    )
    desk.session.add(entry)
    desk.session.flush()
    return entry


def _refuse_untrue(desk: Desk, case: Case, order: ContactOrder, corrects: int | None) -> None:
    found = []

    def no(missing: str, field: str) -> None:
        found.append(Refusal(missing, "S4.4-5", Role.BRANCH_SECRETARY, "联系记录", field))

    if order.at > desk.now:
        no("联系时间不能晚于现在", "at")
    if order.grade not in BY_HAND:
        no("该结果只能由系统记录", "grade")
    if order.grade in (Grade.SPOKEN, Grade.REPLIED, Grade.PASSED_ON) and not order.said.strip():
        no("请写明对方说了什么", "said")
    if order.grade is Grade.PASSED_ON and not order.answered_by.strip():
        no("请写明由谁转达", "answered_by")
    if corrects is not None:
        old = desk.session.get(ContactEntry, corrects)
        if old is None or old.case_id != case.id:
            no("要更正的记录不在本案中", "corrects")
    if found:
        raise Refused(*found)
