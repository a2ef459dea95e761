"""A mail taken apart: what every later step reads. Plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a mail was handed over; `sender` "" is the null sender, None where no door told it."""

    sender: str | None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file within a mail, not opened: `position` finds it again, `size` is decoded bytes."""

    position: int
    name: str
    content_type: str
    size: int
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as people read it, and the message it was read from.

    `headers` are decoded and unfolded, in their order; addresses are bare and keep their case;
    `message_id`, `in_reply_to` and `references` keep their angle brackets as they came. `text` is
    what a person sees: the plain part, or the HTML part turned into text where there is no plain
    one (`html_only`). `faults` tell what had to be repaired to read it, for people.
    """

    message: Message = field(compare=False, repr=False)
    headers: tuple[tuple[str, str], ...]
    from_name: str
    from_address: str
    reply_to: str
    to: tuple[str, ...]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html: str
    html_only: bool
    attachments: tuple[Attachment, ...]
    faults: tuple[str, ...] = ()

    def attachment(self, position: int) -> Attachment | None:
        """The file at that position, None where there is none."""
        return next((one for one in self.attachments if one.position == position), None)

    def header(self, name: str) -> str:
        """The first header of that name, whatever the case; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all_of(self, name: str) -> tuple[str, ...]:
        """Every header of that name, topmost first."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())
