"""Everything the page of one incoming mail shows, read once; the raw bytes are parsed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.mails import MAILS, Answer
from tracker.actions.incoming import moves_that_followed
from tracker.desk import Actor, Desk
from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing import attachment_bytes, parse_mail
from tracker.inbox.words import InboxState
from tracker.masking import mask_ways_in
from tracker.models import (
    Case,
    ContactEntry,
    IncomingFiling,
    IncomingMail,
    KnownSender,
    Mail,
    MoveRecord,
    Task,
)
from tracker.permissions import SORTERS, visible_cases
from tracker.views.cases.came_in import why_his
from tracker.views.incoming.attached import FileLine, file_lines
from tracker.views.incoming.candidates import (
    Candidate,
    Candidates,
    candidates_of,
    compare,
    read_known,
)
from tracker.views.incoming.receipts import may_file_receipt
from tracker.views.ledger_words import EntryWords, corrections_of, words_of
from tracker.views.mail_words import (
    ReportLine,
    authenticity_lines,
    mail_label,
    report_lines,
)

# How many of a case's mails are offered as the one that was answered.
OFFERED = 8
# What a page shows of a text; the original holds the rest.
LONGEST_SHOWN = 200_000
# Mails within a mail that are read for its page.
MOST_WITHIN, LARGEST_WITHIN = 3, 2_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """The mail of ours that was answered: its words, and the answers it offered."""

    mail: Mail
    label: str
    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of the mail: ledger entries, tasks, and mails we sent because of it."""

    entries: Sequence[tuple[ContactEntry, EntryWords]]
    tasks: Sequence[Task]
    mails: Sequence[Mail]


@dataclass(frozen=True, slots=True)
class IncomingPage:
    """What the template reads; absent parts are None or empty."""

    mail: IncomingMail
    parsed: ParsedMail
    own: str
    full: str
    within: tuple[ParsedMail, ...]
    question: Question | None
    followed: Followed
    filings: Sequence[IncomingFiling]
    moves: Sequence[MoveRecord]
    seen: frozenset[int]
    knows_sender: bool
    reasons: str
    candidates: Candidates
    searched: tuple[Candidate, ...]
    authenticity: list[tuple[str, str, bool]]
    report: list[ReportLine]
    receipts: bool
    files: tuple[FileLine, ...]


def read_incoming(desk: Desk, actor: Actor, mail: IncomingMail, found: list[int]) -> IncomingPage:
    """The page of a mail the actor may see; `found` are cases he searched for."""
    parsed = parse_mail(mail.raw.data)
    sorts = mail.state is InboxState.HELD and actor.role in SORTERS
    listed = [one["case_id"] for one in mail.candidates] if sorts else []
    known = read_known(desk, actor, [*listed, *found], newest=OFFERED)
    filings = _filings(desk, mail)
    seen = _seen(desk, actor, filings)
    searched = {case_id: (None, ()) for case_id in found if case_id in known.cases}
    return IncomingPage(
        mail=mail,
        parsed=parsed,
        own=mail.own_text or parsed.text[:LONGEST_SHOWN],
        full=parsed.text[:LONGEST_SHOWN],
        within=_within(mail.raw.data, parsed),
        question=_question(desk, actor, mail),
        followed=_followed(desk, actor, mail),
        filings=filings,
        moves=[m for one in filings for m in moves_that_followed(desk.session, one)],
        seen=seen,
        knows_sender=_knows_sender(desk, mail),
        reasons=why_his(mail),
        candidates=candidates_of(desk, mail, known) if sorts else Candidates(),
        searched=compare(desk, mail, known, searched),
        authenticity=authenticity_lines(mail.authenticity),
        report=report_lines(mail.report),
        receipts=may_file_receipt(actor, mail),
        files=file_lines(desk, parsed.attachments, seen),
    )


def _within(raw: bytes, parsed: ParsedMail) -> tuple[ParsedMail, ...]:
    """The mails that were sent on as attachments, with their own words; only a few, only one deep."""
    carried = [one for one in parsed.attachments if one.content_type == "message/rfc822"]
    few = [one for one in carried if one.size <= LARGEST_WITHIN][:MOST_WITHIN]
    read = (parse_mail(attachment_bytes(raw, one.position)) for one in few)
    return tuple(one for one in read if one.text.strip())


def _question(desk: Desk, actor: Actor, mail: IncomingMail) -> Question | None:
    if mail.mail_id is None:
        return None
    query = sa.select(Mail).join(Case).where(Mail.id == mail.mail_id, visible_cases(actor))
    ours = desk.session.scalar(query)
    if ours is None:
        return None
    kind = MAILS.get(ours.kind)
    answers = kind.answers if kind else ()
    return Question(ours, mail_label(ours), mask_ways_in(ours.text), answers)


def _followed(desk: Desk, actor: Actor, mail: IncomingMail) -> Followed:
    """Only what stands in cases that the actor may see: a filing may have been taken back."""
    session, seen = desk.session, visible_cases(actor)
    entries = (
        sa.select(ContactEntry)
        .join(Case)
        .where(ContactEntry.incoming_id == mail.id, seen)
        .order_by(ContactEntry.id)
        .options(joinedload(ContactEntry.case).joinedload(Case.person))
    )
    tasks = (
        sa.select(Task)
        .join(ContactEntry, ContactEntry.id == Task.entry_id)
        .join(Case, Case.id == Task.case_id)
        .where(ContactEntry.incoming_id == mail.id, seen)
        .order_by(Task.id)
    )
    mails = sa.select(Mail).join(Case).where(Mail.incoming_id == mail.id, seen).order_by(Mail.id)
    found = session.scalars(entries).all()
    corrections = corrections_of(desk, {entry.case_id for entry in found})
    return Followed(
        [(entry, words_of(entry, corrections)) for entry in found],
        session.scalars(tasks).all(),
        session.scalars(mails).all(),
    )


def _filings(desk: Desk, mail: IncomingMail) -> Sequence[IncomingFiling]:
    """Newest first, those taken back too."""
    case = joinedload(IncomingFiling.case)
    query = (
        sa.select(IncomingFiling)
        .filter_by(incoming_id=mail.id)
        .order_by(IncomingFiling.id.desc())
        .options(joinedload(IncomingFiling.staff), case.joinedload(Case.person))
    )
    return desk.session.scalars(query).all()


def _seen(desk: Desk, actor: Actor, filings: Sequence[IncomingFiling]) -> frozenset[int]:
    """The cases of these filings that the actor may see: one taken back may be another's."""
    ids = [one.case_id for one in filings]
    query = sa.select(Case.id).where(Case.id.in_(ids), visible_cases(actor))
    return frozenset(desk.session.scalars(query)) if ids else frozenset()


def _knows_sender(desk: Desk, mail: IncomingMail) -> bool:
    """Whether the sender of a filed mail is on file, or was confirmed, as the person's own."""
    if mail.case is None:
        return False
    sender, person = mail.from_address.lower(), mail.case.person
    if person.find_address(sender) is not None:
        return True
    confirmed = sa.select(KnownSender.address).where(
        KnownSender.person_id == person.id, KnownSender.ended_at.is_(None)
    )
    return sender in {address.lower() for address in desk.session.scalars(confirmed)}
