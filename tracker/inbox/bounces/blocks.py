"""The fields of RFC 3464, also where blank lines are lost or a program adds words of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message

from tracker.inbox.parsing.addresses import bare_address
from tracker.inbox.parsing.charsets import decoded, raw_bytes, readable
from tracker.inbox.parsing.encoded_words import decoded_words
from tracker.inbox.parsing.transfer import body_bytes, encoding_of, from_base64, payload_of

FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{2,40})[ \t]*:[ \t]*(.*)")
RECIPIENT_FIELDS = frozenset({"final-recipient", "original-recipient"})
# Fields that come once for each recipient: one that comes again begins the next.
ONCE = RECIPIENT_FIELDS | {"action", "status"}
MOST_RECIPIENTS = 200
MOST_TEXT = 500_000
ACTIONS = {
    "failed": "failed",
    "failure": "failed",
    "error": "failed",
    "fail": "failed",
    "undeliverable": "failed",
    "delayed": "delayed",
    "delay": "delayed",
    "deferred": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
    "deliverable": "delivered",
}


@dataclass(slots=True)
class Block:
    """The fields on one recipient, names in lower case."""

    fields: dict[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """`failed`, `delayed`, `delivered` or "" where it does not say; comments are left out."""
        word = re.match(r"[a-z]+", self.fields.get("action", "").strip().lower())
        return ACTIONS.get(word[0], "") if word else ""

    @property
    def status(self) -> str:
        """RFC 3463, or ""."""
        found = re.search(r"[245]\.\d{1,3}\.\d{1,3}", self.fields.get("status", ""))
        return found[0] if found else ""

    @property
    def words(self) -> str:
        """What the receiving server said; the comment of the status where it said nothing."""
        said = self.fields.get("diagnostic-code", "") or self.fields.get("x-supplementary-info", "")
        said = re.sub(r"\A\s*[\w.-]+\s*;\s*", "", said)
        return said or self.fields.get("status", "")

    @property
    def addresses(self) -> tuple[str, ...]:
        """The recipient as we wrote it, then as the server resolved it."""
        names = ("original-recipient", "final-recipient", "x-actual-recipient")
        found = (_address(self.fields.get(name, "")) for name in names)
        return tuple(dict.fromkeys(one for one in found if one))


def blocks_of(part: Message) -> list[Block]:
    """The recipients' blocks of a delivery-status part, whatever its transfer encoding."""
    return blocks_in(_source(part))


def blocks_in(text: str) -> list[Block]:
    """The recipients' blocks within a text."""
    blocks: list[Block] = []
    now = Block()
    last = ""
    for line in text[:MOST_TEXT].split("\n"):
        if line[:1] in (" ", "\t") and line.strip() and last:
            now.fields[last] += " " + line.strip()
            continue
        found = FIELD.match(line)
        if found is None:
            last = ""
            if not line.strip() and _whole(now):
                blocks.append(now)
                now = Block()
            continue
        last = found[1].lower()
        if last in ONCE and last in now.fields and _whole(now):
            blocks.append(now)
            now = Block()
        now.fields.setdefault(last, "")
        now.fields[last] = now.fields[last] or decoded_words(found[2].strip())
    blocks.append(now)
    return [one for one in blocks if _whole(one)][:MOST_RECIPIENTS]


def _whole(block: Block) -> bool:
    """Whether a block names a recipient and what became of it."""
    fields = block.fields
    return bool(RECIPIENT_FIELDS & fields.keys()) and bool({"action", "status"} & fields.keys())


def _address(value: str) -> str:
    """The address of a typed field: `rfc822; <a@b>`, `LOCAL;a@b`, or the address alone."""
    _kind, _semicolon, rest = value.rpartition(";")
    return bare_address(rest.replace("+xn--", "+")) if "@" in rest else ""


def _source(part: Message) -> str:
    payload = payload_of(part)
    if isinstance(payload, list):
        pieces: list[str] = []
        for one in payload:
            inner = payload_of(one)
            pieces.extend(f"{name}: {value}" for name, value in one.raw_items())
            pieces.extend((inner if isinstance(inner, str) else "", ""))
        raw = raw_bytes("\n".join(pieces))
        if encoding_of(part) == "base64":
            raw = from_base64(raw)
    else:
        raw, _fault = body_bytes(part)
    return readable(decoded(raw)[0])
