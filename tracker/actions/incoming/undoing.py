"""Taking a filing back: by a further entry that names the first, never by erasing (S4.4-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.refusals import Refused
from machines.roles import Role
from machines.words import Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.incoming.known_senders import forget_senders
from tracker.actions.incoming.lookup import lock_incoming, no, note, reason_of
from tracker.actions.incoming.restoring import mails_sent_on, restore_addresses
from tracker.actions.moves import finish, lock_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.inbox.words import Certainty, InboxState
from tracker.masking import mask_numbers
from tracker.models import (
    AnswerLink,
    Case,
    ContactEntry,
    IncomingFiling,
    IncomingMail,
    Mail,
    MailAddress,
    MoveRecord,
    Task,
)
from tracker.models.db import writing
from tracker.models.task import TaskKind
from tracker.permissions import KEEPERS, NoSuchIncoming
from tracker.writers.tasks import open_task

TAKEN_BACK = "撤销归入"
CORRECTION = "更正：来信不属本案，已撤销归入。原因："


@dataclass(frozen=True, slots=True)
class Undone:
    """A filing that was taken back, what had followed from it and stands, and what was restored.

    `moves` and `sent_on`, the mails that were written because of it, stand; `restored` are the
    addresses that are again as they were.
    """

    filing: IncomingFiling
    moves: tuple[MoveRecord, ...]
    sent_on: tuple[Mail, ...] = ()
    restored: tuple[MailAddress, ...] = ()


@telling_what_is_taken()
def undo_filing(desk: Desk, filing_id: int, reason: str, actor: Actor) -> Undone:
    """Take a filing back and commit: the mail is held again, a remembered sender forgotten.

    The ledger entry is corrected by a further one, and what the mail had told of the person's
    addresses is put back. Moves that had followed stand, and tasks ask to look at them. Raises NoSuchIncoming, or Refused without a reason, when it was taken back
    already, or where a certain two-way contact is talked away by who may not (D-15); then nothing
    was written.
    """
    with writing(desk.session):
        filing = desk.session.get(IncomingFiling, filing_id)
        if filing is None:
            raise NoSuchIncoming(filing_id)
        row = lock_incoming(desk, filing.incoming_id, actor)
        desk.session.refresh(filing)
        why = mask_numbers(reason_of(reason))
        case = lock_case(desk.session, filing.case_id)
        moves = tuple(moves_that_followed(desk.session, filing))
        _refuse_undoing(desk, filing, actor)
        sent_on = tuple(mails_sent_on(desk, filing))
        restored = restore_addresses(desk, case, filing, row.mail, actor, why)
        _hold_again(desk, row, filing, actor, why)
        entry = _correct(desk, case, filing, actor, why)
        if entry is not None:
            _end_tasks(desk, case, filing, moves, why, actor, entry)
        forget_senders(desk, filing)
        finish(desk, case)
    return Undone(filing, moves, sent_on, tuple(restored))


def moves_that_followed(session: Session, filing: IncomingFiling) -> list[MoveRecord]:
    """The moves that the filing brought about, oldest first: those of its entry's own commit."""
    entry = session.get(ContactEntry, filing.entry_id) if filing.entry_id is not None else None
    if entry is None or entry.case_version is None:
        return []
    query = sa.select(MoveRecord).filter_by(case_id=filing.case_id, case_version=entry.case_version)
    return list(session.scalars(query.order_by(MoveRecord.id)))


def _refuse_undoing(desk: Desk, filing: IncomingFiling, actor: Actor) -> None:
    if filing.undone_at is not None:
        raise Refused(no("这次归入刚刚已经撤销，请刷新页面"))
    entry = desk.session.get(ContactEntry, filing.entry_id) if filing.entry_id else None
    certain = filing.staff_id is None and entry is not None and entry.two_way
    if certain and actor.role not in KEEPERS:
        missing = "这封来信由系统确定为本人答复，是双向联系；撤销归入须由组织员或组织部办理"
        raise Refused(no(missing, rule="D-15"))


