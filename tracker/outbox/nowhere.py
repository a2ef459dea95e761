"""Diverts mails into nothing: for the time machine, in whose process no mail may leave."""

from __future__ import annotations

from tracker.config import Settings
from tracker.outbox.message import build_message
from tracker.outbox.outcome import Outcome, refused, sent
from tracker.outbox.sendable import Sendable

NOWHERE = "nowhere"


class NowhereHandover:
    """Builds each mail as it would leave and lets it go; no bytes are kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def hand_over(self, mail: Sendable) -> Outcome:
        """What cannot be put into a message is refused here as anywhere."""
        try:
            build_message(self._settings, mail)
        except ValueError as error:
            return refused(f"cannot be put into a message: {error}")
        return sent(b"")

    def close(self) -> None:
        """Nothing was opened."""
