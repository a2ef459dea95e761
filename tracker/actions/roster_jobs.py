"""The roster's long work as jobs: asked for with the row it is about, run by the worker."""

from __future__ import annotations

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from tracker.actions.roster import (
    RULE,
    AlreadyImported,
    RosterMoved,
    do_roster,
    refuse_done,
    try_roster,
)
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
    """Ask for a dry run; commits. Raises AlreadyImported."""
    with writing(desk.session):
        refuse_done(desk.session.get_one(RosterImport, import_id))
        ask(desk, TRY, import_id, actor)


def ask_do(desk: Desk, import_id: int, seen: str, actor: Actor) -> None:
    """Ask for the import itself; commits.

    `seen` is the digest of the dry run that the page showed. Raises Refused where there is none
    or another by now, AlreadyImported where it was done.
    """
    with writing(desk.session):
        query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
        found = desk.session.scalars(query).one()
        refuse_done(found)
        if found.tried_at is None or not found.digest or found.digest != seen:
            missing = "您看过以后又有新的选择或试运行，没有导入；请看过新的结果再确认"
            raise Refused(Refusal(missing, RULE, actor.role, "导入名册"))
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
