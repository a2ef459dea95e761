"""What becomes of a mail that belongs to no case, and reading one anew."""

from __future__ import annotations

from tracker.desk import Actor, Desk
from tracker.models import IncomingMail


def set_aside(desk: Desk, incoming_id: int, reason: str, actor: Actor) -> IncomingMail:
    """Put a held mail aside, with the reason among its findings, and commit. Raises Refused."""
    raise NotImplementedError


def take_up_again(desk: Desk, incoming_id: int, actor: Actor) -> IncomingMail:
    """Put a mail that was set aside back among the held ones, and commit. Raises Refused."""
    raise NotImplementedError


def run_again(desk: Desk, incoming_id: int, actor: Actor) -> IncomingMail:
    """Let the chain read the mail once more, and commit: a broken one, or any other that stands.

    A filed mail keeps its case and its entry: only what was found is refreshed. Raises Refused
    for one that waits already.
    """
    raise NotImplementedError
