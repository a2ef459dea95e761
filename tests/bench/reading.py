"""A roster read and typed, row by row with all checks, against calamine merely unpacking it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.bench.sides import Row, in_turn
from tracker.roster.aliases import Field
from tracker.roster.row import RosterRow, read_rows
from tracker.roster.sample import HEADINGS, build_xlsx, made_up_people
from tracker.roster.sheet import read_sheets

PEOPLE = 5000
# With 序号 in front thirty columns.
_MORE = (
    (Field.APPLIED_ON, "申请入党时间"),
    (Field.ACTIVIST_ON, "确定为入党积极分子时间"),
    (Field.PARTY_POST, "党内职务"),
    (Field.WHEREABOUTS, "外出流向"),
)


def measure(_folder: Path, times: int = 5) -> Row:
    """`PEOPLE` rows of thirty columns; rows in a second, higher is better."""
    more = {
        Field.APPLIED_ON: date(2020, 10, 8),
        Field.ACTIVIST_ON: "2021.04",
        Field.PARTY_POST: "支部委员",
        Field.WHEREABOUTS: "浙江省某市",
    }
    people = [{**person, **more} for person in made_up_people(PEOPLE)]
    data = build_xlsx(people, headings=(*HEADINGS, *_MORE))
    mine, theirs = in_turn(lambda: _ours(data), lambda: _bare(data), times)
    return Row(
        "roster read and typed, 5,000 x 30", "rows/s", PEOPLE / mine, PEOPLE / theirs, ">= 0.15"
    )


def _ours(data: bytes) -> None:
    (sheet,) = read_sheets(data, "名册.xlsx")
    rows = read_rows(sheet)
    assert len(sheet.fields) == len(HEADINGS) + len(_MORE)
    assert sum(isinstance(row, RosterRow) for row in rows) == PEOPLE


def _bare(data: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        assert len(book.get_sheet_by_index(0).to_python()) > PEOPLE
