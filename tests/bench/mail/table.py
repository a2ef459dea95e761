"""A table of figures: one line for each reader measured, one column for each question asked."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One reader (ours or a library) and its figure in each column, as words."""

    reader: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The figures of one question; `note` says on how many mails they rest."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def __str__(self) -> str:
        widths = [
            max(_width(column), *(_width(row.cells[place]) for row in self.rows))
            for place, column in enumerate(self.columns)
        ]
        first = max(_width(self.title), *(_width(row.reader) for row in self.rows))
        lines = [(self.title, self.columns), *((row.reader, row.cells) for row in self.rows)]
        text = "\n".join(
            head
            + " " * (first - _width(head))
            + "".join(
                "  " + " " * (width - _width(cell)) + cell
                for cell, width in zip(cells, widths, strict=True)
            )
            for head, cells in lines
        )
        return f"{text}\n{self.note}" if self.note else text


def share(hits: int, of: int) -> str:
    """A share in per cent with one decimal, or a dash where there was nothing to count."""
    return f"{100 * hits / of:.1f} %" if of else "—"


def rate(work: Callable[[bytes], object], raws: Iterable[bytes]) -> str:
    """How many mails a second `work` reads, whatever it raises."""
    mails = list(raws)
    start = time.perf_counter()
    for raw in mails:
        try:
            work(raw)
        except Exception:
            continue
    return f"{len(mails) / (time.perf_counter() - start):,.0f}"


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
