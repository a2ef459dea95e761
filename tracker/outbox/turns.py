"""Whose turn it is: the oldest waiting mails, of each provider as many as its pace allows.

A provider that takes no more for now is not looked at, so its mails hold up nobody. Within one
provider mails leave in the order they were written; a later mail of a case never overtakes an
earlier one to the same address that another worker has or that waits for its next try, but for one
that leaves at any hour, which passes those that wait for the sending hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from tracker.models.mail import Mail
from tracker.outbox.pace import book, booked_ahead, free_slots, pace_of

ONE_CLAIM_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(20240527)")

# SQLite, which knows nothing of how the mails are spread, prefers a worse index.
_HINT = "INDEXED BY ix_mail_turn"

# Every provider with mails that wait, the one whose oldest mail is oldest first. It hops through
# the index from one provider to the next and never reads along their mails.
_PROVIDERS = """
    WITH RECURSIVE found (domain) AS (
        SELECT min(to_domain) FROM mail {hint} WHERE state IN ('pending', 'sending')
        UNION ALL
        SELECT (
            SELECT min(to_domain) FROM mail {hint}
            WHERE state IN ('pending', 'sending') AND to_domain > found.domain
        )
        FROM found WHERE found.domain IS NOT NULL
    )
    SELECT domain FROM (
        SELECT domain, (
            SELECT min(id) FROM mail {hint}
            WHERE state IN ('pending', 'sending') AND to_domain = found.domain
        ) AS oldest
        FROM found WHERE domain IS NOT NULL
    ) AS providers
    ORDER BY oldest
"""
_PROVIDERS_OF = MappingProxyType(
    {
        "sqlite": sa.text(_PROVIDERS.format(hint=_HINT)),
        "postgresql": sa.text(_PROVIDERS.format(hint="")),
    }
)


def _waiting(mail: type[Mail]) -> ColumnElement[bool]:
    """Literal words: with bound ones no database knows that the partial indexes serve."""
    return mail.state.in_([sa.literal_column("'pending'"), sa.literal_column("'sending'")])


def _oldest_of_provider() -> sa.Select[tuple[int]]:
    mail, earlier = aliased(Mail, name="mail_1"), aliased(Mail, name="earlier")
    moment = sa.bindparam("moment", type_=Mail.next_try_at.type)
    held_up = sa.exists().where(
        earlier.case_id == mail.case_id,
        earlier.to_address == mail.to_address,
        earlier.id < mail.id,
        _waiting(earlier),
        sa.or_(
            earlier.lease_until > moment,
            sa.and_(
                earlier.next_try_at > moment,
                # What answers a graduate at night does not wait for what leaves in the morning.
                sa.or_(earlier.any_hour, sa.not_(mail.any_hour)),
            ),
        ),
    )
    return (
        sa.select(mail.id)
        .with_hint(mail, _HINT, "sqlite")
        .where(
            mail.to_domain == sa.bindparam("domain"),
            _waiting(mail),
            mail.next_try_at <= moment,
            sa.or_(mail.lease_until.is_(None), mail.lease_until <= moment),
            ~held_up,
        )
        .order_by(mail.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_OLDEST = _oldest_of_provider()


def whose_turn(
    session: Session, moment: datetime, limit: int, limits: Mapping[str, int]
) -> list[int]:
    """The keys of up to `limit` due mails, their slots booked within the caller's transaction."""
    database = session.get_bind().dialect.name
    if database == "postgresql":
        session.execute(ONE_CLAIM_AT_A_TIME)
    ahead = booked_ahead(session, moment)
    turns: list[int] = []
    booking: dict[str, datetime] = {}
    for domain in session.scalars(_PROVIDERS_OF[database]).all():
        pace, booked = pace_of(limits, domain), ahead.get(domain)
        most = min(free_slots(pace, booked, moment), limit - len(turns))
        if most <= 0:
            continue
        found = session.scalars(_OLDEST, {"domain": domain, "moment": moment, "most": most}).all()
        turns += found
        if pace and found:
            booking[domain] = pace.booked(booked.until if booked else None, moment, len(found))
    book(session, booking)
    return turns
