"""How many connections and mails one peer may have: the rest is asked to come again later."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

MINUTE = 60.0


@dataclass
class Crowd:
    """Who is connected now and how many mails each peer brought in the last minute.

    `connections` and `per_peer` are kept at once, `per_minute` are mails of one peer.
    """

    connections: int = 100
    per_peer: int = 30
    per_minute: int = 600
    _now: Counter[str] = field(default_factory=Counter)
    _mails: dict[str, deque[float]] = field(default_factory=dict)

    def enter(self, peer: str) -> bool:
        """Let a connection in, or not."""
        if self._now.total() >= self.connections or self._now[peer] >= self.per_peer:
            return False
        self._now[peer] += 1
        return True

    def leave(self, peer: str) -> None:
        """A connection that was let in has ended."""
        self._now[peer] -= 1
        if not self._now[peer]:
            del self._now[peer]

    def may_bring(self, peer: str, at: float) -> bool:
        """Count a mail of that peer at `at`, in seconds of any steady clock; False: too many."""
        for known in [known for known, times in self._mails.items() if times[-1] <= at - MINUTE]:
            del self._mails[known]
        times = self._mails.setdefault(peer, deque())
        while times and times[0] <= at - MINUTE:
            times.popleft()
        if len(times) >= self.per_minute:
            return False
        times.append(at)
        return True
