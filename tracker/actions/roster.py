"""A roster becomes cases: first a dry run that only writes its verdicts, then the import that must
come to the same verdicts or stop (S4.1-1).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.roster_memory import remember_branches
from tracker.actions.roster_rows import write_rows
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Cohort, RosterFile, RosterImport, RosterVerdict, UploadedFile
from tracker.models.db import writing
from tracker.permissions import IMPORTERS
from tracker.roster.choices import Choices
from tracker.roster.files import CannotRead, File, Reading, Tell, quiet, read_files
from tracker.roster.places import Place
from tracker.roster.remembered import remembered_headings
from tracker.roster.trial import Trial, run_trial
from tracker.roster.verdicts import Difference, Record, Verdict, differences
from tracker.writers.many import add_many

RULE = "S4.1-1"
_AT_ONCE = 1000


class RosterMoved(Exception):
    """The import would do something else than its dry run showed. Nothing was written."""

    def __init__(self, found: tuple[Difference, ...]) -> None:
        super().__init__(f"{len(found)} verdicts changed since the dry run")
        self.differences = found


class AlreadyImported(Refused):
    """A second click: the import was done before. Nothing was written again."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of a verdict what its row says; the record as JSON, a fifth of what it takes as objects."""

    ruling: str
    cautioned: bool
    no_mail: bool
    undecided: bool
    record: bytes
    case_id: int | None

    @classmethod
    def of(cls, verdict: Verdict, record: bytes) -> _Kept:
        return cls(
            verdict.ruling.value,
            bool(verdict.cautions),
            verdict.no_mail,
            verdict.undecided,
            record,
            verdict.case_id,
        )


def open_roster(
    desk: Desk, cohort_id: int, uploads: Sequence[UploadedFile], actor: Actor
) -> RosterImport:
    """An import of files that are kept already, still to be tried; commits. Raises Refused."""
    refuse_role(actor)
    upload_ids = [upload.id for upload in uploads]
    if not upload_ids:
        raise Refused(Refusal("没有选择文件", RULE, actor.role, "导入名册", "sheets"))
    with writing(desk.session):
        made = RosterImport(
            cohort_id=cohort_id, staff_id=actor.staff_id, choices={}, account={}, made_at=desk.now
        )
        made.files = [
            RosterFile(position=at, upload_id=upload_id)
            for at, upload_id in enumerate(upload_ids, 1)
        ]
        desk.session.add(made)
    return made


def try_roster(desk: Desk, import_id: int, actor: Actor, tell: Tell = quiet) -> RosterImport:
    """The dry run: writes its verdicts and nothing else, and commits.

    A file that is no roster is told in `fault`. Raises Refused for a role that imports none, and
    AlreadyImported.
    """
    refuse_role(actor)
    while True:
        found = desk.session.get_one(RosterImport, import_id)
        refuse_done(found)
        used = found.choices
        try:
            reading = _read(desk, found, actor, tell)
        except CannotRead as bad:
            if _keep_fault(desk, import_id, bad, used):
                return found
            continue
        trial, kept = _tried(desk, found, reading, actor, tell)
        # Two hundred thousand rows need not be held while their verdicts are written.
        del reading
        tell("保存结果", 0, 0)
        if _keep_trial(desk, import_id, trial, kept, used):
            return found


@telling_what_is_taken()
def do_roster(desk: Desk, import_id: int, actor: Actor, tell: Tell = quiet) -> RosterImport:
    """The import of everybody who is not refused, in one transaction; commits.

    Raises RosterMoved when a new run does not agree with the dry run, AlreadyImported on a second
    click, Refused before a dry run; then nothing was written.
    """
    refuse_role(actor)
    found = desk.session.get_one(RosterImport, import_id)
    refuse_done(found)
    if found.tried_at is None:
        raise Refused(Refusal("还没有试运行的结果", RULE, actor.role, "导入名册"))
    try:
        reading = _read(desk, found, actor, tell)
    except CannotRead as bad:
        # What was read at the dry run is refused now: somebody changed what columns mean.
        raise RosterMoved(()) from bad
    tell("等待写入", 0, 0)
    with writing(desk.session):
        found = _lock(desk, import_id)
        verdicts: list[Verdict] = []
        trial = run_trial(
            desk,
            found.cohort,
            reading,
            found.choices,
            actor,
            lambda verdict, _record: verdicts.append(verdict),
            lock=True,
            tell=tell,
        )
        if trial.digest != found.digest:
            now = (verdict.to_record() for verdict in verdicts)
            raise RosterMoved(differences(_kept(desk, import_id), now))
        del reading
        opened = write_rows(desk, found, verdicts, actor, tell)
        _name_cases(desk, found, verdicts, opened)
        remember_branches(desk, found, actor)
        found.done_at, found.done_by_id = desk.now, actor.staff_id
    return found


