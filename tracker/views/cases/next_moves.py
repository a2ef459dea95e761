"""The moves that are likely next after an answer, as buttons beside the task it opened."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from machines.mails import MAILS, Answer
from tracker.actions import MoveView
from tracker.desk import Desk
from tracker.inbox.words import IncomingKind
from tracker.models import AnswerLink, IncomingMail, Task
from tracker.views.cases.page import CasePage

# What the staff do with what an answer's own move would have told them.
FOLLOWED_BY = {
    "transfer.record_feedback": (
        "transfer.record_feedback",
        "transfer.confirm_acceptance",
        "transfer.record_receipt",
        "transfer.enter_receipt",
    ),
    "transfer.propose_destination": ("transfer.register_destination",),
    "transfer.report_wrong_data": ("transfer.correct_data",),
}


def next_moves(
    desk: Desk, page: CasePage, entry_mails: Mapping[int, IncomingMail]
) -> Mapping[int, list[MoveView]]:
    """For each open task: the moves open to the reader which its answer concerns.

    Where it is not known which answer was given, those of every answer that was offered.
    """
    open_now = {f"{v.track}.{v.move.action}": v for card in page.cards for v in card.open}
    by_link = _answered_by_link(desk, page)
    found = {}
    for task in page.tasks:
        answers = by_link.get(task.id) or _answered_by_mail(task, entry_mails)
        wanted = dict.fromkeys(
            name
            for answer in answers
            for move in answer.moves
            for name in FOLLOWED_BY.get(move, (move,))
        )
        found[task.id] = [open_now[name] for name in wanted if name in open_now]
    return found


def _answered_by_link(desk: Desk, page: CasePage) -> dict[int, list[Answer]]:
    tasks = {task.entry_id: task.id for task in page.tasks if task.entry_id is not None}
    query = sa.select(AnswerLink).where(
        AnswerLink.case_id == page.case.id, AnswerLink.entry_id.in_(list(tasks))
    )
    links = desk.session.scalars(query) if tasks else ()
    return {
        tasks[link.entry_id]: _given(link.kind, link.answer)
        for link in links
        if link.entry_id is not None
    }


def _answered_by_mail(task: Task, entry_mails: Mapping[int, IncomingMail]) -> list[Answer]:
    mail = entry_mails.get(task.entry_id) if task.entry_id is not None else None
    if mail is None or mail.mail is None or mail.kind is not IncomingKind.REPLY:
        return []
    return _given(mail.mail.kind, mail.answer)


def _given(kind: str, number: int | None) -> list[Answer]:
    """The answer of that number, else all that the mail offers."""
    known = MAILS.get(kind)
    answers = list(known.answers) if known else []
    return [one for one in answers if one.number == number] or answers
