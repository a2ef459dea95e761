"""The sheets a college really has: members, student data, activists; written for one test each."""

from __future__ import annotations

from collections.abc import Mapping

from tests.tracker.roster.school import row
from tracker.models import RosterImport
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.imports import rows_in
from tracker.roster.sample import build_xlsx
from tracker.roster.verdicts import Record

Someone = Mapping[Field, Cell]
File = tuple[str, bytes]

MEMBERS = "name id_number member_kind branch joined_on regularised_on job_post mobile degree"
STUDENTS = "name student_no id_number college major_class mobile email email2"
ACTIVISTS = "name student_no id_number branch activist_on applied_on suspended mobile"


def sheet(name: str, columns: str, *people: Someone, title: str = "名单") -> File:
    """A file whose columns are these fields, headed by their labels."""
    headings = [(Field(column), Field(column).label) for column in columns.split()]
    return f"{name}.xlsx", build_xlsx(people, headings=headings, title=title, note="虚构人员")


def members(*people: Someone, columns: str = MEMBERS) -> File:
    """The export of the members system: no 学号, no mail address."""
    return sheet("党员", columns, *people, title="毕业生党员信息")


def students(*people: Someone, columns: str = STUDENTS) -> File:
    """The student office's list of everybody who graduates."""
    return sheet("学生", columns, *people, title="毕业生信息")


def activists(*people: Someone, columns: str = ACTIVISTS) -> File:
    """The college's own list of activists and applicants."""
    return sheet("积极分子", columns, *people, title="入党积极分子名单")


def activist(order: int = 101, **changes: Cell | None) -> dict[Field, Cell]:
    """Somebody not admitted yet, confirmed as activist."""
    plain: dict[str, Cell | None] = {
        "member_kind": None,
        "joined_on": None,
        "regularised_on": None,
        "applied_on": "2022-09-01",
        "activist_on": "2023-03-01",
    }
    return row(order, **(plain | changes))


def by_name(roster: RosterImport) -> dict[str, Record]:
    """The verdicts by the people's names."""
    return {record["name"]: record for record in rows_in(roster)}


def rulings(roster: RosterImport) -> list[tuple[str, str]]:
    """Name and ruling of everybody, in the order of the files."""
    return [(record["name"], record["ruling"]) for record in rows_in(roster)]


def asked(record: Record) -> list[str]:
    """The labels of what waits for a choice."""
    return [change["label"] for change in record["changes"] if not change["decided"]]
