"""What an answer asks beside its number, where the case stands when its mail is written."""

from __future__ import annotations

from dataclasses import dataclass

from machines.mails import Answer
from machines.orders import Asked, Order, asked_fields
from tracker.models.case import Case
from tracker.open_answers import open_answer


@dataclass(frozen=True)
class ChosenAnswer(Order):
    """The answer a reply chose, by the label of its mail, its number and its own label."""

    prompt: str
    number: int
    label: str


def wants_form(case: Case, answer: Answer) -> bool:
    """Whether a number with a few words beside it is not enough for the answer's move."""
    required = _required(case, answer)
    return bool(required) and not _one_text(required)


def wants_words(case: Case, answer: Answer) -> bool:
    """Whether a word beside the number is needed, and enough."""
    if wants_form(case, answer):
        return False
    return answer.says_more or _one_text(_required(case, answer))


def _one_text(required: list[Asked]) -> bool:
    return len(required) == 1 and required[0].type is str


def _required(case: Case, answer: Answer) -> list[Asked]:
    found = open_answer(case, answer)
    if found is None:
        return []
    _track, move = found
    return [asked for asked in asked_fields(move.asks) if asked.required]
