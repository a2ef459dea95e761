"""A mail that came back: evidence of an attempt (D-15), word on its address, and the next address.

Nothing here is contact: no two-way entry, and no move.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from machines.mails import ANSWER_FORM, get_mail
from machines.words import TWO_WAY, Channel, Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.doubtful_bounces import keep_doubtful
from tracker.actions.moves import finish, lock_case
from tracker.desk import CLOCK, Desk
from tracker.inbox.findings import DeliveryReport, ReportedRecipient
from tracker.inbox.words import (
    DEAD_ADDRESS,
    BounceReason,
    IncomingKind,
    says_dead,
    trouble_words,
)
from tracker.lists import refresh_people
from tracker.models import Case, ContactEntry, IncomingMail, Mail, MailAddress, MailState, Task
from tracker.models.task import TaskKind, kind_of
from tracker.outbox.resend import same_prompt, send_to_next, still_open
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses
from tracker.writers.tasks import open_once

# What a person is asked to do.
ALL_BACK = "所有邮箱均退信，请打电话联系本人"
OTHERWISE = "{}，请另行联系本人"
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
    return draw_consequences(desk, case, mail, told, entry, _why(told), incoming.id)


def draw_consequences(
    desk: Desk,
    case: Case,
    mail: Mail,
    told: ReportedRecipient,
    entry: ContactEntry | None,
    why: str,
    incoming_id: int | None = None,
) -> BounceTaken:
    """What follows when a mail did not arrive: word on the address, the next one, or a task.

    Within the caller's transaction, which holds the case's lock. `entry` is the ledger's line on
    it, `why` the words for the address's history and the task.
    """
    told_of = why if _dead(told) else _trouble(told)
    cause = Cause(told_of, desk.now, incoming_id=incoming_id)
    row, doubted = _tell_of_address(desk, case, mail, told, cause)
    next_mail = task = None
    if case.closed_at is None:
        next_mail = send_to_next(desk, mail)
        asked = None
        if next_mail is None or doubted:
            asked = _what_to_do(desk, case, mail, row, doubted, told)
        task = _task(desk, case, mail, entry, asked, why) if asked else None
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
    """退信：收件人邮箱不存在（550 5.1.1）, or 未送达：… where the address may still be good."""
    head = "退信" if _dead(told) else "未送达"
    return f"{head}：{reason_words(told)}"


def reason_words(told: ReportedRecipient) -> str:
    """收件人邮箱不存在（550 5.1.1）."""
    return f"{told.reason.label}{_code(told)}"


def _trouble(told: ReportedRecipient) -> str:
    """暂时收不到：邮箱已满（452 4.2.2），仍会再试."""
    return f"{trouble_words(told.reason)[0]}{_code(told)}，仍会再试"


def _code(told: ReportedRecipient) -> str:
    code = " ".join(filter(None, (str(told.code or ""), told.status)))
    return f"（{code}）" if code else ""


def _dead(told: ReportedRecipient) -> bool:
    return says_dead(told.reason, told.permanent)


def _tell_of_address(
    desk: Desk, case: Case, mail: Mail, told: ReportedRecipient, cause: Cause
) -> tuple[MailAddress | None, bool]:
    """Mark the address or note the bounce; True where an answer says that it works after all."""
    lock_addresses(desk.session, case.person)
    row = case.person.find_address(mail.to_address)
    if row is None:
        return None, False
    dead = _dead(told)
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


def _what_to_do(
    desk: Desk,
    case: Case,
    mail: Mail,
    row: MailAddress | None,
    doubted: bool,
    told: ReportedRecipient,
) -> tuple[str, str] | None:
    """What a person has to do about it: kind and words of the task; None for nothing."""
    if mail.kind == ANSWER_FORM:
        # He answered and waits for it: what it says of his address is not the point.
        return TaskKind.FORM_LOST, FORM_LOST
    if doubted:
        return TaskKind.CONTRADICTED, CONTRADICTED
    if mail.kind == "address_confirm":
        waits = row is not None and not row.active
        return (TaskKind.NEW_ONE_BACK, NEW_ONE_BACK) if waits else None
    if not case.person.mail_addresses:
        return TaskKind.ALL_BACK, ALL_BACK
    # He has usable addresses, but this prompt reached none of them and can still be answered.
    unreached = still_open(desk, mail) and not _on_its_way(desk, mail)
    if not unreached or get_mail(mail.kind).of_address:
        return None
    if row is None or not row.usable:
        return TaskKind.UNREACHED, OTHERWISE.format("这封邮件没有送达任何一个邮箱")
    words = OTHERWISE.format(trouble_words(told.reason)[1])
    return kind_of(TaskKind.UNREACHED, told.reason.value), words


def _on_its_way(desk: Desk, mail: Mail) -> bool:
    """Whether one of the prompt's mails has neither come back nor failed."""
    lost = (MailState.FAILED, MailState.NO_ADDRESS)
    return any(
        one.state not in lost and not _taken_before(desk, one) for one in same_prompt(desk, mail)
    )


def _task(
    desk: Desk,
    case: Case,
    mail: Mail,
    entry: ContactEntry | None,
    asked: tuple[str, str],
    why: str,
) -> Task | None:
    """A task of the branch secretary (S4.4-5, D-15); none where the same is still open."""
    kind, words = asked
    text = f"{words}（S4.4-5、D-15）。“{get_mail(mail.kind).label}”{why}：{mail.to_address}"
    return open_once(desk, case, text, entry, kind=kind)
