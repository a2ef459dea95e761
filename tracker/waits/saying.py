"""What is said of a wait that is due: the lines of its record, the graduate's mail, the tasks of staff.

What becomes of each is known before anything is written, for nothing changes a record afterwards;
then the records, links and mails of a whole batch are written with a few statements (`writing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from machines.mails import MailKind, get_mail
from machines.orders import NOTHING
from machines.roles import Role
from machines.waits import Reckoning, Reminder
from machines.waits.quiet import why_silent
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Desk
from tracker.models import Case
from tracker.outbox.compose import MissingBlock, read_blocks
from tracker.outbox.write import why_not
from tracker.waits.folding import Due
from tracker.waits.planned import Planned
from tracker.waits.settling import task_kind

WRITTEN = "邮件已写入发件箱"
NOBODY = "没有可用的邮箱，邮件列在发件箱中待处理"
ASKED = "已列入待办"
NOT_SENT = "提醒邮件“{label}”没有发出：{why}"


@dataclass(frozen=True, slots=True)
class Known:
    """What was said before, of all cases of a batch.

    `moments` are the newest by case and wait, `mails` the newest by case and kind of mail;
    `unwritable` are kinds of mail that were found to fail, with why.
    """

    moments: Mapping[tuple[int, str], datetime]
    mails: Mapping[tuple[int, str], datetime]
    unwritable: Mapping[str, str]


@dataclass(slots=True)
class Saying:
    """What is said at one moment of a wait: lines of the record, and what is written for them."""

    case: Case
    planned: Planned
    at: datetime
    how: Reckoning
    folded: tuple[datetime, ...] = ()
    lines: list[dict[str, Any]] = field(default_factory=list)
    mails: list[tuple[MailKind, dict[str, Any]]] = field(default_factory=list)
    tasks: list[tuple[Role, str]] = field(default_factory=list)

    def record(self, now: datetime) -> dict[str, Any]:
        """The values of its ReminderRecord."""
        return {
            "case_id": self.case.id,
            "track": self.planned.track,
            "wait": self.planned.name,
            "at": self.at,
            "due_on": self.planned.schedule.due,
            "made_at": now,
            "said": self.lines,
            "folded": [one.astimezone(SHANGHAI).isoformat() for one in self.folded],
            "reckoning": list(reckoning_data(self.how)),
            "policy_version_id": self.case.policy_version_id,
        }


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


def prepare(desk: Desk, case: Case, planned: Planned, due: Due, known: Known) -> Saying:
    """What is to be said, to whom, and with what outcome; nothing is written yet."""
    saying = Saying(case, planned, due.at, due.how, due.folded)
    for role, reminder in due.reminders:
        if role is Role.GRADUATE:
            _to_graduate(desk, saying, reminder, known)
        else:
            words = f"{reminder.words}（期限 {planned.schedule.due}）"
            _task(saying, role, words, reminder.rules)
    return saying


def _task(saying: Saying, role: Role, words: str, rules: tuple[str, ...]) -> None:
    saying.tasks.append((role, words))
    saying.lines.append(
        {
            "to": role.value,
            "task": task_kind(saying.planned.name),
            "words": words,
            "outcome": ASKED,
            "rules": list(rules),
        }
    )


def _to_graduate(desk: Desk, saying: Saying, reminder: Reminder, known: Known) -> None:
    """The mail, or why there is none; one that cannot be written is put to the secretary."""
    kind = get_mail(reminder.mail or "")
    outcome, why = _held_back(desk, saying, kind.name, known), ""
    if not outcome:
        why, blocks = _blocks(desk, saying.case, kind, known)
        if blocks is not None:
            saying.mails.append((kind, blocks))
        outcome = f"没有发出：{why}" if why else _written(saying.case)
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
        _task(saying, Role.BRANCH_SECRETARY, words, reminder.rules)


def _held_back(desk: Desk, saying: Saying, kind: str, known: Known) -> str:
    """Why the graduate is not sent this now, in words for staff; "" where he is."""
    case = saying.case
    states = {track.name: track.state for track in case.tracks}
    if quiet := why_silent(states, saying.planned.track):
        return f"{quiet.says}（{'、'.join(quiet.rules)}）"
    before = known.mails.get((case.id, kind))
    pause = timedelta(days=case.policy_version.policy.same_mail_days)
    if before is None or before <= desk.now - pause:
        return ""
    return f"已于 {day_of(before)} 发过，不再重复"


def _blocks(
    desk: Desk, case: Case, kind: MailKind, known: Known
) -> tuple[str, dict[str, Any] | None]:
    """Why the mail cannot be written, or what it tells."""
    if kind.name in known.unwritable:
        return known.unwritable[kind.name], None
    try:
        return "", read_blocks(desk, case, kind, NOTHING)
    except MissingBlock as missing:
        return why_not(kind, missing)[0], None


def _written(case: Case) -> str:
    return WRITTEN if case.person.mail_addresses else NOBODY
