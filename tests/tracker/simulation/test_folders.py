"""A copy of everybody's data never outlives its use (X-PIPL)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from pathlib import Path

import pytest

from tracker.simulation.folders import PREFIX, private_folder, sweep


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _use_until_killed(told, place: str) -> None:
    tempfile.tempdir = place
    with private_folder() as folder:
        (folder / "0.sqlite3").write_bytes(b"330802200203040011")
        told.send(str(folder))
        signal.pause()


def test_what_a_killed_process_left_behind_is_swept_and_what_is_in_use_is_not(
    tmp_path: Path,
) -> None:
    ours, theirs = multiprocessing.Pipe()
    spawned = multiprocessing.get_context("spawn")
    process = spawned.Process(target=_use_until_killed, args=(theirs, str(tmp_path)))
    process.start()
    left = Path(ours.recv())
    assert sweep() == 0
    assert (left / "0.sqlite3").exists()

    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()

    assert left.exists()
    with private_folder() as folder:
        assert not left.exists()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert sweep() == 0
    assert not folder.exists()


def test_a_folder_that_is_just_being_made_is_left_alone(tmp_path: Path) -> None:
    Path(tempfile.mkdtemp(prefix=PREFIX))
    assert sweep() == 0
    assert len(list(tmp_path.iterdir())) == 1
