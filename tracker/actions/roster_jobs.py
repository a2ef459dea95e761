"""The roster's long work as jobs: asked for with the row it is about, run by the worker."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.actions.roster import AlreadyImported, RosterMoved, do_roster, try_roster
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask
from tracker.jobs.progress import Progress
from tracker.models import RosterImport
from tracker.models.db import writing

TRY = "roster.try"
DO = "roster.do"
# As many differences as somebody reads.
MOST_SHOWN = 100


def ask_try(desk: Desk, import_id: int, actor: Actor) -> None:
    """Ask for a dry run; commits."""
    with writing(desk.session):
        ask(desk, TRY, import_id, actor)


def ask_do(desk: Desk, import_id: int, actor: Actor) -> None:
    """Ask for the import itself; commits."""
    with writing(desk.session):
        ask(desk, DO, import_id, actor)


def run_try(desk: Desk, import_id: int, actor: Actor, progress: Progress) -> str:
    """The dry run; run again after a crash it only takes the place of itself."""
    found = try_roster(desk, import_id, actor, progress.tell)
    return found.fault or "试运行完成"


def run_do(desk: Desk, import_id: int, actor: Actor, progress: Progress) -> str:
    """The import; run again after a crash it finds itself done, or does it."""
    try:
        do_roster(desk, import_id, actor, progress.tell)
    except AlreadyImported:
        return "已导入"
    except RosterMoved as moved:
        _keep_moved(desk, import_id, moved)
        return "试运行以后情况有变，没有导入"
    return "已导入"


def _keep_moved(desk: Desk, import_id: int, moved: RosterMoved) -> None:
    """Why it stopped, for whoever comes back to the page."""
    shown = [
        {"place": d.place, "name": d.name, "before": d.before, "after": d.after}
        for d in moved.differences[:MOST_SHOWN]
    ]
    with writing(desk.session):
        query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
        found = desk.session.scalars(query).one()
        found.tried_at, found.digest = None, ""
        found.moved = shown or [{"place": "", "name": "", "before": "", "after": ""}]
