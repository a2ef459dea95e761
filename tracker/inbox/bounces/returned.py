"""The mail that came back: its Message-IDs and its recipients, from its copy or a piece of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import Message

from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing.addresses import addresses
from tracker.inbox.parsing.bodies import text_of
from tracker.inbox.parsing.encoded_words import unfolded
from tracker.inbox.parsing.structure import Leaf
from tracker.inbox.parsing.transfer import payload_of, raw_header

ID = re.compile(r"<[^<>\s]{3,400}>(?:\+[0-9A-Fa-f]{16})?")
# Where a server copies the head into its text; QQ Mail keeps the sender's own id in X-OQ-MSGID.
ID_LINE = re.compile(
    r"(?:^|[ \t>|*(（，,])(x-oq-msgid|(?:x-|original-)*message-?id|邮件(?:编号|标识|ID))[ \t]*[:：]\s*(<[^<>\s]{3,400}>)",
    re.I | re.M,
)
TO_LINE = re.compile(
    r"^[ \t>|*]*(?:to|envelope-to|x-original-to)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.I | re.M
)
ID_FIELDS = ("message-id", "x-oq-msgid", "resent-message-id")
# Fields of the notice itself in which some servers name the mail it is about.
NAMED_IN_NOTICE = ("x-original-message-id", "original-message-id", "in-reply-to", "references")
MOST_IDS = 20


def returned_message(leaves: Iterable[Leaf], faults: list[str]) -> str:
    """The text of the returned mail or its head, as far as a part of its own holds it."""
    pieces: list[str] = []
    for leaf in leaves:
        payload = payload_of(leaf.part)
        if leaf.content_type == "message/rfc822" and isinstance(payload, list):
            pieces.extend(_head(one) for one in payload)
        elif leaf.content_type in (
            "text/rfc822-headers",
            "message/rfc822",
            "message/global-headers",
        ):
            pieces.append(text_of(leaf, faults))
    return "\n".join(pieces)


def message_ids(mail: ParsedMail, returned: str, text: str) -> tuple[str, ...]:
    """The ids of the returned mail: of its copy, of its head within the text, named by the notice."""
    own = mail.message_id
    found = [match[2] for match in ID_LINE.finditer(returned)]
    found += [match[2] for match in ID_LINE.finditer(text)]
    for name in NAMED_IN_NOTICE:
        found += ID.findall(mail.header(name))
    return tuple(dict.fromkeys(one for one in found if one != own))[:MOST_IDS]


def returned_to(returned: str, text: str) -> tuple[str, ...]:
    """To whom the returned mail was written."""
    found = TO_LINE.search(returned) or TO_LINE.search(text)
    listed = addresses(found[1]) if found else []
    return tuple(dict.fromkeys(address for _name, address in listed if address))


def _head(message: Message) -> str:
    names = (*ID_FIELDS, "to", "envelope-to", "x-original-to")
    lines = [f"{name}: {unfolded(raw_header(message, name))}" for name in names]
    payload = payload_of(message)
    # A head that begins wrongly ends at once, and all of it is body.
    body = payload[:20_000] if isinstance(payload, str) and not message.keys() else ""
    return "\n".join(line for line in lines if not line.endswith(": ")) + "\n" + body
