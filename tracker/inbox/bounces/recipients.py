"""For whom a mail did not arrive, for good or not, and why."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.inbox.bounces.blocks import Block
from tracker.inbox.bounces.codes import CODE, Codes, codes_in, is_permanent
from tracker.inbox.bounces.notice_text import recipients_in, words_on
from tracker.inbox.bounces.reasons import CAUSE, cause_in, reason_of
from tracker.inbox.findings import ReportedRecipient
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.parsing.addresses import addresses
from tracker.inbox.parsing.charsets import one_line
from tracker.inbox.words import BounceReason

MOST_WORDS = 500
# A copy of a mail to more than these tells nothing of which of them failed.
MOST_GUESSED = 3
SENDER = re.compile(
    r"\bsender|\bmail ?from\b|\breturn[- ]path|\benvelope from|\bfrom address|发件|發件|发信|發信|寄件",
    re.I,
)


def of_blocks(blocks: list[Block], notice: str, delayed: bool) -> tuple[ReportedRecipient, ...]:
    """The recipients of RFC 3464's blocks; those that got the mail are left out."""
    found: dict[str, ReportedRecipient] = {}
    told = [block for block in blocks if block.action != "delivered"]
    for block in told:
        address = next(iter(block.addresses), "")
        said = block.words
        if not CODE.search(said) and len(said) < 20:
            # Some programs say in the text only what the other server answered.
            said = f"{said} {words_on(notice, address, [one.addresses[0] for one in told if one.addresses])}"
        late = delayed or block.action == "delayed"
        found.setdefault(address, _reported(address, said, block.status, block.words, late))
    return tuple(found.values())


def of_text(
    notice: str,
    mail: ParsedMail,
    envelopes: tuple[Envelope, ...],
    returned: tuple[str, ...],
    delayed: bool,
) -> tuple[ReportedRecipient, ...]:
    """The recipients that a text names; where it names none, those of the returned mail."""
    listed = _named_by_field(mail) or _named_by_text(notice, mail, envelopes, returned)
    if not listed and len(returned) <= MOST_GUESSED:
        listed = list(returned)
    return tuple(
        _reported(one, words_on(notice, one, listed), "", "", delayed) for one in listed
    ) or ((_reported("", notice, "", "", delayed),) if notice.strip() else ())


def of_reply(address: str, reply: str) -> ReportedRecipient:
    """What a server answered when a mail was handed over: `550 5.1.1 no such user`.

    Only its own 5xx is for good. Words about the sender tell nothing of the recipient, whatever
    code stands beside them.
    """
    code = re.match(r"([245]\d\d)(?!\d)", reply)
    told = _reported(address, reply, "", "", delayed=False)
    return replace(
        told,
        permanent=code is not None and code[1][0] == "5",
        code=int(code[1]) if code else None,
        reason=BounceReason.REJECTED if code and SENDER.search(reply) else told.reason,
    )


def _named_by_field(mail: ParsedMail) -> list[str]:
    listed = addresses(mail.header("x-failed-recipients"))
    return list(dict.fromkeys(address for _name, address in listed if address))


def _named_by_text(
    notice: str, mail: ParsedMail, envelopes: tuple[Envelope, ...], returned: tuple[str, ...]
) -> list[str]:
    own = {one.lower() for one in mail.to}
    own |= {one.lower() for envelope in envelopes for one in envelope.recipients}
    server = {mail.from_address.lower()}
    found = recipients_in(notice, frozenset(own | server), returned)
    # Somebody may have written to himself.
    return found or recipients_in(notice, frozenset(server), returned)


def _reported(address: str, said: str, status: str, shown: str, delayed: bool) -> ReportedRecipient:
    codes = codes_in(said)
    return ReportedRecipient(
        address=address,
        permanent=False if delayed else _permanent(codes, status, said),
        status=_best_status(codes, status),
        code=codes.code,
        reason=reason_of(said, (*codes.statuses, status) if status else codes.statuses, codes.code),
        words=one_line(shown or _told(said, address))[:MOST_WORDS],
    )


def _permanent(codes: Codes, status: str, said: str) -> bool:
    """A notice that tells nothing of it is final: the server no longer tries."""
    permanent = is_permanent(codes, status, said)
    return True if permanent is None else permanent


def _best_status(codes: Codes, status: str) -> str:
    specific = [one for one in codes.statuses if not one.endswith(".0.0") and one[0] != "2"]
    if specific:
        return specific[0]
    return status or next(iter(codes.statuses), "")


def _told(said: str, address: str) -> str:
    """The words on the cause, or from the address or the first code on: what a secretary wants."""
    if CAUSE.search(said):
        return cause_in(said).lstrip(" /:：\n\t")
    start = said.find(address) if address else -1
    code = CODE.search(said)
    if start < 0 and code:
        start = code.start()
    return said[max(start, 0) :]
