"""Filing a held mail to a case by hand: recorded, graded, and answered by people."""

from __future__ import annotations

from machines.mails import MAILS
from machines.refusals import Refused
from machines.words import Grade
from tracker.actions.address_answers import wrote_from
from tracker.actions.bounces import take_bounce
from tracker.actions.incoming.automatic import enter_automatic
from tracker.actions.incoming.entries import came_back_entry, letter_entry
from tracker.actions.incoming.grading import NO_WORDS, Graded, not_his_word, our_words, passed_on
from tracker.actions.incoming.known_senders import refuse_unrememberable, remember_sender
from tracker.actions.incoming.lookup import (
    lock_incoming,
    no,
    reachable_case,
    refuse_filed,
    refuse_unless,
)
from tracker.actions.incoming.replies import Reply, open_reply_task
from tracker.actions.incoming.reports import kept_report
from tracker.actions.moves import answer_triggers, finish, lock_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import GRADUATE, Actor, Desk
from tracker.inbox.bounce_origin import why_another
from tracker.inbox.findings import OwnWords
from tracker.inbox.matching import known_as
from tracker.inbox.only_quote import only_quote
from tracker.inbox.parsing import parse_mail
from tracker.inbox.words import InboxState, IncomingKind, SenderKind
from tracker.masking import mask_private
from tracker.models import Case, ContactEntry, IncomingFiling, IncomingMail, Mail
from tracker.models.db import writing

BY_HAND = "由工作人员归入，请办理"


@telling_what_is_taken()
def file_incoming(
    desk: Desk,
    incoming_id: int,
    case_id: int,
    actor: Actor,
    *,
    remember: SenderKind | None = None,
    mail_id: int | None = None,
) -> IncomingFiling:
    """File a held mail to a case and commit; `remember` keeps its sender as his own, or as one who
    passes his words on.

    `mail_id` is the mail of ours it answers, where the user says so. A letter is graded as the
    person's own only from an address known as his, or remembered as his by this very click; no move
    is made for what it says: that becomes a task. Raises NoSuchIncoming or NoSuchCase for what the
    actor may not see, and Refused where another was quicker, the mail is not held, or the sender
    cannot be remembered; then nothing was written.
    """
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        refuse_unless(row, InboxState.HELD)
        refuse_filed(desk, row)
        case = lock_case(desk.session, reachable_case(desk, actor, case_id).id)
        if remember:
            refuse_unrememberable(desk, row)
        mail = _answered(desk, case, mail_id)
        row.state, row.case_id, row.mail_id = InboxState.FILED, case.id, mail.id if mail else None
        row.seen_at = row.seen_at or desk.now
        filing = IncomingFiling(
            incoming_id=row.id, case_id=case.id, staff_id=actor.staff_id, at=desk.now
        )
        desk.session.add(filing)
        desk.session.flush()
        if remember:
            remember_sender(desk, case, row, filing, actor, remember)
        entry = _enter(desk, case, row, mail, actor, remember)
        filing.entry_id = entry.id if entry else None
    return filing


def _answered(desk: Desk, case: Case, mail_id: int | None) -> Mail | None:
    if mail_id is None:
        return None
    mail = desk.session.get(Mail, mail_id) if 0 < mail_id < 2**31 else None
    if mail is None or mail.case_id != case.id:
        raise Refused(no("所选的邮件不是发给这份个案的", "mail_id"))
    return mail


def _enter(
    desk: Desk,
    case: Case,
    row: IncomingMail,
    mail: Mail | None,
    actor: Actor,
    remember: SenderKind | None,
) -> ContactEntry | None:
    """The ledger's line by what kind of mail it is; a notice of delay or receipt has none."""
    if row.kind is IncomingKind.REPLY:
        return _enter_letter(desk, case, row, mail, remember, actor)
    report = kept_report(row.report)
    if row.kind is IncomingKind.BOUNCE and mail is not None and report is not None:
        # Whom it comes from the user has judged; a stranger's address says nothing of this mail.
        return take_bounce(desk, row, report, mail, why_another(report, mail)).entry
    if row.kind is IncomingKind.AUTOMATIC:
        return enter_automatic(desk, case, row, mail, actor)
    if row.kind is not IncomingKind.BOUNCE:
        return None
    entry = came_back_entry(desk, case, row, actor)
    finish(desk, case, unmoved=True)
    return entry


def _enter_letter(
    desk: Desk,
    case: Case,
    row: IncomingMail,
    mail: Mail | None,
    remember: SenderKind | None,
    actor: Actor,
) -> ContactEntry:
    """A letter: whose it is, the sender's address says; what it asks, people read."""
    found = _graded(desk, case, row, mail, remember)
    entry = letter_entry(desk, case, row, MAILS.get(mail.kind) if mail else None, found, actor)
    why = f"{BY_HAND}。{found.why}" if found.why else BY_HAND
    if entry.two_way:
        wrote_from(desk, case, row.from_address, row.id)
    open_reply_task(desk, Reply(case, row, entry, mail), why)
    if entry.two_way:
        # It is the graduate who answered, whoever put his letter in its place (D-15).
        answer_triggers(desk, case, GRADUATE, entry)
    finish(desk, case)
    return entry


def _graded(
    desk: Desk, case: Case, row: IncomingMail, mail: Mail | None, remember: SenderKind | None
) -> Graded:
    """His own from an address of his; another's words are passed on, whatever address they take."""
    sender, own = parse_mail(row.raw.data), OwnWords(row.own_text, row.stripped, "")
    known = case.person_id in known_as(desk, row.from_address)
    if why := not_his_word(desk, case, sender, own, known=known):
        return passed_on(sender, why, another=True)
    if not row.attachments and only_quote(own, tuple(map(mask_private, our_words(mail)))):
        return passed_on(sender, NO_WORDS, empty=True)
    forged = (row.authenticity or {}).get("dmarc") == "fail"
    his = known and not forged and remember is not SenderKind.PASSES_ON
    return Graded(Grade.REPLIED) if his else passed_on(sender, "")
