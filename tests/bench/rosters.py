"""Rosters of new people: rows a second, a file's whole way through a real worker, memory."""

from __future__ import annotations

import gc
import io
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from machines.roles import Role
from tests.bench.sides import Row, seconds
from tests.databases import empty_postgres, migrate, postgres
from tests.factories import make_cohort, make_college, make_staff
from tests.tracker.working import working
from tracker import clock, create_app
from tracker.actions.roster import do_roster, open_roster, try_roster
from tracker.actions.uploads import keep_upload
from tracker.auth.passwords import hash_password
from tracker.config import Settings, load_settings
from tracker.desk import Actor, Desk
from tracker.jobs.keeper import COLLECT_AFTER
from tracker.models import (
    Case,
    MailAddress,
    MoveRecord,
    Person,
    Probation,
    Staff,
    Track,
    db,
)
from tracker.models.db import Base
from tracker.roster.sample import build_xlsx, made_up_people

PEOPLE, MANY = 5_000, 200_000
NAME = "名册.xlsx"
# What any program would have to write for these people, in the order of their references.
TABLES: tuple[type[Base], ...] = (Person, MailAddress, Case, Track, Probation, MoveRecord)
# The bare side knows all rows beforehand and checks nothing. Ours reads and judges everybody twice,
# for the import must do what the dry run showed, and keeps verdicts, the record it is undone from
# and search terms: about as many rows again.
GOAL = ">= 0.2"
Rows = Mapping[type[Base], Sequence[dict[str, object]]]
PATIENCE_SECONDS = 120
PASSWORD = "mingce-mima-2024"


@dataclass(frozen=True)
class Place:
    """A migrated database with a school in it."""

    settings: Settings
    engine: sa.Engine
    cohort_id: int
    staff_id: int


def measure(folder: Path) -> Iterator[str]:
    """The rows of this room, one database after the other."""
    gc.set_threshold(*COLLECT_AFTER)
    data = build_xlsx(made_up_people(PEOPLE))
    yield _against_bare("SQLite", data, lambda run: f"sqlite:///{folder / f'{run}.sqlite3'}")
    with postgres() as server:
        yield _against_bare("PostgreSQL", data, lambda run: empty_postgres(server, f"rows_{run}"))
    yield _end_to_end(folder, data)
    yield from _memory(folder)


@contextmanager
def _place(url: str) -> Iterator[Place]:
    """Colleges and branches as the sample names them, and the department's account."""
    migrate(url)
    engine = sa.create_engine(url)
    settings = _settings(url)
    with Session(engine) as session:
        cohort = make_cohort(session)
        for name in ("信息工程学院", "教师教育学院"):
            for branch, number in zip(make_college(session, name, 2).branches, "一二", strict=True):
                branch.name = f"{name}学生第{number}党支部"
        staff = make_staff(
            session, Role.DEPARTMENT, login="department", password_hash=hash_password(PASSWORD)
        )
        session.commit()
        place = Place(settings, engine, cohort.id, staff.id)
    try:
        yield place
    finally:
        engine.dispose()


def _settings(url: str) -> Settings:
    values = {"DATABASE_URL": url, "SECRET_KEY": "x" * 40, "MAX_UPLOAD_MB": "100"}
    return load_settings({f"TRACKER_{name}": value for name, value in values.items()})


