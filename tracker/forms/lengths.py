"""How long a text may be: no form takes more than the column that keeps it."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from tracker import models
from tracker.models.db import Base

SHORT = 120
LONG = 4000

# What orders are written to; other tables use the same names for other things.
WRITTEN = (
    models.Application,
    models.Briefing,
    models.Destination,
    models.Letter,
    models.MaterialItem,
    models.Person,
    models.Receipt,
    models.ReceivingOrganisation,
    models.Stay,
)


@lru_cache(maxsize=256)
def longest(name: str) -> int:
    """The shortest column of that name, in characters; SHORT where no column has the name."""
    return min((_lengths(table, name) for table in WRITTEN), default=SHORT)


def _lengths(table: type[Base], name: str) -> int:
    column = sa.inspect(table).columns.get(name)
    if column is None or isinstance(column.type, sa.Enum) or not isinstance(column.type, sa.String):
        return SHORT
    return column.type.length or SHORT
