"""What the steps find out: bounces and delays, automatic replies, own words, answers, matches.

Each finding carries the words that explain it to a secretary.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.words import BounceReason, Certainty, IncomingKind


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """One recipient in a notice of delivery.

    `permanent` None: the notice does not say. `status` is RFC 3463 ("5.1.1") or "", `code` the
    SMTP code or None, `words` the server's own words on one line, at most 500 characters.
    """

    address: str
    permanent: bool | None
    status: str
    code: int | None
    reason: BounceReason
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a notice of delivery says: `kind` is BOUNCE, DELAY or REPORT.

    `message_ids` are those of the returned mail, best first; `how` tells by what it was known.
    """

    kind: IncomingKind
    recipients: tuple[ReportedRecipient, ...]
    message_ids: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The sender's own text without quote and signature of a program; `how` names the marker.

    `stripped` False: own words could not be told from the quote, so `text` is the whole (flagged).
    """

    text: str
    stripped: bool
    how: str


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The answer read from the own words: `number` None where none, or more than one, is said.

    `clear` lets it act without a person; `found` are all numbers it might be, `how` why. `words`
    are those of a clear answer beyond its number, "" where there are none but courtesies.
    """

    number: int | None
    clear: bool
    found: tuple[int, ...]
    how: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case this mail may belong to, its score (0 to 100) and each reason in words."""

    case_id: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Whose mail it is. `case_id` only where certain; `mail_id` the mail of ours it answers.

    `known_sender`: the sender's address is one of the person's own, or was confirmed as his.
    `unproven`: why nothing may follow from it without a person although it is certain, or "".
    """

    certainty: Certainty
    case_id: int | None = None
    mail_id: int | None = None
    known_sender: bool = False
    unproven: str = ""
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of one mail so far; each step gives a fuller one."""

    incoming_id: int
    raw: bytes = field(repr=False)
    envelopes: tuple[Envelope, ...]
    received_at: datetime
    # Whose claim it is read under: nothing is written for a mail that another worker has by then.
    worker: str = ""
    mail: ParsedMail | None = None
    # What the site's own server said of the sender; None where it said nothing.
    authenticity: dict[str, str] | None = None
    report: DeliveryReport | None = None
    automatic: tuple[str, ...] = ()
    # Why it is no letter to us at all, "" where it is one: our own mail come back, a mailing list.
    loop: str = ""
    match: Match | None = None
    # The mail to a colleague that it answers or reports on.
    staff_mail_id: int | None = None
    own: OwnWords | None = None
    answer: ReadAnswer | None = None

    def with_(self, **found: object) -> Reading:
        """The same reading with more known."""
        return replace(self, **found)  # type: ignore[arg-type]

    @property
    def parsed(self) -> ParsedMail:
        """The mail taken apart. Raises ValueError before it is."""
        if self.mail is None:
            raise ValueError("the mail has not been taken apart yet")
        return self.mail

    @property
    def kind(self) -> IncomingKind:
        """What kind of mail it is, by what has been found."""
        if self.report is not None:
            return self.report.kind
        return IncomingKind.AUTOMATIC if self.automatic else IncomingKind.REPLY
