"""A whole run: its process knows nothing live, sends nothing, and leaves nothing behind (X-PIPL)."""

from __future__ import annotations

import hashlib
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.tracker.outbox.servers import Played, serving
from tests.tracker.simulation.conftest import ASKED, Walked
from tracker.config import Settings
from tracker.models import db
from tracker.outbox.nowhere import NowhereHandover
from tracker.outbox.send import way_out
from tracker.simulation import running
from tracker.simulation.place import kept_settings, settings_of
from tracker.simulation.question import Answering
from tracker.simulation.report import Happening, Row
from tracker.simulation.running import NotAnswered, simulate, simulate_each
from tracker.simulation.starting import started


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def live(database_url: str) -> Iterator[sa.Engine]:
    """The live database."""
    engine = sa.create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def temporary(live: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made; a server of databases that is started first is not among them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _hash(engine: sa.Engine) -> str:
    """All that is stored, as one number."""
    told = hashlib.sha256()
    with engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in sorted(str(tuple(row)) for row in connection.execute(sa.select(table))):
                told.update(row.encode())
    return told.hexdigest()


def test_a_season_is_foretold_while_the_live_data_stay_as_they_are_and_no_mail_leaves(
    season: dict[str, int], live: sa.Engine, settings: Settings, temporary: Path
) -> None:
    """The rows come as they happen; the folder is private while it is there, and gone afterwards."""
    before, modes, taken = _hash(live), set(), list[Row]()

    def look(_phase: str, _done: int, _total: int) -> None:
        modes.update(stat.S_IMODE(one.stat().st_mode) for one in temporary.iterdir())

    with serving(Played()) as server:
        listening = replace(settings, smtp_host="127.0.0.1", smtp_port=server.port)
        asked = replace(ASKED, answering=Answering.read("all"))
        report = simulate(live, listening, asked, look, taken.append)
        assert server.connections == 0
    assert report.totals[Happening.EXPIRY] == 2
    assert report.totals[Happening.MAIL] >= 1
    assert sorted(taken, key=lambda row: row.place) == list(report.rows)
    assert _hash(live) == before
    assert modes == {0o700}
    assert not list(temporary.iterdir())


class TestOnOneDatabase:
    """What does not depend on the live database's kind."""

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        return sqlite_url

    def test_the_same_rows_come_of_a_run_within_and_without_a_process_of_its_own(
        self, season: dict[str, int], live: sa.Engine, settings: Settings, walked: Walked
    ) -> None:
        file = Path(live.url.database or "")
        before = hashlib.sha256(file.read_bytes()).hexdigest()
        first, second = simulate_each(live, settings, (ASKED, ASKED))
        assert first.rows == second.rows == walked().rows
        assert hashlib.sha256(file.read_bytes()).hexdigest() == before

    def test_its_settings_name_neither_the_live_data_nor_a_server_nor_a_key(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        alive = replace(settings, smtp_host="mail.example.org", smtp_password="live-password")
        own = settings_of(tmp_path / "own" / "copy.sqlite3", _made(tmp_path, alive))
        words = repr({name: getattr(own, name) for name in own.__dataclass_fields__})
        for secret in (alive.database_url, alive.smtp_host, "live-password", alive.secret_key):
            assert secret not in words
        assert (own.smtp_host, own.mail_server.host) == ("", "")
        assert not own.runs_listener
        assert not own.runs_fetcher
        assert isinstance(way_out(None, own), NowhereHandover)  # type: ignore[arg-type]

    def test_whoever_cancels_leaves_no_copy_behind(
        self, season: dict[str, int], live: sa.Engine, settings: Settings, temporary: Path
    ) -> None:
        def cancel(phase: str, _done: int, _total: int) -> None:
            if phase == "推演":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            simulate(live, settings, ASKED, cancel)
        assert not list(temporary.iterdir())

    def test_a_process_that_dies_is_told_of_and_leaves_no_copy_behind(
        self,
        season: dict[str, int],
        live: sa.Engine,
        settings: Settings,
        temporary: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        real = running.kept_settings
        monkeypatch.setattr(running, "kept_settings", lambda s: real(s) | {"no_such_setting": 1})
        with pytest.raises(NotAnswered, match="推演中断"):
            simulate(live, settings, ASKED)
        assert not list(temporary.iterdir())

    def test_the_copy_goes_with_whoever_asked_when_he_is_killed(self, temporary: Path) -> None:
        """A killed parent's end of the pipe is closed by the system: the process cleans up."""
        folder = temporary / "copy"
        folder.mkdir()
        with started(folder) as process:
            (folder / "kept.sqlite3").write_bytes(b"people's data")
            assert process.process.stdin is not None
            process.process.stdin.close()
            assert process.process.wait(timeout=60) is not None
            assert not folder.exists()


def _made(tmp_path: Path, settings: Settings) -> dict[str, object]:
    (tmp_path / "own").mkdir()
    return kept_settings(settings)
