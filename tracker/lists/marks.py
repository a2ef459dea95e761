"""The marks of a case: everything that the list filters by, but due day and place."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from machines.words import Kind

OPEN, CLOSED = "open", "closed"
# A case whose import was taken back: on a shelf that no list asks for.
WITHDRAWN = "withdrawn"
NO_ADDRESS = "no_address"
KIND = "kind:"


def kind_mark(kind: Kind | str) -> str:
    """The mark of a kind; every case bears exactly one."""
    return KIND + Kind(kind).value


def state_mark(track: str, state: str) -> str:
    """The mark of a track that stands in a state, written as the list's address writes it."""
    return f"{track}:{state}"


def task_mark(role: str) -> str:
    """The mark of an open task for a role."""
    return f"task:{role}"


def marks_of(
    kind: Kind,
    *,
    closed: bool,
    reachable: bool,
    states: Iterable[tuple[str, str]],
    asked: Iterable[str],
) -> frozenset[str]:
    """All marks of a case: its (track, state) pairs, and the roles its open tasks ask."""
    marks = {kind_mark(kind), CLOSED if closed else OPEN}
    if not reachable:
        marks.add(NO_ADDRESS)
    marks.update(state_mark(track, state) for track, state in states)
    marks.update(task_mark(role) for role in asked)
    return frozenset(marks)


def shelf_of(marks: frozenset[str]) -> int:
    """The number of the shelf with these marks: computed from them, so that nobody hands it out.

    63 bits; a clash among thousands of shelves is less likely than a broken disk.
    """
    digest = blake2b("\n".join(sorted(marks)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
