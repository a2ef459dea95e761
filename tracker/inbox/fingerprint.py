"""What makes two arrivals the same mail, whatever servers wrote on it on the way.

Every server adds to the head (Received, Delivered-To, X-…), some change the line ends, and a mailbox
may keep a mail as lines under "From ". What the sender wrote stays: that is what counts here. Where
nothing of it can be trusted to be the only one, every byte counts: rather twice than lost.
"""

from __future__ import annotations

import hashlib
import re

# Written by the sender's program. Only what no server adds or changes on the way.
OF_THE_SENDER = frozenset(
    {
        b"message-id",
        b"date",
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"in-reply-to",
        b"references",
        b"content-type",
        b"content-transfer-encoding",
    }
)
# A mail without either was never meant to be told from another.
_TELL_APART = frozenset({b"message-id", b"date"})

# Atomic: the two characters of one line end are never taken for two.
_HEAD_END = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)|\A(?>\r\n|\n|\r)")
_FOLD = re.compile(rb"\n[ \t]+")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)


def fingerprint(raw: bytes) -> str:
    """The same 64 hexadecimal digits for the same mail by whatever door; takes any bytes."""
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    fields, rest = _fields(head)
    if not any(value for name, value in fields if name in _TELL_APART):
        return hashlib.sha256(b"every byte\0" + raw).hexdigest()
    digest = hashlib.sha256(b"what was written\0")
    for name, value in sorted(fields, key=lambda field: field[0]):
        digest.update(name + b":" + value + b"\n")
    for line in rest:
        digest.update(line + b"\n")
    digest.update(b"\0")
    digest.update(_as_any_door(body).rstrip(b"\n"))
    return digest.hexdigest()


def head_of(raw: bytes) -> bytes:
    """The head block as it came, without the empty line that ends it."""
    end = _HEAD_END.search(raw)
    return raw[: end.start()] if end else raw


def _as_any_door(text: bytes) -> bytes:
    """One kind of line end; and no NUL, for which a mailbox server gives 0x80 (RFC 3501, 4.3)."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"\x80")


def _fields(head: bytes) -> tuple[list[tuple[bytes, bytes]], list[bytes]]:
    """The sender's fields, unfolded and without needless space, and the lines that are no field."""
    fields, rest = [], []
    for line in _FOLD.sub(b" ", _as_any_door(head)).split(b"\n"):
        field = _FIELD.fullmatch(line)
        if field is None:
            # What a mailbox file puts before a mail ends up below the traces of the next server.
            rest += [line] if not line.startswith((b"From ", b">From ")) else []
        elif (name := field[1].lower()) in OF_THE_SENDER:
            fields.append((name, b" ".join(field[2].split())))
    return fields, rest
