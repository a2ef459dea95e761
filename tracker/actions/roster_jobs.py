"""The roster's long work as jobs: asked for with the row it is about, run by the worker."""

from __future__ import annotations

from machines.refusals import Refusal, Refused
from tracker.actions.roster import (
    RULE,
    AlreadyImported,
    RosterMoved,
    do_roster,
    locked_import,
    refuse_done,
    refuse_role,
    try_roster,
)
from tracker.actions.roster_against import not_now
from tracker.actions.roster_undo import undo_roster
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask, newest
from tracker.jobs.progress import NotDone, Progress
from tracker.models import RosterImport
from tracker.models.db import writing

TRY = "roster.try"
DO = "roster.do"
UNDO = "roster.undo"
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
        found = locked_import(desk, import_id)
        refuse_done(found)
        if found.tried_at is None or not found.digest or found.digest != seen:
            missing = "您看过以后又有新的选择或试运行，没有导入；请看过新的结果再确认"
            raise Refused(Refusal(missing, RULE, actor.role, "导入名册"))
        ask(desk, DO, import_id, actor)


def ask_undo(desk: Desk, import_id: int, reason: str, actor: Actor) -> None:
    """Ask for the import to be taken back, and keep why; commits.

    Raises Refused for what stands against it whatever happened to the cases.
    """
    refuse_role(actor)
    with writing(desk.session):
        found = locked_import(desk, import_id)
        if refusals := [*not_now(desk, found, reason, actor)]:
            raise Refused(*refusals)
        job = newest(desk.session, UNDO, import_id)
        # A second click does not change why the first was made.
        if job is None or not job.under_way:
            found.undo_reason = reason.strip()
        ask(desk, UNDO, import_id, actor)


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


def run_undo(desk: Desk, import_id: int, actor: Actor, progress: Progress) -> str:
    """The undo, for the reason kept when it was asked for. Raises NotDone with all refusals."""
    found = desk.session.get_one(RosterImport, import_id)
    if found.undone_at is None:
        try:
            undo_roster(desk, import_id, found.undo_reason, actor, progress.tell)
        except Refused as refused:
            _forget_reason(desk, import_id)
            raise NotDone("；".join(one.missing for one in refused.refusals)) from refused
    return "已撤销"


def _forget_reason(desk: Desk, import_id: int) -> None:
    """What was not taken back has no reason why it was."""
    with writing(desk.session):
        found = locked_import(desk, import_id)
        if found.undone_at is None:
            found.undo_reason = ""


def _keep_moved(desk: Desk, import_id: int, moved: RosterMoved) -> None:
    """Why it stopped, for whoever comes back to the page."""
    shown = [
        {"place": d.place, "name": d.name, "before": d.before, "after": d.after}
        for d in moved.differences[:MOST_SHOWN]
    ]
    with writing(desk.session):
        found = locked_import(desk, import_id)
        found.tried_at, found.digest = None, ""
        found.moved = shown or [{"place": "", "name": "", "before": "", "after": ""}]
