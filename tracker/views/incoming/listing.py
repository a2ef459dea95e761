"""One page of the mails that came in, in a handful of queries, however many wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.words import Word
from tracker.desk import Actor, Desk
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import Case, IncomingFiling, IncomingMail, Mail
from tracker.permissions import SORTERS, visible_cases, visible_incoming
from tracker.views.addresses import read_key
from tracker.views.incoming.candidates import Candidates, candidates_of, read_known
from tracker.views.incoming.narrowing import WHOLE, Narrowed
from tracker.views.mail_words import excerpt

PAGE = 30
CAP = 1000
# The menu says how many wait on every page: it counts no further than people read.
BADGE_CAP = 99


class Tab(Word):
    """The lists of the mails that came in."""

    NEW = "new", "新来信"
    HELD = "held", "待分拣"
    BROKEN = "broken", "处理出错"
    FILED = "filed", "已归入"
    SET_ASIDE = "set_aside", "已搁置"


COUNTED = (Tab.NEW, Tab.HELD, Tab.BROKEN, Tab.SET_ASIDE)
# Whoever does not sort reads what was filed to the cases he sees.
READ = (Tab.NEW, Tab.FILED)


def tabs_for(actor: Actor) -> tuple[Tab, ...]:
    """The lists an actor has."""
    return tuple(Tab) if actor.role in SORTERS else READ


@dataclass(frozen=True, slots=True)
class Row:
    """One mail of the list: the beginning of its own words, and whose it may be or is."""

    mail: IncomingMail
    excerpt: str
    candidates: Candidates
    filing: IncomingFiling | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows, and the key of the next page ('' when there is none)."""

    rows: list[Row]
    after: str


def list_incoming(
    desk: Desk,
    actor: Actor,
    tab: Tab,
    after: str,
    narrowed: Narrowed = WHOLE,
    *,
    oldest: bool = False,
) -> Listing:
    """The page after the key `after`, the newest first unless the `oldest` are asked for."""
    query = sa.select(IncomingMail).where(*_on(tab, actor), *narrowed.where)
    if (key := read_key(after)) is not None:
        query = query.where(IncomingMail.id > key if oldest else IncomingMail.id < key)
    case = joinedload(IncomingMail.case)
    order = IncomingMail.id if oldest else IncomingMail.id.desc()
    query = query.order_by(order).limit(PAGE + 1)
    query = query.options(case.joinedload(Case.person), case.joinedload(Case.cohort))
    ours = joinedload(IncomingMail.mail).load_only(
        Mail.case_id, Mail.kind, Mail.sent_at, Mail.made_at
    )
    query = query.options(ours)
    found = desk.session.scalars(query).all()
    more = len(found) > PAGE
    shown = found[:PAGE]
    return Listing(_rows(desk, actor, tab, shown), str(shown[-1].id) if more else "")


def count_incoming(desk: Desk, actor: Actor) -> dict[Tab, str]:
    """How many mails each list of work holds."""
    asked = [tab for tab in COUNTED if tab in tabs_for(actor)]
    return {tab: _capped(_count(desk, _on(tab, actor), CAP), CAP) for tab in asked}


def count_waiting(desk: Desk, actor: Actor) -> int:
    """How many of the mails that the actor may see have come in and are not yet worked on."""
    wanted = (IncomingMail.state == InboxState.WAITING, visible_incoming(actor))
    return _count(desk, wanted, CAP)


def held_badge(desk: Desk, actor: Actor) -> str:
    """How many mails wait for the actor to be sorted, for the menu; "" where none does."""
    if actor.role not in SORTERS:
        return ""
    found = _count(desk, _on(Tab.HELD, actor), BADGE_CAP)
    return _capped(found, BADGE_CAP) if found else ""


def new_badge(desk: Desk, actor: Actor) -> str:
    """How many replies nobody has looked at yet, for the menu; "" where there is none."""
    found = _count(desk, _on(Tab.NEW, actor), BADGE_CAP)
    return _capped(found, BADGE_CAP) if found else ""


def _on(tab: Tab, actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    if tab is Tab.NEW:
        # Whose a filed mail is, its case says alone.
        mail, its = IncomingMail, sa.exists().where(Case.id == IncomingMail.case_id)
        new = (mail.state == InboxState.FILED, mail.kind == IncomingKind.REPLY)
        return (*new, mail.seen_at.is_(None), its.where(visible_cases(actor)))
    return IncomingMail.state == InboxState(tab.value), visible_incoming(actor)


def _rows(desk: Desk, actor: Actor, tab: Tab, mails: Sequence[IncomingMail]) -> list[Row]:
    listed = [one["case_id"] for mail in mails for one in mail.candidates]
    known = read_known(desk, actor, listed if tab is Tab.HELD else (), newest=1)
    filings = _filings(desk, mails) if tab in READ else {}
    return [
        Row(
            mail,
            excerpt(mail.own_text),
            candidates_of(desk, mail, known) if tab is Tab.HELD else Candidates(),
            filings.get(mail.id),
        )
        for mail in mails
    ]


def _filings(desk: Desk, mails: Sequence[IncomingMail]) -> dict[int, IncomingFiling]:
    """The standing filing of each mail."""
    query = (
        sa.select(IncomingFiling)
        .where(
            IncomingFiling.incoming_id.in_([mail.id for mail in mails]),
            IncomingFiling.undone_at.is_(None),
        )
        .order_by(IncomingFiling.id)
        .options(joinedload(IncomingFiling.staff))
    )
    return {one.incoming_id: one for one in desk.session.scalars(query)}


def _count(desk: Desk, wanted: Sequence[sa.ColumnElement[bool]], cap: int) -> int:
    some = sa.select(IncomingMail.id).where(*wanted).limit(cap + 1).subquery()
    return desk.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _capped(number: int, cap: int) -> str:
    return str(number) if number <= cap else f"{cap}+"
