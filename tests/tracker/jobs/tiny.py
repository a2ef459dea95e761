"""Jobs so small that a test sees through them; each leaves a row when its work is committed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.clock import database_now
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.jobs.kinds import Kind, declare
from tracker.jobs.progress import NotDone, Progress
from tracker.models import Job, LoginAttempt
from tracker.models.db import begin_writing

PATIENCE_SECONDS = 60
SECRET = "13900001111"
REFUSAL = Refusal("这份名册已经导入过", "S4.1-1", Role.ORGANIZER, "导入名册")

KINDS = tuple(
    Kind(f"tiny.{name}", f"小任务{name}", f"{__name__}:{name}", "cases.show", "case_id")
    for name in ("work", "wait", "fail", "refuse", "give_up", "lose", "outlast", "hold")
)


def declare_tiny() -> None:
    """Put them into the catalogue; a second time changes nothing."""
    declare(*KINDS)


def gate(settings: Settings) -> Path:
    """The file that a waiting job waits for."""
    return settings.data_dir / "gate"


def runner(settings: Settings) -> Path:
    """The file into which a waiting job writes its process and its keeper's."""
    return settings.data_dir / "runner"


def _leave_a_row(desk: Desk, actor: Actor) -> None:
    desk.session.add(LoginAttempt(login=actor.name, address=str(os.getpid()), at=desk.now))


def work(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    progress.tell("读表", 1, 2)
    begin_writing(desk.session)
    _leave_a_row(desk, actor)
    progress.tell("写入", 2, 2)
    desk.session.commit()
    return f"已处理 {subject_id} 号"


def wait(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    _note_process(desk.settings)
    _wait_for_gate(desk, progress)
    return work(desk, subject_id, actor, progress)


def hold(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    """Tells of itself while it holds the write lock."""
    begin_writing(desk.session)
    _leave_a_row(desk, actor)
    desk.session.flush()
    _note_process(desk.settings)
    _wait_for_gate(desk, progress)
    desk.session.commit()
    return "已写入"


def _note_process(settings: Settings) -> None:
    note = runner(settings)
    note.with_suffix(".new").write_text(f"{os.getpid()} {os.getppid()}")
    note.with_suffix(".new").rename(note)


def _wait_for_gate(desk: Desk, progress: Progress) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not gate(desk.settings).exists():
        progress.tell("等待", 3, 7)
        if time.monotonic() > end:
            raise NotDone("等得太久")
        time.sleep(0.01)


def fail(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    begin_writing(desk.session)
    _leave_a_row(desk, actor)
    desk.session.flush()
    raise ValueError(SECRET)


def refuse(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    raise Refused(REFUSAL)


def give_up(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    raise NotDone("表里没有表头，请补上一行列名")


def lose(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    """Another worker takes the job while this one stands still."""
    with Session(desk.session.get_bind()) as other:
        other.execute(sa.update(Job).values(worker="another"))
        other.commit()
    return work(desk, subject_id, actor, Progress())


def outlast(desk: Desk, subject_id: int, actor: Actor, progress: Progress) -> str:
    """Its lease ends while it writes, and nobody has taken it."""
    with Session(desk.session.get_bind()) as other:
        other.execute(sa.update(Job).values(leased_until=database_now(other)))
        other.commit()
    return work(desk, subject_id, actor, progress)
