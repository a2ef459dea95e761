"""Throws a development database away, whatever migration it stands at."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

# What SQLite keeps beside its file.
ENDINGS = ("", "-wal", "-shm")


def wipe(engine: sa.Engine) -> None:
    """Leave an empty database. On PostgreSQL that is everything in `public`, functions included."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        engine.dispose()
        for ending in ENDINGS if url.database else ():
            Path(f"{url.database}{ending}").unlink(missing_ok=True)
        return
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
