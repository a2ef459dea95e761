"""One move, with its guards, history, evidence and mail, against a bare ORM commit of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines import get_machine
from machines.roles import Role
from tests.bench.sides import Row, in_turn
from tests.databases import migrate
from tests.lives.orders import careful_order
from tests.lives.world import World, make_world
from tracker import clock
from tracker.actions import take_action
from tracker.config import load_settings
from tracker.desk import Desk
from tracker.models import AnswerLink, Case, Mail, MailState, MoveRecord, Track
from tracker.models.db import begin_writing


@contextmanager
def _world(folder: Path) -> Iterator[World]:
    url = f"sqlite:///{folder / 'move.sqlite3'}"
    migrate(url)
    engine = sa.create_engine(url)
    settings = load_settings({"TRACKER_DATA_DIR": str(folder), "TRACKER_DATABASE_URL": url})
    with Session(engine) as session:
        yield make_world(Desk(session, settings, clock.now()))
    engine.dispose()


def measure(folder: Path, times: int = 200) -> Row:
    """A move that sends a mail, again and again on one case."""
    with _world(folder) as world:
        move = get_machine(world.case.kind).track("transfer").move("ask_confirm_data")
        order = careful_order(world, move)
        secretary = world.actor(Role.BRANCH_SECRETARY)

        def ours() -> None:
            take_action(world.desk, world.case_id, "transfer", move.action, order, secretary)

        mine, bare = in_turn(ours, lambda: _bare(world), times)
    return Row("one move with its mail, SQLite FULL", "per s", 1 / mine, 1 / bare, ">= 0.75")


def _bare(world: World) -> None:
    """The same rows by the ORM alone: case, track, move, link and mail, one commit."""
    session, now = world.desk.session, world.desk.now
    begin_writing(session)
    case = session.get_one(Case, world.case_id)
    track = session.scalars(sa.select(Track).filter_by(case_id=case.id, name="transfer")).one()
    record = MoveRecord(
        case_id=case.id, track="transfer", action="ask_confirm_data", label="请本人核对信息",
        from_state=track.state, to_state=track.state, role="branch_secretary",
        policy_version_id=case.policy_version_id, kind_before="full_member",
        kind_after="full_member", order={}, rules=["S4.1-1"], case_version=case.version, day=clock.day_of(now), at=now,
    )  # fmt: skip
    session.add(record)
    session.flush()
    nonce = f"bare-{record.id}"
    session.add(AnswerLink(case_id=case.id, move_id=record.id, kind="bare", nonce=nonce,
                           made_at=now, expires_at=now))  # fmt: skip
    session.add(Mail(
        case_id=case.id, move_id=record.id, kind="confirm_data", to_name="张三",
        to_address="student1@example.com", subject="请核对您的信息", text="x" * 900,
        html="x" * 3000, message_id=nonce, token=nonce, state=MailState.PENDING, next_try_at=now, made_at=now,
    ))  # fmt: skip
    case.version += 1
    session.commit()
