"""Random walks: no lawful step leaves the table, and the way back leads to where one came from."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machines import MACHINES
from machines.engine import IllegalMove, Step, step
from machines.table import Back, Machine, Move, Track
from machines.words import Kind
from tests.machines.tracks import ABROAD, PROBATION, TRACKS, TRANSFER

# A busy machine is slow, which says nothing about the tables.
PATIENT = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

RETURNS = {
    f"{name}-{move.action}-to-{state}": (track, move, state)
    for name, track in TRACKS.items()
    for move in track.moves
    if isinstance(move.to, Back)
    for state in move.to.states
}


def remembered(track: Track, before: Step, after: str) -> str | None:
    """What a track must remember, said apart from the engine."""
    if after == before.to:
        return before.came_from
    return before.to if track.state(after).remembers else None


def choose(data: st.DataObject, track: Track, at: Step) -> Move | None:
    moves = track.moves_from(at.to)
    return data.draw(st.sampled_from(moves)) if moves else None


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
@PATIENT
@given(data=st.data())
def test_a_walk_stays_in_the_table_and_remembers_its_way_back(
    track: Track, data: st.DataObject
) -> None:
    names = {state.name for state in track.states}
    at = Step(track.initial, None)
    for _ in range(data.draw(st.integers(1, 25))):
        move = choose(data, track, at)
        if move is None:
            assert track.state(at.to).final
            return
        went = step(track, at.to, move.action, at.came_from)
        assert went.to in names
        assert went.to in move.destinations(at.to)
        if isinstance(move.to, Back):
            assert went.to == at.came_from
        assert went.came_from == remembered(track, at, went.to)
        at = went


@pytest.mark.parametrize(("track", "move", "state"), RETURNS.values(), ids=RETURNS)
def test_the_way_back_leads_to_where_one_came_from_and_nowhere_else(track, move, state) -> None:
    (left,) = move.from_
    assert step(track, left, move.action, state).to == state
    others = {other.name for other in track.states} - set(move.to.states)
    for other in (*others, None):
        if len(move.to.states) > 1:
            with pytest.raises(IllegalMove, match="does not know the way back"):
                step(track, left, move.action, other)


@pytest.mark.parametrize(
    ("track", "there", "stay", "back", "start"),
    [
        (TRANSFER, "report_out_of_contact", "call_again", "contact_restored", "expired"),
        (TRANSFER, "report_out_of_contact", "correct_data", "contact_restored", "retained"),
        (TRANSFER, "request_retention", "correct_data", "refuse_retention", "letter_issued"),
        (TRANSFER, "request_retention", "record_feedback", "return_retention", "expired"),
        (TRANSFER, "keep_abroad", "correct_data", "resume_from_abroad", "registered"),
        (PROBATION, "freeze", None, "unfreeze", "applied"),
    ],
    ids=[
        "expired and lost",
        "retained and lost",
        "refused before expiry",
        "returned after expiry",
        "home from abroad",
        "probation goes on",
    ],
)
def test_what_happens_meanwhile_does_not_blot_out_the_way_back(
    track: Track, there: str, stay: str | None, back: str, start: str
) -> None:
    at = step(track, start, there)
    assert at.came_from == start
    if stay is not None:
        at = step(track, at.to, stay, at.came_from)
    home = step(track, at.to, back, at.came_from)
    assert home == Step(start, None)


def test_who_goes_on_forgets_where_he_came_from() -> None:
    asked = step(TRANSFER, "expired", "request_reissue")
    approved = step(TRANSFER, asked.to, "approve_reissue", asked.came_from)
    assert asked == Step("reissue_requested", "expired")
    assert approved == Step("reissue_approved", None)


def follow(machine: Machine, standing: dict[str, Step], track: Track, move: Move) -> None:
    """Make the move and what follows it, where the other track can start it."""
    at = standing[track.name]
    standing[track.name] = step(track, at.to, move.action, at.came_from)
    for then in move.then:
        if not machine.has(then.track):
            continue
        other = machine.track(then.track)
        row, there = other.move(then.action), standing[then.track]
        if there.to in row.from_:
            follow(machine, standing, other, row)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
@PATIENT
@given(data=st.data())
def test_tracks_that_follow_one_another_never_fall_apart(
    machine: Machine, data: st.DataObject
) -> None:
    standing = {track.name: Step(track.initial, None) for track in machine.tracks}
    for _ in range(data.draw(st.integers(1, 30))):
        choices = [
            (track, move)
            for track in machine.tracks
            for move in track.moves_from(standing[track.name].to)
            if move.by
        ]
        before = dict(standing)
        track, move = data.draw(st.sampled_from(choices)) if choices else (None, None)
        if track is None or move is None:
            return
        follow(machine, standing, track, move)
        if track.name != "disposition" and machine.has("disposition"):
            dropped = standing["disposition"].to == "dropped"
            accepted = standing["transfer"].to == "accepted"
            assert standing["disposition"] == before["disposition"] or (dropped and accepted)
        if machine.has("abroad"):
            assert_abroad_agrees({name: at.to for name, at in standing.items()})


def assert_abroad_agrees(states: dict[str, str]) -> None:
    if states["transfer"] == "kept_abroad":
        assert states["abroad"] in ("approved", "preparing", "abroad")
    if states.get("probation") == "frozen":
        assert states["abroad"] == "abroad"


def test_a_member_comes_home_to_the_transfer_and_the_probation_he_left() -> None:
    machine = MACHINES[Kind.OVERSEAS_MEMBER]
    standing = {track.name: Step(track.initial, None) for track in machine.tracks}
    for track, action in (
        (TRANSFER, "verify"),
        (PROBATION, "apply"),
        (ABROAD, "apply"),
        (ABROAD, "approve"),
        (ABROAD, "file"),
        (ABROAD, "depart"),
    ):
        follow(machine, standing, track, track.move(action))
    assert standing["transfer"] == Step("kept_abroad", "verified")
    assert standing["probation"] == Step("frozen", "applied")
    follow(machine, standing, ABROAD, ABROAD.move("come_back"))
    assert standing["transfer"].to == "verified"
    assert standing["probation"].to == "applied"
