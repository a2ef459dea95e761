"""Due waits into records, links and mails, against bare inserts; an idle look at two sizes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.bench.sides import Row, seconds
from tests.databases import migrate
from tests.factories import make_case, make_cohort, make_college, make_letter
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.config import load_settings
from tracker.desk import Desk
from tracker.models import AnswerLink, CasePlan, Mail, ReminderRecord
from tracker.waits.claim import anything_due
from tracker.waits.engine import BATCH, do_due
from tracker.waits.planning import replan

CASES = 500
# A third of a letter's ninety days from 06-20, on the working day before.
DUE = datetime(2024, 7, 19, 9, tzinfo=SHANGHAI)
SIZES = (10_000, 1_000_000)


def measure(folder: Path) -> Iterator[Row]:
    """The rows of the waits."""
    yield _engine(folder)
    yield _idle(folder)


def _session(folder: Path, name: str) -> tuple[Session, Desk]:
    url = f"sqlite:///{folder / name}.sqlite3"
    migrate(url)
    settings = load_settings({"TRACKER_DATA_DIR": str(folder), "TRACKER_DATABASE_URL": url})
    session = Session(sa.create_engine(url))
    return session, Desk(session, settings, datetime(2024, 6, 20, 12, tzinfo=SHANGHAI))


def _engine(folder: Path) -> Row:
    """Each case is sent one mail; the bare side writes the same three rows, as many a commit."""
    session, desk = _session(folder, "waits")
    cohort, branch = make_cohort(session), make_college(session).branches[0]
    states = {"transfer": "letter_issued", "education": "attended", "materials": "archived"}
    for _ in range(CASES):
        case = make_case(session, cohort=cohort, branch=branch, states=states)
        make_letter(session, case, issued_on=date(2024, 6, 20))
        replan(desk, case)
    session.commit()
    with clock.standing_at(DUE):
        ours = seconds(lambda: do_due(replace(desk, now=DUE), "bench"))
    made = session.scalar(sa.select(sa.func.count(Mail.id))) or 0
    if made < CASES:
        raise RuntimeError(f"only {made} of {CASES} mails")
    tables = (ReminderRecord.__table__, AnswerLink.__table__, Mail.__table__)
    rows = {
        table: [dict(row) for row in session.execute(sa.select(table)).mappings()]
        for table in tables
    }
    session.close()
    bare, _ = _session(folder, "bare")
    with bare.get_bind().connect() as connection:  # type: ignore[union-attr]
        _let_references_dangle(connection)
        theirs = seconds(lambda: _insert(connection, rows))
    return Row(
        "due waits: record, link, mail, SQLite FULL",
        "per s",
        CASES / ours,
        CASES / theirs,
        ">= 0.3",
    )


def _insert(connection: sa.Connection, rows: dict[sa.FromClause, list[dict[str, object]]]) -> None:
    for start in range(0, CASES, BATCH):
        for table, values in rows.items():
            connection.execute(sa.insert(table), values[start : start + BATCH])  # type: ignore[arg-type]
        connection.commit()


def _idle(folder: Path) -> Row:
    """A look that finds nothing due, among few plans and among many."""
    small, large = (_look(folder, size) for size in SIZES)
    return Row("idle look, 1,000,000 plans : 10,000", "us", large * 1e6, small * 1e6, "~ 1")


def _let_references_dangle(connection: sa.Connection) -> None:
    """The bare rows stand alone. By the driver itself, before a transaction begins."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute("PRAGMA foreign_keys=OFF")


def _look(folder: Path, size: int) -> float:
    """Median seconds of a look among so many plans."""
    session, _ = _session(folder, f"idle{size}")
    with session.get_bind().connect() as connection:  # type: ignore[union-attr]
        _let_references_dangle(connection)
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO case_plan (case_id, next_at) SELECT i, '2030-01-01 00:00:00' FROM n",
            (size,),
        )
        connection.commit()
    found = session.scalar(sa.select(sa.func.count(CasePlan.case_id)))
    if found != size:
        raise RuntimeError(f"{found} of {size} plans")
    median = statistics.median(seconds(lambda: anything_due(session, DUE)) for _ in range(200))
    session.close()
    return median
