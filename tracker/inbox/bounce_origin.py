"""Whether a bounce may be believed: anybody can write one, and a dead address is told by it.

What is not to be believed is kept and shown; it changes no address (D-15).
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.config import Settings
from tracker.inbox.bounces.machine import machine_of
from tracker.inbox.bounces.returned import ID_LINE, returned_message
from tracker.inbox.bounces.wording import DAEMON_ADDRESS, WEAK_ADDRESS
from tracker.inbox.findings import DeliveryReport
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.parsing.structure import leaves
from tracker.models import Mail, StaffMail
from tracker.outbox.tokens import TokenPlace, token_in, token_of_address

NOT_SIGNED = "退信没有寄到带签名的退信地址"
NO_SERVER = "发信方不是邮件服务器"
NOT_RETURNED = "退回的不是本系统的那封邮件，只是提到了它"
ANOTHER_RECIPIENT = "退信所说的收件人不是那封邮件的收件人"

# Where servers write down for whom a mail came, beside the envelope.
_HANDED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")


def why_doubtful(
    settings: Settings,
    parsed: ParsedMail,
    envelopes: tuple[Envelope, ...],
    report: DeliveryReport,
    mail: Mail | StaffMail,
) -> str:
    """Why the notice is no proof that `mail` came back, "" where it is.

    With signed return paths that alone decides: servers write there, and nobody can make one up.
    Without them a server must have written, about this very mail and its own recipient.
    """
    if settings.return_path:
        signed = (TokenPlace.BOUNCE, mail.token)
        told = (token_of_address(settings, one) for one in _handed_to(parsed, envelopes))
        return "" if signed in told else NOT_SIGNED
    if not _by_server(parsed, envelopes):
        return NO_SERVER
    if mail.token not in _returned_tokens(parsed):
        return NOT_RETURNED
    return why_another(report, mail)


def why_another(report: DeliveryReport, mail: Mail | StaffMail) -> str:
    """Why the notice does not speak of the mail's own recipient, "" where it does."""
    named = {one.address.lower() for one in report.recipients}
    return "" if mail.to_address.lower() in named else ANOTHER_RECIPIENT


def _handed_to(parsed: ParsedMail, envelopes: tuple[Envelope, ...]) -> Iterator[str]:
    for envelope in envelopes:
        yield from envelope.recipients
    for name in _HANDED_TO:
        yield from parsed.all_of(name)


def _by_server(parsed: ParsedMail, envelopes: tuple[Envelope, ...]) -> bool:
    """By the envelope where a door knows it; else by what the mail says of itself."""
    senders = [one.sender for one in envelopes if one.sender is not None]
    if senders:
        return any(not one or _of_server(one) for one in senders)
    machine = machine_of(parsed, envelopes, report=False)
    return machine.null or machine.daemon


def _returned_tokens(parsed: ParsedMail) -> set[str]:
    """Of the returned mail's own Message-ID; what it refers to is another mail."""
    returned = returned_message(leaves(parsed.message, []), [])
    own = [found[2] for text in (returned, parsed.text) for found in ID_LINE.finditer(text)]
    return {token for one in own for token in token_in(one)}


def _of_server(address: str) -> bool:
    return bool(DAEMON_ADDRESS.match(address)) and not WEAK_ADDRESS.match(address)
