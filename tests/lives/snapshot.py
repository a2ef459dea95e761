"""Every row of every table as one value, to see that a refusal changed nothing at all."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import db

Rows = dict[str, list[tuple[object, ...]]]


def snapshot(session: Session) -> Rows:
    """Table name to its rows in key order, read in a transaction of its own."""
    session.rollback()
    found = {}
    for name, table in db.metadata.tables.items():
        keys = list(table.primary_key.columns)
        rows = session.execute(sa.select(table).order_by(*keys)).all()
        found[name] = [tuple(map(_plain, row)) for row in rows]
    session.rollback()
    return found


def _plain(value: object) -> object:
    return repr(value) if isinstance(value, dict | list) else value
