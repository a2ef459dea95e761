"""Writes down what the chain found of a mail, and what it brings about: all in one transaction."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from machines.mails import MAILS
from tracker.actions.bounces import take_bounce
from tracker.actions.incoming.entries import automatic_entry, letter_entry
from tracker.actions.incoming.findings import keep_findings, keep_match
from tracker.actions.incoming.grading import graded
from tracker.actions.incoming.replies import (
    Reply,
    follow_reply,
    open_other_task,
    open_reply_task,
    open_task,
)
from tracker.actions.moves import finish, lock_case
from tracker.desk import CLOCK, GRADUATE, Desk
from tracker.inbox.claim import ClaimedMail, hold, let_go
from tracker.inbox.findings import Match, Reading
from tracker.inbox.words import Certainty, InboxState, IncomingKind
from tracker.models import Case, ContactEntry, IncomingFiling, IncomingMail, Mail
from tracker.models.db import writing

# By these words the task is known, so that confirming the sender settles it.
CONFIRM = "请核实来信邮箱"
WITHDRAWN = "线索指向的个案已随导入撤销"
LIKE_AN_ANSWER = "像是自动回复，但读出了明确的回答，请看一眼是不是本人写的"
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


def standing_filing(session: Session, incoming_id: int) -> IncomingFiling | None:
    """The filing of a mail that was not taken back, None where it has none."""
    query = sa.select(IncomingFiling).filter_by(incoming_id=incoming_id, undone_at=None)
    return session.scalar(query.order_by(IncomingFiling.id.desc()).limit(1))


def _place(desk: Desk, row: IncomingMail, reading: Reading, match: Match) -> None:
    keep_match(row, match)
    row.case_id = None
    if reading.loop:
        row.state = InboxState.SET_ASIDE
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
        return _enter_automatic(desk, case, row, reading, mail)
    if reading.kind is IncomingKind.BOUNCE and reading.report is not None:
        return take_bounce(desk, row, reading.report, mail).entry
    return None


def _enter_automatic(
    desk: Desk, case: Case, row: IncomingMail, reading: Reading, mail: Mail | None
) -> ContactEntry:
    """A program's answer; where it reads like a person's, people look whether it is one."""
    entry = automatic_entry(desk, case, row, CLOCK)
    answers = reading.answer is not None and reading.answer.clear
    if answers:
        open_reply_task(desk, Reply(case, row, entry, mail), LIKE_AN_ANSWER)
    finish(desk, case, unmoved=not answers)
    return entry


def _enter_reply(
    desk: Desk, case: Case, row: IncomingMail, reading: Reading, match: Match, mail: Mail | None
) -> ContactEntry:
    """A letter: by what proves that it is his it is graded; his own word is then followed."""
    found = graded(desk, case, reading, match, mail)
    entry = letter_entry(desk, case, row, MAILS.get(mail.kind) if mail else None, found, GRADUATE)
    reply = Reply(case, row, entry, mail)
    if found.why:
        open_other_task(desk, reply, found)
    else:
        follow_reply(desk, reply, reading)
    if not match.known_sender and row.from_address and not found.another:
        open_task(
            desk,
            reply,
            f"{CONFIRM}：{row.from_address} 没有登记在本人名下，或未通过发件人身份验证；"
            "来信由邮件编号或链接认定。请向本人核实后确认",
        )
    finish(desk, case)
    return entry
