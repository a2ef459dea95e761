"""Which function makes a value of a field's cell; each raises BadValue with reason and cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.contacts import to_email, to_landline, to_mobile, to_qq, to_wechat
from tracker.roster.dates import to_date, to_dues_until
from tracker.roster.id_number import to_id_number
from tracker.roster.values import (
    to_common_text,
    to_days,
    to_ethnicity,
    to_flag,
    to_kind,
    to_membership_status,
    to_name,
    to_sex,
    to_student_no,
    to_suspended,
    to_text,
)

# What many people of a sheet have in common.
_SHARED = (
    *(Field.COLLEGE, Field.BRANCH, Field.DEGREE, Field.LEVEL, Field.MAJOR_CLASS, Field.JOB_POST),
    *(Field.NATIVE_PLACE, Field.DEST_ORGANISATION, Field.PARTY_POST, Field.STUDENT_STATUS),
)
CONVERTERS: dict[Field, Callable[[Cell], Any]] = dict.fromkeys(Field, to_text) | {
    Field.NAME: to_name,
    Field.STUDENT_NO: to_student_no,
    Field.ID_NUMBER: to_id_number,
    Field.SEX: to_sex,
    Field.ETHNICITY: to_ethnicity,
    Field.BIRTH_DATE: to_date,
    Field.MEMBER_KIND: to_kind,
    Field.MEMBERSHIP_STATUS: to_membership_status,
    Field.APPLIED_ON: to_date,
    Field.ACTIVIST_ON: to_date,
    Field.JOINED_ON: to_date,
    Field.REGULARISED_ON: to_date,
    Field.PROBATION_ENDS_ON: to_date,
    Field.DUES_PAID_UNTIL: to_dues_until,
    Field.MOBILE: to_mobile,
    Field.LANDLINE: to_landline,
    Field.EMAIL: to_email,
    Field.EMAIL2: to_email,
    Field.WECHAT: to_wechat,
    Field.QQ: to_qq,
    Field.ABROAD: to_flag,
    **dict.fromkeys(_SHARED, to_common_text),
    Field.SUSPENDED: to_suspended,
    Field.DEVELOPMENT_TARGET_ON: to_date,
    Field.RECOMMENDED_ON: to_date,
    Field.PARTY_SCHOOL_ON: to_date,
    Field.LOST: to_flag,
    Field.LOST_ON: to_date,
    Field.FLOATING: to_flag,
    Field.LETTER_DAYS: to_days,
    Field.LETTER_ON: to_date,
    Field.RECEIPT: to_flag,
    Field.RECEIPT_ON: to_date,
    Field.GRADUATES_ON: to_date,
    Field.MOVED_IN_ON: to_date,
}
