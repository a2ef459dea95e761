"""The tree of a mail's parts: what breaks it is mended, and no mail is too deep or too wide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesFeedParser, BytesHeaderParser
from itertools import islice

from tracker.inbox.parsing import limits
from tracker.inbox.parsing.charsets import raw_bytes
from tracker.inbox.parsing.parameters import first_word
from tracker.inbox.parsing.transfer import payload_of

CONTAINER = re.compile(rb"boundary[*0-9\s]*=|^content-type:\s*message/", re.I | re.M)
HEAD_ENDS = re.compile(rb"\n\r?\n")
STATUS = re.compile(rb"^content-type:\s*message/delivery-status", re.I | re.M)
EMPTY_LINE = re.compile(rb"(?>\r\n|\r|\n)(?=[\r\n])")
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
KNOWN_FIELD = re.compile(
    rb"(?:from|to|cc|subject|date|content-[a-z-]+|message-id|mime-version|received|return-path"
    rb"|reply-to|references|in-reply-to|x-[a-z-]+)[ \t]*:",
    re.I,
)
OPENING_LINE = re.compile(r"^--(\S.{0,69}?)[ \t]*\r?\n(?=content-[a-z-]+:)", re.I | re.M)
# The head of a mail ends within this, whatever its sender did.
HEAD = 200_000
PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no others (an enclosed mail counts as one), and where it lies.

    `within` is the type of the multipart around it; `choice` the number of the
    multipart/alternative it is a form of, 0 for none.
    """

    part: Message
    content_type: str
    within: str
    choice: int


def read_structure(raw: bytes, faults: list[str]) -> Message:
    """The message as `email` reads it; where that fails, its headers and all else as text."""
    raw = _mended_head(raw, faults)
    if _bounded(raw):
        try:
            return _parsed(raw)
        except Exception:
            # Whatever the standard library stumbles over, the mail must not be lost.
            faults.append("邮件结构无法解析，按纯文本读出")
    else:
        faults.append("邮件嵌套过多，按纯文本读出")
    head, body = [*HEAD_ENDS.split(raw, maxsplit=1), b""][:2]
    message = BytesHeaderParser().parsebytes(head[:HEAD] + b"\n\n")
    for name in ("content-type", "content-transfer-encoding"):
        del message[name]
    message.set_payload(body.decode("ascii", "surrogateescape"))
    return message


def leaves(message: Message, faults: list[str]) -> Iterator[Leaf]:
    """Every leaf in its order, at most `limits.PARTS`."""
    waiting: list[tuple[Message, int, str, int]] = [(message, 0, "", 0)]
    seen = choices = 0
    while waiting:
        part, depth, within, choice = waiting.pop()
        seen += 1
        if seen > limits.PARTS:
            faults.append(f"部分过多，只读了前 {limits.PARTS} 个")
            return
        kind = type_of(part)
        inner = _inner_parts(part, kind, faults) if depth < limits.DEPTH else None
        if inner is None:
            yield Leaf(part, kind, within, choice)
            continue
        if kind == "multipart/alternative" and not choice:
            choices += 1
            choice = choices
        waiting.extend((one, depth + 1, kind, choice) for one in reversed(inner))


def type_of(part: Message) -> str:
    """The declared type, lower case; what is none is taken for text, as RFC 2045 says."""
    declared = first_word(part, "content-type")
    if re.fullmatch(r"[\w.+-]+/[\w.+-]+", declared, re.A):
        return declared
    default = part.get_default_type()
    return default if not declared else "text/plain"


def _inner_parts(part: Message, kind: str, faults: list[str]) -> list[Message] | None:
    """The parts of a multipart; None for a leaf. A lost boundary is read off the body."""
    if not kind.startswith("multipart/"):
        return None
    payload = payload_of(part)
    if isinstance(payload, list):
        return payload
    opening = OPENING_LINE.search(payload)
    if opening is None:
        return None
    faults.append("缺少分隔标记，按正文中的分隔行读出")
    boundary = opening[1].replace("\\", "\\\\").replace('"', '\\"')
    head = f'Content-Type: {kind}; boundary="{boundary}"\n\n'
    try:
        mended = _parsed(raw_bytes(head + payload))
    except Exception:
        return None
    inner = payload_of(mended)
    return inner if isinstance(inner, list) else None


def _bounded(raw: bytes) -> bool:
    containers = len(CONTAINER.findall(raw))
    return (
        containers <= limits.CONTAINERS
        and containers * raw.count(b"\n") <= limits.COMPARISONS
        and raw.count(b"\n--") <= limits.BOUNDARY_LINES
        and _status_blocks(raw) <= limits.STATUS_BLOCKS
    )


def _status_blocks(raw: bytes) -> int:
    """How many empty lines stand below the first delivery status, as far as it matters."""
    status = STATUS.search(raw)
    if status is None:
        return 0
    blank = EMPTY_LINE.finditer(raw, status.end())
    return sum(1 for _each in islice(blank, limits.STATUS_BLOCKS + 1))


def _parsed(raw: bytes) -> Message:
    """Fed piece by piece: read as a whole, the text would be held three times more."""
    parser = BytesFeedParser()
    for start in range(0, len(raw), PIECE):
        parser.feed(raw[start : start + PIECE])
    return parser.close()


def _mended_head(raw: bytes, faults: list[str]) -> bytes:
    """The head made readable: leading blank lines dropped, broken folds joined to their field."""
    raw = raw.lstrip(b"\r\n \t\xef\xbb\xbf") if not raw[:1].isalnum() else raw
    head, rest = raw[:HEAD], raw[HEAD:]
    lines = head.split(b"\n")
    as_sent = list(lines)
    for place, line in enumerate(lines):
        if not line.strip():
            break
        if FIELD.match(line):
            name, colon, value = line.partition(b":")
            lines[place] = name.rstrip() + colon + value
        elif place and not line.startswith((b" ", b"\t")) and _field_follows(lines, place):
            lines[place] = b" " + line
            faults.append("信头折行有误，已接上")
    return raw if lines == as_sent else b"\n".join(lines) + rest


def _field_follows(lines: list[bytes], place: int) -> bool:
    """Whether a known field comes soon, before the head ends."""
    for line in lines[place + 1 : place + 11]:
        if not line.strip():
            return False
        if KNOWN_FIELD.match(line):
            return True
    return False
