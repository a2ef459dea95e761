"""Answers by link: the ledger entry always, then the move the machine allows, else a task (S3.1-4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from machines.mails import Answer, MailKind, get_mail
from machines.orders import NOTHING, Nothing, Order
from machines.orders.transfer import Feedback
from machines.refusals import Refused
from machines.words import Channel, Direction, Grade
from tracker.actions.address_answers import address_of_link, answered_from
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.moves import answer_triggers, finish, lock_case, make_move
from tracker.actions.overtaken import settle_earlier_answers
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import GRADUATE, Desk
from tracker.links import read_link, use_link
from tracker.masking import mask_numbers
from tracker.models import AnswerLink, Case, ContactEntry, MoveRecord, Task
from tracker.models.db import begin_writing
from tracker.models.task import TaskKind
from tracker.open_answers import open_answer
from tracker.writers.tasks import open_task


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given: to which mail, which of its answers, the form, the words."""

    kind: MailKind
    answer: Answer
    order: Order
    words: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer: the entry, the move if one was made, the task if one was opened."""

    entry: ContactEntry
    move: MoveRecord | None
    task: Task | None


@telling_what_is_taken()
def answer_prompt(
    desk: Desk,
    token: str,
    number: int,
    order: Order = NOTHING,
    words: str = "",
    upload_id: int | None = None,
) -> Answered:
    """Record an answer by link and commit. Raises LinkRefused, KeyError for an answer not offered,
    or Refused when a field of the form is at fault; then nothing was written. A refusal that the
    graduate cannot mend in the form does not lose his answer: it becomes a task.
    """
    words = mask_numbers(words)
    begin_writing(desk.session)
    try:
        link = read_link(desk, token)
        case = lock_case(desk.session, link.case_id)
        kind = get_mail(link.kind)
        given = Given(kind, kind.answer(number), order, words)
        entry = _entry(desk, case, given, upload_id)
        answered = follow_answer(desk, case, link, given, entry, address_of_link(desk, link))
        finish(desk, case)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return answered


def follow_answer(
    desk: Desk,
    case: Case,
    link: AnswerLink,
    given: Given,
    entry: ContactEntry,
    address: str | None,
) -> Answered:
    """What an answer brings about, by whatever door it came: the move, else a task; the prompt is
    used up by it. Within the caller's transaction, which finishes the case.

    `address` is where the mail went that was answered, None where nobody knows. Raises Refused
    when a field is at fault, LinkRefused when another answer was quicker.
    """
    move = _move(desk, case, given, entry)
    settled = answered_from(
        desk, case, given.kind, given.answer.number, address, incoming_id=entry.incoming_id
    )
    task = None if move or settled else _task(desk, case, given, entry)
    answer_triggers(desk, case, GRADUATE, entry)
    settle_earlier_answers(desk, case, link, given.answer, entry)
    use_link(desk, link, given.answer.number, entry.id)
    return Answered(entry, move, task)


def _entry(desk: Desk, case: Case, given: Given, upload_id: int | None) -> ContactEntry:
    said = f"{given.kind.label}：{given.answer.number} {given.answer.label}"
    order = ContactOrder(
        at=desk.now,
        channel=Channel.LINK,
        direction=Direction.IN,
        grade=Grade.BY_LINK,
        answered_by="本人",
        said=said + (f"。{given.words}" if given.words else ""),
        upload_id=upload_id,
    )
    return append_entry(desk, case, order, GRADUATE)


def _move(desk: Desk, case: Case, given: Given, entry: ContactEntry) -> MoveRecord | None:
    """The move, or None when there is none to make; a fault in a field goes back to the form."""
    found = open_answer(case, given.answer)
    if found is None:
        return None
    track, move = found
    if not isinstance(given.order, move.asks) and move.asks is not Nothing:
        return None
    try:
        with telling_what_is_taken(), desk.session.begin_nested():
            order = _with_result(given)
            return make_move(desk, case, track, move.action, order, GRADUATE, entry=entry)
    except Refused as refused:
        if any(r.field for r in refused.refusals):
            raise
        return None


def _with_result(given: Given) -> Order:
    """What the number said stands in the feedback where its form said nothing else (S3.1-4)."""
    order = given.order
    if isinstance(order, Feedback) and order.result is None:
        return replace(order, result=given.answer.result)
    return order


def _task(desk: Desk, case: Case, given: Given, entry: ContactEntry) -> Task:
    text = f"答复“{given.kind.label}”：{given.answer.number} {given.answer.label}"
    words = f"。本人写道：{given.words}" if given.words else ""
    return open_task(desk, case, text + words, entry, kind=TaskKind.REPLY)
