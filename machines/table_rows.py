"""A machine's tables as rows of Chinese text, for pages and for the command line to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from machines.mails import MAILS
from machines.orders import asked_fields
from machines.table import Back, Becomes, Machine, Move, State, Stay, Track, Trigger
from machines.wait_rows import WaitRow, wait_rows

BACK_LABEL = "回到原来的状态"
STAY_LABEL = "（不变）"

BECOMES_LABELS = {
    Becomes.FULL: "改按正式党员办理",
    Becomes.ABROAD: "改按出国（境）党员办理",
    Becomes.HOME: "改回按在国内的党员办理",
}
TRIGGER_LABELS = {
    Trigger.CLOCK: "到期自动",
    Trigger.TWO_WAY_CONTACT: "与本人有双向联系时自动",
}


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state as text. `deadline` is the wait; `reason` says why there is none."""

    name: str
    label: str
    standing: str
    owner: str
    deadline: str
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move as text, one column an attribute; columns that list something are tuples."""

    action: str
    label: str
    from_: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    only_if: tuple[str, ...]
    checks: tuple[str, ...]
    asks: tuple[str, ...]
    mail: str
    then: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackRows:
    """One track's tables: its states, what they wait for, its moves."""

    name: str
    label: str
    states: tuple[StateRow, ...]
    waits: tuple[WaitRow, ...]
    moves: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class MachineRows:
    """All tables of one machine."""

    name: str
    label: str
    tracks: tuple[TrackRows, ...]


def rows(machine: Machine) -> MachineRows:
    """The machine's tables as text, in reading order."""
    tracks = tuple(
        TrackRows(
            track.name,
            track.label,
            tuple(_state_row(state) for state in track.states),
            wait_rows(track),
            tuple(_move_row(machine, track, move) for move in track.moves),
        )
        for track in machine.tracks
    )
    return MachineRows(machine.name, machine.label, tracks)


def _state_row(state: State) -> StateRow:
    return StateRow(
        name=state.name,
        label=state.label,
        standing="终结" if state.final else "可停留" if state.resting else "在办",
        owner=state.owner.label if state.owner else "",
        deadline="、".join(wait.label for wait in state.waits),
        reason=state.no_wait,
        rules=tuple(dict.fromkeys(rule for wait in state.waits for rule in wait.rules)),
    )


def _move_row(machine: Machine, track: Track, move: Move) -> MoveRow:
    return MoveRow(
        action=move.action,
        label=move.label,
        from_=tuple(track.state(name).label for name in move.from_),
        to=_to(track, move),
        by=tuple(_by(machine, track, move)),
        only_if=tuple(guard.says for guard in move.only_if),
        checks=tuple(check.says for check in move.checks),
        asks=tuple(
            asked.label if asked.required else f"{asked.label}（选填）"
            for asked in asked_fields(move.asks)
        ),
        mail=_mail(move),
        then=tuple(_then(machine, move)),
        rules=move.rules,
    )


def _mail(move: Move) -> str:
    if move.mail is None:
        return ""
    only = "；".join(condition.says for condition in move.mail_if)
    return MAILS[move.mail].label + (f"（仅当{only}）" if only else "")


def _to(track: Track, move: Move) -> str:
    match move.to:
        case Stay():
            return STAY_LABEL
        case Back(states=states):
            labels = "、".join(track.state(name).label for name in states)
            return f"{BACK_LABEL}（{labels}）"
        case str(name):
            return track.state(name).label


def _by(machine: Machine, track: Track, move: Move) -> Iterator[str]:
    yield from (role.label for role in move.by)
    if move.on:
        yield f"（{TRIGGER_LABELS[move.on]}）"
    if not move.by:
        leads = _leads(machine, track, move)
        yield f"随“{'”“'.join(leads)}”" if leads else "只随其他操作，本类案件尚无"


def _leads(machine: Machine, track: Track, move: Move) -> list[str]:
    """The moves of the machine that this one follows, as `track · move`."""
    return [
        f"{other.label} · {row.label}"
        for other in machine.tracks
        for row in other.moves
        if any(then.track == track.name and then.action == move.action for then in row.then)
    ]


def _then(machine: Machine, move: Move) -> Iterator[str]:
    for then in move.then:
        # A follow-up on a track this kind of case does not run never happens.
        if machine.has(then.track):
            other = machine.track(then.track)
            yield f"{other.label} · {other.move(then.action).label}"
    if move.becomes:
        yield BECOMES_LABELS[move.becomes]
