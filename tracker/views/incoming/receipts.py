"""A receipt slip among the attachments (S4.4-2): who may file it, from which case."""

from __future__ import annotations

from machines import get_machine
from tracker.desk import Actor
from tracker.inbox.parsed import Attachment
from tracker.inbox.words import InboxState
from tracker.models import IncomingMail

# Phones and old programs call a photo "octet-stream": then its name says what it is.
SLIP_TYPES = ("image/", "application/pdf")
SLIP_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp", ".tif", ".tiff", ".pdf")


def may_be_slip(attachment: Attachment) -> bool:
    """Whether the attachment says of itself that it is a picture or a PDF."""
    kind, name = attachment.content_type.lower(), attachment.name.lower()
    return kind.startswith(SLIP_TYPES) or name.endswith(SLIP_ENDINGS)


def may_file_receipt(actor: Actor, mail: IncomingMail) -> bool:
    """Whether the table lets the actor record a receipt where the mail's case stands."""
    case = mail.case
    if mail.state is not InboxState.FILED or case is None:
        return False
    machine = get_machine(case.kind)
    if not machine.has("transfer"):
        return False
    move = machine.track("transfer").move("record_receipt")
    return actor.role in move.by and case.track("transfer").state in move.from_
