"""Signed answer links: one prompt, one case, one answer; expiring, revocable, superseded by the next.

The token in the address is signed, so that nobody can make one up, and names the row by key and
nonce, so that the row alone says whether the link still holds.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import or_, select, update

from tracker.config import Settings
from tracker.desk import Desk
from tracker.models.mail import AnswerLink, Mail


class LinkFault(StrEnum):
    """Why a link does not open its form."""

    FORGED = "forged"
    REVOKED = "revoked"
    USED = "used"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class LinkRefused(Exception):
    """The link does not hold; `link` is its row, None where it was forged.

    A used link carries the answer it was used for, so that the page can thank for it again.
    """

    def __init__(self, reason: LinkFault, link: AnswerLink | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.link = link


def new_link(
    desk: Desk, case_id: int, kind: str, move_id: int | None, *, beside_others: bool = False
) -> AnswerLink:
    """A link for one prompt of a case; earlier unused ones of the same kind give way to it.

    `beside_others`: they stay open, where each asks of something else.
    """
    link = fresh_link(desk, case_id, kind, move_id)
    desk.session.add(link)
    desk.session.flush()
    if beside_others:
        return link
    desk.session.execute(
        update(AnswerLink)
        .where(
            AnswerLink.case_id == case_id,
            AnswerLink.kind == kind,
            AnswerLink.id != link.id,
            AnswerLink.used_at.is_(None),
            AnswerLink.superseded_by_id.is_(None),
        )
        .values(superseded_by_id=link.id)
    )
    return link


def fresh_link(desk: Desk, case_id: int, kind: str, move_id: int | None) -> AnswerLink:
    """A link as it is made, not yet added."""
    return AnswerLink(
        case_id=case_id,
        move_id=move_id,
        kind=kind,
        nonce=secrets.token_urlsafe(24),
        made_at=desk.now,
        expires_at=desk.now + timedelta(days=desk.settings.link_days),
    )


def link_url(settings: Settings, link: AnswerLink) -> str:
    """The whole address that goes into the mail."""
    return f"{settings.base_url}/a/{link_token(settings, link.id, link.nonce)}"


def link_token(settings: Settings, key: int, nonce: str) -> str:
    """The signed part of a link's address."""
    return str(_serializer(settings).dumps([key, nonce]))


def read_link(desk: Desk, token: str) -> AnswerLink:
    """The link of a token. Raises LinkRefused when it does not hold now."""
    link = _signed_link(desk, token)
    if fault := link_fault(desk, link):
        raise LinkRefused(fault, link)
    return link


def find_link(desk: Desk, token: str) -> AnswerLink | None:
    """The link that the token names, whether or not it still holds; None for a forged one."""
    try:
        return _signed_link(desk, token)
    except LinkRefused:
        return None


def link_of_mail(desk: Desk, mail: Mail) -> AnswerLink | None:
    """The link that stands in the mail, whether or not it still holds; None where it has none."""
    of_prompt = desk.session.scalars(
        select(AnswerLink)
        .where(
            AnswerLink.case_id == mail.case_id,
            AnswerLink.kind == mail.kind,
            AnswerLink.move_id.is_(None)
            if mail.move_id is None
            else AnswerLink.move_id == mail.move_id,
        )
        .order_by(AnswerLink.id.desc())
    )
    return next((one for one in of_prompt if link_url(desk.settings, one) in mail.text), None)


def link_fault(desk: Desk, link: AnswerLink) -> LinkFault | None:
    """Why the link does not hold now, or None where it does."""
    if link.revoked_at is not None:
        return LinkFault.REVOKED
    if link.used_at is not None:
        return LinkFault.USED
    if link.superseded_by_id is not None:
        return LinkFault.SUPERSEDED
    return LinkFault.EXPIRED if desk.now >= link.expires_at else None


def use_link(desk: Desk, link: AnswerLink, answer: int, entry_id: int | None = None) -> None:
    """Use the link up for one answer. Raises LinkRefused when another request was quicker.

    The database decides, not the row read before: of two answers sent at once one is taken.
    """
    taken = desk.session.scalar(
        update(AnswerLink)
        .where(AnswerLink.id == link.id, AnswerLink.used_at.is_(None))
        .values(used_at=desk.now, answer=answer, entry_id=entry_id)
        .returning(AnswerLink.id)
    )
    desk.session.refresh(link)
    if taken is None:
        raise LinkRefused(LinkFault.USED, link)


def revoke_link(desk: Desk, link: AnswerLink) -> None:
    """Take a link back, for example when a mail went to a wrong address. Revoking twice is once."""
    link.revoked_at = link.revoked_at or desk.now
    desk.session.flush()


def revoke_open_links(desk: Desk, case_id: int) -> int:
    """Take back every link of a case that still opens something; how many there were.

    One that was answered is among them: it still leads to the page of addresses.
    """
    links = desk.session.scalars(
        select(AnswerLink).where(
            AnswerLink.case_id == case_id,
            AnswerLink.revoked_at.is_(None),
            AnswerLink.superseded_by_id.is_(None),
            or_(AnswerLink.used_at.is_(None), AnswerLink.expires_at > desk.now),
        )
    ).all()
    for link in links:
        revoke_link(desk, link)
    return len(links)


def open_link(desk: Desk, case_id: int, kind: str, move_id: int | None) -> AnswerLink | None:
    """The link of that prompt if it could still be answered, else None."""
    return desk.session.scalar(
        select(AnswerLink).where(
            AnswerLink.case_id == case_id,
            AnswerLink.kind == kind,
            AnswerLink.move_id == move_id,
            AnswerLink.revoked_at.is_(None),
            AnswerLink.used_at.is_(None),
            AnswerLink.superseded_by_id.is_(None),
            AnswerLink.expires_at > desk.now,
        )
    )


def _signed_link(desk: Desk, token: str) -> AnswerLink:
    try:
        key, nonce = _serializer(desk.settings).loads(token)
    except (BadData, ValueError, TypeError):
        raise LinkRefused(LinkFault.FORGED) from None
    link = desk.session.get(AnswerLink, key) if isinstance(key, int) else None
    if link is None or not hmac.compare_digest(link.nonce.encode(), str(nonce).encode()):
        raise LinkRefused(LinkFault.FORGED)
    # The last letter of a signature carries bits that its decoding drops: one link, one spelling.
    if not hmac.compare_digest(token.encode(), link_token(desk.settings, key, nonce).encode()):
        raise LinkRefused(LinkFault.FORGED)
    return link


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(
        settings.secret_key, salt="answer", signer_kwargs={"digest_method": hashlib.sha256}
    )
