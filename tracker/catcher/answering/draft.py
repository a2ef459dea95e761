"""What an answer is made of: the caught mail as its reader saw it, and who answers what when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from tracker.catcher.answering.photo import Photo
from tracker.clock import SHANGHAI
from tracker.inbox.parsing import parse_mail
from tracker.inbox.parsing.addresses import addresses
from tracker.inbox.parsing.transfer import raw_header

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
    mail = parse_mail(source)
    inside = _BODY.search(mail.html)
    names = [name for name, address in addresses(raw_header(mail.message, "to")) if address]
    # The library that catches writes the null sender with its brackets.
    return_path = return_path.strip("<>") or mail.from_address
    return Prompt(
        source=source,
        from_name=mail.from_name,
        from_address=mail.from_address or return_path,
        answer_to=mail.reply_to or mail.from_address or return_path,
        return_path=return_path,
        to_name=next(iter(names), ""),
        to_address=recipient,
        subject=mail.subject,
        at=(mail.date or now).astimezone(SHANGHAI),
        message_id=mail.message_id,
        references=mail.references,
        text="" if mail.html_only else mail.text,
        html=inside.group(1).strip() if inside else mail.html,
    )
