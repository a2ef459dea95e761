"""A machine's tables as aligned plain text. A Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from machines.table import Machine
from machines.table_rows import MoveRow, StateRow, TrackRows, rows
from machines.wait_rows import ReminderRow, WaitRow

STATE_HEAD = ("状态", "名称", "性质", "由谁办理", "期限；没有期限的原因", "依据")
STATE_WIDTHS = (18, 20, 6, 10, 58, 20)
WAIT_HEAD = ("期限", "状态", "起算", "到期", "到期以后", "依据")
WAIT_WIDTHS = (24, 28, 28, 32, 20, 20)
REMINDER_HEAD = ("期限", "何时", "按政策的", "给谁", "内容", "条件", "依据")
REMINDER_WIDTHS = (16, 22, 22, 12, 40, 26, 10)
MOVE_HEAD = ("操作", "从", "到", "谁可以", "条件", "填写", "邮件与随后", "依据")
MOVE_WIDTHS = (22, 18, 18, 12, 32, 24, 18, 10)
GAP = "  "
NEVER_FIRST = "，。、；：）”》！？"
NEVER_LAST = "（“《"


def table_text(machine: Machine) -> str:
    """Every track of the machine: its states, their waits, its moves with all that they do."""
    whole = rows(machine)
    parts = [f"{whole.label}（{whole.name}）"]
    parts += ["\n".join(_track_lines(track)) for track in whole.tracks]
    return "\n\n".join(parts) + "\n"


def display_width(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _track_lines(track: TrackRows) -> Iterator[str]:
    title = f"【{track.label}（{track.name}）】"
    yield title
    yield from _grid(STATE_HEAD, STATE_WIDTHS, (_state_cells(row) for row in track.states))
    yield ""
    if track.waits:
        yield from _grid(WAIT_HEAD, WAIT_WIDTHS, map(_wait_cells, track.waits))
        yield ""
        told = (_reminder_cells(wait, row) for wait in track.waits for row in wait.reminders)
        yield from _grid(REMINDER_HEAD, REMINDER_WIDTHS, told)
        yield ""
    yield from _grid(MOVE_HEAD, MOVE_WIDTHS, (_move_cells(row) for row in track.moves))


def _state_cells(row: StateRow) -> tuple[tuple[str, ...], ...]:
    return (
        (row.label,),
        (row.name,),
        (row.standing,),
        (row.owner or "-",),
        (row.deadline or row.reason or "-",),
        (" ".join(row.rules),),
    )


def _wait_cells(row: WaitRow) -> tuple[tuple[str, ...], ...]:
    return (
        (row.label, row.name),
        row.states,
        (row.counted_from,),
        (row.until,),
        (row.clock,),
        (" ".join(row.rules),),
    )


def _reminder_cells(wait: WaitRow, row: ReminderRow) -> tuple[tuple[str, ...], ...]:
    return (
        (wait.label,),
        (row.when,),
        (row.item,),
        row.to,
        (row.what,),
        row.only_if,
        row.rules,
    )


def _move_cells(row: MoveRow) -> tuple[tuple[str, ...], ...]:
    return (
        (row.label, row.action),
        row.from_,
        (row.to,),
        row.by,
        (*row.only_if, *(f"核对：{check}" for check in row.checks)),
        row.asks,
        (*([f"邮件：{row.mail}"] if row.mail else []), *(f"随后：{then}" for then in row.then)),
        row.rules,
    )


def _grid(
    head: Sequence[str], widths: Sequence[int], body: Iterable[tuple[tuple[str, ...], ...]]
) -> Iterator[str]:
    line = GAP.join("-" * width for width in widths)
    yield from _row_lines([(title,) for title in head], widths)
    for cells in body:
        yield line
        yield from _row_lines(cells, widths)
    yield line


def _row_lines(cells: Sequence[tuple[str, ...]], widths: Sequence[int]) -> Iterator[str]:
    columns = [
        [line for item in cell for line in _wrapped(item, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, columns))):
        parts = [
            _padded(column[number] if number < len(column) else "", width)
            for column, width in zip(columns, widths, strict=True)
        ]
        yield GAP.join(parts).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; no bracket or comma stands alone at an end."""
    line = ""
    for word in _words(text):
        if line and display_width(line + word) > width:
            yield line.rstrip()
            line = ""
        line += word if line else word.lstrip()
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces that stay together: a run of Latin letters, or a character with its punctuation."""
    piece = ""
    for char in text:
        if piece and not _joins(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _joins(last: str, char: str) -> bool:
    latin = display_width(last) == display_width(char) == 1 and last not in " _"
    return latin or char in NEVER_FIRST or last in NEVER_LAST
