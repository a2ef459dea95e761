"""Contact by hand: one more line in the ledger, and what a two-way contact brings about (S4.4-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import TWO_WAY, Channel, Direction, Grade, LetterStatus
from tracker.actions.moves import answer_triggers, finish, lock_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.masking import mask_numbers
from tracker.models import Case, ContactEntry, Letter
from tracker.models.db import begin_writing

SECOND_CLICK = timedelta(minutes=10)
BY_HAND = frozenset({Grade.FAILED, Grade.HANDED_OVER, Grade.PASSED_ON, Grade.REPLIED, Grade.SPOKEN})


@dataclass(frozen=True, slots=True)
class ContactOrder:
    """One contact as a person writes it down. `at` is aware; it may be earlier, never later, than now.

    Numbers of people within its words are masked (X-PIPL); `address` is the number that was used.
    """

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

    def __post_init__(self) -> None:
        for name in ("answered_by", "said", "next_step"):
            object.__setattr__(self, name, mask_numbers(getattr(self, name)))


@telling_what_is_taken()
def record_contact(
    desk: Desk, case_id: int, order: ContactOrder, actor: Actor, *, corrects: int | None = None
) -> ContactEntry:
    """Append an entry and commit. Raises Refused for an entry that cannot be true."""
    begin_writing(desk.session)
    try:
        case = lock_case(desk.session, case_id)
        _refuse_untrue(desk, case, order, actor, corrects)
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
    mail_id: int | None = None,
    incoming_id: int | None = None,
) -> ContactEntry:
    """Add the entry within the caller's transaction; the stub's letter is the live one (S4.4-5).

    `mail_id` is the mail of ours that it tells of, `incoming_id` the one that came in.
    """
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
        mail_id=mail_id,
        incoming_id=incoming_id,
        case_version=case.version + 1,
    )
    desk.session.add(entry)
    desk.session.flush()
    return entry


def _refuse_untrue(
    desk: Desk, case: Case, order: ContactOrder, actor: Actor, corrects: int | None
) -> None:
    found = []

    def no(missing: str, field: str) -> None:
        found.append(Refusal(missing, "S4.4-5", Role.BRANCH_SECRETARY, "联系记录", field))

    if order.at > desk.now:
        no("联系时间不能晚于现在", "at")
    if order.grade not in BY_HAND:
        no("该结果只能由系统记录", "grade")
    if order.grade in (Grade.SPOKEN, Grade.REPLIED, Grade.PASSED_ON) and not order.said.strip():
        no("请写明对方说了什么", "said")
    himself = ("", "本人", case.person.name)
    if order.grade in TWO_WAY and order.answered_by.strip() not in himself:
        no("由他人应答的不是与本人联系，请选“由他人应答，请其转达”", "answered_by")
    if order.grade is Grade.PASSED_ON and not order.answered_by.strip():
        no("请写明由谁转达", "answered_by")
    if corrects is not None:
        for missing in _not_to_be_corrected(desk, case, order, actor, corrects):
            no(missing, "corrects")
    elif _just_recorded(desk, case, order, actor):
        no("同一条联系刚刚登记过，没有重复登记", "at")
    if found:
        raise Refused(*found)


def _not_to_be_corrected(
    desk: Desk, case: Case, order: ContactOrder, actor: Actor, corrects: int
) -> Iterator[str]:
    """What the graduate or the system recorded stands; two-way contact is not talked away (D-15)."""
    old = desk.session.get(ContactEntry, corrects)
    if old is None or old.case_id != case.id:
        yield "要更正的记录不在本案中"
        return
    if old.staff_id is None:
        yield "这一条由本人或系统记录，不能更正；有出入请另登记一条联系"
    again = sa.select(ContactEntry.id).filter_by(corrects_id=corrects)
    if desk.session.scalar(again) is not None:
        yield "这一条已经更正过，请更正最新的一条"
    weaker = old.two_way and order.grade not in TWO_WAY
    if weaker and (actor.role is not Role.ORGANIZER or actor.staff_id == old.staff_id):
        yield "把双向联系改为未联系上，须由组织员（不是原登记人）更正"


def _just_recorded(desk: Desk, case: Case, order: ContactOrder, actor: Actor) -> bool:
    """A second click: the same words about the same moment by the same hand, minutes ago."""
    same = sa.select(ContactEntry.id).where(
        ContactEntry.case_id == case.id,
        ContactEntry.at == order.at,
        ContactEntry.channel == order.channel,
        ContactEntry.grade == order.grade,
        ContactEntry.address == order.address,
        ContactEntry.said == order.said,
        ContactEntry.staff_id == actor.staff_id,
        ContactEntry.recorded_at > desk.now - SECOND_CLICK,
    )
    return desk.session.scalar(same.limit(1)) is not None
