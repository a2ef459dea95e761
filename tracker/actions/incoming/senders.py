"""Confirming that an address is the person's own."""

from __future__ import annotations

from tracker.desk import Actor, Desk
from tracker.models import KnownSender


def confirm_sender(
    desk: Desk, incoming_id: int, actor: Actor, *, write_to: bool = False
) -> KnownSender:
    """Remember the sender of a filed mail as the person's, and commit.

    `write_to` also puts the address on file, so that mails are sent to it. The open task that asks
    for it is settled. Raises NoSuchIncoming, or Refused where the mail is not filed or names no
    usable sender; then nothing was written. Confirming twice is once.
    """
    raise NotImplementedError
