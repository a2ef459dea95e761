"""The one statement by which rows that wait are claimed, whatever table they wait in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement


def claiming(
    key: InstrumentedAttribute[int],
    which: ColumnElement[bool],
    order: Sequence[Any],
    values: Mapping[str, Any],
    returning: Sequence[Any],
    limit: int = 1,
) -> ReturningUpdate[Any]:
    """Mark up to `limit` rows of `which`, the first by `order`, and give what is to be known of them.

    The caller has begun writing: on SQLite he holds the write lock, on PostgreSQL a row that another
    worker is claiming is skipped. Either way no row is claimed by two.
    """
    due = (
        sa.select(key)
        .where(which)
        .order_by(*order)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        # Without this PostgreSQL may run the limited query more than once.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        sa.update(key.class_)
        .where(key.in_(sa.select(due.c[key.key])))
        .values(values)
        .returning(*returning)
        .execution_options(synchronize_session=False)
    )
