"""Everything the case page shows of one case, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from machines import get_machine
from machines.checklist import CheckLine, data_checks
from machines.destination import RULE_OF, transfer_type_rule
from machines.facts import Facts
from machines.files import Need, Paper
from machines.focus import focus_groups
from machines.words import MEMBERS, FocusGroup
from tracker.actions import MoveView, moves_open_to
from tracker.clock import day_of
from tracker.data_check.proposals import ProposalLine, open_proposals
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.models import (
    Application,
    Attendance,
    Briefing,
    Case,
    Correction,
    Destination,
    Letter,
    MaterialChecker,
    MaterialItem,
    Probation,
    Retention,
    Stay,
    Task,
)
from tracker.views.cases.states import Standing, standings


@dataclass(frozen=True, slots=True)
class TrackCard:
    """One track with the moves that start where it stands."""

    standing: Standing
    open: list[MoveView]
    closed: list[MoveView]
    others: list[MoveView]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the file: how much it is needed and what the check found."""

    paper: Paper
    need: Need
    item: MaterialItem | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the template reads; absent parts are None or empty."""

    case: Case
    facts: Facts
    today: date
    cards: list[TrackCard]
    checks: Sequence[CheckLine]
    focus: list[FocusGroup]
    papers: list[PaperLine]
    checkers: Sequence[MaterialChecker]
    destination: Destination | None
    proposal: Destination | None
    destination_rules: tuple[str, ...]
    letters: Sequence[Letter]
    applications: Sequence[Application]
    attendances: Sequence[Attendance]
    briefing: Briefing | None
    probation: Probation | None
    stay: Stay | None
    retention: Retention | None
    tasks: Sequence[Task]
    proposals: Sequence[ProposalLine]
    corrections: Sequence[Correction]


def read_page(desk: Desk, actor: Actor, case: Case) -> CasePage:
    """Read the page of a case the actor may see."""
    session, today = desk.session, day_of(desk.now)
    facts = read_facts(session, case)
    registered, proposal = _destinations(desk, case)
    return CasePage(
        case=case,
        facts=facts,
        today=today,
        cards=_cards(desk, actor, case, facts, today),
        checks=data_checks(facts, today) if case.status in MEMBERS else (),
        focus=focus_groups(
            case.status,
            abroad=case.abroad,
            employment=registered.employment if registered else case.employment,
        ),
        papers=_papers(desk, case),
        checkers=_all(desk, MaterialChecker, case, joinedload(MaterialChecker.staff)),
        destination=registered,
        proposal=proposal,
        destination_rules=_destination_rules(registered),
        letters=_letters(desk, case),
        applications=_all(desk, Application, case)[::-1],
        attendances=_all(desk, Attendance, case, joinedload(Attendance.activity)),
        briefing=session.get(Briefing, case.id),
        probation=session.get(Probation, case.id),
        stay=session.get(Stay, case.id),
        retention=session.get(Retention, case.id),
        tasks=_open_tasks(desk, case),
        proposals=open_proposals(desk, actor, case.id),
        corrections=_all(desk, Correction, case, joinedload(Correction.staff))[::-1],
    )


def _all(desk: Desk, model: Any, case: Case, *options: Any) -> Sequence[Any]:
    query = sa.select(model).filter_by(case_id=case.id).order_by(model.id).options(*options)
    return desk.session.scalars(query).all()


def _cards(desk: Desk, actor: Actor, case: Case, facts: Facts, today: date) -> list[TrackCard]:
    views = moves_open_to(desk, case, actor, facts)
    cards = []
    for one in standings(case, today, resting=True):
        here = [v for v in views if v.track == one.name]
        cards.append(
            TrackCard(
                one,
                [v for v in here if v.open],
                [v for v in here if v.mine and not v.open],
                [v for v in here if not v.mine],
            )
        )
    return cards


def _papers(desk: Desk, case: Case) -> list[PaperLine]:
    items = {i.code: i for i in _all(desk, MaterialItem, case, joinedload(MaterialItem.checked_by))}
    return [PaperLine(paper, need, items.get(paper.code)) for paper, need in case.papers]


def _destinations(desk: Desk, case: Case) -> tuple[Destination | None, Destination | None]:
    """The registered destination, and the graduate's proposal if it is newer."""
    rows = _all(desk, Destination, case, joinedload(Destination.organisation))
    registered = next((r for r in reversed(rows) if not r.proposed), None)
    newest = rows[-1] if rows else None
    return registered, newest if newest is not None and newest.proposed else None


def _destination_rules(destination: Destination | None) -> tuple[str, ...]:
    if destination is None:
        return ()
    rules = [RULE_OF[destination.kind]]
    if destination.transfer_type is not None:
        rules.append(transfer_type_rule(destination.transfer_type))
    return tuple(rules)


def _letters(desk: Desk, case: Case) -> Sequence[Letter]:
    """Newest first, void ones with their successor or reason."""
    query = (
        sa.select(Letter)
        .filter_by(case_id=case.id)
        .order_by(Letter.id.desc())
        .options(selectinload(Letter.receipts), joinedload(Letter.successor))
    )
    return desk.session.scalars(query).unique().all()


def _open_tasks(desk: Desk, case: Case) -> Sequence[Task]:
    query = (
        sa.select(Task)
        .where(Task.case_id == case.id, Task.settled_at.is_(None))
        .order_by(Task.id)
        .options(joinedload(Task.entry), joinedload(Task.reminder))
    )
    return desk.session.scalars(query).all()


def has_track(case: Case, name: str) -> bool:
    """Whether the machine of the case runs that track."""
    return get_machine(case.kind).has(name)


def may_correct(case: Case, actor: Actor) -> bool:
    """Whether the table lets the actor correct the data where the transfer stands."""
    if not has_track(case, "transfer"):
        return False
    move = get_machine(case.kind).track("transfer").move("correct_data")
    return actor.role in move.by and case.track("transfer").state in move.from_
