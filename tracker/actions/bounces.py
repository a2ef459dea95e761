"""A mail that came back: evidence of an attempt (D-15), word on its address, and the next address.

Nothing here is contact: no two-way entry, and no move.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from machines.mails import ANSWER_FORM, get_mail
from machines.roles import Role
from machines.words import TWO_WAY, Channel, Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.doubtful_bounces import keep_doubtful
from tracker.actions.moves import finish, lock_case
from tracker.desk import CLOCK, Desk
from tracker.inbox.findings import DeliveryReport, ReportedRecipient
from tracker.inbox.words import DEAD_ADDRESS, BounceReason, IncomingKind
from tracker.lists import refresh_people
from tracker.models import Case, ContactEntry, IncomingMail, Mail, MailAddress, MailState, Task
from tracker.outbox.resend import same_prompt, send_to_next, still_open
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses

# By these words an open task is known, so that the tenth bounce does not make a tenth task.
ALL_BACK = "所有邮箱均退信，请打电话联系本人"
CONTRADICTED = "退信与本人的答复不符，请核实邮箱"
FORM_LOST = "本人已经选了要填表的回答，填表链接没有送到，请打电话帮他办理"
NEW_ONE_BACK = "本人经链接登记的新邮箱退信，请打电话核实"

_UNSAID = ReportedRecipient("", None, "", None, BounceReason.OTHER, "")


@dataclass(frozen=True, slots=True)
class BounceTaken:
    """What a bounce brought about. All None: nothing, for it was taken before or has no case."""

    entry: ContactEntry | None = None
    address: MailAddress | None = None
    next_mail: Mail | None = None
    task: Task | None = None


def take_bounce(
    desk: Desk,
    incoming: IncomingMail,
    report: DeliveryReport,
    mail: Mail | None,
    doubt: str = "",
) -> BounceTaken:
    """Take a bounce of `mail`, within the caller's transaction; `doubt` says why it may be forged.

    Locks the case itself (the caller may hold the lock already) and finishes it: the caller need
    not. A mail comes back once: a second notice of it, a delay, a report, a mail without case or of
    a withdrawn one change nothing. A closed case gets the entry and the word on the address alone.
    """
    if report.kind is not IncomingKind.BOUNCE or mail is None:
        return BounceTaken()
    try:
        case = lock_case(desk.session, mail.case_id)
    except NoResultFound:
        return BounceTaken()
    if _taken_before(desk, mail):
        return BounceTaken()
    told = _recipient(report, mail)
    if doubt:
        entry, task = keep_doubtful(desk, case, incoming, mail, doubt, _said(mail, told))
        return BounceTaken(entry, task=task)
    entry = _entry(desk, case, incoming, mail, told)
    row, doubted = _tell_of_address(desk, case, incoming, mail, told)
    next_mail = task = None
    if case.closed_at is None:
        next_mail = send_to_next(desk, mail)
        words = _what_to_do(desk, case, mail, row, doubted) if next_mail is None or doubted else ""
        task = _task(desk, case, mail, entry, words, told) if words else None
    finish(desk, case, unmoved=True)
    refresh_people(desk.session, [case.person.id])
    return BounceTaken(entry, row, next_mail, task)


def _taken_before(desk: Desk, mail: Mail) -> bool:
    query = sa.select(ContactEntry.id).where(_came_back(mail.id))
    return desk.session.scalar(query.limit(1)) is not None


def _came_back(mail_id: int) -> sa.ColumnElement[bool]:
    further = aliased(ContactEntry)
    return sa.and_(
        ContactEntry.mail_id == mail_id,
        ContactEntry.direction == Direction.IN,
        ContactEntry.grade == Grade.FAILED,
        # What people took back did not happen.
        ~sa.exists().where(further.corrects_id == ContactEntry.id),
    )


def _recipient(report: DeliveryReport, mail: Mail) -> ReportedRecipient:
    """The part that tells of our mail. Each of ours has one recipient, so another name in the
    report is where he has his mail forwarded to; of several the one that failed for good.
    """
    ours = [r for r in report.recipients if r.address.lower() == mail.to_address.lower()]
    ranked = sorted(
        ours or report.recipients,
        key=lambda r: (r.permanent is False, r.reason not in DEAD_ADDRESS),
    )
    return ranked[0] if ranked else _UNSAID


def _entry(
    desk: Desk, case: Case, incoming: IncomingMail, mail: Mail, told: ReportedRecipient
) -> ContactEntry:
    order = ContactOrder(
        at=min(incoming.received_at, desk.now),
        channel=Channel.MAIL,
        direction=Direction.IN,
        grade=Grade.FAILED,
        address=mail.to_address,
        said=_said(mail, told),
    )
    return append_entry(desk, case, order, CLOCK, mail_id=mail.id, incoming_id=incoming.id)


def _said(mail: Mail, told: ReportedRecipient) -> str:
    words = f"服务器答复：{told.words}" if told.words else ""
    return "。".join(filter(None, (f"“{mail.subject}”{_why(told)}", words)))


def _why(told: ReportedRecipient) -> str:
    """退信：收件人邮箱不存在（550 5.1.1）."""
    code = " ".join(filter(None, (str(told.code or ""), told.status)))
    return f"退信：{told.reason.label}" + (f"（{code}）" if code else "")


def _tell_of_address(
    desk: Desk, case: Case, incoming: IncomingMail, mail: Mail, told: ReportedRecipient
) -> tuple[MailAddress | None, bool]:
    """Mark the address or note the bounce; True where an answer says that it works after all."""
    rows = lock_addresses(desk.session, case.person)
    row = next((one for one in rows if one.address.lower() == mail.to_address.lower()), None)
    if row is None:
        return None, False
    cause = Cause(_why(told), desk.now, incoming_id=incoming.id)
    dead = told.reason in DEAD_ADDRESS and told.permanent is not False
    answered = _answered_since(desk, case, mail, row)
    if dead and not answered:
        addresses.came_back(desk.session, row, cause)
    else:
        addresses.note(desk.session, row, cause)
    return row, dead and answered


def _answered_since(desk: Desk, case: Case, mail: Mail, row: MailAddress) -> bool:
    """Whether the person answered from the address since the mail that came back was written."""
    if row.worked_at is not None and row.worked_at >= mail.made_at:
        return True
    query = sa.select(ContactEntry.id).where(
        ContactEntry.case_id == case.id,
        ContactEntry.grade.in_(TWO_WAY),
        ContactEntry.at >= mail.made_at,
        sa.func.lower(ContactEntry.address) == row.address.lower(),
    )
    return desk.session.scalar(query.limit(1)) is not None


def _what_to_do(desk: Desk, case: Case, mail: Mail, row: MailAddress | None, doubted: bool) -> str:
    """What a person has to do about it; "" for nothing."""
    if mail.kind == ANSWER_FORM:
        # He answered and waits for it: what it says of his address is not the point.
        return FORM_LOST
    if doubted:
        return CONTRADICTED
    if mail.kind == "address_confirm":
        return NEW_ONE_BACK if row is not None and not row.active else ""
    if not case.person.mail_addresses:
        return ALL_BACK
    # He has usable addresses, but this prompt reached none of them and can still be answered.
    unreached = still_open(desk, mail) and not _on_its_way(desk, mail)
    return ALL_BACK if unreached and not get_mail(mail.kind).of_address else ""


def _on_its_way(desk: Desk, mail: Mail) -> bool:
    """Whether one of the prompt's mails has neither come back nor failed."""
    lost = (MailState.FAILED, MailState.NO_ADDRESS)
    return any(
        one.state not in lost and not _taken_before(desk, one) for one in same_prompt(desk, mail)
    )


def _task(
    desk: Desk, case: Case, mail: Mail, entry: ContactEntry, words: str, told: ReportedRecipient
) -> Task | None:
    """A task of the branch secretary (S4.4-5, D-15); none where the same is still open."""
    same = sa.select(Task.id).where(
        Task.case_id == case.id, Task.settled_at.is_(None), Task.text.startswith(words)
    )
    if desk.session.scalar(same.limit(1)) is not None:
        return None
    text = f"{words}（S4.4-5、D-15）。“{get_mail(mail.kind).label}”{_why(told)}：{mail.to_address}"
    task = Task(
        case=case,
        role=Role.BRANCH_SECRETARY.value,
        text=text,
        entry_id=entry.id,
        opened_at=desk.now,
    )
    desk.session.add(task)
    desk.session.flush()
    return task
