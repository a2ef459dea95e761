"""A roster becomes cases: first a dry run that only writes its verdicts, then the import that must
come to the same verdicts or stop (S4.1-1).
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.roster_rows import write_rows
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Cohort, RosterImport, UploadedFile
from tracker.models.db import begin_writing
from tracker.permissions import IMPORTERS
from tracker.roster.account import account_of
from tracker.roster.judging import Reading, judge, read_people
from tracker.roster.sheet import read_sheet
from tracker.roster.verdicts import Difference, Record, Verdict, differences, digest_of


class RosterMoved(Exception):
    """The import would do something else than its dry run showed. Nothing was written."""

    def __init__(self, found: tuple[Difference, ...]) -> None:
        super().__init__(f"{len(found)} verdicts changed since the dry run")
        self.differences = found


class AlreadyImported(Refused):
    """A second click: the import was done before. Nothing was written again."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over a file: the verdicts, as records, and what two runs must agree in."""

    verdicts: list[Verdict]
    records: list[Record]
    digest: str


def try_roster(desk: Desk, cohort_id: int, upload: UploadedFile, actor: Actor) -> RosterImport:
    """The dry run: writes the row with its verdicts and nothing else, and commits.

    The file must be kept already. Raises UnreadableSheet for a file that is no roster and Refused
    for a role that imports none; then nothing is written.
    """
    _refuse_role(actor)
    cohort = desk.session.get_one(Cohort, cohort_id)
    upload_id, staff_id = upload.id, actor.staff_id
    run = _run(desk, cohort, _read(cohort, upload), actor)
    begin_writing(desk.session)
    tried = RosterImport(
        cohort_id=cohort_id,
        upload_id=upload_id,
        staff_id=staff_id,
        verdicts=run.records,
        digest=run.digest,
        tried_at=desk.now,
    )
    desk.session.add(tried)
    desk.session.commit()
    return tried


@telling_what_is_taken()
def do_roster(desk: Desk, import_id: int, actor: Actor) -> RosterImport:
    """The import of all rows that are not refused, in one transaction; commits.

    Raises RosterMoved when a new run does not agree with the dry run, AlreadyImported on a second
    click; in both cases nothing was written.
    """
    _refuse_role(actor)
    found = desk.session.get_one(RosterImport, import_id)
    # The file never changes: it is read before the lock is taken, for others are waiting.
    reading = _read(found.cohort, found.upload)
    begin_writing(desk.session)
    try:
        found = _lock(desk, import_id)
        run = _run(desk, found.cohort, reading, actor, lock=True)
        if run.digest != found.digest:
            raise RosterMoved(differences(found.verdicts, run.records))
        opened = write_rows(desk, found, run.verdicts, actor)
        found.verdicts = [
            r | {"case_id": opened.get(r["row"], r.get("case_id"))} for r in run.records
        ]
        found.done_at = desk.now
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return found


def _refuse_role(actor: Actor) -> None:
    if actor.role not in IMPORTERS:
        missing = f"{actor.role.label}不能导入名册"
        raise Refused(Refusal(missing, "S4.1-1", Role.ORGANIZER, "导入名册"))


def _lock(desk: Desk, import_id: int) -> RosterImport:
    """The import and its cohort, locked where the database locks rows: one import at a time."""
    query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
    found = desk.session.scalars(query).one()
    if found.done_at is not None:
        missing = "已导入：这份名册已经导入过，没有再写入任何内容"
        raise AlreadyImported(Refusal(missing, "S4.1-1", Role.ORGANIZER, "导入名册"))
    desk.session.scalars(sa.select(Cohort).filter_by(id=found.cohort_id).with_for_update()).one()
    return found


def _read(cohort: Cohort, upload: UploadedFile) -> Reading:
    return read_people(read_sheet(upload.data, upload.name), cohort.policy.policy.leaving_day)


def _run(desk: Desk, cohort: Cohort, reading: Reading, actor: Actor, *, lock: bool = False) -> _Run:
    account = account_of(reading.sheet, cohort.policy.version)
    verdicts = judge(desk, cohort, reading, actor, lock=lock)
    records = [account, *(verdict.to_record() for verdict in verdicts)]
    return _Run(verdicts, records, digest_of(account, verdicts, desk.settings.secret_key))
