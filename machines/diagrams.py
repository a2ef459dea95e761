"""A track drawn from its table: Mermaid text for the screens, and the table as rows and as text.

Several moves between the same two states share one arrow. A move that starts in many states is
drawn from one dashed box that names them, since an arrow from each would hide the rest. Moves
that leave the state as it is are left out: the table lists them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from machines.table import Back, Move, Stay, Track
from machines.table_rows import (
    BACK_LABEL,
    MachineRows,
    MoveRow,
    StateRow,
    TrackRows,
    rows,
)
from machines.table_text import table_text

__all__ = [
    "MachineRows",
    "MoveRow",
    "StateRow",
    "TrackRows",
    "for_layout",
    "from_layout",
    "mermaid",
    "rows",
    "table_text",
]

SHARED_FROM = 4
LINE_LENGTH = 10
SETTINGS = '%%{init: {"flowchart": {"curve": "linear", "nodeSpacing": 40, "rankSpacing": 40}}}%%'
STYLES = (
    "classDef state fill:#f6f8fa,stroke:#57606a,color:#1f2328",
    "classDef resting fill:#f6f8fa,stroke:#57606a,color:#1f2328,stroke-dasharray:6 3",
    "classDef final fill:#e6f4ea,stroke:#1a7f37,color:#1f2328,stroke-width:3px",
    "classDef been fill:#ddebfa,stroke:#0969da,color:#1f2328",
    "classDef here fill:#ffe8a3,stroke:#9a6700,color:#1f2328,stroke-width:4px",
    "classDef shared fill:#ffffff,stroke:#8c959f,color:#57606a,stroke-dasharray:4 3",
    "classDef back fill:#ffffff,stroke:#8c959f,color:#57606a",
)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """One arrow before merging: the node it starts at, the node it ends at, the move's label."""

    start: str
    end: str
    label: str


def mermaid(track: Track, here: str | None = None, been: Iterable[str] = ()) -> str:
    """The track as a Mermaid flowchart, from top to bottom.

    `here` is the state a case stands in, `been` the states it has been in; both are marked.
    Raises KeyError for a state the track does not have.
    """
    been = frozenset(been)
    for name in (*been, *([here] if here else [])):
        track.state(name)
    arrows = tuple(_arrows(track))
    lines = [
        f"accTitle: {track.label}",
        # Named first, because the layout then keeps them off the main road.
        *_side_nodes(track, {arrow.start for arrow in arrows} | {arrow.end for arrow in arrows}),
        *_state_nodes(track, here, been),
        'start_((" ")) --> ' + _id(track.initial),
        *_arrow_lines(arrows),
        *STYLES,
    ]
    return "\n".join([SETTINGS, "flowchart TB", *(f"  {line}" for line in lines)]) + "\n"


def _id(state: str) -> str:
    """A prefix, because words like `end` mean something to Mermaid."""
    return f"s_{state}"


def _state_nodes(track: Track, here: str | None, been: frozenset[str]) -> Iterator[str]:
    for state in track.states:
        style = "final" if state.final else "resting" if state.resting else "state"
        if state.name == here:
            style = "here"
        elif state.name in been:
            style = "been"
        # Colour alone says nothing on paper or to a colour-blind reader.
        mark = "▶ " if state.name == here else "✓ " if state.name in been else ""
        label = f'"{mark}{_text(state.label)}"'
        shape = f"([{label}])" if state.final else f"[{label}]"
        yield f"{_id(state.name)}{shape}:::{style}"


def _arrows(track: Track) -> Iterator[_Arrow]:
    for move in track.moves:
        if isinstance(move.to, Stay):
            continue
        if isinstance(move.to, Back) and len(move.to.states) > 1:
            yield from (_Arrow(_id(s), f"back_{s}", move.label) for s in move.from_)
            continue
        (target,) = {t for s in move.from_ for t in move.destinations(s)}
        yield from (_Arrow(start, _id(target), move.label) for start in _starts(track, move))


def _starts(track: Track, move: Move) -> tuple[str, ...]:
    """The nodes a move is drawn from: its states, or one box for many of them.

    An end that many states lead to is also drawn from the first of them, so that the main road
    through the diagram arrives somewhere.
    """
    if len(move.from_) < SHARED_FROM:
        return tuple(_id(state) for state in move.from_)
    box = "from_" + "_".join(str(_number(track, state)) for state in move.from_)
    target = move.destinations(move.from_[0])[0]
    if track.state(target).final and not _is_everywhere(track, move.from_):
        return _id(move.from_[0]), box
    return (box,)


def _number(track: Track, name: str) -> int:
    return [state.name for state in track.states].index(name)


def _is_everywhere(track: Track, names: Iterable[str]) -> bool:
    return {state.name for state in track.states if not state.final} <= set(names)


def _side_nodes(track: Track, used: set[str]) -> Iterator[str]:
    """The boxes that are no states: many states in one, and the way back to where one was."""
    for node in sorted(used):
        if node.startswith("back_"):
            yield f'{node}[/"{BACK_LABEL}"/]:::back'
        elif node.startswith("from_"):
            states = [track.states[int(number)] for number in node.split("_")[1:]]
            if _is_everywhere(track, (state.name for state in states)):
                label = "任一未办结的状态"
            else:
                label = "<br/>".join(_escaped(state.label) for state in states)
            yield f'{node}["{label}"]:::shared'


def _arrow_lines(arrows: Iterable[_Arrow]) -> Iterator[str]:
    merged: dict[tuple[str, str], list[str]] = {}
    for arrow in arrows:
        labels = merged.setdefault((arrow.start, arrow.end), [])
        if arrow.label not in labels:
            labels.append(arrow.label)
    for (start, end), labels in merged.items():
        yield f'{start} -->|"{"<br/>".join(_text(label) for label in labels)}"| {end}'


def _text(label: str) -> str:
    return "<br/>".join(_escaped(line) for line in _lines(label))


def _escaped(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;")


def _lines(label: str) -> list[str]:
    """A long label in two lines: broken before a closing bracket's words, at a comma, or halfway."""
    if len(label) <= LINE_LENGTH:
        return [label]
    breaks = [i for i in range(3, len(label) - 2) if label[i - 1] in "，、"]
    if label.endswith("）"):
        breaks.append(label.rindex("（"))
    at = min(breaks or [(len(label) + 1) // 2], key=lambda i: abs(2 * i - len(label)))
    return [label[:at], label[at:]]


# A renderer without Chinese fonts measures a Chinese character as 0.6 of its height, and draws
# boxes that cut the text. This sign is about the other half; the labels never contain it.
_FILLER = "ª"
_WIDE_QUOTES = "“”‘’…—·"


def for_layout(source: str) -> str:
    """Mermaid text whose Chinese a renderer without Chinese fonts measures at its true width.

    Only to be rendered; `from_layout` takes the filler out of the drawing again.
    """
    return "".join(
        char + _FILLER
        if unicodedata.east_asian_width(char) in "WF" or char in _WIDE_QUOTES
        else char
        for char in source
    )


def from_layout(svg: str, name: str) -> str:
    """The drawing without filler, its ids renamed so that a page can hold several."""
    return svg.replace(_FILLER, "").replace("my-svg", f"diagram-{name}")
