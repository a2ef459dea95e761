"""One verb changes a case: guards first, then state, history, evidence and outbox in one commit."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.exc import StaleDataError

from machines import get_machine
from machines.engine import IllegalMove, Step, step
from machines.facts import Facts
from machines.mails import get_mail
from machines.orders import NOTHING, Nothing, Order
from machines.orders.days import days_to_come
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.table import Becomes, Move, Trigger
from machines.words import PartyStatus, kind_of
from tracker.actions.overtaken import settle_reached
from tracker.actions.stale import Stale, changes_since, refuse_stale
from tracker.actions.taken import telling_what_is_taken
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.lists import shelve_case
from tracker.models import Case, ContactEntry, MoveRecord, Track
from tracker.models.db import begin_writing
from tracker.order_data import order_data
from tracker.outbox.write import write_mails
from tracker.waits.planning import replan
from tracker.writers import WRITERS, Writing

# What every move looks at comes with the case in one query.
WITH_THE_CASE = (
    joinedload(Case.person, innerjoin=True),
    joinedload(Case.college, innerjoin=True),
    joinedload(Case.branch, innerjoin=True),
    joinedload(Case.cohort, innerjoin=True),
    joinedload(Case.policy_version, innerjoin=True),
)


@telling_what_is_taken()
def take_action(
    desk: Desk,
    case_id: int,
    track: str,
    action: str,
    order: Order,
    actor: Actor,
    *,
    version: int | None = None,
) -> MoveRecord:
    """Make a move and commit it.

    Raises Refused with every reason, or Stale when the page's `version` is not the case's; in both
    cases nothing was written. `version` None stands for doors that have no page (clock, CLI).
    """
    begin_writing(desk.session)
    try:
        case = lock_case(desk.session, case_id)
        refuse_stale(desk.session, case, version)
        record = make_move(desk, case, track, action, order, actor)
        finish(desk, case, unmoved=_only_mailed(case, record))
        desk.session.commit()
    except StaleDataError:
        desk.session.rollback()
        newer = lock_case(desk.session, case_id)
        raise Stale(newer.version, changes_since(desk.session, newer, version or 0)) from None
    except BaseException:
        desk.session.rollback()
        raise
    return record


def lock_case(session: Session, case_id: int) -> Case:
    """The case's row, locked where the database locks rows. Raises NoResultFound."""
    query = sa.select(Case).filter_by(id=case_id).where(Case.withdrawn_at.is_(None))
    return session.scalars(query.options(*WITH_THE_CASE).with_for_update(of=Case)).one()


def make_move(
    desk: Desk,
    case: Case,
    track_name: str,
    action: str,
    order: Order,
    actor: Actor,
    *,
    entry: ContactEntry | None = None,
    follows: MoveRecord | None = None,
) -> MoveRecord:
    """Check and write one move within the caller's transaction, and what follows from it."""
    track = case.track(track_name)
    move = get_machine(case.kind).track(track_name).move(action)
    facts = read_facts(desk.session, case, order)
    refuse(move, track, facts, order, actor, desk, consequence=follows is not None)
    record = _record(desk, case, track, move, order, actor, follows)
    for name in move.writes:
        WRITERS[name](Writing(desk, case, move, actor, record, entry), order)
    desk.session.flush()
    if move.mail is not None and all(one.holds(facts) for one in move.mail_if):
        write_mails(desk, case, get_mail(move.mail), record, order)
    _follow(desk, case, move, record, actor)
    return record


def refuse(
    move: Move,
    track: Track,
    facts: Facts,
    order: Order,
    actor: Actor,
    desk: Desk,
    *,
    consequence: bool,
) -> None:
    """Raise Refused with every reason why this move is closed to this actor now."""
    today = day_of(desk.now)
    if track.state not in move.from_:
        raise Refused(_not_from_here(move, track, facts))
    if not consequence and actor.role not in move.by:
        raise Refused(_not_yours(move, actor))
    refusals = [r for guard in move.only_if for r in guard(facts, today)]
    refusals += days_to_come(order, today)
    refusals += [r for check in move.checks for r in check(facts, order, today)]
    if refusals:
        raise Refused(*refusals)


