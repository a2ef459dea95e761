"""A small season on a live database, and a way to walk a copy of it within the test's process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.roles import Role
from machines.words import Kind
from tests.conftest import NOW
from tests.factories import make_case, make_cohort, make_college, make_letter, make_staff
from tracker.config import Settings
from tracker.desk import Desk
from tracker.models import Case
from tracker.simulation.copying import copy_database
from tracker.simulation.place import engine_of, kept_settings, settings_of
from tracker.simulation.question import Answering, Question
from tracker.simulation.report import Report
from tracker.simulation.walking import Walk
from tracker.waits.planning import replan

ASKED = Question(NOW, date(2024, 7, 2), date(2024, 12, 31))
Walked = Callable[..., Report]


@pytest.fixture
def season(sessions: sessionmaker[Session], settings: Settings) -> dict[str, int]:
    """One case of every kind by a name, of 2024, and a case of 2023; each planned as its verb would."""
    with sessions() as session:
        session.connection(execution_options={"writing": True})
        branch = make_college(session, "信息工程学院").branches[0]
        make_staff(session, Role.BRANCH_SECRETARY, branch.college, (branch,), name="周书记")
        make_staff(session, Role.ORGANIZER, branch.college, name="吴组织员")
        make_staff(session, Role.DEPARTMENT, name="郑部长")
        earlier = make_cohort(session, 2023)
        cohort = make_cohort(session, 2024)
        issued = {"education": "attended", "transfer": "letter_issued"}
        cases = {
            "full": make_case(session, cohort=cohort, branch=branch, states=issued),
            "probationary": make_case(
                session, cohort=cohort, branch=branch, kind=Kind.PROBATIONARY_MEMBER
            ),
            "abroad": make_case(
                session,
                cohort=cohort,
                branch=branch,
                kind=Kind.OVERSEAS_MEMBER,
                states={"abroad": "abroad"},
            ),
            "activist": make_case(session, cohort=cohort, branch=branch, kind=Kind.ACTIVIST),
            "earlier": make_case(session, cohort=earlier, branch=branch, states=issued),
        }
        for name in ("full", "earlier"):
            make_letter(session, cases[name], issued_on=date(2024, 6, 20))
        for case in cases.values():
            replan(Desk(session, settings, NOW), case)
        keys = {name: case.id for name, case in cases.items()}
        session.commit()
    return keys


@pytest.fixture
def walked(database_url: str, settings: Settings, tmp_path: Path) -> Iterator[Walked]:
    """Walk a fresh copy; `changes` are those of the question."""
    live, number = sa.create_engine(database_url), 0

    def walk(**changes: object) -> Report:
        nonlocal number
        number += 1
        folder = tmp_path / f"walk{number}"
        folder.mkdir()
        copy = copy_database(live, folder / "copy.sqlite3")
        question = replace(ASKED, **changes)  # type: ignore[arg-type]
        engine = engine_of(copy)
        walk = Walk(engine, settings_of(copy, kept_settings(settings)), question)
        try:
            rows = tuple(walk.rows())
        finally:
            engine.dispose()
        days = (question.from_day, question.until_day)
        return Report(*days, question.cohort, "", walk.policy, rows, walk.cases)

    yield walk
    live.dispose()


@pytest.fixture
def all_answer() -> Answering:
    """Everybody answers on the next day."""
    return Answering.read("all")


def at(*moment: int) -> datetime:
    """A moment in Shanghai."""
    return datetime(*moment, tzinfo=NOW.tzinfo)  # type: ignore[arg-type]


def case_of(session: Session, key: int) -> Case:
    """The case as it stands."""
    return session.get_one(Case, key)
