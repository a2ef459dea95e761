"""The private folders of the time machine: a copy of everybody's data never outlives its use.

Whoever uses a folder holds a lock in it, which the system lets go when he dies, however he dies. A
folder that nobody holds was left behind and is removed at the next occasion (X-PIPL).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "tracker-simulation-"
LOCK = "lock"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that nobody else may enter, gone afterwards; what others left behind goes first."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep() -> int:
    """Remove the folders of this user that nobody holds any more; gives how many."""
    left = [one for one in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if _is_left(one)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _is_left(folder: Path) -> bool:
    """Whether its user is dead. One that is being made has no lock yet and is left alone."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True
