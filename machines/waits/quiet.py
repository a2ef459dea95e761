"""States in which the graduate is not reminded: of anything, or of anything but that very state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quiet:
    """While `track` stands in `state`, the graduate gets no reminder, and `says` tells staff why.

    `own`: the waits of that track go on, those of all others are silent.
    """

    track: str
    state: str
    own: bool
    says: str
    rules: tuple[str, ...]

    def silences(self, states: Mapping[str, str], track: str) -> bool:
        """Whether a reminder of a wait of `track` is held back now."""
        return states.get(self.track) == self.state and not (self.own and track == self.track)


QUIET = (
    Quiet("disposition", "reviewing", False, "审查期间不向本人发提醒邮件", ("SA-4",)),
    # Who cannot be reached is called, and asked for nothing else meanwhile.
    Quiet("transfer", "out_of_contact", True, "失去联系期间只发请其联系的邮件", ("S4.5(4)-1",)),
)


def why_silent(states: Mapping[str, str], track: str) -> Quiet | None:
    """What holds back a reminder to the graduate of a wait of `track`; None where nothing does."""
    return next((quiet for quiet in QUIET if quiet.silences(states, track)), None)
