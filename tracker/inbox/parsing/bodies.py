"""The text that a person sees: the plain part, or the HTML part where there is no plain one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.inbox.html_text import text_of_html
from tracker.inbox.parsing import limits
from tracker.inbox.parsing.charsets import decoded, readable
from tracker.inbox.parsing.parameters import first_word, parameters
from tracker.inbox.parsing.structure import Leaf
from tracker.inbox.parsing.transfer import body_bytes

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Text that is no part of the letter: invitations, the notices of RFC 3464, copies of a head.
NOT_LETTER = frozenset({"text/calendar", "text/rfc822-headers", "text/vcard", "text/x-vcard"})
LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<head>|<body[\s>])", re.I)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
# QQ Mail escapes its plain text as if it were HTML, Coremail the line above a quote.
ESCAPED = re.compile(r"&nbsp;|&lt;[^<>&\s]+@[^<>&\s]+&gt;|<[^<>&\s]+@[^<>&\s]+&gt;")
# Bytes of one body that are decoded at all; four bytes make a character at most.
MOST_BYTES = limits.TEXT * 4


@dataclass(slots=True)
class Piece:
    """One piece of the letter; the forms of one multipart/alternative are one piece."""

    plain: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Body:
    """The letter as text; `html` is all its HTML, `html_only` tells that the text comes from it."""

    text: str
    html: str
    html_only: bool


def is_letter(leaf: Leaf) -> bool:
    """Whether a part is text to be read, not a file to be kept."""
    if not leaf.content_type.startswith("text/") and leaf.content_type not in HTML:
        return leaf.content_type.startswith("multipart/")
    if leaf.content_type in NOT_LETTER:
        return False
    if first_word(leaf.part, "content-disposition") == "attachment":
        return False
    return not file_name(leaf)


def file_name(leaf: Leaf) -> str:
    """The name a part declares, not yet made safe; "" where it declares none."""
    return (
        parameters(leaf.part, "content-disposition").get("filename")
        or parameters(leaf.part, "content-type").get("name")
        or ""
    )


def read_body(letters: Iterable[Leaf], faults: list[str]) -> Body:
    """The letter, bounded by `limits.TEXT`; never raises."""
    pieces: dict[int, Piece] = {}
    left = limits.TEXT
    for place, leaf in enumerate(letters, start=1):
        text = text_of(leaf, faults)
        if len(text) > left:
            faults.append(f"正文过长，只读了前 {limits.TEXT} 个字符")
            text = text[:left]
        left -= len(text)
        piece = pieces.setdefault(-leaf.choice or place, Piece())
        if leaf.content_type in HTML or LOOKS_HTML.match(text):
            piece.marked.append(text)
        else:
            piece.plain.append(unescaped(text))
    return _joined(list(pieces.values()))


def _joined(pieces: list[Piece]) -> Body:
    texts = []
    plain = False
    for piece in pieces:
        text = "\n".join(piece.plain)
        plain = plain or bool(text.strip())
        texts.append(text if text.strip() else text_of_html("\n".join(piece.marked)))
    marked = [one for piece in pieces for one in piece.marked]
    text = "\n".join(text for text in texts if text.strip())
    return Body(text, "\n".join(marked), html_only=bool(marked) and not plain)


def text_of(leaf: Leaf, faults: list[str]) -> str:
    """The text of one part, decoded; never raises."""
    raw, fault = body_bytes(leaf.part)
    charset = parameters(leaf.part, "content-type").get("charset", "")
    if not charset and leaf.content_type in HTML:
        meta = META_CHARSET.search(raw[:4000])
        charset = meta[1].decode("ascii") if meta else ""
    text, wrong = decoded(raw[:MOST_BYTES], charset)
    faults.extend(one for one in (fault, wrong) if one)
    return readable(text)


def unescaped(text: str) -> str:
    """Plain text whose sender escaped it as HTML; other text stays as it is."""
    if not ESCAPED.search(text):
        return text
    return html.unescape(text).replace("\u00a0", " ")
