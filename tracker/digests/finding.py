"""What each section of a digest is read from: in the reader's scope, exactly as the pages read it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.elements import ColumnElement

from machines import MACHINES
from machines.dates import days
from machines.words import ApplicationKind, ApplicationState
from tracker.digests.found import Found, Looking, day_words, how_late
from tracker.inbox.words import InboxState, IncomingKind
from tracker.lists.held_mails import held_up
from tracker.lists.marks import NO_ADDRESS, state_mark
from tracker.lists.waiting import waiting_for
from tracker.models import (
    Application,
    Case,
    CasePlan,
    IncomingMail,
    Mail,
    MailState,
    PlannedWait,
    ShelfMark,
    Task,
)
from tracker.permissions import visible_cases, visible_incoming

WAIT_LABELS = MappingProxyType(
    {
        wait.name: wait.label
        for machine in MACHINES.values()
        for track in machine.tracks
        for state in track.states
        for wait in state.waits
    }
)
SOON_DAYS = 7
UNKNOWN_WAIT = "期限事项"
_CASE = (
    joinedload(Case.person, innerjoin=True),
    joinedload(Case.cohort, innerjoin=True),
    joinedload(Case.college, innerjoin=True),
)
_DUE_FIRST = (Case.next_due_on.is_(None), Case.next_due_on, Case.id)


def tasks(looking: Looking) -> Found:
    """Open tasks of the reader's role, those of overdue cases first (S3.1-6)."""
    overdue = sa.case((Case.next_due_on < looking.today, 0), else_=1)
    query = (
        _with_case(Task, Task.case_id)
        .where(
            Task.role == looking.actor.role.value,
            Task.settled_at.is_(None),
            visible_cases(looking.actor),
        )
        .order_by(overdue, Task.id)
    )
    number, rows = looking.first(query)
    return Found(number, tuple(looking.line(case, task.text) for task, case in rows))


def waiting(looking: Looking) -> Found:
    """Cases in a state in which the reader's role acts next, by due day."""
    marks = [state_mark(*pair) for pair in waiting_for(looking.actor.role)]
    return _cases(looking, _on_shelf(*marks))


def no_address(looking: Looking) -> Found:
    """Open cases nobody can write to (S4.1-6)."""
    return _cases(looking, _on_shelf(NO_ADDRESS))


def overdue(looking: Looking) -> Found:
    """Deadlines that have passed, the oldest first."""
    return _waits(looking, PlannedWait.due_on < looking.today)


def due_soon(looking: Looking) -> Found:
    """Deadlines of today and of the week that begins today."""
    last = looking.today + days(SOON_DAYS)
    return _waits(looking, PlannedWait.due_on.between(looking.today, last))


def new_letters(looking: Looking) -> Found:
    """Answers of graduates that nobody has looked at yet."""
    query = (
        _with_case(IncomingMail, IncomingMail.case_id)
        .where(
            IncomingMail.state == InboxState.FILED,
            IncomingMail.kind == IncomingKind.REPLY,
            IncomingMail.seen_at.is_(None),
            visible_cases(looking.actor),
        )
        .order_by(IncomingMail.id)
    )
    number, rows = looking.first(query)
    return Found(
        number,
        tuple(
            looking.line(case, f"{_received(mail, looking)}来信", f"/incoming/{mail.id}")
            for mail, case in rows
        ),
    )


def unmatched(looking: Looking) -> Found:
    """Mails that fit no case for certain, or that broke: a person sorts them. Nothing of them is told."""
    query = (
        sa.select(IncomingMail)
        .where(
            IncomingMail.state.in_((InboxState.HELD, InboxState.BROKEN)),
            visible_incoming(looking.actor),
        )
        .order_by(IncomingMail.id)
    )
    return Found(looking.first(query)[0])


