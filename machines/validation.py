"""What a table must satisfy before anything runs: unknown words are errors, dead ends as well."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from machines.mails import MAILS, MailKind
from machines.orders import asked_fields
from machines.register import RULES
from machines.roles import Role
from machines.table import Back, Machine, Move, State, Track, Trigger
from machines.waits.validation import wait_faults


class TableError(Exception):
    """A table names something that does not exist, or leaves a state without a way out."""


def validate(*machines: Machine, mails: Mapping[str, MailKind] = MAILS) -> None:
    """Raise TableError with every fault of the machines' tables and of the mails at once."""
    tracks = {track.name for machine in machines for track in machine.tracks}
    leads = {
        (t.track, t.action) for k in machines for r in k.tracks for m in r.moves for t in m.then
    }
    faults = [
        f"{machine.name}: {fault}"
        for machine in machines
        for track in machine.tracks
        for fault in (*track_faults(track), *_follow_faults(machine, track, leads, tracks))
    ]
    for mail in mails.values():
        faults += _mail_faults(mail, machines, tracks)
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
        faults = (*_move_faults(move, set(names)), *_back_faults(track, move))
        yield from (f"{track.name}.{move.action}: {fault}" for fault in faults)
    yield from (f"{track.name}.{s} cannot be reached" for s in _unreached(track))


def _state_faults(track: Track, state: State) -> Iterator[str]:
    where = f"{track.name}.{state.name}"
    leaving = track.moves_from(state.name)
    clock_moves = {move.action for move in leaving if move.on is Trigger.CLOCK}
    ways_out = any(
        target != state.name for move in leaving for target in move.destinations(state.name)
    )
    if state.final:
        if ways_out:
            yield f"{where} is final and has a way out"
        return
    if not ways_out:
        yield f"{where} has no way out"
    if state.owner is None:
        yield f"{where} has no owner"
    elif state.owner not in set(Role):
        yield f"{where} has unknown owner {state.owner}"
    if bool(state.waits) == bool(state.no_wait):
        yield f"{where} needs either a wait or the reason for none"
    for wait in state.waits:
        yield from (f"{where}, {fault}" for fault in wait_faults(wait, clock_moves))


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
    if (Role.CLOCK in move.by) != (move.on is Trigger.CLOCK):
        yield "the clock makes its own moves and no others"


def _back_faults(track: Track, move: Move) -> Iterator[str]:
    """A way back needs a memory, and must know every state one may have come from."""
    if not isinstance(move.to, Back):
        return
    if not move.to.states:
        yield "a way back without states"
    memory = {state.name for state in track.states if state.remembers}
    for left in move.from_:
        if left not in memory:
            yield f"a way back from {left}, which does not remember"
        entries = {
            source
            for row in track.moves
            for source in row.from_
            if source != left and left in row.destinations(source)
        }
        yield from (f"no way back to {name}" for name in sorted(entries - set(move.to.states)))


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


def _follow_faults(
    machine: Machine, track: Track, leads: set[tuple[str, str]], tracks: Collection[str]
) -> Iterator[str]:
    for move in track.moves:
        where = f"{track.name}.{move.action}"
        if not move.by and (track.name, move.action) not in leads:
            yield f"{where}: nobody may make it and nothing leads to it"
        for then in move.then:
            known = machine.has(then.track) and any(
                row.action == then.action for row in machine.track(then.track).moves
            )
            # A track that another machine runs is skipped there, one that none runs is misspelt.
            if (machine.has(then.track) or then.track not in tracks) and not known:
                yield f"{where}: follows unknown {then.track}.{then.action}"


def _mail_faults(
    mail: MailKind, machines: Collection[Machine], tracks: Collection[str]
) -> Iterator[str]:
    yield from _rule_faults(f"mail {mail.name}", mail.rules)
    for name in (name for answer in mail.answers for name in answer.moves):
        track, _, action = name.partition(".")
        if track not in tracks:
            yield f"mail {mail.name}: answer names unknown track {track}"
        for machine in machines:
            rows = machine.track(track).moves if machine.has(track) else ()
            makers = [row.by for row in rows if row.action == action]
            if machine.has(track) and (not makers or Role.GRADUATE not in makers[0]):
                yield (
                    f"{machine.name}: mail {mail.name}: "
                    f"answer names {name}, which no graduate may make"
                )
