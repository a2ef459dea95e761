"""Addresses out of a header, also out of those no standard knows."""

from __future__ import annotations

import html
import re

from tracker.inbox.parsing import limits
from tracker.inbox.parsing.charsets import one_line
from tracker.inbox.parsing.encoded_words import decoded_words, unfolded

# Quoted text, an address in angle brackets, a comment, a separator, or anything else.
PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|<([^<>]*)>?|\(([^()]*)\)|([,;])|([^"<>(),;]+)|(.)')
ADDRESS = re.compile(
    r'("[^"<>]{1,64}"|[^\s<>()\[\]"\',:;@\\]{1,128})@(\[[\w.:]{1,60}\]|[^\s<>()\[\]"\',:;@\\]{1,255})'
)


def addresses(value: str) -> list[tuple[str, str]]:
    """Each (name, bare address) of a header; the address keeps its case. No raise."""
    text = unfolded(value)
    if "&" in text:
        text = html.unescape(text)
    found: list[tuple[str, str]] = []
    words: list[str] = []
    address = ""
    for piece in PIECE.finditer(text + ","):
        quoted, angle, comment, separator, other, _stray = piece.groups()
        if separator:
            _close(found, words, address)
            words, address = [], ""
            if len(found) >= limits.ADDRESSES:
                break
        elif angle is not None:
            address = address or bare_address(angle)
        elif quoted is not None and text[piece.end() : piece.end() + 1] == "@":
            words.append(piece[0])
        else:
            words.append(_unescaped(quoted) if quoted is not None else comment or other or "")
    return found


def bare_address(text: str) -> str:
    """The first address within a text, without route or brackets; "" where there is none."""
    match = ADDRESS.search(text.rpartition(":")[2] or text) or ADDRESS.search(text)
    if match is None and "=?" in text:
        match = ADDRESS.search(decoded_words(text))
    return f"{match[1]}@{match[2].rstrip('.')}" if match else ""


def _close(found: list[tuple[str, str]], words: list[str], address: str) -> None:
    """One mailbox ends: its words are a name, or hold the address itself."""
    said = "".join(words)
    if not address:
        address = bare_address(said)
        # What is left beside a bare address is a comment, which old programs use for the name.
        said = said.replace(address, " ", 1) if address else said
        _group, colon, rest = said.partition(":")
        said = rest if colon and address else said
    name = one_line(decoded_words(said)).strip(" '\"")
    if address or name:
        found.append((name, address))


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)
