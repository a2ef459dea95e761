"""Mails byte by byte: Python's own generator would write all of them in one and the same hand."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import encode_rfc2231, format_datetime

from tracker.catcher.answering.photo import NameForm, Photo
from tracker.clock import SHANGHAI

Head = Iterable[tuple[str, str]]

# What is called gb2312 or gbk holds whatever gb18030 can.
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030"}
# An encoded word may be 75 long; this many bytes of it, in base64, always fit.
_WORD_BYTES = 36
_NEVER_IN_HEADS = dict.fromkeys([*range(32), 127])


@dataclass(frozen=True, slots=True)
class Writing:
    """How a program writes text: its charset's name and its transfer encoding."""

    charset: str = "utf-8"
    transfer: str = "base64"

    def encode(self, text: str) -> bytes:
        """The text in this charset, whatever it holds."""
        return text.encode(_CODECS.get(self.charset.lower(), self.charset), "replace")


def mail(head: Head, body: bytes) -> bytes:
    """A whole mail, or a part of one: head, empty line, body."""
    # A raw GBK file name travels through the head as surrogates.
    lines = "".join(f"{name}: {value}\r\n" for name, value in head if value)
    return lines.encode("utf-8", "surrogateescape") + b"\r\n" + body


def multipart(boundary: str, parts: Iterable[bytes], preamble: bytes = b"") -> bytes:
    """The body of a multipart: its parts between boundaries."""
    fence = b"--" + boundary.encode("ascii")
    inner = b"".join(fence + b"\r\n" + part + b"\r\n" for part in parts)
    return preamble + inner + fence + b"--\r\n"


def text_head(subtype: str, writing: Writing) -> list[tuple[str, str]]:
    """The two headers of a text part."""
    return [
        ("Content-Type", f'text/{subtype}; charset="{writing.charset}"'),
        ("Content-Transfer-Encoding", writing.transfer),
    ]


def text_body(text: str, writing: Writing) -> bytes:
    """The text itself, in CRLF lines."""
    encoded = writing.encode("\r\n".join(text.replace("\r\n", "\n").split("\n")))
    match writing.transfer:
        case "base64":
            return wrapped_base64(encoded)
        case "quoted-printable":
            # Soft line breaks are Python's own, bare; the text's are CRLF already.
            return quopri.encodestring(encoded).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        case _:
            return encoded + b"\r\n"


def text_part(subtype: str, text: str, writing: Writing) -> bytes:
    """A whole text part."""
    return mail(text_head(subtype, writing), text_body(text, writing))


def photo_part(photo: Photo, writing: Writing) -> bytes:
    """An attached file; its name in the spelling asked for."""
    match photo.form:
        case NameForm.RFC2231:
            named = ("", f"; {_continued(photo.name)}")
        case NameForm.RFC2047:
            word = encoded(photo.name, writing)
            named = (f';\r\n\tname="{word}"', f';\r\n\tfilename="{word}"')
        case NameForm.RAW_GBK:
            raw = photo.name.encode("gb18030").decode("ascii", "surrogateescape")
            named = (f'; name="{raw}"', f'; filename="{raw}"')
    head = [
        ("Content-Type", photo.content_type + named[0]),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", "attachment" + named[1]),
    ]
    return mail(head, wrapped_base64(photo.content))


def _continued(name: str) -> str:
    """RFC 2231, in continuations where the name is long, as programs break it."""
    whole = encode_rfc2231(name, "utf-8")
    if len(whole) <= 60:
        return f"filename*={whole}"
    pieces, rest = [], whole
    while rest:
        # No piece may end within a %XX.
        end = 54 if "%" not in rest[52:54] else 52 + rest[52:54].index("%")
        pieces.append(rest[:end])
        rest = rest[end:]
    return ";".join(f"\r\n filename*{at}*={piece}" for at, piece in enumerate(pieces))


def encoded(text: str, writing: Writing) -> str:
    """A header's words: plain where ASCII, else encoded words, a line each."""
    text = text.translate(_NEVER_IN_HEADS)
    if text.isascii():
        return text
    pieces, piece = [], b""
    for sign in text:
        # A character is never torn in two: the words are decoded one by one.
        one = writing.encode(sign)
        if len(piece) + len(one) > _WORD_BYTES:
            pieces.append(piece)
            piece = b""
        piece += one
    words = (base64.b64encode(one).decode("ascii") for one in [*pieces, piece])
    return "\r\n ".join(f"=?{writing.charset}?B?{word}?=" for word in words)


def mailbox(name: str, address: str, writing: Writing, quotes: str = '"') -> str:
    """Name and address; QQ and others put quotes even round encoded words."""
    plain = name.translate(_NEVER_IN_HEADS).replace('"', "")
    return f"{quotes}{encoded(plain, writing)}{quotes} <{address}>" if plain else f"<{address}>"


def dated(moment: datetime) -> str:
    """The Date header, as a mailbox in China writes it."""
    return format_datetime(moment.astimezone(SHANGHAI))


def wrapped_base64(content: bytes) -> bytes:
    """Base64 in lines of 76."""
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
