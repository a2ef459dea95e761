"""Walks a copy from one due moment to the next: at each the real engine does what it would do.

The clock stands at the moment; between two moments nothing happens, so nothing is looked for. Staff
do nothing in a simulation: what waits for them goes on waiting, and that is what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from machines.dates import days
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.config import Settings
from tracker.desk import Desk
from tracker.models import Case, CasePlan
from tracker.outbox.send import Sender
from tracker.simulation.answering import Answers, give
from tracker.simulation.gathering import Gatherer
from tracker.simulation.policies import Asked, adopt
from tracker.simulation.question import Question
from tracker.simulation.recipients import Recipients
from tracker.simulation.report import Row
from tracker.simulation.rounds import Rounds, next_due, rounds

NAME = "simulation"
AT_ONCE = 1000
# Nobody else sends from a copy: what is claimed stays fresh.
_NO_HURRY = timedelta(days=1)
# The way out asks for an application; nothing of it is used here.
_APP = Flask(NAME)
# What is due and not done is looked at again so much later, and given up after so often.
_LATER, _TRIES = timedelta(hours=1), 3
# One moment brings forth another, as a mail its answer; a bug might do so without end.
_TURNS = 100


class Endless(RuntimeError):
    """A moment at which there was always more to do."""


@dataclass
class Walk:
    """One run over a copy: `engine` and `settings` know nothing but the copy."""

    engine: sa.Engine
    settings: Settings
    question: Question
    tell: Callable[[datetime], None] = lambda _at: None
    cases: int = 0
    policy: str = ""
    _troubled: set[int] = field(default_factory=set)

    @property
    def _rounds(self) -> tuple[Rounds, ...]:
        return rounds(digests=self.question.digests)

    def rows(self) -> Iterator[Row]:
        """What happens, in the order of the moments. Raises BadQuestion for a cohort or a policy
        that cannot be."""
        with Session(self.engine) as session:
            asked = adopt(Desk(session, self.settings, self.question.now), self.question)
            self.policy = asked.policy
            self.cases = _only(session, asked)
            first = datetime.combine(self.question.from_day, time(0), SHANGHAI)
            yield from (row for row in self._moments(session, asked) if row.at >= first)

    def _moments(self, session: Session, asked: Asked) -> Iterator[Row]:
        gatherer = Gatherer(session, asked.cohort_id, Recipients(session))
        answers = Answers(self.question.answering)
        at, end, left_over = self.question.now, _end_of(self.question), 0
        while True:
            self.tell(at)
            yield from self._moment(session, gatherer, answers, at)
            following = self._next_moment(session, answers)
            if following is None or following >= end:
                return
            # What is left over at a moment is looked at again, as a worker would, a while later.
            left_over = left_over + 1 if following <= at else 0
            if left_over > _TRIES:
                _leave_alone(session, sa.update(CasePlan).where(CasePlan.next_at <= at))
            at = max(following, at + _LATER if left_over else at)

    def _moment(
        self, session: Session, gatherer: Gatherer, answers: Answers, at: datetime
    ) -> list[Row]:
        """Everything of one moment, until there is nothing left to do."""
        desk = Desk(session, self.settings, at)
        sender = Sender(_APP, session, self.settings, NAME, limit=AT_ONCE, fresh=_NO_HURRY)
        rows: list[Row] = []
        with clock.standing_at(at):
            for _ in range(_TURNS):
                done = sum(_exhaust(work, sender) for one in self._rounds for work in one.each)
                due = answers.due(at)
                given = [give(desk, one, self.question.answering, gatherer) for one in due]
                rows += [*gatherer.gather(at), *(row for row in given if row is not None)]
                rows += self._troubles(session, gatherer, at)
                for sent in gatherer.sent:
                    answers.plan(sent)
                session.rollback()
                session.expunge_all()
                if not done and not due:
                    return sorted(rows, key=lambda row: row.place)
        raise Endless(f"there is always more to do at {at}")

    def _next_moment(self, session: Session, answers: Answers) -> datetime | None:
        found = (next_due(session, self._rounds), answers.next_at)
        return min((one.astimezone(UTC) for one in found if one is not None), default=None)

    def _troubles(self, session: Session, gatherer: Gatherer, at: datetime) -> Iterator[Row]:
        """A case that cannot be planned is told of once, and left alone after a few tries."""
        for case_id, failures, row in gatherer.troubles(at):
            if case_id not in self._troubled:
                self._troubled.add(case_id)
                yield row
            if failures >= _TRIES:
                _leave_alone(session, sa.update(CasePlan).where(CasePlan.case_id == case_id))


def _exhaust(work: Callable[[Sender], int], sender: Sender) -> int:
    """Do it until nothing is left of it; how much it was."""
    done = 0
    while more := work(sender):
        done += more
    return done


def _only(session: Session, asked: Asked) -> int:
    """Look after the open cases asked for alone; how many they are."""
    query = sa.select(Case.id).filter_by(closed_at=None, withdrawn_at=None)
    if asked.cohort_id is not None:
        mine = sa.select(Case.id).filter_by(cohort_id=asked.cohort_id)
        others = sa.update(CasePlan).where(CasePlan.case_id.not_in(mine))
        _leave_alone(session, others)
        query = query.filter_by(cohort_id=asked.cohort_id)
    return session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _leave_alone(session: Session, which: sa.Update) -> None:
    session.execute(which.values(next_at=None).execution_options(synchronize_session=False))
    session.commit()


def _end_of(question: Question) -> datetime:
    """The first moment that is not listed any more."""
    return datetime.combine(question.until_day + days(1), time(0), SHANGHAI)
