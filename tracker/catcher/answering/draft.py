"""What an answer is made of: the caught mail as its reader saw it, and who answers what when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from random import Random

from tracker.catcher.answering.photo import Photo
from tracker.catcher.reading import decoded_header, first_text
from tracker.clock import SHANGHAI

_ID = re.compile(r"<[^<>\s]+>")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer ready for SMTP: its bytes and its envelope; `mail_from` "" is the null sender."""

    raw: bytes = field(repr=False)
    mail_from: str
    rcpt_to: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The caught mail. `answer_to` is its Reply-To, else its From; `return_path` its envelope's.

    `html` is the inside of its body; `at` is a moment in Asia/Shanghai, as programs there write it.
    """

    source: bytes = field(repr=False)
    from_name: str
    from_address: str
    answer_to: str
    return_path: str
    to_name: str
    to_address: str
    subject: str
    at: datetime
    message_id: str
    references: tuple[str, ...]
    text: str
    html: str

    @property
    def thread(self) -> tuple[str, ...]:
        """The ids an answer cites: those before it, then its own."""
        own = (self.message_id,) if self.message_id else ()
        return (*(one for one in self.references if one not in own), *own)

    @property
    def quoted(self) -> str:
        """Its text as a program quotes it."""
        return self.text.replace("\r\n", "\n").strip("\n")


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer to be composed: who writes what, when, and the luck that makes its ids."""

    prompt: Prompt
    words: str
    name: str
    address: str
    now: datetime
    photo: Photo | None
    luck: Random = field(repr=False, compare=False)

    @property
    def domain(self) -> str:
        """The domain of whoever writes."""
        return self.address.rpartition("@")[2]

    def hexes(self, count: int) -> str:
        """So many hexadecimal characters, capital."""
        return f"{self.luck.getrandbits(4 * count):0{count}X}"

    def digits(self, count: int) -> str:
        """So many digits, the first no zero."""
        return str(self.luck.randrange(10 ** (count - 1), 10**count))


def read_prompt(source: bytes, return_path: str, recipient: str, now: datetime) -> Prompt:
    """The caught mail as its recipient's program shows it; what it lacks comes from the envelope."""
    message = message_from_bytes(source, policy=policy.compat32)
    bodies = [
        part for part in message.walk() if not part.is_multipart() and not part.get_filename()
    ]
    html = first_text(bodies, "text/html")
    inside = _BODY.search(html)
    from_name, from_address = _mailbox(message, "From")
    # The library that catches writes the null sender with its brackets.
    return_path = return_path.strip("<>") or from_address
    return Prompt(
        source=source,
        from_name=from_name,
        from_address=from_address or return_path,
        answer_to=_mailbox(message, "Reply-To")[1] or from_address or return_path,
        return_path=return_path,
        to_name=_mailbox(message, "To")[0],
        to_address=recipient,
        subject=_header(message, "Subject"),
        at=_moment(message, now).astimezone(SHANGHAI),
        message_id=_header(message, "Message-ID"),
        references=tuple(_ID.findall(_header(message, "References"))),
        text=first_text(bodies, "text/plain"),
        html=inside.group(1).strip() if inside else html,
    )


def _header(message: Message, name: str) -> str:
    return decoded_header(str(message.get(name, "")))


def _mailbox(message: Message, name: str) -> tuple[str, str]:
    """Name and address of the first mailbox; parsed before it is decoded, as commas may hide."""
    for raw_name, address in getaddresses([str(message.get(name, ""))]):
        if address:
            return decoded_header(raw_name), parseaddr(address)[1]
    return "", ""


def _moment(message: Message, now: datetime) -> datetime:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return now
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