def held_mails(looking: Looking) -> Found:
    """Mails to graduates that failed or came back and reached nobody since (S4.4-5)."""
    query = (
        _with_case(Mail, Mail.case_id)
        .where(
            Mail.id.in_(held_up()),
            Mail.state != MailState.NO_ADDRESS,
            visible_cases(looking.actor),
        )
        .order_by(Mail.id)
    )
    number, rows = looking.first(query)
    return Found(
        number,
        tuple(looking.line(case, _what_became_of(mail)) for mail, case in rows),
    )


def approvals(looking: Looking) -> Found:
    """Applications that wait for the college committee (D-19)."""
    return _applications(looking, Application.state == ApplicationState.SUBMITTED)


def filings(looking: Looking) -> Found:
    """Approved retentions that are to be filed with the department (S3.3-3, S4.5(2)-2)."""
    filed = (ApplicationKind.RETENTION, ApplicationKind.OVERSEAS)
    return _applications(
        looking,
        Application.state == ApplicationState.APPROVED,
        Application.kind.in_(filed),
        Application.filed_on.is_(None),
    )


def failed_plans(looking: Looking) -> Found:
    """Cases whose deadlines could not be reckoned, and so remind nobody."""
    query = (
        _with_case(CasePlan, CasePlan.case_id)
        .where(CasePlan.failures > 0, visible_cases(looking.actor))
        .order_by(CasePlan.failed_at, CasePlan.case_id)
    )
    number, rows = looking.first(query)
    return Found(
        number, tuple(looking.line(case, f"已失败 {plan.failures} 次") for plan, case in rows)
    )


def _with_case(model: type[Any], key: Any) -> sa.Select[Any]:
    return sa.select(model, Case).join(Case, Case.id == key).options(*_CASE)


def _on_shelf(*marks: str) -> ColumnElement[bool]:
    return Case.shelf.in_(sa.select(ShelfMark.shelf).where(ShelfMark.mark.in_(marks)))


def _cases(looking: Looking, *where: ColumnElement[bool]) -> Found:
    query = (
        sa.select(Case)
        .where(visible_cases(looking.actor), Case.closed_at.is_(None), *where)
        .options(*_CASE)
        .order_by(*_DUE_FIRST)
    )
    number, rows = looking.first(query)
    return Found(number, tuple(looking.line(case, _due(case, looking)) for (case,) in rows))


def _due(case: Case, looking: Looking) -> str:
    return how_late(case.next_due_on, looking.today) if case.next_due_on else "没有期限"


def _waits(looking: Looking, *where: ColumnElement[bool]) -> Found:
    query = (
        _with_case(PlannedWait, PlannedWait.case_id)
        .where(visible_cases(looking.actor), Case.closed_at.is_(None), *where)
        .order_by(PlannedWait.due_on, PlannedWait.id)
    )
    number, rows = looking.first(query)
    return Found(
        number,
        tuple(
            looking.line(case, f"{wait_label(wait.name)}，{how_late(wait.due_on, looking.today)}")
            for wait, case in rows
        ),
    )


def wait_label(name: str) -> str:
    """What a wait is called; one that no table knows any more is a deadline all the same."""
    return WAIT_LABELS.get(name, UNKNOWN_WAIT)


def _applications(looking: Looking, *where: ColumnElement[bool]) -> Found:
    query = (
        _with_case(Application, Application.case_id)
        .where(*where, Case.closed_at.is_(None), visible_cases(looking.actor))
        .order_by(Application.submitted_on, Application.id)
    )
    number, rows = looking.first(query)
    return Found(
        number,
        tuple(
            looking.line(
                case, f"{one.kind.label}，{day_words(one.submitted_on, looking.today)}提交"
            )
            for one, case in rows
        ),
    )


def _received(mail: IncomingMail, looking: Looking) -> str:
    waited = (looking.desk.now - mail.received_at).days
    return f"{waited} 天前" if waited > 0 else "一天之内"


def _what_became_of(mail: Mail) -> str:
    return "邮件被退回" if mail.state is MailState.SENT else f"邮件{mail.state.label}"
