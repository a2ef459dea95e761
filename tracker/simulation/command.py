"""What `tracker simulate` does: asks the time machine, prints, writes a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from tracker import clock
from tracker.clock import day_of
from tracker.config import Settings
from tracker.simulation.comparing import compare
from tracker.simulation.printing import difference_lines, report_lines
from tracker.simulation.question import NEWEST, Answering, BadQuestion, Question, read_items
from tracker.simulation.running import Tell, simulate_each
from tracker.simulation.sheets import difference_xlsx, report_xlsx


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options as they were typed; "" and None where one was left out."""

    from_day: str
    until_day: str
    policy: Path | None
    diff: Path | None
    answering: str
    cohort: str
    by: str
    digests: bool
    out: Path | None


def run(settings: Settings, wanted: Wanted, tell: Tell) -> Iterator[str]:
    """The lines to print. Raises BadQuestion before anything is copied where it can, NotAnswered."""
    _refuse_unwritable(wanted.out)
    first = _question(wanted)
    questions: tuple[Question, ...] = (first,)
    if wanted.diff is not None:
        # Both go through one cohort; without a policy of its own the first is that in force.
        first = replace(first, cohort=first.cohort or NEWEST)
        questions = (first, replace(first, items=read_items(wanted.diff)))
    engine = sa.create_engine(settings.database_url, hide_parameters=True)
    try:
        reports = simulate_each(engine, settings, questions, tell)
    finally:
        engine.dispose()
    if len(reports) == 1:
        lines, sheet = report_lines(reports[0], wanted.by), report_xlsx
        yield from lines
        data = sheet(reports[0])
    else:
        before, after = reports
        difference = compare(before, after)
        yield from difference_lines(before, after, difference)
        data = difference_xlsx(before, after, difference)
    if wanted.out is not None:
        wanted.out.write_bytes(data)
        yield f"已写入 {wanted.out}"


def _question(wanted: Wanted) -> Question:
    now = clock.now()
    items = read_items(wanted.policy) if wanted.policy else {}
    from_day = _day(wanted.from_day, "--from") if wanted.from_day else day_of(now)
    until_day = _day(wanted.until_day, "--until")
    answering = Answering.read(wanted.answering)
    return Question(now, from_day, until_day, wanted.cohort, items, answering, wanted.digests)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f"{option} 的日期“{text}”无法识别：请写成 2026-05-31 的样子") from None


def _refuse_unwritable(out: Path | None) -> None:
    if out is None:
        return
    if out.suffix != ".xlsx":
        raise BadQuestion(f"--out 的文件名 {out} 应以 .xlsx 结尾")
    if not out.absolute().parent.is_dir():
        raise BadQuestion(f"--out 的文件夹 {out.absolute().parent} 不存在：请先建立")
