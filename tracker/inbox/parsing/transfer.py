"""Headers and bodies as bytes, transfer encodings undone; what is broken in them costs the broken bytes only."""

from __future__ import annotations

import binascii
import re
from email.message import Message

from tracker.inbox.parsing.charsets import raw_bytes

BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
OTHERS = bytes(byte for byte in range(256) if byte not in BASE64)
IDENTITY = frozenset(("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"))


def raw_header(part: Message, name: str) -> str:
    """The first header of that name as it stands, raw bytes as surrogates; "" where none.

    `Message.get` would put a question mark in the place of every raw byte.
    """
    return next((str(value) for key, value in part.raw_items() if key.lower() == name), "")


def payload_of(part: Message) -> list[Message] | str:
    """The parts within a part, or its body with raw bytes as surrogates.

    `Message.get_payload` would read the body by the declared character set and lose what that lacks.
    """
    payload = vars(part).get("_payload")
    if isinstance(payload, list):
        return [one for one in payload if isinstance(one, Message)]
    return payload if isinstance(payload, str) else ""


def from_base64(raw: bytes) -> bytes:
    """The bytes meant; characters outside the alphabet are passed over, pieces joined. No raise."""
    kept = raw.translate(None, OTHERS)
    pieces = []
    for piece in re.split(b"=+", kept):
        whole = piece[: len(piece) - (len(piece) % 4 == 1)]
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces)


def from_uuencode(raw: bytes) -> bytes:
    """The bytes between `begin` and `end`; a broken line is passed over."""
    out: list[bytes] = []
    inside = False
    for line in raw.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                continue
    return b"".join(out)


def encoding_of(part: Message) -> str:
    """The declared transfer encoding, lower case, without the junk some programs leave behind."""
    declared = next(
        (str(v) for k, v in part.raw_items() if k.lower() == "content-transfer-encoding"), ""
    ).lower()
    found = re.search(r"[a-z0-9][a-z0-9-]*", declared)
    return found[0] if found else ""


def body_bytes(part: Message) -> tuple[bytes, str]:
    """The decoded bytes of a part that holds no other parts, and the fault in words or ""."""
    payload = payload_of(part)
    raw = raw_bytes(payload) if isinstance(payload, str) else b""
    encoding = encoding_of(part)
    if encoding == "base64":
        return from_base64(raw), ""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw), ""
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return from_uuencode(raw), ""
    fault = "" if encoding in IDENTITY else f"不认识的传输编码 {encoding[:40]}，按原样读出"
    return raw, fault
