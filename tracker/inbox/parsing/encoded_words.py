"""Headers as people read them: unfolded, RFC 2047 words decoded, broken ones as far as they go."""

from __future__ import annotations

import re
from binascii import a2b_qp

from tracker.inbox.parsing import limits
from tracker.inbox.parsing.charsets import decoded, one_line, raw_bytes, readable
from tracker.inbox.parsing.transfer import from_base64

# The end may be missing where a header was cut; text of kind Q may hold a bare question mark.
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]{0,200}+){0,3}+)(?:\?=|\Z)")
GAP = re.compile(r"\s*\Z")


def header_text(value: str) -> str:
    """A header as `email` gives it (bytes behind surrogates) as one line of text. No raise."""
    text = decoded_words(unfolded(value))
    return one_line(text)


def unfolded(value: str) -> str:
    """Without line ends; raw bytes read as the character set that fits. Words stay encoded."""
    value = value[: limits.HEADER]
    if not value.isascii():
        value = decoded(raw_bytes(value))[0]
    return readable(re.sub(r"\r?\n[ \t]*|\r", " ", value)).strip()


def decoded_words(text: str) -> str:
    """Every encoded word decoded; those next to each other join, also within a character."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run: list[tuple[str, str, str]] = []
    end = 0
    for found in WORD.finditer(text):
        between = text[end : found.start()]
        if not (run and GAP.match(between)):
            pieces.append(_joined(run))
            run = []
            pieces.append(between)
        run.append((found[1].split("*")[0].lower(), found[2].upper(), found[3]))
        end = found.end()
    pieces.append(_joined(run))
    pieces.append(text[end:])
    return "".join(pieces)


def _joined(run: list[tuple[str, str, str]]) -> str:
    """The words of one run; the bytes of one character set are decoded together."""
    pieces: list[str] = []
    start = 0
    while start < len(run):
        stop = start
        while stop < len(run) and run[stop][0] == run[start][0]:
            stop += 1
        pieces.append(decoded(_bytes_of(run[start:stop]), run[start][0])[0])
        start = stop
    return "".join(pieces)


def _bytes_of(words: list[tuple[str, str, str]]) -> bytes:
    texts = [text for _charset, _kind, text in words]
    kinds = {kind for _charset, kind, _text in words}
    whole = all(len(text.strip()) % 4 == 0 for text in texts)
    if kinds == {"B"} and not whole and not any("=" in text for text in texts[:-1]):
        # Some senders cut the base64 itself, so a piece alone means nothing.
        return from_base64(raw_bytes("".join(texts)))
    return b"".join(
        from_base64(raw_bytes(text))
        if kind == "B"
        else a2b_qp(raw_bytes(text.replace(" ", "_")), header=True)
        for _charset, kind, text in words
    )
