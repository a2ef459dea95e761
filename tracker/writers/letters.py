"""Introduction letters, hand-over, receipts, acceptance (S4.3-4, S4.4, S4.5-0b)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.orders import Nothing, Order, Upload
from machines.orders.transfer import (
    Acceptance,
    ExchangeLetter,
    HandOver,
    ReceiptEntry,
    ReissueLetter,
)
from machines.orders.transfer import Letter as LetterOrder
from machines.orders.transfer import Receipt as ReceiptOrder
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import LetterStatus, Original
from tracker.facts import registered_destination
from tracker.live_letters import live_numbers
from tracker.models import Letter, Receipt
from tracker.writers.writing import Writing


def newest_letter(write: Writing) -> Letter | None:
    """The newest letter of the case, void or not."""
    return write.session.scalar(
        sa.select(Letter).filter_by(case_id=write.case.id).order_by(Letter.id.desc()).limit(1)
    )


def live_letter(write: Writing) -> Letter:
    """The live letter. Raises Refused when there is none."""
    found = newest_letter(write)
    if found is None or found.status is not LetterStatus.LIVE:
        missing = "没有有效的介绍信"
        raise Refused(Refusal(missing, "S4.3-4", Role.ORGANIZER, "转移 · 开具介绍信"))
    return found


def letter(write: Writing, order: LetterOrder) -> Letter:
    """S3.1-1, S4.3-4: one numbered letter to the registered destination."""
    goes_to = registered_destination(write.session, write.case)
    if goes_to is None or goes_to.transfer_type is None:
        missing = "尚未登记转往党组织"
        raise Refused(Refusal(missing, "S4.2-1", Role.BRANCH_SECRETARY, "转移 · 登记去向"))
    _refuse_second(write)
    made = Letter(
        case_id=write.case.id,
        person_id=write.case.person_id,
        number=order.number,
        system_no=order.system_no,
        transfer_type=goes_to.transfer_type,
        title=goes_to.title,
        org_name=goes_to.org_name,
        in_database=bool(goes_to.in_database),
        issued_on=order.issued_on,
        valid_until=order.valid_until,
        status=LetterStatus.LIVE,
        made_at=write.desk.now,
    )
    write.session.add(made)
    write.session.flush()
    return made


def _refuse_second(write: Writing) -> None:
    """S4.5-0b: a letter that another cohort's case of the person issued counts as well."""
    live = live_numbers(write.session, write.case.person_id)
    if live:
        missing = f"介绍信 {'、'.join(live)} 仍然有效，须先作废换领"
        raise Refused(Refusal(missing, "S4.5-0b", Role.ORGANIZER, "转移 · 有效期内换领"))


def replacement_letter(write: Writing, order: ExchangeLetter | ReissueLetter) -> None:
    """S4.5-0b: the old letter is void before the new one exists, and names it as its heir."""
    old = newest_letter(write)
    reason = order.reason if isinstance(order, ExchangeLetter) else order.review_text
    if old is not None and old.status is LetterStatus.LIVE:
        void(write, old, f"{write.move.label}：{reason}")
        old.original = order.original
    write.session.flush()
    made = letter(write, order)
    if old is not None:
        old.successor_id = made.id
    if isinstance(order, ReissueLetter):
        made.review_text, made.school_letter_no = order.review_text, order.school_letter_no


def void(write: Writing, old: Letter, reason: str) -> None:
    """A void letter stays visible with its day and reason."""
    old.voided_on, old.void_reason = write.today, reason
    old.status = LetterStatus.VOID


def letter_void_at_end(write: Writing, _order: Order) -> None:
    """When membership ends, no letter stays live."""
    old = newest_letter(write)
    if old is not None and old.status is LetterStatus.LIVE:
        void(write, old, "组织关系因党籍处理终结")


def hand_over(write: Writing, order: HandOver) -> None:
    """S4.3-4: when and how it reached the graduate."""
    found = live_letter(write)
    found.handed_over_on, found.handed_how = order.handed_on, order.how


def collected(write: Writing, _order: Nothing) -> None:
    """The graduate says he has it."""
    live_letter(write).collected_on = write.today


def receipt(write: Writing, order: ReceiptOrder) -> None:
    """S4.4-2, S4.4-6: registered promptly, kept safe."""
    found = newest_letter(write)
    if found is None:
        missing = "没有开具过介绍信"
        raise Refused(Refusal(missing, "S4.4-4", Role.ORGANIZER, "转移 · 开具介绍信"))
    write.session.add(
        Receipt(
            letter_id=found.id,
            received_on=order.received_on,
            method=order.method,
            seal_seen=bool(order.seal_seen),
            storage=order.storage,
            upload_id=_key(order.scan),
            registered_at=write.desk.now,
        )
    )


def _key(upload: Upload | None) -> int | None:
    return upload.id if upload else None


def acceptance(write: Writing, order: Acceptance | ReceiptEntry) -> None:
    """S4.4-3, S4.4-7, D-10: the letter has done its work; who saw it and how."""
    found = live_letter(write)
    found.accepted_on = order.accepted_on
    if isinstance(order, Acceptance):
        found.observer, found.how_seen = order.observer, order.how_seen
    else:
        found.observer, found.how_seen = write.actor.name, "盖章回执已录入系统"
        for paper in found.receipts:
            paper.entered_on = paper.entered_on or order.entered_on
    found.status = LetterStatus.DONE


def retention_letter_returned(write: Writing, original: Original, reason: str) -> None:
    """S4.5(2)-1: the original comes back; the letter is void because the relation is kept."""
    old = newest_letter(write)
    if old is not None and old.status is LetterStatus.LIVE:
        old.original = original
        void(write, old, reason)


WRITES = {
    "letter": letter,
    "replacement_letter": replacement_letter,
    "letter_void_at_end": letter_void_at_end,
    "hand_over": hand_over,
    "collected": collected,
    "receipt": receipt,
    "acceptance": acceptance,
}
