"""What was read of the files as a whole, told to whoever uploaded them: sheets, columns, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.models import College
from tracker.roster.aliases import Field
from tracker.roster.columns import Column, Unmapped
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.directory import UnknownBranch
from tracker.roster.files import Reading, SheetRead
from tracker.roster.row import masked
from tracker.roster.verdicts import Record, Verdict

# As many notes and addresses as somebody reads; a sheet may have thousands.
MOST_SHOWN = 50
_SAMPLE = 24
_HEADING = 60
_NOTE = 300

# What decides which case is opened, or is looked at before it is.
_OF_THE_CASE = (
    Field.MEMBER_KIND,
    Field.MEMBERSHIP_STATUS,
    Field.SUSPENDED,
    Field.APPLIED_ON,
    Field.DEVELOPMENT_TARGET_ON,
    Field.LOST,
    Field.ABROAD,
    Field.BRANCH,
    Field.COLLEGE,
    Field.PROBATION_ENDS_ON,
    Field.EMAIL,
    Field.EMAIL2,
)
USED_FIELDS = frozenset(PERSON_FIELDS + _OF_THE_CASE)
# Without these a case starts with gaps that S4.1 asks to be filled.
WANTED_FIELDS = (
    Field.ID_NUMBER,
    Field.STUDENT_NO,
    Field.MEMBER_KIND,
    Field.ABROAD,
    Field.BRANCH,
    Field.JOINED_ON,
    Field.DEGREE,
    Field.JOB_POST,
    Field.DUES_PAID_UNTIL,
    Field.MOBILE,
    Field.EMAIL,
)


def account_of(reading: Reading, policy: int) -> Record:
    """The sheets as they were read; `policy` is the cohort's policy version."""
    return {"policy": policy, "sheets": [_sheet(one) for one in reading.sheets]}


def _sheet(one: SheetRead) -> Record:
    sheet = one.sheet
    return {
        "key": one.key,
        "number": one.number,
        "used": one.used,
        "file": one.file.name,
        "title": sheet.title,
        "purpose": one.purpose.value,
        "purpose_why": sheet.purpose_why,
        "fault": sheet.fault and {"message": sheet.fault.message_zh, "cure": sheet.fault.cure},
        "header_row": sheet.header_row,
        "people": len(sheet.rows),
        "headings": [*_headings(one)],
        "absent": [field.label for field in WANTED_FIELDS if field not in sheet.fields],
        "notes": [
            {"row": note.number, "text": masked(Field.REMARK, note.text)[:_NOTE]}
            for note in sheet.notes[:MOST_SHOWN]
        ],
        "left_out": list(sheet.left_out),
        "broken_cells": list(sheet.broken_cells[:MOST_SHOWN]),
    }


def _headings(one: SheetRead) -> Iterator[Record]:
    """Every column of the header in its order: what it is taken for, who said so, some cells."""
    sheet = one.sheet
    every: list[Column | Unmapped] = [*sheet.columns, *sheet.unmapped]
    for column in sorted(every, key=lambda column: column.index):
        index = column.index
        field = column.field if isinstance(column, Column) else None
        why = column.why if isinstance(column, Unmapped) else ""
        samples = sheet.samples.get(index, ())
        yield {
            "index": index,
            "letter": column.letter,
            "heading": masked(Field.REMARK, column.heading)[:_HEADING],
            "field": field.value if field else "",
            "label": field.label if field else "",
            "used": field in USED_FIELDS,
            "why": why or column.by.label,
            "by": column.by.value,
            "samples": [masked(field or Field.REMARK, text)[:_SAMPLE] for text in samples],
        }


class Tally:
    """What the verdicts come to: counts, how often which field asks for a choice."""

    def __init__(self) -> None:
        self._rulings: Counter[str] = Counter()
        self._fields: dict[Field, Counter[str]] = {}
        self._writes = 0

    def add(self, verdict: Verdict) -> None:
        """Take one verdict in."""
        self._rulings[verdict.ruling.value] += 1
        self._writes += verdict.writes
        for change in verdict.changes:
            if change.offers:
                count = self._fields.setdefault(change.field, Counter())
                count["all"] += 1
                count["open"] += not change.decided
                count["contradicting"] += len(change.offers) > 1

    def to_record(
        self, unknown: Mapping[UnknownBranch, int], colleges: Mapping[int, College]
    ) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "rulings": dict(self._rulings),
            "writes": self._writes,
            "fields": [
                {"field": field.value, "label": field.label, **count}
                for field, count in sorted(self._fields.items(), key=lambda pair: -pair[1]["all"])
            ],
            "unknown": _unknown(unknown, colleges),
        }


def _unknown(unknown: Mapping[UnknownBranch, int], colleges: Mapping[int, College]) -> list[Record]:
    """Each branch once, however its name is spaced, the one with most people first."""
    found: dict[str, Record] = {}
    for branch, people in unknown.items():
        college = colleges[branch.college_id].name if branch.college_id else ""
        row = {"key": branch.key, "name": branch.name, "college_id": branch.college_id}
        counted = found.setdefault(branch.key, row | {"college": college, "people": 0})
        counted["people"] += people
    return sorted(found.values(), key=lambda row: -row["people"])
