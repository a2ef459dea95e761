"""What a style is: a name, a label for people, and who composes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from machines.words import Word
from tracker.catcher.answering.draft import Draft, Sent


class Group(Word):
    """What an answer is."""

    REPLY = "reply", "回复"
    AUTOMATIC = "automatic", "自动回复"
    BOUNCE = "bounce", "退信"
    DELAY = "delay", "延迟与回执"


@dataclass(frozen=True, slots=True)
class Style:
    """A way in which mail comes back; `words` are written where none are given."""

    name: str
    label: str
    group: Group
    compose: Callable[[Draft], Sent]
    words: str = ""
