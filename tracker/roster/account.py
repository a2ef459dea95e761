"""What was read of a file as a whole, told to whoever uploaded it: columns used, rows left out."""

from __future__ import annotations

from tracker.roster.aliases import Field
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.row import masked
from tracker.roster.sheet import Sheet
from tracker.roster.verdicts import Record

# As many notes and addresses as somebody reads; a sheet may have thousands.
MOST_SHOWN = 50

_OF_THE_CASE = (
    Field.MEMBER_KIND,
    Field.MEMBERSHIP_STATUS,
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


def account_of(sheet: Sheet, policy: int) -> Record:
    """The sheet's own record, row 0 among the verdicts; `policy` is the cohort's policy version."""
    return {
        "row": 0,
        "name": "整份名册",
        "policy": policy,
        "title": sheet.title,
        "header_row": sheet.header_row,
        "people": len(sheet.rows),
        "columns": [
            {"letter": c.letter, "heading": c.heading, "label": c.field.label}
            | {"used": c.field in USED_FIELDS}
            for c in sheet.columns
        ],
        "unmapped": [
            {"letter": u.letter, "heading": masked(Field.REMARK, u.heading), "why": u.why}
            for u in sheet.unmapped
        ],
        "absent": [field.label for field in WANTED_FIELDS if field not in sheet.fields],
        "notes": [
            {"row": note.number, "text": masked(Field.REMARK, note.text)}
            for note in sheet.notes[:MOST_SHOWN]
        ],
        "left_out": list(sheet.left_out),
        "broken_cells": list(sheet.broken_cells[:MOST_SHOWN]),
    }
