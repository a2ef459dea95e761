"""What a running job tells of itself, and how it learns that it must end."""

from __future__ import annotations

from typing import NamedTuple

from tracker.models.job import PHASE_LENGTH


class Interrupted(BaseException):
    """A job must end now. Not an Exception, so that no row's `except Exception` swallows it."""


class Cancelled(Interrupted):
    """Whoever may cancel the job has asked for it."""


class Stopping(Interrupted):
    """The worker was asked to end; the job will be run again."""


class LeaseLost(Interrupted):
    """Another worker has the job by now; what this one would write is not wanted."""


class NotDone(Exception):
    """A job raises it to end as failed, with a Chinese sentence for the user as its words."""


class Told(NamedTuple):
    """How far a job is: its phase in Chinese words, and so many of so many (0 of 0: not known)."""

    phase: str = ""
    done: int = 0
    total: int = 0

    @property
    def columns(self) -> dict[str, str | int]:
        """As the job's row keeps it; a long phase is cut, for no word may cost a job its lease."""
        return {"phase": self.phase[:PHASE_LENGTH], "done": self.done, "total": self.total}


class Progress:
    """Cheap enough to be told of every row: it only keeps the newest word.

    A heartbeat beside the job writes it down (`tracker.jobs.beating`), so that telling never waits
    for the database, also while the job itself holds SQLite's write lock. Without a heartbeat
    `Progress()` takes every word and interrupts nobody: verbs may be called with it anywhere.
    """

    def __init__(self) -> None:
        self.told = Told()
        self._interrupt: type[Interrupted] | None = None

    def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
        """Say how far the job is. Raises Interrupted when it must end; so tell before you commit."""
        self.told = Told(phase, done, total)
        if self._interrupt is not None:
            raise self._interrupt

    def interrupt(self, reason: type[Interrupted]) -> None:
        """Let the job end at its next word."""
        self._interrupt = reason
