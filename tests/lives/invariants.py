"""What holds after every step of every life."""

from __future__ import annotations

import sqlalchemy as sa

from machines import get_machine
from machines.files import Need, papers_for
from machines.roles import Role
from machines.words import ItemStatus, Kind, LetterStatus, PartyStatus
from tests.lives.world import World
from tracker.facts import read_facts
from tracker.lists.terms import terms_of
from tracker.models import (
    Letter,
    Mail,
    MoveRecord,
    Receipt,
    ReminderRecord,
    SearchTerm,
    ShelfMark,
    Task,
)
from tracker.waits.planning import find_waits
from tracker.waits.standing import read_standing

FILED = ("archived", "sealed_separately", "sent_confidentially", "receipt_confirmed")
NEVER = ("suspended", "removed")


def check_all(world: World) -> None:
    """Every invariant of the issue, on the rows as they stand."""
    world.desk.session.expire_all()
    letters_are_lawful(world)
    nothing_archived_incomplete(world)
    only_expiry_by_clock(world)
    acceptance_ends_a_transfer(world)
    no_end_without_its_guards(world)
    every_move_stands_in_the_history(world)
    mail_follows_its_move(world)
    the_plan_says_what_is_due(world)
    the_list_shows_what_is(world)


def letters_are_lawful(world: World) -> None:
    """At most one live letter a person; a void one names its successor or reason (S4.5-0b)."""
    letters = world.desk.session.scalars(
        sa.select(Letter).filter_by(case_id=world.case_id).order_by(Letter.id)
    ).all()
    live = [one for one in letters if one.status is LetterStatus.LIVE]
    assert len(live) <= 1
    for letter in letters:
        if letter.status is LetterStatus.VOID:
            assert letter.voided_on is not None
            assert letter.successor_id is not None or letter.void_reason
    assert len({one.number for one in letters}) == len(letters)


def nothing_archived_incomplete(world: World) -> None:
    """S2.1-5, S2.2-1: required papers present or covered; due probationers regularised first."""
    case, facts = world.case, read_facts(world.desk.session, world.case)
    if case.track("materials").state not in FILED:
        return
    for move in _moves(world, "materials"):
        if move.to_state in ("archived", "sealed_separately"):
            assert move.kind_before != Kind.PROBATIONARY_MEMBER.value or (
                facts.probation is not None
                and facts.probation.ends_on is not None
                and facts.probation.ends_on > facts.policy.probation_split
            )
    settled = (ItemStatus.COMPLIANT, ItemStatus.COVERED)
    for paper, need in papers_for(case.status, abroad=False):
        if need is Need.REQUIRED and case.status is not PartyStatus.FULL:
            assert facts.materials.status_of(paper.code) in settled, paper.code


def only_expiry_by_clock(world: World) -> None:
    """Nothing else moves by clock (D-1, D-5)."""
    by_clock = [m for m in _moves(world) if m.role == Role.CLOCK.value and m.track != "case"]
    assert {m.action for m in by_clock} <= {"expire"}


def acceptance_ends_a_transfer(world: World) -> None:
    """S4.4-3: acceptance seen, or for a 非建库单位 the sealed receipt entered (S4.4-7)."""
    if world.case.track("transfer").state != "accepted":
        return
    session = world.desk.session
    letter = session.scalars(
        sa.select(Letter).filter_by(case_id=world.case_id).order_by(Letter.id.desc())
    ).first()
    assert letter is not None
    assert letter.status is LetterStatus.DONE
    assert letter.accepted_on is not None
    [ending] = [m for m in _moves(world, "transfer") if m.to_state == m.from_state == "" or
                (m.to_state == "accepted" and m.from_state != "accepted")]  # fmt: skip
    assert ending.action in ("confirm_acceptance", "enter_receipt")
    if ending.action == "enter_receipt":
        sealed = sa.select(Receipt).filter_by(letter_id=letter.id, seal_seen=True)
        assert session.scalars(sealed).first() is not None


