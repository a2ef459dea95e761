"""Who was asked to confirm his data, when and by whom, and what he answered (S4.1-1, S4.1-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from machines.mails import get_mail
from machines.words import Word
from tracker.data_check.scope import MAY_BE_ASKED
from tracker.desk import Desk
from tracker.models import AnswerLink, Case, MailAddress, MoveRecord, Staff, usable_address
from tracker.models.db import in_batches

KIND = get_mail("confirm_data")


class Turn(Word):
    """Whether it is time to ask somebody."""

    NEVER = "never", "还没有请过"
    SILENT = "silent", "请过，未回答"
    RECENT = "recent", "刚请过，先等一等"
    ANSWERED = "answered", "已回答"
    NO_ADDRESS = "no_address", "没有可用邮箱"
    PAST = "past", "信息核对阶段已过"


DUE = (Turn.NEVER, Turn.SILENT)


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest time somebody was asked, None for never, and his answer to it."""

    turn: Turn
    at: datetime | None = None
    by: str = ""
    answered_at: datetime | None = None
    answer: str = ""


def asked_of(
    desk: Desk, cases: Sequence[tuple[int, str]], again_after_days: int
) -> dict[int, Asked]:
    """For each (case, state of its transfer): how often it was asked, by now."""
    ids = [case_id for case_id, _ in cases]
    asks = {row.case_id: row for row in _in_parts(desk, _asks, ids)}
    answers = {row.case_id: row for row in _in_parts(desk, _answers, ids)}
    reachable = {row.case_id for row in _in_parts(desk, _reachable, ids)}
    last = desk.now - timedelta(days=again_after_days)
    return {
        case_id: _asked(asks.get(case_id), answers.get(case_id), state, case_id in reachable, last)
        for case_id, state in cases
    }


def _asked(ask: Any, answer: Any, state: str, reachable: bool, last: datetime) -> Asked:
    answered = answer is not None and (ask is None or answer.used_at >= ask.at)
    at, by = (ask.at, ask.who or "") if ask is not None else (None, "")
    if answered:
        label = next((a.label for a in KIND.answers if a.number == answer.answer), "")
        return Asked(Turn.ANSWERED, at, by, answer.used_at, label)
    if state not in MAY_BE_ASKED:
        return Asked(Turn.PAST, at, by)
    if not reachable:
        return Asked(Turn.NO_ADDRESS, at, by)
    if at is None:
        return Asked(Turn.NEVER)
    return Asked(Turn.RECENT if at > last else Turn.SILENT, at, by)


def _in_parts(desk: Desk, query: Any, ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for part in in_batches(ids):
        found += desk.session.execute(query(part)).all()
    return found


def _asks(ids: Sequence[int]) -> sa.Select[Any]:
    newest = (
        sa.select(sa.func.max(MoveRecord.id))
        .where(MoveRecord.case_id.in_(ids), MoveRecord.action == "ask_confirm_data")
        .group_by(MoveRecord.case_id)
    )
    return (
        sa.select(MoveRecord.case_id, MoveRecord.at, Staff.name.label("who"))
        .outerjoin(Staff, Staff.id == MoveRecord.staff_id)
        .where(MoveRecord.id.in_(newest))
    )


def _answers(ids: Sequence[int]) -> sa.Select[Any]:
    newest = (
        sa.select(sa.func.max(AnswerLink.id))
        .where(
            AnswerLink.case_id.in_(ids),
            AnswerLink.kind == KIND.name,
            AnswerLink.used_at.is_not(None),
        )
        .group_by(AnswerLink.case_id)
    )
    return sa.select(AnswerLink.case_id, AnswerLink.used_at, AnswerLink.answer).where(
        AnswerLink.id.in_(newest)
    )


def _reachable(ids: Sequence[int]) -> sa.Select[Any]:
    usable = sa.exists().where(MailAddress.person_id == Case.person_id, usable_address())
    return sa.select(Case.id.label("case_id")).where(Case.id.in_(ids), usable)
