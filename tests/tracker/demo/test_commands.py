"""`tracker demo` fills an empty development database, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tracker.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TRACKER_LOG_LEVEL", "WARNING")
    return tmp_path


def tracker(*command: str) -> Result:
    return CliRunner().invoke(main, command)


def people_in(folder: Path) -> int:
    engine = sa.create_engine(f"sqlite:///{folder / 'tracker.sqlite3'}")
    with engine.connect() as connection:
        count: int = connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one()
    engine.dispose()
    return count


def test_an_empty_database_is_filled_and_a_filled_one_left_alone(folder: Path) -> None:
    made = tracker("demo", "--people", "6", "--seed", "3", "--today", "2026-09-15")
    assert made.exit_code == 0, made.output
    assert people_in(folder) == 6

    again = tracker("demo", "--people", "9")
    assert again.exit_code == 2
    assert "没有写入任何内容" in again.output
    assert people_in(folder) == 6

    anew = tracker("demo-reset", "--people", "4")
    assert anew.exit_code == 0, anew.output
    assert people_in(folder) == 4


def test_production_is_never_filled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TRACKER_ENV": "production",
        "TRACKER_SECRET_KEY": "k" * 40,
        "TRACKER_BASE_URL": "https://tracker.example.org",
        "TRACKER_MAIL_FROM": "zuzhibu@example.org",
        "TRACKER_SMTP_HOST": "mail.example.org",
    }.items():
        monkeypatch.setenv(name, value)
    refused = tracker("demo", "--people", "4")
    assert refused.exit_code == 2
    assert "只在开发模式可用" in refused.output
    assert not (folder / "tracker.sqlite3").exists()