def _hold_again(
    desk: Desk, row: IncomingMail, filing: IncomingFiling, actor: Actor, why: str
) -> None:
    filing.undone_at, filing.undone_by_id, filing.undo_reason = desk.now, actor.staff_id, why
    if row.state is InboxState.FILED:
        row.state = InboxState.HELD
    row.certainty, row.case_id, row.mail_id = Certainty.GUESS, None, None
    if all(one.get("case_id") != filing.case_id for one in row.candidates):
        # Whoever saw it in this case still sees it while it is sorted anew.
        of_case = {"case_id": filing.case_id, "score": 0, "reasons": ["此前归入本案后又撤销"]}
        row.candidates = [*row.candidates, of_case]
    note(desk, row, actor, TAKEN_BACK, why)


def _correct(
    desk: Desk, case: Case, filing: IncomingFiling, actor: Actor, why: str
) -> ContactEntry | None:
    """The further entry: it names the newest of those that speak of this mail, and counts as no
    contact whatever.
    """
    newest = _newest_of(desk, filing.entry_id)
    if newest is None:
        return None
    order = ContactOrder(
        at=desk.now,
        channel=newest.channel,
        direction=Direction.IN,
        grade=Grade.FAILED,
        address="",
        said=f"{CORRECTION}{why}",
    )
    entry = append_entry(
        desk, case, order, actor, corrects=newest.id, incoming_id=filing.incoming_id
    )
    filing.undo_entry_id = entry.id
    return entry


def _newest_of(desk: Desk, entry_id: int | None) -> ContactEntry | None:
    entry = desk.session.get(ContactEntry, entry_id) if entry_id is not None else None
    while entry is not None:
        query = sa.select(ContactEntry).filter_by(corrects_id=entry.id)
        further = desk.session.scalar(query)
        if further is None:
            return entry
        entry = further
    return None


def _end_tasks(
    desk: Desk,
    case: Case,
    filing: IncomingFiling,
    moves: Sequence[MoveRecord],
    why: str,
    actor: Actor,
    entry: ContactEntry,
) -> None:
    """Settle what the mail had asked for; where moves had followed, ask to look at them."""
    tasks = desk.session.scalars(
        sa.select(Task).filter_by(entry_id=filing.entry_id, case_id=case.id, settled_at=None)
    )
    for task in tasks:
        if task.kind == TaskKind.ALL_BACK and not case.person.mail_addresses:
            # Others came back as well: he is still to be called.
            continue
        task.settled_at, task.settled_by_id = desk.now, actor.staff_id
        task.outcome = f"来信已撤销归入：{why}"
    if not moves:
        _open_prompt_again(desk, filing)
        return
    made = "、".join(f"“{move.label}”" for move in moves)
    begun = f"来信已撤销归入（{why}）"
    text = f"{begun}，此前据以办理的{made}仍然有效，请核对是否需要改正"
    open_task(desk, case, text, entry, kind=TaskKind.MOVES_STAND)
    if ended := [move for move in moves if move.track == "disposition"]:
        labels = "、".join(f"“{move.label}”" for move in ended)
        # No machine begins a review; whoever may do so decides anew (D-15).
        text = f"{begun}，处置程序曾据此{labels}；程序不会自动恢复，需要的请由人重新启动"
        open_task(desk, case, text, entry, Role.ORGANIZER, kind=TaskKind.MOVES_STAND)


def _open_prompt_again(desk: Desk, filing: IncomingFiling) -> None:
    """The prompt was answered by nobody after all, so that it can be answered again."""
    desk.session.execute(
        sa.update(AnswerLink)
        .where(AnswerLink.entry_id == filing.entry_id, AnswerLink.entry_id.is_not(None))
        .values(used_at=None, answer=None, entry_id=None)
    )
