"""A receipt slip that came as an attachment, filed as the receipt in one click (S4.4-2)."""

from __future__ import annotations

from tracker.desk import Actor, Desk
from tracker.models import MoveRecord


def file_receipt(
    desk: Desk,
    incoming_id: int,
    position: int,
    actor: Actor,
    *,
    seal_seen: bool = False,
    storage: str = "",
) -> MoveRecord:
    """Keep the attachment at `position` as an upload, record the receipt by photo, and commit.

    Only for a filed mail. Raises NoSuchIncoming, BadUpload for a file that cannot be kept, or
    Refused where the case's state does not allow a receipt; then nothing was written.
    """
    raise NotImplementedError
