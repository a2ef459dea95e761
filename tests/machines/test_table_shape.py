"""No state is a trap or out of reach, somebody owns it, and every word in a row has its rule."""

from collections import deque
from datetime import date

import pytest

from machines import MACHINES, get_machine
from machines.mails import MAILS
from machines.orders import asked_fields
from machines.register import RULES
from machines.roles import Role
from machines.table import Stay, Track, Trigger
from machines.words import Kind
from tests.machines.complete import ABROAD, COMPLETE, PROBATIONER, RETAINED, standing
from tests.machines.tracks import MOVES, TRACKS

STATES = {
    f"{name}-{state.name}": (track, state)
    for name, track in TRACKS.items()
    for state in track.states
}
OPEN_STATES = {name: pair for name, pair in STATES.items() if not pair[1].final}
END_STATES = {name: pair for name, pair in STATES.items() if pair[1].final}

REMINDERS = [row for _, state in STATES.values() for wait in state.waits for row in wait.reminders]


def neighbours(track: Track, state: str) -> set[str]:
    return {
        target for move in track.moves if state in move.from_ for target in move.destinations(state)
    }


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_every_state_can_be_reached_from_the_first(track: Track) -> None:
    reached, queue = {track.initial}, deque([track.initial])
    while queue:
        for state in neighbours(track, queue.popleft()) - reached:
            reached.add(state)
            queue.append(state)
    assert reached == {state.name for state in track.states}


@pytest.mark.parametrize(("track", "state"), OPEN_STATES.values(), ids=OPEN_STATES)
def test_an_open_state_has_a_way_out_an_owner_and_a_wait_or_a_reason(track, state) -> None:
    assert neighbours(track, state.name) - {state.name}
    assert state.owner in set(Role)
    assert bool(state.waits) is not bool(state.no_wait)


@pytest.mark.parametrize(("track", "state"), END_STATES.values(), ids=END_STATES)
def test_nothing_leads_out_of_an_end(track, state) -> None:
    assert neighbours(track, state.name) <= {state.name}


@pytest.mark.parametrize(("track", "state"), OPEN_STATES.values(), ids=OPEN_STATES)
def test_an_open_state_leads_to_a_state_that_lets_the_case_be_closed(track, state) -> None:
    reached, queue = {state.name}, deque([state.name])
    while queue:
        for other in neighbours(track, queue.popleft()) - reached:
            reached.add(other)
            queue.append(other)
    assert any(s.final or s.resting for s in track.states if s.name in reached)


@pytest.mark.parametrize(
    "case",
    [COMPLETE, PROBATIONER, RETAINED, ABROAD],
    ids=["with a letter", "on probation", "retained", "abroad"],
)
@pytest.mark.parametrize(("track", "state"), OPEN_STATES.values(), ids=OPEN_STATES)
def test_a_wait_has_a_day_or_knows_none_yet(track, state, case) -> None:
    for wait in state.waits:
        due = wait.due(standing(case, **{track.name: state.name}))
        assert due is None or type(due.day) is date
        assert set(wait.rules) <= set(RULES)
        assert wait.label
        assert wait.counted_from


@pytest.mark.parametrize(("track", "move"), MOVES.values(), ids=MOVES)
def test_everything_in_a_row_cites_rules_that_exist(track, move) -> None:
    assert move.rules
    assert set(move.rules) <= set(RULES)
    for guard in (*move.only_if, *move.checks):
        assert guard.rules
        assert set(guard.rules) <= set(RULES)
        assert guard.says
    for asked in asked_fields(move.asks):
        assert asked.rule in RULES
        assert asked.label
    if move.mail is not None:
        assert set(MAILS[move.mail].rules) <= set(RULES)


@pytest.mark.parametrize(("track", "move"), MOVES.values(), ids=MOVES)
def test_a_row_names_only_states_of_its_track(track, move) -> None:
    names = {state.name for state in track.states}
    assert move.from_
    assert set(move.from_) <= names
    assert {target for source in move.from_ for target in move.destinations(source)} <= names


@pytest.mark.parametrize("mail", MAILS.values(), ids=lambda mail: mail.name)
def test_a_mail_is_sent_by_some_move_or_wait_and_its_answers_are_the_graduates(mail) -> None:
    # A mail that an address's own verbs or a reply brings about is written by no move.
    by_verb = mail.of_address or mail.borrows_link
    sent = {move.mail for _, move in MOVES.values()} | {row.mail for row in REMINDERS}
    assert (mail.name in sent) is not by_verb
    assert mail.rules
    assert set(mail.rules) <= set(RULES)
    assert len({answer.number for answer in mail.answers}) == len(mail.answers)
    moves = {(track.name, move.action): move for track, move in MOVES.values()}
    for name in (name for answer in mail.answers for name in answer.moves):
        assert Role.GRADUATE in moves[tuple(name.split("."))].by


def test_the_clock_makes_one_move_which_is_expiry() -> None:
    by_clock = [name for name, (_, move) in MOVES.items() if Role.CLOCK in move.by]
    triggered = [name for name, (_, move) in MOVES.items() if move.on is Trigger.CLOCK]
    assert by_clock == triggered == ["transfer-expire"]


def test_no_clock_and_no_other_move_opens_or_moves_a_disposition() -> None:
    for _, move in MOVES.values():
        follows = {then.action for then in move.then if then.track == "disposition"}
        assert follows <= {"end_on_acceptance"}, "acceptance elsewhere ends a review, nothing else"
    for track, move in MOVES.values():
        if track.name == "disposition":
            assert Role.CLOCK not in move.by
            assert move.on in (None, Trigger.TWO_WAY_CONTACT)
            assert move.by or move.to == "dropped"


def test_a_follow_up_starts_on_a_track_that_some_machine_runs() -> None:
    for _, move in MOVES.values():
        for then in move.then:
            tracks = [track for track in TRACKS.values() if track.name == then.track]
            assert tracks
            assert all(track.move(then.action) for track in tracks)


def test_who_moves_nothing_is_followed_by_something() -> None:
    followed = {(then.track, then.action) for _, move in MOVES.values() for then in move.then}
    silent = {(track.name, move.action) for track, move in MOVES.values() if not move.by}
    assert silent == followed


@pytest.mark.parametrize(
    ("kind", "tracks"),
    [
        ("full_member", "education materials transfer abroad disposition"),
        ("probationary_member", "education materials probation transfer abroad disposition"),
        ("overseas_member", "education materials abroad probation transfer disposition"),
        ("activist", "materials"),
    ],
)
def test_each_kind_runs_its_tracks(kind: str, tracks: str) -> None:
    machine = get_machine(kind)
    assert [track.name for track in machine.tracks] == tracks.split()
    assert machine.kind is Kind(kind)
    assert all(machine.has(track) for track in tracks.split())


def test_there_is_a_machine_for_every_kind_and_for_no_other() -> None:
    assert set(MACHINES) == set(Kind)
    with pytest.raises(ValueError, match="robot"):
        get_machine("robot")


def test_a_row_that_stays_stays_in_every_state_it_names() -> None:
    for _, move in MOVES.values():
        if isinstance(move.to, Stay):
            assert all(move.destinations(source) == (source,) for source in move.from_)
