"""Reads from the copy what has happened since it was last asked, as rows of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines import MACHINES
from machines.mails import get_mail
from machines.roles import Role
from machines.words import Direction, Grade
from tracker.models import (
    Branch,
    Case,
    CasePlan,
    Cohort,
    College,
    ContactEntry,
    Mail,
    MailState,
    MoveRecord,
    Person,
    ReminderRecord,
    Task,
)
from tracker.simulation.recipients import Recipients
from tracker.simulation.report import Happening, Row
from tracker.simulation.staff_mails import StaffGatherer

WAITS = {
    wait.name: wait.label
    for machine in MACHINES.values()
    for track in machine.tracks
    for state in track.states
    for wait in state.waits
}
_CASE = (
    Case.id,
    Cohort.year,
    Person.name,
    Case.college_id,
    College.name,
    Case.branch_id,
    Branch.name,
    Case.contact_person_id,
)
_WATCHED = (ContactEntry, Mail, MoveRecord, Task)


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail to a graduate that left, and may be answered."""

    case_id: int
    kind: str
    at: datetime


class Gatherer:
    """Knows how far it has read; `cohort_id` None reads of every cohort."""

    def __init__(self, session: Session, cohort_id: int | None, recipients: Recipients) -> None:
        self._session = session
        self._cohort_id = cohort_id
        self._recipients = recipients
        self._seen = {model: self._newest(model) for model in _WATCHED}
        self._staff = StaffGatherer(session)
        self.sent: list[Sent] = []

    def gather(self, at: datetime) -> Iterator[Row]:
        """What is new at that moment. The mails among it are kept in `sent`, to be answered."""
        self.sent = []
        upto = {model: self._newest(model) for model in _WATCHED}
        if upto[MoveRecord] > self._seen[MoveRecord]:
            yield from self._expiries(at)
        if upto[ContactEntry] > self._seen[ContactEntry]:
            yield from self._mails(at)
        if upto[Mail] > self._seen[Mail]:
            yield from self._unsent(at)
        if upto[Task] > self._seen[Task]:
            yield from self._escalations(at)
        yield from self._staff.gather(at)
        self._seen = upto

    def troubles(self, at: datetime) -> Iterator[tuple[int, int, Row]]:
        """Cases whose planning failed at that moment: key, how often by now, the row."""
        query = self._of(CasePlan, CasePlan.case_id, CasePlan.failures, CasePlan.error)
        for case_id, failures, error, *case in self._rows(query.where(CasePlan.failures > 0)):
            words = str(error).strip().splitlines()
            yield (
                case_id,
                failures,
                self._row(
                    case,
                    at,
                    Happening.TROUBLE,
                    what="未能计算到期事项",
                    note=words[-1] if words else "",
                ),
            )

    def about(self, case_id: int, at: datetime, kind: Happening, **more: Any) -> Row:
        """A row of one case."""
        [case] = self._rows(self._of(Case).where(Case.id == case_id))
        return self._row(case, at, kind, **more)

    def _expiries(self, at: datetime) -> Iterator[Row]:
        query = self._of(
            MoveRecord, MoveRecord.label, MoveRecord.track, MoveRecord.action, MoveRecord.rules
        )
        query = query.where(
            MoveRecord.id > self._seen[MoveRecord], MoveRecord.role == Role.CLOCK.value
        ).where(MoveRecord.follows_id.is_(None))
        for label, track, action, rules, *case in self._rows(query.order_by(MoveRecord.id)):
            wait = _CLOCKED.get((track, action))
            yield self._row(
                case, at, Happening.EXPIRY, role=Role.CLOCK.value, what=label, rules=tuple(rules),
                **_wait(wait),
            )  # fmt: skip

    def _mails(self, at: datetime) -> Iterator[Row]:
        """A mail that left has a line in the ledger: that is how it is found."""
        query = self._of(ContactEntry, ContactEntry.grade, Mail.kind, ReminderRecord.wait,
                         ReminderRecord.folded)  # fmt: skip
        query = (
            query.join(Mail, Mail.id == ContactEntry.mail_id)
            .outerjoin(ReminderRecord, ReminderRecord.id == Mail.reminder_id)
            .where(
                ContactEntry.id > self._seen[ContactEntry],
                ContactEntry.direction == Direction.OUT,
            )
        )
        for grade, mail, wait, folded, *case in self._rows(query.order_by(ContactEntry.id)):
            kind = get_mail(mail)
            if grade is Grade.HANDED_OVER:
                self.sent.append(Sent(case[0], mail, at))
            yield self._to_graduate(
                case, at, Happening.MAIL, mail, wait, kind.rules,
                note=_folded(folded) if grade is Grade.HANDED_OVER else "无法写成邮件，未发出",
            )  # fmt: skip

    def _unsent(self, at: datetime) -> Iterator[Row]:
        query = self._of(Mail, Mail.kind, ReminderRecord.wait)
        query = query.outerjoin(ReminderRecord, ReminderRecord.id == Mail.reminder_id).where(
            Mail.id > self._seen[Mail], Mail.state == MailState.NO_ADDRESS
        )
        for mail, wait, *case in self._rows(query.order_by(Mail.id)):
            kind = get_mail(mail)
            yield self._to_graduate(
                case, at, Happening.UNSENT, mail, wait, kind.rules,
                note="没有可用邮箱，邮件写好而未发出",
            )  # fmt: skip

    def _to_graduate(
        self, case: list[Any], at: datetime, kind: Happening, mail: str,
        wait: str | None, rules: tuple[str, ...], note: str,
    ) -> Row:  # fmt: skip
        return self._row(
            case, at, kind, role=Role.GRADUATE.value, recipient=case[2],
            what=get_mail(mail).label, rules=rules, mail=mail, note=note, **_wait(wait),
        )  # fmt: skip

    def _escalations(self, at: datetime) -> Iterator[Row]:
        query = self._of(
            Task,
            Task.role,
            Task.text,
            ReminderRecord.wait,
            ReminderRecord.said,
            ReminderRecord.folded,
        )
        query = query.join(ReminderRecord, ReminderRecord.id == Task.reminder_id)
        query = query.where(Task.id > self._seen[Task])
        for role, text, wait, said, folded, *case in self._rows(query.order_by(Task.id)):
            _, _, _, college, _, branch, _, contact = case
            rules = {
                rule: None for one in said if one.get("to") == role for rule in one.get("rules", ())
            }
            yield self._row(
                case, at, Happening.ESCALATION, role=role, what=text, rules=tuple(rules),
                recipient=self._recipients.of(role, college, branch, contact),
                note=_folded(folded), **_wait(wait),
            )  # fmt: skip

    def _row(self, case: Any, at: datetime, kind: Happening, **more: Any) -> Row:
        case_id, year, person, college_id, college, branch_id, branch, _ = case
        return Row(
            at, kind, case_id, f"QZ-{year}-{case_id:04d}", person,
            college_id=college_id, college=college, branch_id=branch_id, branch=branch, **more,
        )  # fmt: skip

    def _of(self, model: Any, *columns: Any) -> sa.Select[Any]:
        """The columns and those of the case, of the cohort asked for."""
        query = sa.select(*columns, *_CASE).select_from(model)
        if model is not Case:
            query = query.join(Case, Case.id == model.case_id)
        query = query.join(Cohort, Cohort.id == Case.cohort_id).join(
            Person, Person.id == Case.person_id
        )
        query = query.join(College, College.id == Case.college_id).join(
            Branch, Branch.id == Case.branch_id
        )
        return query if self._cohort_id is None else query.where(Case.cohort_id == self._cohort_id)

    def _rows(self, query: sa.Select[Any]) -> list[Any]:
        return [list(row) for row in self._session.execute(query).all()]

    def _newest(self, model: Any) -> int:
        return self._session.scalar(sa.select(sa.func.max(model.id))) or 0


# The wait behind a move of the clock.
_CLOCKED = {
    (track.name, wait.move): wait.name
    for machine in MACHINES.values()
    for track in machine.tracks
    for state in track.states
    for wait in state.waits
    if wait.move
}


def _wait(name: str | None) -> dict[str, str]:
    return {"wait": name or "", "wait_label": WAITS.get(name or "", "")}


def _folded(moments: list[str] | None) -> str:
    """Missed moments that are said with this one."""
    return f"合并了此前 {len(moments)} 次未及时发出的提醒" if moments else ""
