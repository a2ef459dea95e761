"""Says what is due: one record, the graduate's mail, the tasks of staff, in the caller's transaction.

What becomes of each is known before the record is written, for nothing changes it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from machines.mails import MailKind, get_mail
from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from machines.waits import Reckoning, Reminder
from machines.waits.quiet import why_silent
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Desk
from tracker.models import Case, Mail, MailState, PlannedWait, ReminderRecord
from tracker.outbox.compose import MissingBlock, read_blocks
from tracker.outbox.write import why_not, write_mails
from tracker.waits.folding import Due
from tracker.waits.planned import Planned
from tracker.waits.settling import ASKED_ANEW, settle_tasks, task_kind
from tracker.writers.tasks import open_task

WRITTEN = "邮件已写入发件箱"
NOBODY = "没有可用的邮箱，邮件列在发件箱中待处理"
ASKED = "已列入待办"
NOT_SENT = "提醒邮件“{label}”没有发出：{why}"
# A mail that never left and cannot leave does not count as said.
UNSAID = (MailState.NO_ADDRESS, MailState.FAILED)


class Unwritable(Exception):
    """A mail cannot be written because of its own words; the case is done again knowing `why`."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(f"mail {kind} cannot be written")
        self.kind = kind
        self.why = why


@dataclass(slots=True)
class Saying:
    """What is said of one wait: lines of the record, and what is done for them afterwards."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    mails: list[tuple[MailKind, dict[str, Any]]] = field(default_factory=list)
    tasks: list[tuple[Role, str]] = field(default_factory=list)


def say(
    desk: Desk,
    case: Case,
    planned: Planned,
    row: PlannedWait,
    due: Due,
    unwritable: Mapping[str, str],
) -> ReminderRecord:
    """Write the reminder down with its mails and tasks; `unwritable` are kinds known to fail.

    Raises Unwritable for a mail whose words may not be sent: then all of this must be rolled back.
    """
    saying = Saying()
    for role, reminder in due.reminders:
        if role is Role.GRADUATE:
            _to_graduate(desk, case, planned, reminder, unwritable, saying)
        else:
            _to_staff(planned, role, reminder, saying)
    record = note(desk, case, planned, due.at, due.how, saying.lines, due.folded)
    for kind, blocks in saying.mails:
        _write(desk, case, kind, record, blocks)
    for role, words in saying.tasks:
        if row.asked:
            settle_tasks(desk, case.id, planned.name, ASKED_ANEW, role)
        open_task(desk, case, words, None, role, kind=task_kind(planned.name), reminder=record)
    row.asked = row.asked or bool(saying.tasks)
    return record


def note(
    desk: Desk,
    case: Case,
    planned: Planned,
    at: datetime,
    how: Reckoning,
    lines: list[dict[str, Any]],
    folded: tuple[datetime, ...] = (),
) -> ReminderRecord:
    """Add the record of one moment, with its key."""
    record = ReminderRecord(
        case_id=case.id,
        track=planned.track,
        wait=planned.name,
        at=at,
        due_on=planned.schedule.due,
        made_at=desk.now,
        said=lines,
        folded=[one.astimezone(SHANGHAI).isoformat() for one in folded],
        reckoning=list(reckoning_data(how)),
        policy_version_id=case.policy_version_id,
    )
    desk.session.add(record)
    desk.session.flush()
    return record


def reckoning_data(how: Reckoning) -> Iterator[dict[str, Any]]:
    """The lines of a reckoning as JSON values: words, day, rules, fact, item, skipped days."""
    for line in how.lines:
        yield {
            "words": line.words,
            "day": line.day.isoformat(),
            "rules": list(line.rules),
            "fact": line.fact,
            "item": line.item,
            "skipped": [[day.isoformat(), why] for day, why in line.skipped],
        }


def _to_staff(planned: Planned, role: Role, reminder: Reminder, saying: Saying) -> None:
    words = f"{reminder.words}（期限 {planned.schedule.due}）"
    _task(saying, planned, role, words, reminder.rules)


def _task(saying: Saying, planned: Planned, role: Role, words: str, rules: tuple[str, ...]) -> None:
    saying.tasks.append((role, words))
    saying.lines.append(
        {
            "to": role.value,
            "task": task_kind(planned.name),
            "words": words,
            "outcome": ASKED,
            "rules": list(rules),
        }
    )


def _to_graduate(
    desk: Desk,
    case: Case,
    planned: Planned,
    reminder: Reminder,
    unwritable: Mapping[str, str],
    saying: Saying,
) -> None:
    """The mail, or why there is none; one that cannot be written is put to the secretary."""
    kind = get_mail(reminder.mail or "")
    outcome, why = _held_back(desk, case, planned, kind.name), ""
    if not outcome:
        why, blocks = _blocks(desk, case, kind, unwritable)
        if blocks is not None:
            saying.mails.append((kind, blocks))
        outcome = f"没有发出：{why}" if why else _written(case)
    saying.lines.append(
        {
            "to": Role.GRADUATE.value,
            "mail": kind.name,
            "words": kind.label,
            "outcome": outcome,
            "rules": list(reminder.rules),
        }
    )
    if why:
        words = NOT_SENT.format(label=kind.label, why=why)
        _task(saying, planned, Role.BRANCH_SECRETARY, words, reminder.rules)


def _blocks(
    desk: Desk, case: Case, kind: MailKind, unwritable: Mapping[str, str]
) -> tuple[str, dict[str, Any] | None]:
    """Why the mail cannot be written, or what it tells."""
    if kind.name in unwritable:
        return unwritable[kind.name], None
    try:
        return "", read_blocks(desk, case, kind, NOTHING)
    except MissingBlock as missing:
        return why_not(kind, missing)[0], None


def _written(case: Case) -> str:
    return WRITTEN if case.person.mail_addresses else NOBODY


def _held_back(desk: Desk, case: Case, planned: Planned, kind: str) -> str:
    """Why the graduate is not sent this now, in words for staff; "" where he is."""
    states = {track.name: track.state for track in case.tracks}
    if quiet := why_silent(states, planned.track):
        return f"{quiet.says}（{'、'.join(quiet.rules)}）"
    pause = timedelta(days=case.policy_version.policy.same_mail_days)
    query = sa.select(sa.func.max(Mail.made_at)).where(
        Mail.case_id == case.id,
        Mail.kind == kind,
        Mail.made_at > desk.now - pause,
        Mail.state.not_in(UNSAID),
    )
    before = desk.session.scalar(query)
    return f"已于 {day_of(before)} 发过，不再重复" if before else ""


def _write(
    desk: Desk, case: Case, kind: MailKind, record: ReminderRecord, blocks: dict[str, Any]
) -> None:
    try:
        write_mails(desk, case, kind, None, NOTHING, reminder=record, blocks=blocks)
    except Refused as refused:
        raise Unwritable(kind.name, refused.refusals[0].missing) from None
