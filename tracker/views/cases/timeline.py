"""What happened on a case, newest first: moves, contacts and mails in one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from machines.mails import get_mail
from machines.roles import Role
from machines.words import Direction, Grade
from tracker.clock import SHANGHAI, day_of
from tracker.deadlines.reading import Given
from tracker.desk import Desk
from tracker.masking import mask_numbers, mask_private
from tracker.models import Case, ContactEntry, Mail, MailState, MoveRecord
from tracker.views.cases.handed_in import handed_in
from tracker.views.cases.reminders import rules_of, tasks_of_reminders, told_lines, wait_label
from tracker.views.cases.states import state_label, track_label
from tracker.views.ledger_words import corrections_of, words_of
from tracker.views.mail_returns import Returned, returns_of
from tracker.views.mail_words import leaving


@dataclass(frozen=True, slots=True)
class Event:
    """One line: kind is `move`, `contact`, `mail` or `reminder`; `details` are label and value.

    `anchor` is the line's id where others point to it; `within` are the mails of a reminder.
    """

    kind: str
    at: datetime
    title: str
    who: str = ""
    rules: tuple[str, ...] = ()
    details: list[tuple[str, str]] = field(default_factory=list)
    tone: str = ""
    contact: ContactEntry | None = None
    mail: Mail | None = None
    corrected_by: int | None = None
    upload_id: int | None = None
    anchor: str = ""
    within: tuple[Event, ...] = ()


def read_timeline(desk: Desk, case: Case, given: Sequence[Given]) -> list[Event]:
    """Every event of a case. At equal moments the mail stands above the move that sent it.

    A reminder stands there once, with its mails and tasks, when it was given.
    """
    contacts = list(_contacts(desk, case))
    handed = {e.contact.mail_id: e.contact for e in contacts if e.contact and _hands_over(e)}
    mails = list(_mails(desk, case, handed))
    folded = {e.contact.id for e in mails if e.contact}
    told = [e for e in contacts if e.contact and e.contact.id not in folded]
    alone = [e for e in mails if e.mail and e.mail.reminder_id is None]
    by_reminder = [e for e in mails if e.mail and e.mail.reminder_id is not None]
    reminders = reminder_events(desk, case, given, by_reminder)
    events = [*_moves(desk, case), *told, *alone, *reminders]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _hands_over(event: Event) -> bool:
    """Whether the entry says no more than that a mail was handed over: its line says it too."""
    entry = event.contact
    return (
        entry is not None
        and entry.mail_id is not None
        and entry.grade is Grade.HANDED_OVER
        and entry.direction is Direction.OUT
        and entry.corrects_id is None
        and event.corrected_by is None
    )


def _moves(desk: Desk, case: Case) -> Iterator[Event]:
    query = (
        sa.select(MoveRecord)
        .filter_by(case_id=case.id)
        .order_by(MoveRecord.id.desc())
        .options(joinedload(MoveRecord.staff))
    )
    for record in desk.session.scalars(query):
        title = (
            f"{track_label([record.track])} · {record.label}"
            if record.to_state != "open"
            else record.label
        )
        if record.from_state != record.to_state and record.from_state:
            before = state_label(record.kind_before, record.track, record.from_state)
            after = state_label(record.kind_before, record.track, record.to_state)
            title += f"：{before} → {after}"
        yield Event(
            "move",
            record.at,
            title,
            who=_who(record),
            rules=tuple(record.rules),
            details=handed_in(record),
            anchor=f"move-{record.id}",
        )


def _who(record: MoveRecord) -> str:
    role = Role(record.role).label
    return f"{record.staff.name}（{role}）" if record.staff else role


def _contacts(desk: Desk, case: Case) -> Iterator[Event]:
    query = (
        sa.select(ContactEntry)
        .filter_by(case_id=case.id)
        .order_by(ContactEntry.id.desc())
        .options(joinedload(ContactEntry.staff), joinedload(ContactEntry.upload))
    )
    entries = desk.session.scalars(query).all()
    corrections = {e.corrects_id: e.id for e in entries if e.corrects_id is not None}
    taken_back = corrections_of(desk, [case.id])
    for entry in entries:
        yield Event(
            "contact",
            entry.at,
            f"{entry.channel.label} · {words_of(entry, taken_back)}",
            who=_recorder(entry),
            details=_contact_details(entry),
            tone="good" if entry.two_way else "",
            contact=entry,
            anchor=f"entry-{entry.id}",
            corrected_by=corrections.get(entry.id),
            upload_id=entry.upload_id,
        )


def _recorder(entry: ContactEntry) -> str:
    if entry.staff:
        return entry.staff.name
    return "本人" if entry.two_way else "系统"


def _contact_details(entry: ContactEntry) -> list[tuple[str, str]]:
    pairs = (
        ("号码或地址", mask_numbers(entry.address)),
        ("应答人", entry.answered_by),
        ("内容", entry.said),
        ("承诺日期", entry.promised_on.isoformat() if entry.promised_on else ""),
        ("下一步", entry.next_step),
    )
    return [(label, value) for label, value in pairs if value]


MAIL_TONES = {
    MailState.FAILED: "bad",
    MailState.UNKNOWN: "bad",
    MailState.NO_ADDRESS: "bad",
    MailState.SENT: "good",
}


def _mails(desk: Desk, case: Case, handed: Mapping[int | None, ContactEntry]) -> Iterator[Event]:
    """Our mails, each with the ledger's entry that it was handed over."""
    query = (
        sa.select(Mail)
        .filter_by(case_id=case.id)
        .order_by(Mail.id.desc())
        .options(defer(Mail.text), defer(Mail.html))
    )
    mails = desk.session.scalars(query).all()
    returned = returns_of(desk, mails)
    for mail in mails:
        back, entry = returned.get(mail.id), handed.get(mail.id)
        graded = f"（{entry.grade.label}）" if entry else ""
        yield Event(
            "mail",
            mail.sent_at or mail.made_at,
            f"邮件 · {get_mail(mail.kind).label}：{'已退信' if back else mail.state.label}{graded}",
            who=mail.to_address or "没有可用邮箱",
            tone="bad" if back else MAIL_TONES.get(mail.state, ""),
            details=[*_mail_details(mail, desk.now), *_came_back(back)],
            mail=mail,
            contact=entry,
            anchor=f"entry-{entry.id}" if entry else "",
        )