def _not_from_here(move: Move, track: Track, facts: Facts) -> Refusal:
    state = get_machine(facts.kind).track(track.name).state(track.state)
    missing = f"“{move.label}”不能在“{state.label}”时办理"
    return Refusal(missing, move.rules[0], state.owner or Role.ORGANIZER, "个案页面")


def _not_yours(move: Move, actor: Actor) -> Refusal:
    who = "、".join(role.label for role in move.by) or "系统"
    missing = f"“{move.label}”由{who}办理，{actor.role.label}不能办理"
    return Refusal(missing, move.rules[0], move.by[0] if move.by else Role.ORGANIZER, "个案页面")


def _record(
    desk: Desk,
    case: Case,
    track: Track,
    move: Move,
    order: Order,
    actor: Actor,
    follows: MoveRecord | None,
) -> MoveRecord:
    taken, before = _step(case, track, move), case.kind
    _become(case, move.becomes)
    record = MoveRecord(
        case=case,
        track=track.name,
        action=move.action,
        label=move.label,
        from_state=track.state,
        to_state=taken.to,
        role=actor.role.value,
        staff_id=actor.staff_id,
        follows_id=follows.id if follows else None,
        policy_version_id=case.policy_version_id,
        kind_before=before.value,
        kind_after=case.kind.value,
        order=order_data(order),
        rules=list(move.rules),
        case_version=case.version + 1,
        day=day_of(desk.now),
        at=desk.now,
    )
    if taken.to != track.state:
        track.state, track.since = taken.to, desk.now
    track.came_from = taken.came_from
    desk.session.add(record)
    desk.session.flush()
    return record


def _step(case: Case, track: Track, move: Move) -> Step:
    table = get_machine(case.kind).track(track.name)
    try:
        return step(table, track.state, move.action, track.came_from)
    except IllegalMove:
        missing = "系统不知道退回到哪一步"
        raise Refused(Refusal(missing, move.rules[0], Role.DEPARTMENT, "个案页面")) from None


def _become(case: Case, becomes: Becomes | None) -> None:
    match becomes:
        case Becomes.FULL:
            case.status = PartyStatus.FULL
        case Becomes.ABROAD:
            case.abroad = True
        case Becomes.HOME:
            case.abroad = False
    case.kind = kind_of(case.status, abroad=case.abroad)


def _follow(desk: Desk, case: Case, move: Move, record: MoveRecord, actor: Actor) -> None:
    for then in move.then:
        row = next((t for t in case.tracks if t.name == then.track), None)
        machine = get_machine(case.kind)
        if row is None or not machine.has(then.track):
            continue
        if row.state in machine.track(then.track).move(then.action).from_:
            make_move(desk, case, then.track, then.action, NOTHING, actor, follows=record)


def answer_triggers(desk: Desk, case: Case, actor: Actor, entry: ContactEntry) -> None:
    """Make the moves that a two-way contact brings about by itself (D-15)."""
    settle_reached(desk, case, entry)
    for track in list(case.tracks):
        table = get_machine(case.kind)
        if not table.has(track.name):
            continue
        for move in table.track(track.name).moves_from(track.state):
            if move.on is Trigger.TWO_WAY_CONTACT and actor.role in move.by:
                facts = read_facts(desk.session, case)
                if not any(guard(facts, day_of(desk.now)) for guard in move.only_if):
                    make_move(desk, case, track.name, move.action, NOTHING, actor, entry=entry)


def _only_mailed(case: Case, record: MoveRecord) -> bool:
    """Whether the move did nothing but send a mail: then no state, fact or due date has changed.

    One that tells something, such as when he took part, is itself a fact that waits read.
    """
    if record.from_state != record.to_state or record.kind_before != record.kind_after:
        return False
    move = get_machine(case.kind).track(record.track).move(record.action)
    told = move.writes or move.then or move.asks is not Nothing
    return move.mail is not None and not told


def finish(desk: Desk, case: Case, *, unmoved: bool = False) -> None:
    """After the moves: waits by the tables, closed or open, its shelf, one version further.

    `unmoved`: nothing changed that a wait reads, and no task or address.
    """
    case.version += 1
    if not unmoved:
        replan(desk, case)
        shelve_case(desk.session, case)
