"""Parameters of Content-Type and Content-Disposition: RFC 2231, RFC 2047 and what is neither."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from tracker.inbox.parsing.charsets import decoded, one_line, raw_bytes
from tracker.inbox.parsing.encoded_words import decoded_words, unfolded
from tracker.inbox.parsing.transfer import raw_header

PARAMETER = re.compile(
    r";\s*([!#$&+^_`{}~\w.%-]+?)(?:\*(\d{1,3}))?(\*)?\s*=\s*" r'(?:"((?:[^"\\]|\\.)*)"?|([^;]*))'
)


def parameters(part: Message, header: str) -> dict[str, str]:
    """The parameters of a header by lower-case name, decoded; the first of a name counts."""
    value = unfolded(raw_header(part, header))
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in PARAMETER.finditer(";" + value.partition(";")[2]):
        name, number, starred = match[1].lower(), match[2], bool(match[3])
        text = match[5].strip() if match[4] is None else re.sub(r"\\(.)", r"\1", match[4])
        if number is not None or starred:
            pieces.setdefault(name, {}).setdefault(int(number or 0), (starred, text))
        else:
            found.setdefault(name, one_line(decoded_words(text)))
    # RFC 2231 is what the sender means where it gives both; the plain one is for old readers.
    found.update({name: _continued(those) for name, those in pieces.items()})
    return found


def first_word(part: Message, header: str) -> str:
    """The value before the first parameter, lower case."""
    return unfolded(raw_header(part, header)).partition(";")[0].strip().lower()


def _continued(pieces: dict[int, tuple[bool, str]]) -> str:
    """RFC 2231: the pieces in their order, the character set named by the first."""
    charset = ""
    raw = b""
    for number, (starred, text) in sorted(pieces.items()):
        if number == min(pieces) and starred and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        plain = raw_bytes(text) if text.isascii() else text.encode("utf-8", "replace")
        raw += unquote_to_bytes(plain) if starred else plain
    return one_line(decoded_words(decoded(raw, charset)[0]))
