"""What became of our mails after they had left: those that came back, and where they went on to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only

from tracker.desk import Desk
from tracker.lists.held_mails import a_bounce, same_words
from tracker.models import IncomingMail, Mail
from tracker.views.mail_words import report_lines


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back: why, by which notice, and the mail that took its words elsewhere."""

    reason: str
    notice_id: int
    sent_on: Mail | None


def returns_of(desk: Desk, mails: Iterable[Mail]) -> Mapping[int, Returned]:
    """Those of some mails that came back, by the mail's key; two queries however many they are."""
    mine = {mail.id: mail for mail in mails}
    if not mine:
        return {}
    query = sa.select(IncomingMail).where(IncomingMail.mail_id.in_(list(mine)), *a_bounce())
    columns = load_only(IncomingMail.mail_id, IncomingMail.report)
    notices = desk.session.scalars(query.order_by(IncomingMail.id.desc()).options(columns)).all()
    onward = _sent_on(desk, {one.mail_id for one in notices if one.mail_id is not None})
    return {
        one.mail_id: Returned(_reason(one, mine[one.mail_id]), one.id, onward.get(one.mail_id))
        for one in notices
        if one.mail_id is not None
    }


def _sent_on(desk: Desk, came_back: set[int]) -> dict[int, Mail]:
    """For each mail that came back, the first one later with its words for another address."""
    if not came_back:
        return {}
    first, later = aliased(Mail), aliased(Mail)
    query = (
        sa.select(first.id, later)
        .join(later, same_words(later, first))
        .where(first.id.in_(came_back), later.id > first.id, later.to_address != "")
        .where(sa.func.lower(later.to_address) != sa.func.lower(first.to_address))
        .order_by(later.id.desc())
        .options(load_only(later.case_id, later.to_address, later.state))
    )
    return dict(desk.session.execute(query).tuples().all())


def _reason(notice: IncomingMail, mail: Mail) -> str:
    lines = report_lines(notice.report)
    own = [one for one in lines if one.address.lower() == mail.to_address.lower()]
    return next((one.reason for one in (*own, *lines)), "原因不明")
