"""The copy: whole, private, and made without a right to write (X-PIPL)."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tracker.models import db
from tracker.simulation.copying import copy_database
from tracker.simulation.question import BadQuestion

NOBODY = 65534


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


def _rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(str(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in db.metadata.tables.values()
        }
    engine.dispose()
    return found


@contextmanager
def _nobody() -> Iterator[None]:
    """Permissions hold nobody back who is root; so be somebody else for a while."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter and write."""
    folder = Path(tempfile.mkdtemp(prefix="live-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def test_every_row_of_every_table_is_copied_and_the_live_data_stay_as_they_were(
    season: dict[str, int], database_url: str, tmp_path: Path
) -> None:
    before = _rows(database_url)
    live = sa.create_engine(database_url)
    copy = copy_database(live, tmp_path / "copy.sqlite3")
    live.dispose()
    copied = _rows(f"sqlite:///{copy}")
    assert {name: len(rows) for name, rows in copied.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    same = [name for name in before if name != "staff"]
    assert {name: copied[name] for name in same} == {name: before[name] for name in same}
    assert _rows(database_url) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_copy_refuses_to_rewrite_history_as_the_live_database_does(
    season: dict[str, int], database_url: str, tmp_path: Path
) -> None:
    live = sa.create_engine(database_url)
    copy = copy_database(live, tmp_path / "copy.sqlite3")
    live.dispose()
    engine = sa.create_engine(f"sqlite:///{copy}")
    with engine.connect() as connection:
        triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        indexes = "SELECT count(*) FROM sqlite_master WHERE name = 'ix_case_plan_next'"
        assert connection.scalar(sa.text(triggers)) >= 10
        assert connection.scalar(sa.text(indexes)) == 1
    engine.dispose()


class TestSqlite:
    """The file itself."""

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        return sqlite_url

    def test_a_live_file_that_nobody_may_write_is_copied_and_nothing_is_left_beside_it(
        self, season: dict[str, int], database_url: str, open_folder: Path
    ) -> None:
        live = open_folder / "live"
        live.mkdir()
        file = Path(shutil.copy(database_url.removeprefix("sqlite:///"), live / "live.sqlite3"))
        file.chmod(0o444)
        live.chmod(0o555)
        before = hashlib.sha256(file.read_bytes()).hexdigest()
        with _nobody():
            with pytest.raises(PermissionError):
                file.open("r+b")
            copy_database(sa.create_engine(f"sqlite:///{file}"), open_folder / "copy.sqlite3")
        assert hashlib.sha256(file.read_bytes()).hexdigest() == before
        assert [one.name for one in live.iterdir()] == ["live.sqlite3"]

    def test_what_is_committed_and_not_yet_in_the_main_file_is_copied(
        self, season: dict[str, int], database_url: str, tmp_path: Path
    ) -> None:
        """WAL: the log beside the file belongs to the data."""
        live = sa.create_engine(database_url)
        with live.connect() as connection:
            connection.execute(sa.text("UPDATE college SET contact_phone = '0570-5550199'"))
            connection.commit()
            copy_database(live, tmp_path / "copy.sqlite3")
        live.dispose()
        assert "0570-5550199" in str(_rows(f"sqlite:///{tmp_path / 'copy.sqlite3'}")["college"])

    def test_a_database_that_is_not_there_is_told_of_and_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(BadQuestion, match="没有数据库文件"):
            copy_database(sa.create_engine(f"sqlite:///{tmp_path}/no.sqlite3"), tmp_path / "copy")
        assert not (tmp_path / "no.sqlite3").exists()


class TestPostgres:
    """The server."""

    @pytest.fixture
    def database_url(self, postgres_url: str) -> str:
        return postgres_url

    def test_a_role_without_the_right_to_write_is_enough(
        self, season: dict[str, int], database_url: str, tmp_path: Path
    ) -> None:
        owner = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.execute(sa.text("CREATE ROLE onlooker LOGIN"))
            connection.execute(sa.text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker"))
        url = database_url.replace("tracker@", "onlooker@")
        onlooker = sa.create_engine(url)
        try:
            with onlooker.connect() as connection, pytest.raises(sa.exc.ProgrammingError):
                connection.execute(sa.text("UPDATE college SET name = 'x'"))
            copy = copy_database(onlooker, tmp_path / "copy.sqlite3")
            assert len(_rows(f"sqlite:///{copy}")["case"]) == len(season)
        finally:
            onlooker.dispose()
            with owner.connect() as connection:
                connection.execute(sa.text("DROP OWNED BY onlooker"))
                connection.execute(sa.text("DROP ROLE onlooker"))
            owner.dispose()

    def test_the_whole_copy_is_read_in_one_transaction_that_cannot_write(
        self, season: dict[str, int], database_url: str, tmp_path: Path
    ) -> None:
        live, kinds = sa.create_engine(database_url), set()

        def note(connection: sa.Connection, *_more: object) -> None:
            info = connection.connection.dbapi_connection
            kinds.add((info.read_only, info.isolation_level.name))  # type: ignore[union-attr]

        sa.event.listen(live, "before_cursor_execute", note)
        copy_database(live, tmp_path / "copy.sqlite3")
        live.dispose()
        assert kinds == {(True, "REPEATABLE_READ")}
