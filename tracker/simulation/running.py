"""Asks the time machine: makes the copy, starts its process, gathers the report, cleans up."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tracker.clock import day_of
from tracker.config import Settings
from tracker.simulation.copying import copy_database
from tracker.simulation.folders import private_folder
from tracker.simulation.place import kept_settings
from tracker.simulation.question import BadQuestion, How, Question
from tracker.simulation.report import Report, Row
from tracker.simulation.starting import NotAnswered, Started, started

__all__ = ["BadQuestion", "NotAnswered", "simulate", "simulate_each"]

NOTES = (
    "工作人员在推演中不办理任何事项：等他们办理的会一直等下去，因此逾期提请会比实际多",
    "推演期间没有来信、退信；已收到而未读取的来信不计",
    "所有邮件都没有发出，所有办理都只发生在用后即删的数据副本上",
)
_ANSWERED = "本人答复只针对推演中发出的邮件，按链接提交，所填内容为模拟"
_NO_DIGESTS = "未推演工作人员的摘要邮件"

Tell = Callable[[str, int, int], None]
Take = Callable[[Row], None]


def _silent(_phase: str, _done: int, _total: int) -> None:
    """Nobody wants to know."""


def simulate(
    engine: sa.Engine,
    settings: Settings,
    question: Question,
    tell: Tell = _silent,
    take: Take | None = None,
) -> Report:
    """What would happen. Raises BadQuestion, and NotAnswered when the process died.

    `tell(phase, days walked, days in all)` is called again and again and may raise, which ends
    all; `take` is given each row as it comes.
    """
    [report] = simulate_each(engine, settings, (question,), tell, take)
    return report


def simulate_each(
    engine: sa.Engine,
    settings: Settings,
    questions: tuple[Question, ...],
    tell: Tell = _silent,
    take: Take | None = None,
) -> list[Report]:
    """Several questions to one state of the data, one report each; see `simulate`."""
    for question in questions:
        question.check()
    reports = []
    with private_folder() as folder, started(folder) as first:
        tell("复制数据", 0, 0)
        kept = copy_database(engine, folder / "kept.sqlite3")
        for number, question in enumerate(questions):
            copy = Path(shutil.copyfile(kept, folder / f"{number}.sqlite3"))
            if number == len(questions) - 1:
                kept.unlink()
            order = {
                "copy": copy.name,
                "settings": kept_settings(settings),
                "question": question.to_data(),
            }
            if number:
                with started(folder) as another:
                    reports.append(_report(another, order, question, tell, take))
            else:
                reports.append(_report(first, order, question, tell, take))
            copy.unlink()
    return reports


def _report(
    process: Started, order: Mapping[str, Any], question: Question, tell: Tell, take: Take | None
) -> Report:
    """Read until the report is whole."""
    began, rows = time.monotonic(), []
    for told in process.answers(order):
        if "row" in told:
            row = Row.from_data(told["row"])
            rows.append(row)
            if take is not None:
                take(row)
        elif "at" in told:
            tell("推演", *_walked(question, datetime.fromisoformat(told["at"])))
        elif "refused" in told:
            raise BadQuestion(told["refused"])
        else:
            return _whole(question, rows, told["end"], time.monotonic() - began)
    raise NotAnswered


def _whole(question: Question, rows: list[Row], end: Mapping[str, Any], seconds: float) -> Report:
    return Report(
        question.from_day,
        question.until_day,
        question.cohort,
        question.answering.words,
        end["policy"],
        tuple(sorted(rows, key=lambda row: row.place)),
        end["cases"],
        round(seconds, 1),
        tuple(_notes(question)),
    )


def _notes(question: Question) -> Iterator[str]:
    yield from NOTES
    if question.answering.how is not How.NONE:
        yield _ANSWERED
    if not question.digests:
        yield _NO_DIGESTS


def _walked(question: Question, at: datetime) -> tuple[int, int]:
    today = day_of(question.now)
    return (day_of(at) - today).days, (question.until_day - today).days
