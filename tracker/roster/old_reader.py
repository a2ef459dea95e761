"""The child that reads one .xls: run as a file of its own, it imports nothing of the project.

A damaged .xls makes the reader ask for terabytes, and the process that reads it is aborted. This
process may die: it reads bytes on standard input and writes one JSON value a line on standard
output: the title of a sheet as an object, each of its rows as an array. It ends with 0 only
where all was written; the two codes below name its other ends that have a meaning.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 20
OUTPUT_BYTES = 400 * 1024 * 1024

UNREADABLE, TOO_LARGE = 10, 11
MAX_CELLS = 12_000_000


def limit_this_process() -> None:
    """From here on, too much of anything ends this process and no other."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        # A core dump would leave the roster's people on the disk.
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def tagged(cell: object) -> dict[str, str | float]:
    """A cell that JSON has no form for; `old_workbook` undoes this."""
    match cell:
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
    raise TypeError(type(cell).__name__)


def main() -> int:
    """Reads, writes and returns the code to end with."""
    limit_this_process()
    data = sys.stdin.buffer.read()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                seen = meta.visible is SheetVisibleEnum.Visible
                if not seen or meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                last_row, last_column = sheet.end or (0, 0)
                if (last_row + 1) * (last_column + 1) > MAX_CELLS:
                    return TOO_LARGE
                print(json.dumps({"title": meta.name}))
                for row in sheet.iter_rows():
                    print(json.dumps(row, default=tagged, separators=(",", ":")))
    except (CalamineError, MemoryError):
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
