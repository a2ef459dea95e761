"""What stands in the ledger of a mail that came in (S4.4-5, D-15)."""

from __future__ import annotations

from machines.mails import MailKind
from machines.words import Channel, Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.incoming.grading import Graded
from tracker.desk import Actor, Desk
from tracker.models import Case, ContactEntry, IncomingMail

LONGEST_SAID = 4000
NO_OWN_WORDS = "（没有本人的话）"


def letter_entry(
    desk: Desk,
    case: Case,
    row: IncomingMail,
    kind: MailKind | None,
    graded: Graded,
    actor: Actor,
) -> ContactEntry:
    """A letter in its writer's own words; `kind` is the mail of ours that it answers."""
    words = (not graded.empty and row.own_text.strip()) or NO_OWN_WORDS
    files = f"（附件 {row.attachments} 个）" if row.attachments else ""
    about = f"答复“{kind.label}”" if kind else f"来信“{row.subject}”"
    why = f"〔{graded.why}〕" if graded.why else ""
    said = f"{about}：{_cut(words)}{files}{why}"
    return _entry(desk, case, row, graded.grade, actor, said, graded.who)


def automatic_entry(desk: Desk, case: Case, row: IncomingMail, actor: Actor) -> ContactEntry:
    """A program's answer: evidence of an attempt, never of contact (D-15)."""
    said = f"自动回复“{row.subject}”：{_cut(row.own_text.strip())}"
    return _entry(desk, case, row, Grade.AUTOMATIC, actor, said, "")


def came_back_entry(desk: Desk, case: Case, row: IncomingMail, actor: Actor) -> ContactEntry:
    """A bounce that people filed, where nobody knows which of our mails came back."""
    return _entry(desk, case, row, Grade.FAILED, actor, f"退信“{row.subject}”", "")


def _entry(
    desk: Desk, case: Case, row: IncomingMail, grade: Grade, actor: Actor, said: str, who: str
) -> ContactEntry:
    order = ContactOrder(
        # When it reached us; what a mail says of its own date is the sender's word.
        at=min(row.received_at, desk.now),
        channel=Channel.MAIL,
        direction=Direction.IN,
        grade=grade,
        address=row.from_address,
        answered_by=who,
        said=said,
    )
    return append_entry(desk, case, order, actor, mail_id=row.mail_id, incoming_id=row.id)


def _cut(words: str) -> str:
    if len(words) <= LONGEST_SAID:
        return words
    return words[:LONGEST_SAID] + "……（全文见来信）"
