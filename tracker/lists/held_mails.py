"""Mails to graduates that reached nobody: one definition for the outbox's page and for digests."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from machines.mails import MAILS
from machines.words import TWO_WAY
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import Case, ContactEntry, IncomingMail, Mail, MailState
from tracker.outbox.resend import RESENDABLE


def held_up() -> sa.CompoundSelect[tuple[int]]:
    """What has not left, but for closed cases that want an address, and what came back for good.

    Two selects of keys: each is read from its own index.
    """
    wanted = sa.or_(Mail.state != MailState.NO_ADDRESS, Case.closed_at.is_(None))
    stuck = sa.select(Mail.id).join(Case).where(Mail.state.in_(RESENDABLE), wanted)
    return sa.union_all(stuck.where(~_sent_once_more()), came_back_and_reached_nobody())


def _sent_once_more() -> ColumnElement[bool]:
    """A later row with the same words: somebody has cured this one."""
    later = aliased(Mail)
    each_its_own = [name for name, kind in MAILS.items() if kind.all_addresses]
    return sa.exists().where(
        later.case_id == Mail.case_id,
        later.kind == Mail.kind,
        later.move_id.is_not_distinct_from(Mail.move_id),
        later.made_at > Mail.made_at,
        later.text == Mail.text,
        sa.or_(
            Mail.kind.not_in(each_its_own),
            Mail.to_address == "",
            later.to_address == Mail.to_address,
        ),
    )


def came_back_and_reached_nobody() -> sa.Select[tuple[int]]:
    """The keys of mails that came back, while nothing else has reached the graduate since.

    Nothing: no other mail with these words that arrived as far as we know, and no word from him.
    A closed case waits for nothing.
    """
    first, other, back = aliased(Mail), aliased(Mail), aliased(IncomingMail)
    arrived = sa.exists().where(
        same_words(other, first),
        other.state.in_((MailState.SENT, MailState.UNKNOWN)),
        ~sa.exists().where(back.mail_id == other.id, *a_bounce(back)),
    )
    answered = sa.exists().where(
        ContactEntry.case_id == first.case_id,
        ContactEntry.at >= first.made_at,
        ContactEntry.grade.in_(TWO_WAY),
    )
    return (
        sa.select(first.id)
        .join(IncomingMail, IncomingMail.mail_id == first.id)
        .join(Case, Case.id == first.case_id)
        .where(*a_bounce(), Case.closed_at.is_(None), ~arrived, ~answered)
    )


def same_words(one: type[Mail], other: type[Mail]) -> sa.ColumnElement[bool]:
    """Whether two rows are the same words to one person, each for an address of its own."""
    return sa.and_(
        one.case_id == other.case_id,
        one.id != other.id,
        one.kind == other.kind,
        one.move_id.is_not_distinct_from(other.move_id),
        one.text == other.text,
    )


def a_bounce(row: type[IncomingMail] = IncomingMail) -> tuple[sa.ColumnElement[bool], ...]:
    """A notice, filed to its case, that a mail came back."""
    return row.state == InboxState.FILED, row.kind == IncomingKind.BOUNCE
