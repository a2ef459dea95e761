"""The time machine's job: the real engine on a copy of the data, and what came of it kept.

While it runs it holds no transaction on the live data; at the end it writes its own rows alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from tracker.actions.simulations import question_of
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.foretold.keeping import add_events, count_events, forget_events, portions
from tracker.jobs.progress import NotDone, Progress
from tracker.models import Simulation
from tracker.models.db import writing
from tracker.simulation.comparing import compare
from tracker.simulation.question import BadQuestion, Question
from tracker.simulation.report import Report
from tracker.simulation.running import NotAnswered, simulate_each

DONE: Final = "推演完成"
DELETED: Final = "这次推演已经删除，没有结果。"
BROKEN: Final = "推演中断，没有得出结果。请再推演一次；若再次中断，请告诉系统管理员。"


def run_simulation(desk: Desk, simulation_id: int, actor: Actor, progress: Progress) -> str:
    """Run what was asked and keep it; done already, or deleted, it says so.

    Raises NotDone for what the engine refuses, and where its process died.
    """
    found = desk.session.get(Simulation, simulation_id)
    if found is None:
        return DELETED
    if found.done_at is not None:
        return DONE
    questions = _questions(found, desk)
    engine = desk.session.get_bind().engine
    desk.session.rollback()
    try:
        reports = simulate_each(engine, desk.settings, questions, _teller(progress, questions))
    except BadQuestion as bad:
        raise NotDone(str(bad)) from bad
    except NotAnswered as broken:
        raise NotDone(BROKEN) from broken
    return keep_reports(desk, simulation_id, actor, reports, progress)


def _questions(simulation: Simulation, desk: Desk) -> tuple[Question, ...]:
    """The policy that is tried, with the one in force before it where both are compared."""
    asked = question_of(simulation, desk.now)
    # Asked before midnight and run after it: what has passed is foretold no more.
    asked = replace(asked, from_day=max(asked.from_day, day_of(desk.now)))
    return (replace(asked, items={}), asked) if simulation.compared else (asked,)


def keep_reports(
    desk: Desk, simulation_id: int, actor: Actor, reports: Sequence[Report], progress: Progress
) -> str:
    """Keep the events of the last report, with how it differs from the first if there are two.

    Commits portion by portion, so that nobody waits long for SQLite's lock; nothing is shown before
    the end is noted, and what a run that broke off has left is taken away first.
    """
    session, last = desk.session, reports[-1]
    difference = compare(reports[0], last) if len(reports) > 1 else None
    total, kept = len(last.rows) + (len(difference.dropped) if difference else 0), 0
    with writing(session):
        forget_events(session, simulation_id)
    for some in portions(simulation_id, last, difference):
        progress.tell("保存结果", kept, total)
        with writing(session):
            if session.get(Simulation, simulation_id) is None:
                return DELETED
            add_events(session, simulation_id, actor, some)
        kept += len(some)
    with writing(session):
        found = session.get(Simulation, simulation_id, with_for_update=True)
        if found is None:
            return DELETED
        found.count = count_events(session, simulation_id)
        found.notes, found.done_at = list(last.notes), desk.now
    return DONE


@dataclass(slots=True)
class _Walking:
    """How far the runs are together: each walks the same days."""

    run: int = 0
    walked: int = 0


def _teller(progress: Progress, questions: tuple[Question, ...]) -> Callable[[str, int, int], None]:
    """Tells the job how far it is: to which day, in which of the runs."""
    first, runs, state = day_of(questions[0].now), len(questions), _Walking()

    def tell(phase: str, walked: int, total: int) -> None:
        if not total:
            progress.tell(phase)
            return
        # The next run begins at its first day again.
        if walked < state.walked:
            state.run += 1
        state.walked = walked
        which = f"（{state.run + 1}/{runs}）" if runs > 1 else ""
        words = f"推演到 {first + timedelta(days=walked)}{which}"
        progress.tell(words, state.run * total + walked, runs * total)

    return tell