def _against_bare(name: str, data: bytes, url_of: Callable[[str], str], times: int = 3) -> str:
    """Rows a second from the kept file to the last case, beside calamine and Core alone."""
    pairs = []
    for run in range(times):
        with _place(url_of(f"ours{run}")) as ours, _place(url_of(f"bare{run}")) as theirs:
            pairs.append(_both(ours, theirs, data))
    mine, bare = (PEOPLE / statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    return str(Row(f"roster tried and imported, 5,000, {name}", "rows/s", mine, bare, GOAL))


def _both(ours: Place, theirs: Place, data: bytes) -> tuple[float, float]:
    mine = seconds(lambda: bring_in(ours, data))
    rows = _written(ours.engine)
    return mine, seconds(lambda: _bare(theirs.engine, data, rows))


@contextmanager
def _desk(place: Place) -> Iterator[tuple[Desk, Actor]]:
    with Session(place.engine) as session:
        staff = session.get_one(Staff, place.staff_id)
        yield Desk(session, place.settings, clock.now()), Actor(Role.DEPARTMENT, staff)


def bring_in(place: Place, data: bytes) -> None:
    """A file handed in, tried and imported by the verbs."""
    import_id = hand_in(place, data)
    with _desk(place) as (desk, actor):
        try_roster(desk, import_id, actor)
        assert do_roster(desk, import_id, actor).account["rulings"] == {"new": PEOPLE}


def hand_in(place: Place, data: bytes) -> int:
    """A file kept and an import of it opened; the import's key."""
    with _desk(place) as (desk, actor):
        kept = keep_upload(desk, NAME, "application/octet-stream", data, actor, None)
        return open_roster(desk, place.cohort_id, [kept], actor).id


def _written(engine: sa.Engine) -> Rows:
    """What ours wrote, as Core writes it."""
    with engine.connect() as connection:
        return {
            model: [dict(row) for row in connection.execute(sa.select(model.__table__)).mappings()]
            for model in TABLES
        }


def _bare(engine: sa.Engine, data: bytes, rows: Rows) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        assert len(book.get_sheet_by_index(0).to_python()) > PEOPLE
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        for model in TABLES:
            connection.execute(sa.insert(model), rows[model])


def _end_to_end(folder: Path, data: bytes) -> str:
    """From the file's POST to the page of the finished import, a real worker doing both jobs."""
    with _place(f"sqlite:///{folder / 'way.sqlite3'}") as place:
        app = create_app(place.settings)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        client.post("/login", data={"login": "department", "password": PASSWORD})
        with working(place.settings):
            # A worker that has just been started is not what somebody waits for.
            _whole_way(client, place, build_xlsx(made_up_people(PEOPLE + 1)[PEOPLE:]))
            taken = seconds(lambda: _whole_way(client, place, data))
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    return _alone("roster of 5,000, POST to finished page", taken, "s", "<= 10")


def _whole_way(client: FlaskClient, place: Place, data: bytes) -> None:
    sent = {"cohort": str(place.cohort_id), "sheets": (io.BytesIO(data), NAME)}
    address = client.post("/roster", data=sent).headers["Location"]
    page = _wait_for(client, address, "确认导入 ")
    # The page says which dry run it shows; only that one is imported.
    [seen] = re.findall(
        r'name="seen" value="(\w{64})">\s*<button class="btn btn-primary">确认', page
    )
    client.post(address, data={"seen": seen})
    _wait_for(client, address, "已导入：")


def _wait_for(client: FlaskClient, address: str, words: str) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while words not in (page := client.get(address).text):
        assert time.monotonic() < end, f"no {words} within {PATIENCE_SECONDS} s"
        time.sleep(0.05)
    return page


def _memory(folder: Path) -> Iterator[str]:
    """The peak of a process that does nothing else, as the jobs' runners are."""
    data = build_xlsx(made_up_people(MANY))
    with _place(f"sqlite:///{folder / 'memory.sqlite3'}") as place:
        import_id = hand_in(place, data)
        for step, goal in (("try", "<= 1000"), ("do", "<= 1200")):
            command = (sys.executable, "-m", __name__, step, str(import_id), str(place.staff_id))
            address = place.engine.url.render_as_string(hide_password=False)
            told = subprocess.run([*command, address], check=True, capture_output=True, text=True)
            words = {"try": "dry run", "do": "import"}[step]
            yield _alone(f"{words} of 200,000 rows, peak memory", float(told.stdout), "MB", goal)


def _one_step(step: str, import_id: str, staff_id: str, url: str) -> None:
    """Print the peak of this process in MB."""
    gc.set_threshold(*COLLECT_AFTER)
    place = Place(_settings(url), sa.create_engine(url), 0, int(staff_id))
    with _desk(place) as (desk, actor):
        {"try": try_roster, "do": do_roster}[step](desk, int(import_id), actor)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    print(int(peak[1]) / 1024)


def _alone(work: str, figure: float, unit: str, goal: str) -> str:
    """A line without another side."""
    return f"{work:<46} {figure:10.1f} {'':>10} {unit:<7} {'':>6}   {goal}"


if __name__ == "__main__":
    _one_step(*sys.argv[1:])
