"""Reads the caught mails for the page of the development mode."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from html.parser import HTMLParser
from pathlib import Path

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
    message = message_from_bytes(source, policy=policy.compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    bodies = [part for part in parts if part.get_filename() is None]
    text = first_text(bodies, "text/plain")
    html = first_text(bodies, "text/html")
    return WholeMail(
        caught=_caught(folder, mail_id, message),
        headers=tuple((name, decoded_header(value)) for name, value in message.raw_items()),
        text=text,
        html=html,
        links=tuple(dict.fromkeys([*_links_of_html(html), *_links_of_text(text)])),
        attachments=tuple(decoded_header(name) for part in parts if (name := part.get_filename())),
        source=source,
    )


def _head(folder: Path, mail_id: str) -> Message:
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
        subject=_header(message, "subject"),
        date=_header(message, "date"),
        message_id=_header(message, "message-id"),
        size=(folder / f"{mail_id}.eml").stat().st_size,
    )


def _header(message: Message, wanted: str) -> str:
    values = [value for name, value in message.raw_items() if name.lower() == wanted]
    return decoded_header(values[0]) if values else ""


def decoded_header(raw: str) -> str:
    """A header as people read it: unfolded, encoded words and bare UTF-8 decoded."""
    text = _to_text(str(raw).encode("utf-8", "surrogateescape"), "utf-8")
    text = re.sub(r"\r?\n[ \t]*", " ", text).strip()
    return "".join(
        part
        if isinstance(part, str)
        # Beside encoded words the bare ones come as bytes of Python's own making.
        else _to_text(part, charset)
        if charset
        else part.decode("raw-unicode-escape", "replace")
        for part, charset in decode_header(text)
    )


def _to_text(content: bytes, charset: str) -> str:
    """Decodes without ever failing; gb18030 holds what mails labelled gb2312 really hold."""
    if charset.lower() in ("gb2312", "gbk"):
        charset = "gb18030"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", "replace")


def first_text(parts: list[Message], content_type: str) -> str:
    for part in parts:
        if part.get_content_type() == content_type:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _to_text(payload, part.get_content_charset("utf-8"))
    return ""


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
