"""The files within a mail: their names made safe, their types, their bytes. None is opened."""

from __future__ import annotations

import hashlib
import re
from email.message import Message

from tracker.inbox.parsed import Attachment
from tracker.inbox.parsing import limits
from tracker.inbox.parsing.bodies import file_name, is_letter
from tracker.inbox.parsing.charsets import one_line, raw_bytes
from tracker.inbox.parsing.encoded_words import header_text
from tracker.inbox.parsing.parameters import first_word
from tracker.inbox.parsing.structure import Leaf, leaves, read_structure
from tracker.inbox.parsing.transfer import (
    body_bytes,
    encoding_of,
    from_base64,
    payload_of,
    raw_header,
)

# Parts of a notice, which `tracker.inbox.bounces` reads; nobody would open them.
NOTICES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    }
)
UNTOLD = frozenset({"application/octet-stream", "application/binary", "application/unknown"})
# What the first bytes of a file say: offset, bytes, type.
MAGIC = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (8, b"WEBP", "image/webp"),
)
# What a nameless file is called after its number.
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
}
# Controls, marks that turn the direction of writing, and what no file system takes.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    '<>:"|?*]'
)


def attachment_bytes(raw: bytes, position: int) -> bytes:
    """The decoded bytes of the file at that position of the mail. Raises LookupError."""
    for place, leaf in enumerate(files_of(_leaves(raw)), start=1):
        if place == position:
            return _bytes_of(leaf)
    raise LookupError(f"no attachment {position}")


def letters_of(parts: list[Leaf]) -> list[Leaf]:
    """The parts that are text to be read; a named text counts where there is no other."""
    letters = [leaf for leaf in parts if is_letter(leaf)]
    return letters or [leaf for leaf in parts[:1] if _named_letter(leaf)]


def files_of(parts: list[Leaf]) -> list[Leaf]:
    """The parts that are files, in their order: their place (from 1) is their position."""
    letters = {id(leaf) for leaf in letters_of(parts)}
    return [leaf for leaf in parts if id(leaf) not in letters and leaf.content_type not in NOTICES]


def attachments_of(parts: list[Leaf], faults: list[str]) -> tuple[Attachment, ...]:
    """What is known of each file; each is decoded once, one after another."""
    return tuple(
        _attachment(leaf, position, faults)
        for position, leaf in enumerate(files_of(parts), start=1)
    )


def safe_name(name: str, position: int, content_type: str) -> str:
    """A name without path, controls or turned writing, at most `limits.NAME` characters."""
    name = UNSAFE.sub("", one_line(name).replace("\\", "/").rpartition("/")[2])
    name = name.strip(" .")
    if not name:
        return f"附件{position}{ENDINGS.get(content_type, '')}"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > limits.EXTENSION:
        return name[: limits.NAME].strip(" .")
    return f"{stem[: limits.NAME - len(ending) - 1].strip(' .')}.{ending}"


def _leaves(raw: bytes) -> list[Leaf]:
    return list(leaves(read_structure(raw, []), []))


def _named_letter(leaf: Leaf) -> bool:
    plain = leaf.content_type in ("text/plain", "text/html")
    return plain and first_word(leaf.part, "content-disposition") != "attachment"


def _attachment(leaf: Leaf, position: int, faults: list[str]) -> Attachment:
    data = _bytes_of(leaf)
    if not data:
        faults.append(f"附件 {position} 是空的")
    content_type = leaf.content_type
    if content_type in UNTOLD or not content_type.strip("/"):
        content_type = _sniffed(data) or "application/octet-stream"
    name = file_name(leaf) or _enclosed_subject(leaf)
    shown = first_word(leaf.part, "content-disposition") == "inline" or bool(
        leaf.within == "multipart/related" and raw_header(leaf.part, "content-id")
    )
    return Attachment(
        position=position,
        name=safe_name(name, position, content_type),
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        inline=shown and content_type.startswith("image/"),
    )


def _sniffed(data: bytes) -> str:
    return next((kind for at, magic, kind in MAGIC if data[at : at + len(magic)] == magic), "")


def _enclosed_subject(leaf: Leaf) -> str:
    """An enclosed mail without a name is called by its subject."""
    inner = _enclosed(leaf.part)
    subject = header_text(raw_header(inner, "subject")) if inner else ""
    return f"{subject.replace('/', '_')}.eml" if subject else ""


def _enclosed(part: Message) -> Message | None:
    payload = payload_of(part)
    return payload[0] if isinstance(payload, list) and payload else None


def _bytes_of(leaf: Leaf) -> bytes:
    """The decoded bytes; an enclosed mail as its source, also where a sender encoded it."""
    inner = _enclosed(leaf.part)
    if inner is None:
        return body_bytes(leaf.part)[0]
    text = payload_of(inner)
    if encoding_of(leaf.part) == "base64" and isinstance(text, str):
        return from_base64(raw_bytes(text))
    try:
        return inner.as_bytes()
    except Exception:
        # A broken mail within a mail: its fields and what text it holds.
        head = "".join(f"{name}: {value}\n" for name, value in inner.raw_items())
        return raw_bytes(head + "\n" + (text if isinstance(text, str) else ""))