def reminder_events(
    desk: Desk, case: Case, given: Sequence[Given], mails: Sequence[Event]
) -> Iterator[Event]:
    """The reminders that were given: what was due, what went to whom, what came of it."""
    tasks = tasks_of_reminders(desk, case) if given else {}
    for one in given:
        record = one.record
        if one.of_clock and not one.late:
            # The move itself stands there already.
            continue
        own = tuple(e for e in mails if e.mail and e.mail.reminder_id == record.id)
        bad = any(e.tone == "bad" for e in own)
        yield Event(
            "reminder",
            record.made_at,
            f"{'系统补办' if one.of_clock else '期限提醒'} · {wait_label(record.wait)}："
            f"到期 {record.due_on}",
            who="系统",
            rules=rules_of(one),
            details=[*_when_given(one), *told_lines(one, tasks.get(record.id, ()))],
            tone="bad" if bad else "",
            anchor=f"reminder-{record.id}",
            within=own,
        )


def _when_given(one: Given) -> Iterator[tuple[str, str]]:
    """When it was due, if that was not when it was made; the moments it stands for as well."""
    at = f"{one.record.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if one.late:
        what, later = ("办理", "补办") if one.of_clock else ("提醒", "补发")
        yield "应于", f"{at} {what}，系统于 {day_of(one.record.made_at)} {later}"
    if one.folded:
        days = "、".join(str(day_of(moment)) for moment in one.folded)
        yield "合并", f"{days} 应有的提醒未能按时发出，与这一次合并"


def _came_back(back: Returned | None) -> list[tuple[str, str]]:
    if back is None:
        return []
    onward = [("已改发到", mask_private(back.sent_on.to_address))] if back.sent_on else []
    return [("退信原因", back.reason), *onward]


def _mail_details(mail: Mail, now: datetime) -> list[tuple[str, str]]:
    details = [("主题", mail.subject)]
    if when := leaving(mail, now):
        details.append(("发出", when))
    if mail.tries > 1 or mail.state is MailState.FAILED:
        details.append(("已尝试", f"{mail.tries} 次"))
    if mail.maybe_doubled:
        details.append(("注意", "发送中途曾中断，收件人可能收到两封（Message-ID 相同）"))
    if mail.last_error and mail.state is not MailState.SENT:
        details.append(("服务器答复", mail.last_error))
    return details
