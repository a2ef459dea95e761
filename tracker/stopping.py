"""How a worker's process hears that it must end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopSignal:
    """SIGTERM and SIGINT, held back so that no work is interrupted, and asked for in between."""

    wanted = frozenset({signal.SIGTERM, signal.SIGINT})

    def __init__(self) -> None:
        self._seen = False
        signal.pthread_sigmask(signal.SIG_BLOCK, self.wanted)

    def seen(self) -> bool:
        """Whether this process was asked to end."""
        self._seen = self._seen or bool(signal.sigpending() & self.wanted)
        return self._seen

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until asked to end; gives `seen`."""
        if not self._seen:
            self._seen = signal.sigtimedwait(self.wanted, seconds) is not None
        return self._seen

    @contextmanager
    def raising(self, reason: type[BaseException]) -> Iterator[None]:
        """Let the first signal interrupt what is done here, by raising `reason` in it."""

        def hear(_number: int, _frame: FrameType | None) -> None:
            if not self._seen:
                self._seen = True
                raise reason

        before = {number: signal.signal(number, hear) for number in self.wanted}
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, self.wanted)
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, self.wanted)
            for number, handler in before.items():
                signal.signal(number, handler)
