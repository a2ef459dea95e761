"""What became of one try to hand a mail over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tracker.models.mail import MailState
from tracker.outbox.sendable import Sendable


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state the mail is now in; `raw` is every byte handed over, None where nothing was.

    `spare` says that the provider asked for fewer mails, so that others wait as well. `returned`
    says that the mail or its recipient was refused, not we: should that be the end of it, it has
    what follows when a mail comes back.
    """

    state: MailState
    error: str = ""
    raw: bytes | None = None
    spare: bool = False
    returned: bool = False


def sent(raw: bytes) -> Outcome:
    """The server took it."""
    return Outcome(MailState.SENT, raw=raw)


def later(error: str, *, spare: bool = False, returned: bool = False) -> Outcome:
    """It certainly did not leave; it may be tried again."""
    return Outcome(MailState.PENDING, error, spare=spare, returned=returned)


def refused(error: str, *, spare: bool = False, returned: bool = True) -> Outcome:
    """It certainly did not leave and never will."""
    return Outcome(MailState.FAILED, error, spare=spare, returned=returned)


def unknown(error: str, raw: bytes) -> Outcome:
    """All of it left, and no answer came: the server may have it or not."""
    return Outcome(MailState.UNKNOWN, error, raw)


class Handover(Protocol):
    """A way out for mails: a server or a folder. One handover serves one batch."""

    def hand_over(self, mail: Sendable) -> Outcome:
        """Try once. Raises nothing that a mail or a server can cause."""
        ...

    def close(self) -> None:
        """Say goodbye, if somebody still listens."""
        ...
