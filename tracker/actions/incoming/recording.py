"""Writes down what the chain found of a mail, and what it brings about: all in one transaction."""

from __future__ import annotations

from sqlalchemy.exc import NoResultFound

from machines.mails import MAILS
from tracker.actions.bounces import take_bounce
from tracker.actions.incoming.about_staff import place_about_staff
from tracker.actions.incoming.automatic import enter_automatic
from tracker.actions.incoming.entries import letter_entry
from tracker.actions.incoming.findings import keep_findings, keep_match
from tracker.actions.incoming.grading import graded
from tracker.actions.incoming.replies import (
    Reply,
    ask_to_confirm,
    follow_reply,
    open_other_task,
)
from tracker.actions.moves import finish, lock_case
from tracker.desk import CLOCK, GRADUATE, Desk
from tracker.inbox.bounce_origin import why_doubtful
from tracker.inbox.claim import ClaimedMail, hold, let_go
from tracker.inbox.findings import DeliveryReport, Match, Reading
from tracker.inbox.matching.find import UNKNOWN
from tracker.inbox.standing import standing_filing
from tracker.inbox.words import Certainty, InboxState, IncomingKind
from tracker.models import Case, ContactEntry, IncomingFiling, IncomingMail, Mail
from tracker.models.db import writing

WITHDRAWN = "线索指向的个案已随导入撤销"
WHICH_MAIL = "不知道是哪一封邮件被退回"


def record_reading(desk: Desk, reading: Reading) -> None:
    """Give the mail its place and commit. Raises LeaseLost; then nothing was written.

    A mail that is filed already, and was read once more, keeps its place, its entry and all that
    followed: only what was found of it is renewed.
    """
    with writing(desk.session):
        row = hold(desk.session, ClaimedMail(reading.worker, reading.incoming_id))
        keep_findings(row, reading)
        filing = standing_filing(desk.session, row.id)
        if filing is not None:
            row.state, row.case_id = InboxState.FILED, filing.case_id
        else:
            _place(desk, row, reading, reading.match or Match(Certainty.STRANGER))
        let_go(row)


def _place(desk: Desk, row: IncomingMail, reading: Reading, match: Match) -> None:
    keep_match(row, match)
    row.case_id = None
    row.staff_mail_id = reading.staff_mail_id
    if reading.loop:
        row.state = InboxState.SET_ASIDE
    elif reading.staff_mail_id is not None:
        place_about_staff(desk, row, reading, reading.staff_mail_id)
    elif match.certainty is Certainty.CERTAIN and match.case_id is not None:
        _file(desk, row, reading, match, match.case_id)
    else:
        row.state = InboxState.HELD


def _file(desk: Desk, row: IncomingMail, reading: Reading, match: Match, case_id: int) -> None:
    # A bounce marks an address, so it must be known which mail came back.
    if reading.kind is IncomingKind.BOUNCE and match.mail_id is None:
        _hold_back(row, WHICH_MAIL)
        return
    try:
        case = lock_case(desk.session, case_id)
    except NoResultFound:
        row.candidates = []
        _hold_back(row, WITHDRAWN)
        return
    row.state, row.case_id = InboxState.FILED, case.id
    mail = desk.session.get(Mail, match.mail_id) if match.mail_id is not None else None
    entry = _enter(desk, case, row, reading, match, mail)
    filing = IncomingFiling(
        incoming_id=row.id, case_id=case.id, entry_id=entry.id if entry else None, at=desk.now
    )
    desk.session.add(filing)


def _hold_back(row: IncomingMail, why: str) -> None:
    row.state, row.certainty = InboxState.HELD, Certainty.GUESS
    row.findings = [*row.findings, why]


def _enter(
    desk: Desk, case: Case, row: IncomingMail, reading: Reading, match: Match, mail: Mail | None
) -> ContactEntry | None:
    """The ledger's line and what follows from it; notices other than bounces have none."""
    if reading.kind is IncomingKind.REPLY:
        return _enter_reply(desk, case, row, reading, match, mail)
    if reading.kind is IncomingKind.AUTOMATIC:
        answers = reading.answer is not None and reading.answer.clear
        return enter_automatic(desk, case, row, mail, CLOCK, answers=answers)
    if reading.kind is IncomingKind.BOUNCE and reading.report is not None:
        return _enter_bounce(desk, row, reading, reading.report, mail)
    return None


def _enter_bounce(
    desk: Desk, row: IncomingMail, reading: Reading, report: DeliveryReport, mail: Mail | None
) -> ContactEntry | None:
    """A bounce changes an address only where nobody can have made it up."""
    doubt = ""
    if mail is not None:
        doubt = why_doubtful(desk.settings, reading.parsed, reading.envelopes, report, mail)
    if doubt:
        row.findings = [*row.findings, f"退信不能采信：{doubt}"]
    return take_bounce(desk, row, report, mail, doubt).entry


def _enter_reply(
    desk: Desk, case: Case, row: IncomingMail, reading: Reading, match: Match, mail: Mail | None
) -> ContactEntry:
    """A letter: by what proves that it is his it is graded; his own word is then followed."""
    found = graded(desk, case, reading, match, mail)
    entry = letter_entry(desk, case, row, MAILS.get(mail.kind) if mail else None, found, GRADUATE)
    reply = Reply(case, row, entry, mail)
    asked = _usable(case, row) is False
    if found.why:
        open_other_task(desk, reply, found)
    else:
        follow_reply(desk, reply, reading)
    if asked and _usable(case, row):
        _no_longer_unknown(row)
    elif not match.known_sender and row.from_address and not found.another:
        ask_to_confirm(desk, reply)
    finish(desk, case)
    return entry


def _usable(case: Case, row: IncomingMail) -> bool | None:
    """Whether mails go to the address that wrote; None where it is none of his."""
    found = case.person.find_address(row.from_address)
    return None if found is None else found.usable


def _no_longer_unknown(row: IncomingMail) -> None:
    """By this very mail the address was confirmed as his."""
    row.candidates = [
        one | {"reasons": [words for words in one["reasons"] if words != UNKNOWN]}
        for one in row.candidates
    ]
