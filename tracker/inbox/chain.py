"""The chain of steps that an incoming mail goes through, each on what the one before found out.

Nothing is written before `record`, and `record` writes all in one transaction: whatever ends a
worker, the chain is run again on the raw bytes as if for the first time. A mail that breaks a step
is kept, listed with the step and what was wrong, and can be run again.
"""

from __future__ import annotations

import logging
import sqlite3
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from tracker import clock
from tracker.config import ROOT, Settings
from tracker.desk import Desk
from tracker.inbox.claim import (
    LEASE,
    ClaimedMail,
    LeaseLost,
    claim_next,
    claim_this,
    ended_in_vain,
    give_back,
    mark_broken,
)
from tracker.inbox.findings import Reading
from tracker.inbox.parsed import Envelope
from tracker.inbox.steps import (
    answer,
    automatic,
    bounce,
    delay,
    doubt,
    match,
    parse,
    quotes,
    record,
)
from tracker.inbox.time_limit import TookTooLong, at_most
from tracker.inbox.words import InboxState
from tracker.models import IncomingMail

log = logging.getLogger(__name__)

# What is read takes milliseconds, all steps together; a mail that takes so long was made to.
LONGEST_SECONDS = 20.0
# After so long no further mail is begun: what is to be sent waits meanwhile.
ROUND_SECONDS = 30.0
BATCH = 20
# SQLite's result codes for what passes: busy, locked, no memory, read only, disk, full, cannot open.
_PASSING = frozenset({5, 6, 7, 8, 10, 13, 14, 15})


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step: its name as kept with a broken mail, its label for people, its function."""

    name: str
    label: str
    run: Callable[[Desk, Reading], Reading]


# All but the last only compute: they share one limit of time, and `record` has none.
CHAIN = (
    ChainStep("parse", "拆解邮件", parse.step),
    ChainStep("bounce", "识别退信", bounce.step),
    ChainStep("delay", "识别延迟通知", delay.step),
    ChainStep("automatic", "识别自动回复", automatic.step),
    ChainStep("match", "判断属于谁", match.step),
    ChainStep("quotes", "剥离引用", quotes.step),
    ChainStep("answer", "读出回答", answer.step),
    ChainStep("doubt", "确认是否自动回复", doubt.step),
    ChainStep("record", "写入台账", record.step),
)
# Beside the steps: the process itself was ended, or the raw bytes could not be loaded.
STEP_LABELS = {step.name: step.label for step in CHAIN} | {"worker": "后台进程", "load": "读取原件"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, with a session of its own. Once `stopping` says so, no further mail is begun."""

    session: Session
    settings: Settings
    name: str
    limit: int = BATCH
    lease: timedelta = LEASE
    stopping: Callable[[], bool] = field(default=lambda: False)


def read_due(reader: Reader) -> int:
    """Read up to `limit` mails that wait, as long as a round may take; gives how many.

    0 says that none was due.
    """
    until = time.monotonic() + ROUND_SECONDS
    for count in range(reader.limit):
        if reader.stopping() or (count and time.monotonic() >= until):
            return count
        claimed = claim_next(reader.session, reader.name, reader.lease)
        if claimed is None:
            return count
        read_claimed(Desk(reader.session, reader.settings, clock.now()), claimed)
    return reader.limit


def run_chain(desk: Desk, incoming_id: int, worker: str = "by hand") -> InboxState:
    """Read one mail now if it waits; gives the state it is in then. Raises NoResultFound."""
    claimed = claim_this(desk.session, worker, incoming_id)
    if claimed is not None:
        read_claimed(desk, claimed)
    desk.session.rollback()
    return desk.session.get_one(IncomingMail, incoming_id, populate_existing=True).state


def read_claimed(desk: Desk, claimed: ClaimedMail) -> None:
    """Run the chain on a claimed mail; whatever is wrong with it, it is kept and this returns."""
    step = "load"
    try:
        reading = load(desk, claimed)
        with at_most(LONGEST_SECONDS):
            for link in CHAIN[:-1]:
                step = link.name
                reading = link.run(desk, reading)
        step = CHAIN[-1].name
        CHAIN[-1].run(desk, reading)
        log.info("incoming mail %s: read", claimed.id)
    except LeaseLost:
        desk.session.rollback()
        log.warning("incoming mail %s: lease lost", claimed.id)
        ended_in_vain(desk.session, claimed)
    except (Exception, TookTooLong) as error:
        desk.session.rollback()
        _failed(desk, claimed, step, error)


def load(desk: Desk, claimed: ClaimedMail) -> Reading:
    """What is known before the first step. Raises LeaseLost where the mail is gone from here."""
    row = desk.session.scalar(
        sa.select(IncomingMail).filter_by(id=claimed.id, claimed_by=claimed.worker)
    )
    if row is None:
        raise LeaseLost(claimed.id)
    reading = Reading(
        incoming_id=row.id,
        raw=row.raw.data,
        envelopes=tuple(Envelope(a.sender, tuple(a.recipients)) for a in row.arrivals),
        received_at=row.received_at,
        worker=claimed.worker,
    )
    # The steps compute for a while; no transaction is kept open meanwhile.
    desk.session.rollback()
    return reading


def _failed(desk: Desk, claimed: ClaimedMail, step: str, error: BaseException) -> None:
    # Only the class and the place: the words of an error may hold what the mail says.
    what = f"{type(error).__name__}（{_place(error)}）"
    if passing(error):
        log.warning("incoming mail %s: %s at %s, again later", claimed.id, what, step)
        give_back(desk.session, claimed, step, f"数据库反复出错：{what}")
        return
    log.error("incoming mail %s: %s at %s, kept as broken", claimed.id, what, step)
    why = "处理超时" if isinstance(error, TookTooLong) else "处理出错"
    mark_broken(desk.session, claimed, step, f"{why}：{what}")


def passing(error: BaseException) -> bool:
    """Whether the database failed for a while, so that the mail itself is not to blame."""
    if isinstance(error, NoConnection):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _PASSING
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def _place(error: BaseException) -> str:
    """File and line within the project where it happened."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if str(ROOT) in f.filename]
    if not frames:
        return "-"
    last = frames[-1]
    return f"{Path(last.filename).relative_to(ROOT)}:{last.lineno}"
