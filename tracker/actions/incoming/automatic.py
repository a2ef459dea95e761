"""What becomes of an automatic reply within its case (D-15)."""

from __future__ import annotations

from tracker.actions.incoming.entries import automatic_entry
from tracker.actions.incoming.findings import PERHAPS_AUTOMATIC
from tracker.actions.incoming.replies import Reply, open_task
from tracker.actions.moves import finish
from tracker.desk import Actor, Desk
from tracker.models import Case, ContactEntry, IncomingMail, Mail

LONGEST_QUOTED = 500


def enter_automatic(
    desk: Desk, case: Case, row: IncomingMail, mail: Mail | None, actor: Actor
) -> ContactEntry:
    """Enter an automatic reply; a task as well where hints alone say that it is one.

    Joins the caller's transaction. The task is settled by one word.
    """
    entry = automatic_entry(desk, case, row, actor)
    doubtful = PERHAPS_AUTOMATIC in row.findings
    if doubtful:
        words = row.own_text.strip()[:LONGEST_QUOTED] or "（没有正文）"
        text = f"{PERHAPS_AUTOMATIC}（主题“{row.subject}”）。来信写道：{words}"
        open_task(desk, Reply(case, row, entry, mail), text)
    finish(desk, case, unmoved=not doubtful)
    return entry
