"""Writes what a batch of cases says: records first, for mails and tasks name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.models import Mail, MailState, ReminderRecord
from tracker.outbox.write_many import Prompt, write_reminders
from tracker.waits.saying import Known, Saying
from tracker.waits.settling import task_kind
from tracker.writers.many import add_many_for_keys
from tracker.writers.tasks import open_task

# A mail that never left and cannot leave does not count as said.
UNSAID = (MailState.NO_ADDRESS, MailState.FAILED)


def what_is_known(desk: Desk, case_ids: Sequence[int], unwritable: Mapping[str, str]) -> Known:
    """What was said of these cases up to now."""
    record = sa.select(ReminderRecord.case_id, ReminderRecord.wait, sa.func.max(ReminderRecord.at))
    moments = desk.session.execute(
        record.where(ReminderRecord.case_id.in_(case_ids), ReminderRecord.at <= desk.now).group_by(
            ReminderRecord.case_id, ReminderRecord.wait
        )
    )
    mail = sa.select(Mail.case_id, Mail.kind, sa.func.max(Mail.made_at))
    mails = desk.session.execute(
        mail.where(Mail.case_id.in_(case_ids), Mail.state.not_in(UNSAID)).group_by(
            Mail.case_id, Mail.kind
        )
    )
    return Known(_newest(moments), _newest(mails), unwritable)


def _newest(
    rows: sa.Result[tuple[int, str, datetime]],
) -> Mapping[tuple[int, str], datetime]:
    return {(case_id, name): at for case_id, name, at in rows}


def give(desk: Desk, sayings: Sequence[Saying]) -> None:
    """Write records, mails and tasks, within the caller's transaction, which shelves the cases.

    Raises Unwritable for a mail whose words may not be sent: then all must be rolled back.
    """
    if not sayings:
        return
    rows = [one.record(desk.now) for one in sayings]
    keys = add_many_for_keys(desk.session, ReminderRecord, rows, by=("case_id", "wait", "at"))
    prompts = [
        Prompt(one.case, kind, blocks, key)
        for one, key in zip(sayings, keys, strict=True)
        for kind, blocks in one.mails
    ]
    write_reminders(desk, prompts)
    for one, key in zip(sayings, keys, strict=True):
        for role, words in one.tasks:
            kind = task_kind(one.planned.name)
            open_task(desk, one.case, words, None, role, kind=kind, reminder_id=key)
