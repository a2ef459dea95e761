"""Where a simulation works: an engine on the copy alone, and settings by which nothing can leave."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from tracker.config import Settings, load_settings
from tracker.outbox.nowhere import NOWHERE

# What of the live settings decides what a mail says and when it leaves. No address, no password
# and no key is among them.
KEPT = (
    "base_url",
    "link_days",
    "mail_any_hour",
    "mail_from",
    "mail_from_name",
    "reply_address",
    "retry_pauses",
    "return_path",
)


def kept_settings(settings: Settings) -> dict[str, Any]:
    """The live settings that a simulation is told, as JSON values."""
    return {name: getattr(settings, name) for name in KEPT if hasattr(settings, name)}


def settings_of(copy: Path, kept: Mapping[str, Any]) -> Settings:
    """Settings of the copy: no mail server, no listener, no mailbox, a key of its own."""
    folder = copy.parent
    empty = folder / "tracker.conf"
    empty.touch()
    environ = {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_DATABASE_URL": f"sqlite:///{copy}",
        "TRACKER_SECRET_KEY": secrets.token_urlsafe(48),
        "TRACKER_INBOX_LISTEN": "none",
    }
    loaded = load_settings(environ, empty)
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    alone = replace(loaded, smtp_host="", smtp_port=0, catcher_port=0, imap_host="")
    return replace(alone, **told, mail_divert=NOWHERE)


def engine_of(copy: Path) -> sa.Engine:
    """An engine with one connection to the copy; no commit waits for the disk, and no further
    database can be attached."""
    engine = sa.create_engine(f"sqlite:///{copy}", hide_parameters=True, poolclass=StaticPool)

    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)

    sa.event.listen(engine, "connect", set_up)
    return engine
