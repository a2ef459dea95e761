"""What a table must satisfy before anything runs: unknown words are errors, dead ends as well."""

from __future__ import annotations

from collections.abc import Iterator

from machines.mails import MAILS
from machines.orders import asked_fields
from machines.register import RULES
from machines.roles import Role
from machines.table import Back, Machine, Move, State, Track


class TableError(Exception):
    """A table names something that does not exist, or leaves a state without a way out."""


def validate(*machines: Machine) -> None:
    """Raise TableError with every fault of the machines' tables at once."""
    leads = {
        (t.track, t.action) for k in machines for r in k.tracks for m in r.moves for t in m.then
    }
    faults = [
        f"{machine.name}: {fault}"
        for machine in machines
        for track in machine.tracks
        for fault in (*track_faults(track), *_follow_faults(machine, track, leads))
    ]
    faults += [f"{m.name}: {f}" for m in machines for f in _mail_faults(m)]
    if faults:
        raise TableError("; ".join(faults))


def track_faults(track: Track) -> Iterator[str]:
    """Every fault of one table."""
    names = [state.name for state in track.states]
    actions = [move.action for move in track.moves]
    yield from (f"state {n} twice" for n in set(names) if names.count(n) > 1)
    yield from (f"action {a} twice" for a in set(actions) if actions.count(a) > 1)
    for state in track.states:
        yield from _state_faults(track, state)
    for move in track.moves:
        yield from (f"{track.name}.{move.action}: {f}" for f in _move_faults(move, set(names)))
    yield from (f"{track.name}.{s} cannot be reached" for s in _unreached(track))


def _state_faults(track: Track, state: State) -> Iterator[str]:
    where = f"{track.name}.{state.name}"
    ways_out = any(
        target != state.name
        for move in track.moves_from(state.name)
        for target in move.destinations(state.name)
    )
    if state.final:
        if ways_out:
            yield f"{where} is final and has a way out"
        return
    if not ways_out:
        yield f"{where} has no way out"
    if state.owner is None:
        yield f"{where} has no owner"
    if (state.wait is None) == (not state.no_wait):
        yield f"{where} needs either a wait or the reason for none"
    if state.wait is not None:
        yield from _rule_faults(where, state.wait.rules)


def _move_faults(move: Move, states: set[str]) -> Iterator[str]:
    targets = {t for s in move.from_ for t in move.destinations(s)}
    yield from (f"unknown state {name}" for name in sorted((set(move.from_) | targets) - states))
    yield from (f"unknown role {role}" for role in move.by if role not in set(Role))
    yield from _rule_faults("move", move.rules)
    for guard in move.only_if:
        yield from _rule_faults(guard.name, guard.rules)
    for check in move.checks:
        yield from _rule_faults(check.name, check.rules)
    yield from _rule_faults("order", tuple(f.rule for f in asked_fields(move.asks)), empty=True)
    if move.mail is not None and move.mail not in MAILS:
        yield f"unknown mail {move.mail}"
    if isinstance(move.to, Back) and not move.to.states:
        yield "a way back without states"


def _rule_faults(where: str, rules: tuple[str, ...], *, empty: bool = False) -> Iterator[str]:
    if not rules and not empty:
        yield f"{where} cites no rule"
    yield from (f"{where} cites unknown rule {rule}" for rule in rules if rule not in RULES)


def _unreached(track: Track) -> list[str]:
    seen, queue = {track.initial}, [track.initial]
    while queue:
        state = queue.pop()
        for move in track.moves_from(state):
            for target in set(move.destinations(state)) - seen:
                seen.add(target)
                queue.append(target)
    return [state.name for state in track.states if state.name not in seen]


def _follow_faults(machine: Machine, track: Track, leads: set[tuple[str, str]]) -> Iterator[str]:
    for move in track.moves:
        if not move.by and (track.name, move.action) not in leads:
            yield f"{track.name}.{move.action}: nobody may make it and nothing leads to it"
        for then in move.then:
            known = machine.has(then.track) and any(
                row.action == then.action for row in machine.track(then.track).moves
            )
            if machine.has(then.track) and not known:
                yield f"{track.name}.{move.action}: follows unknown {then.track}.{then.action}"


def _mail_faults(machine: Machine) -> Iterator[str]:
    for mail in MAILS.values():
        for answer in mail.answers:
            yield from _answer_faults(machine, mail.name, answer.moves)


def _answer_faults(machine: Machine, mail: str, moves: tuple[str, ...]) -> Iterator[str]:
    for name in moves:
        track, _, action = name.partition(".")
        if machine.has(track):
            rows = [m for m in machine.track(track).moves if m.action == action]
            if not rows or Role.GRADUATE not in rows[0].by:
                yield f"mail {mail}: answer names {name}, which no graduate may make"