def refuse_role(actor: Actor) -> None:
    """S4.1-1: whoever keeps the data brings them in. Raises Refused."""
    if actor.role not in IMPORTERS:
        missing = f"{actor.role.label}不能导入名册"
        raise Refused(Refusal(missing, RULE, Role.ORGANIZER, "导入名册"))


def refuse_done(found: RosterImport) -> None:
    """Raises AlreadyImported."""
    if found.done_at is not None:
        missing = "已导入：这份名册已经导入过，没有再写入任何内容"
        raise AlreadyImported(Refusal(missing, RULE, Role.ORGANIZER, "导入名册"))


def locked_import(desk: Desk, import_id: int) -> RosterImport:
    """The import, locked where the database locks rows."""
    query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
    return desk.session.scalars(query).one()


def _lock(desk: Desk, import_id: int) -> RosterImport:
    """The import and its cohort, locked where the database locks rows: one import at a time."""
    found = locked_import(desk, import_id)
    refuse_done(found)
    desk.session.scalars(sa.select(Cohort).filter_by(id=found.cohort_id).with_for_update()).one()
    return found


def _read(desk: Desk, found: RosterImport, actor: Actor, tell: Tell) -> Reading:
    """The part that needs no lock, for files never change. Raises CannotRead."""
    files = [File(f.position, f.upload.name, f.upload.data) for f in found.files]
    choices = Choices.from_data(found.choices)
    known = remembered_headings(desk, actor)
    leaves_on = found.cohort.policy.policy.leaving_day
    return read_files(files, choices, known, leaves_on, tell)


def _tried(
    desk: Desk, found: RosterImport, reading: Reading, actor: Actor, tell: Tell
) -> tuple[Trial, list[_Kept]]:
    kept: list[_Kept] = []

    def take(verdict: Verdict, record: bytes) -> None:
        kept.append(_Kept.of(verdict, record))

    trial = run_trial(desk, found.cohort, reading, found.choices, actor, take, tell=tell)
    return trial, kept


def _keep_fault(desk: Desk, import_id: int, bad: CannotRead, used: dict[str, Any]) -> bool:
    """Why the files are no roster; False where the user chose otherwise meanwhile."""
    with writing(desk.session):
        found = _lock(desk, import_id)
        if found.choices != used:
            return False
        desk.session.execute(sa.delete(RosterVerdict).filter_by(import_id=import_id))
        found.fault, found.account, found.digest, found.tried_at = bad.message_zh, {}, "", None
        found.moved = []
    return True


def _keep_trial(
    desk: Desk, import_id: int, trial: Trial, kept: Sequence[_Kept], used: dict[str, Any]
) -> bool:
    """The verdicts in place of earlier ones; False where the user chose otherwise meanwhile."""
    with writing(desk.session):
        found = _lock(desk, import_id)
        if found.choices != used:
            return False
        desk.session.execute(sa.delete(RosterVerdict).filter_by(import_id=import_id))
        for start in range(0, len(kept), _AT_ONCE):
            rows = _rows(import_id, kept[start : start + _AT_ONCE], start + 1)
            add_many(desk.session, RosterVerdict, rows)
        found.account, found.digest, found.fault = trial.account, trial.digest, ""
        found.tried_at, found.moved = desk.now, []
    return True


def _rows(import_id: int, kept: Sequence[_Kept], first: int) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(kept, first):
        yield {
            "import_id": import_id,
            "position": position,
            "ruling": one.ruling,
            "cautioned": one.cautioned,
            "no_mail": one.no_mail,
            "undecided": one.undecided,
            "record": json.loads(one.record),
            "case_id": one.case_id,
        }


def _kept(desk: Desk, import_id: int) -> Iterator[Record]:
    query = sa.select(RosterVerdict.record).filter_by(import_id=import_id)
    yield from desk.session.scalars(query.order_by(RosterVerdict.position))


def _name_cases(
    desk: Desk, found: RosterImport, verdicts: Sequence[Verdict], opened: dict[Place, int]
) -> None:
    """The cases just opened, beside the verdicts that opened them."""
    rows = [
        {"at": position, "case": opened[verdict.places[0]]}
        for position, verdict in enumerate(verdicts, 1)
        if verdict.places and verdict.places[0] in opened
    ]
    update = (
        sa.update(RosterVerdict)
        .where(RosterVerdict.import_id == found.id, RosterVerdict.position == sa.bindparam("at"))
        .values(case_id=sa.bindparam("case"))
    )
    if rows:
        desk.session.connection().execute(update, rows)
