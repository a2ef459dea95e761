"""Shuts a process in with its copy: from then on nothing in it reaches any other database or host.

Python tells an audit hook of everything that leaves the interpreter, before it is done; a hook can
never be taken back. Whatever a bug would try ends as `Sealed`, whoever wrote the bug.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

# Libraries that speak to a database server by themselves, past every hook.
_DRIVERS = frozenset({"psycopg", "psycopg_binary", "psycopg_c", "psycopg2", "asyncpg", "pg8000"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events by which anything could leave: no address is looked up, no program started.
_NEVER = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.dlopen",
    "sqlite3.enable_load_extension",
)
# Events that change files, with how many of their arguments are paths.
_CHANGING = {
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.mkdir": 1,
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.symlink": 2,
    "os.truncate": 1,
    "os.utime": 1,
    "shutil.rmtree": 1,
}


class Sealed(RuntimeError):
    """Something tried to leave the simulation."""


def seal(folder: Path) -> None:
    """From now on this process opens and changes nothing outside `folder`, and calls nobody."""
    home = os.path.realpath(folder)

    def inside(path: Any) -> bool:
        if isinstance(path, int):
            return True
        whole = os.path.realpath(os.fsdecode(path))
        return whole == os.devnull or whole == home or whole.startswith(home + os.sep)

    watched = _watched(inside)

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if event in watched:
            watched[event](event, given)

    sys.addaudithook(watch)


def _watched(inside: Callable[[Any], bool]) -> dict[str, Callable[[str, tuple[Any, ...]], None]]:
    """What is asked before each event."""

    def opened(event: str, given: tuple[Any, ...]) -> None:
        path, _, flags = given
        if isinstance(flags, int) and flags & _WRITING and not inside(path):
            _refuse(event)

    def changed(event: str, given: tuple[Any, ...]) -> None:
        if not all(inside(path) for path in given[: _CHANGING[event]]):
            _refuse(event)

    def connected(event: str, given: tuple[Any, ...]) -> None:
        path = os.fsdecode(given[0])
        if path != ":memory:" and (path.startswith("file:") or not inside(path)):
            _refuse(event)

    def imported(event: str, given: tuple[Any, ...]) -> None:
        if str(given[0]).partition(".")[0] in _DRIVERS:
            _refuse(event)

    def refused(event: str, _given: tuple[Any, ...]) -> None:
        _refuse(event)

    return {
        **dict.fromkeys(_NEVER, refused),
        **dict.fromkeys(_CHANGING, changed),
        "open": opened,
        "sqlite3.connect": connected,
        "import": imported,
    }


def _refuse(event: str) -> NoReturn:
    """The event alone is told: its arguments may name people."""
    raise Sealed(f"the simulation may not do this: {event}")
