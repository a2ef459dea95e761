"""A person's row as the data check sees it: the guard, the case page and the lists read the same."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from machines.facts import PersonFacts
from machines.identity import birth_date_of, sex_of
from tracker.masking import mask_mobile
from tracker.models import Person
from tracker.roster.cells import BadValue
from tracker.roster.contacts import to_mobile
from tracker.roster.id_number import mask, to_id_number


def person_facts(row: Person | sa.Row[Any], **more: Any) -> PersonFacts:
    """The facts of a person, from the model or a row of its columns; `more` are those that do not stand in his own row."""
    number = row.id_number or ""
    valid = _passes(to_id_number, number)
    return PersonFacts(
        name=row.name,
        student_no=row.student_no,
        id_number_valid=valid,
        id_number_shown=mask(number),
        id_sex=sex_of(number) if valid else None,
        id_born=birth_date_of(number) if valid else None,
        sex=row.sex,
        ethnicity=row.ethnicity,
        birth_date=row.birth_date,
        joined_on=row.joined_on,
        regularised_on=row.regularised_on,
        degree=row.degree,
        degree_awarded=row.degree_awarded,
        job_post=row.job_post,
        mobile_valid=_passes(to_mobile, row.mobile),
        mobile_shown=mask_mobile(row.mobile),
        dues_paid_until=row.dues_paid_until,
        **more,
    )


def _passes(convert: Any, value: str | None) -> bool:
    if not value:
        return False
    try:
        convert(value)
    except BadValue:
        return False
    return True
