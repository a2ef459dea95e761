"""Reads the caught mails for the page of the development mode."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from html.parser import HTMLParser
from pathlib import Path

from tracker.inbox.parsing import parse_mail
from tracker.inbox.parsing.encoded_words import header_text
from tracker.inbox.parsing.transfer import raw_header

# The name of a caught mail's two files; what comes from a page must fit it whole.
ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
# No header of a mail worth listing goes on beyond this many bytes.
_HEAD = 64 * 1024
_LINK = re.compile(r"https?://[^\s<>\"'，。；、：！？（）【】《》“”]+")


class NoSuchMail(LookupError):
    """No mail of this id was caught; also raised for what cannot be an id."""


@dataclass(frozen=True)
class CaughtMail:
    """One line of the list; `recipients` and `sender` are those of the envelope."""

    id: str
    caught_at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    date: str
    message_id: str
    size: int


@dataclass(frozen=True)
class WholeMail:
    """One mail opened; `source` is every byte as sent, `text` and `html` may be empty."""

    caught: CaughtMail
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[str, ...]
    source: bytes

    @property
    def sender(self) -> str:
        """The sender as a mail program shows it: the From header, "" where there is none."""
        return next((value for name, value in self.headers if name.lower() == "from"), "")


def list_caught(folder: Path) -> list[CaughtMail]:
    """All caught mails, the newest first; their bodies are not read."""
    ids = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    return [_caught(folder, each, _head(folder, each)) for each in ids if ID.fullmatch(each)]


def read_caught(folder: Path, mail_id: str) -> WholeMail:
    """Opens one mail; raises NoSuchMail where there is none."""
    if not ID.fullmatch(mail_id):
        raise NoSuchMail(mail_id)
    try:
        source = (folder / f"{mail_id}.eml").read_bytes()
    except FileNotFoundError as error:
        raise NoSuchMail(mail_id) from error
    mail = parse_mail(source)
    # What a person sees of a mail with HTML alone is its HTML.
    text = "" if mail.html_only else mail.text
    return WholeMail(
        caught=_caught(folder, mail_id, mail.message),
        headers=mail.headers,
        text=text,
        html=mail.html,
        links=tuple(dict.fromkeys([*_links_of_html(mail.html), *_links_of_text(text)])),
        attachments=tuple(file.name for file in mail.attachments),
        source=source,
    )


def _head(folder: Path, mail_id: str) -> Message:
    """The headers alone: of thousands that are listed nobody reads the bodies."""
    with (folder / f"{mail_id}.eml").open("rb") as file:
        return BytesHeaderParser(policy=policy.compat32).parsebytes(file.read(_HEAD))


def _caught(folder: Path, mail_id: str, message: Message) -> CaughtMail:
    envelope = json.loads((folder / f"{mail_id}.json").read_bytes())
    moment = datetime.strptime(mail_id.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return CaughtMail(
        id=mail_id,
        caught_at=moment,
        sender=envelope["mail_from"] or "",
        recipients=tuple(envelope["rcpt_tos"]),
        subject=header_text(raw_header(message, "subject")),
        date=header_text(raw_header(message, "date")),
        message_id=header_text(raw_header(message, "message-id")),
        size=(folder / f"{mail_id}.eml").stat().st_size,
    )


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value
            for name, value in attrs
            if tag == "a" and name == "href" and value and value.startswith(("http://", "https://"))
        ]


def _links_of_html(html: str) -> list[str]:
    anchors = _Anchors()
    anchors.feed(html)
    return anchors.found


def _links_of_text(text: str) -> Iterator[str]:
    return (match.group().rstrip(".,;:)") for match in _LINK.finditer(text))
