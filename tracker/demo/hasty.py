"""Haste where it does no harm: a demo that is cut short is thrown away and made anew."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

_NOT_WAITING = {
    "sqlite": "PRAGMA synchronous=OFF",
    "postgresql": "SET synchronous_commit = off",
}
# Thousands of short transactions leave hardly any garbage in cycles; looking for it takes a tenth
# of the whole time.
_SELDOM = 100_000


@contextmanager
def hasty(engine: sa.Engine) -> Iterator[None]:
    """No commit waits for the disk within the block; every commit is made all the same."""

    def set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(_NOT_WAITING[engine.dialect.name])
        cursor.close()
        if engine.dialect.name == "postgresql":
            connection.commit()

    seldom = gc.get_threshold()
    engine.dispose()
    sa.event.listen(engine, "connect", set_up)
    gc.set_threshold(_SELDOM, *seldom[1:])
    try:
        yield
    finally:
        gc.set_threshold(*seldom)
        sa.event.remove(engine, "connect", set_up)
        engine.dispose()
