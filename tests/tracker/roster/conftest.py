"""Sheets written for one test each, and the codes with which a file is refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from tests.tracker.roster.school import School, make_school
from tracker.desk import Desk
from tracker.roster.row import BadRow, RosterRow, read_rows
from tracker.roster.sample import made_up_id_number
from tracker.roster.sheet import read_sheet

Grid = Sequence[Sequence[Any]]
WriteXlsx = Callable[..., bytes]


def write_xlsx(*sheets: Grid, titles: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """One worksheet for each grid; text stays text, numbers stay numbers, dates become dates."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, grid in enumerate(sheets):
            page = book.add_worksheet(titles[index] if titles else f"表{index + 1}")
            for r, row in enumerate(grid):
                for c, cell in enumerate(row):
                    if isinstance(cell, datetime | date):
                        page.write_datetime(r, c, cell, day)
                    elif isinstance(cell, str):
                        page.write_string(r, c, cell)
                    elif cell is not None:
                        page.write(r, c, cell)
            if page.name in hidden:
                page.hide()
    return buffer.getvalue()


@pytest.fixture
def xlsx() -> WriteXlsx:
    return write_xlsx


@pytest.fixture
def id_of() -> Callable[..., str]:
    """An ID number of nobody: order 101 is 男, 102 is 女."""

    def make(order: int = 101, born: date = date(2002, 3, 4)) -> str:
        return made_up_id_number(born, order)

    return make


@pytest.fixture
def read() -> Callable[..., list[RosterRow | BadRow]]:
    """Rows read from a header and people written beneath it."""

    def read_people(header: Sequence[str], *people: Sequence[Any], **options: Any) -> Any:
        return read_rows(read_sheet(write_xlsx([header, *people]), "名册.xlsx"), **options)

    return read_people


@pytest.fixture
def school(desk: Desk) -> School:
    """The small school, committed."""
    return make_school(desk)
