"""What becomes of an automatic reply within its case (D-15)."""

from __future__ import annotations

from tracker.actions.incoming.entries import automatic_entry
from tracker.actions.incoming.findings import PERHAPS_AUTOMATIC
from tracker.actions.incoming.replies import Reply, open_reply_task
from tracker.actions.moves import finish
from tracker.desk import Actor, Desk
from tracker.models import Case, ContactEntry, IncomingMail, Mail

LIKE_AN_ANSWER = "像是自动回复，但读出了明确的回答，请看一眼是不是本人写的"


def enter_automatic(
    desk: Desk,
    case: Case,
    row: IncomingMail,
    mail: Mail | None,
    actor: Actor,
    *,
    answers: bool = False,
) -> ContactEntry:
    """Enter an automatic reply; a task as well where hints alone say that it is one, or where it
    `answers` as a person would.

    Joins the caller's transaction. The task is settled by one word.
    """
    entry = automatic_entry(desk, case, row, actor)
    why = PERHAPS_AUTOMATIC if PERHAPS_AUTOMATIC in row.findings else ""
    if not why and answers:
        why = LIKE_AN_ANSWER
    if why:
        open_reply_task(desk, Reply(case, row, entry, mail), why)
    finish(desk, case, unmoved=not why)
    return entry
