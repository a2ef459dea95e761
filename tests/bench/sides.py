"""Two sides of one row, timed in turn in the same run: the ratio holds when the machine drifts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the result: what was done, how fast on both sides, the ratio and the goal."""

    work: str
    unit: str
    ours: float
    bare: float
    goal: str

    @property
    def ratio(self) -> float:
        """Ours over bare, in the unit's own direction."""
        return self.ours / self.bare

    def __str__(self) -> str:
        figures = f"{self.ours:10.1f} {self.bare:10.1f} {self.unit:<7} {self.ratio:6.2f}"
        return f"{self.work:<46} {figures}   {self.goal}"


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(
    ours: Callable[[], object], bare: Callable[[], object], times: int
) -> tuple[float, float]:
    """The median seconds of both sides, run alternately `times` times after one warm-up each."""
    ours()
    bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(times)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
    )
