"""Many rows of one table written at once: a roster of thousands takes seconds, not a minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models.db import Base

Line = dict[str, Any]


AT_ONCE = 2000


def add_many(session: Session, model: type[Base], rows: Iterable[Line]) -> None:
    """Write the rows, which all name the same attributes, within the caller's transaction.

    Past the ORM, which would make a statement of its own for each choice of empty columns. Raises
    KeyError for an attribute that the model has not.
    """
    session.flush()
    insert = sa.insert(_table(model))
    for some in _batches(rows):
        session.execute(insert, _by_column(model, some))


def add_many_for_keys(
    session: Session, model: type[Base], rows: Iterable[Line], by: Sequence[str]
) -> list[int]:
    """The same for a model whose key is `id`; gives the keys in the order of the rows.

    `by` names attributes in which no two rows agree, unless they agree in all: to hand the keys
    back in order, SQLite would else write row by row.
    """
    session.flush()
    table = _table(model)
    insert = sa.insert(table).returning(table.c.id, *(table.c[name] for name in by))
    found: list[int] = []
    for some in _batches(rows):
        keys: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for key, *values in session.execute(insert, _by_column(model, some)):
            keys[tuple(values)].append(key)
        found += [keys[tuple(row[name] for name in by)].pop() for row in some]
    return found


def _batches(rows: Iterable[Line]) -> Iterator[list[Line]]:
    """A few at a time, so that no statement holds two hundred thousand rows once more."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _table(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)


def _by_column(model: type[Base], rows: Sequence[Line]) -> Sequence[Line]:
    """The rows by the names of columns; most attributes bear the same."""
    known = {a.key: a.columns[0].name for a in sa.inspect(model).column_attrs}
    columns = {name: known[name] for name in rows[0]}
    if all(name == column for name, column in columns.items()):
        return rows
    return [{columns[name]: value for name, value in row.items()} for row in rows]