def no_end_without_its_guards(world: World) -> None:
    """No way to suspended or removed exists; cancelled only by the branch's decision (X-C7)."""
    case = world.case
    assert not any(track.state in NEVER for track in case.tracks)
    cancelled = [m for m in _moves(world, "probation") if m.to_state == "cancelled"]
    for move in cancelled:
        assert move.action == "cancel"
        assert move.order["votes_for"] * 2 > move.order["eligible"]
        assert move.order["statement"]
    if case.track("transfer").state == "ended_by_disposition":
        assert cancelled


def every_move_stands_in_the_history(world: World) -> None:
    """Each track stands where its newest move led (fault 1: a state written outside the verbs)."""
    for track in world.case.tracks:
        moves = _moves(world, track.name)
        expected = moves[-1].to_state if moves else _first_state(world, track.name)
        assert track.state == expected, track.name


def mail_follows_its_move(world: World) -> None:
    """A mail exists only with the move or the reminder that sent it, or with the mail it answers."""
    session = world.desk.session
    known = {m.id for m in _moves(world)}
    given = set(session.scalars(sa.select(ReminderRecord.id).filter_by(case_id=world.case_id)))
    for mail in session.scalars(sa.select(Mail).filter_by(case_id=world.case_id)):
        by_us = mail.move_id in known or mail.reminder_id in given
        assert by_us or mail.incoming_id is not None


def the_plan_says_what_is_due(world: World) -> None:
    """Whatever happened last planned the waits anew: they stand as if reckoned this moment."""
    session, case = world.desk.session, world.case
    standing = read_standing(session, [case.id])[case.id]
    found = {one.name: one for one in find_waits(world.desk, case)}
    assert set(standing.rows) == set(found)
    for name, row in standing.rows.items():
        due, next_at = found[name].schedule.due, found[name].next_at(row.handled_until)
        assert (row.track, row.due_on, row.next_at) == (found[name].track, due, next_at), name
    assert (standing.plan is None) == (case.closed_at is not None)
    if standing.plan is not None:
        moments = [row.next_at for row in standing.rows.values() if row.next_at]
        assert (standing.plan.next_at, standing.plan.failures) == (min(moments, default=None), 0)
    asked = sa.select(Task.kind).filter_by(case_id=case.id, settled_at=None)
    asked = asked.where(Task.kind.startswith("wait:"))
    assert {kind.removeprefix("wait:") for kind in session.scalars(asked)} <= set(found)


def the_list_shows_what_is(world: World) -> None:
    """The shelf's marks and the search terms say what the rows themselves say, read plainly."""
    case, session = world.case, world.desk.session
    marks = {f"{track.name}:{track.state}" for track in case.tracks} | {f"kind:{case.kind.value}"}
    marks.add("closed" if case.closed_at else "open")
    if not any(address.usable for address in case.person.addresses):
        marks.add("no_address")
    tasks = session.scalars(sa.select(Task).filter_by(case_id=case.id, settled_at=None))
    marks |= {f"task:{task.role}" for task in tasks}
    borne = sa.select(ShelfMark.mark).filter_by(shelf=case.shelf)
    assert set(session.scalars(borne)) == marks
    found = sa.select(SearchTerm).filter_by(case_id=case.id)
    terms = {(term.term, term.college_id) for term in session.scalars(found)}
    person = case.person
    expected = terms_of(person.name, person.student_no, person.mobile)
    assert terms == {(term, case.college_id) for term in expected}


def _first_state(world: World, name: str) -> str:
    for kind in Kind:
        if get_machine(kind).has(name):
            first = get_machine(kind).track(name).initial
            if kind is world.case.kind:
                return first
    return first


def _moves(world: World, track: str | None = None) -> list[MoveRecord]:
    query = sa.select(MoveRecord).filter_by(case_id=world.case_id).order_by(MoveRecord.id)
    if track is not None:
        query = query.filter_by(track=track)
    return list(world.desk.session.scalars(query))
