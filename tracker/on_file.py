"""A person's correctable fields as plain text: what is on file, how it is shown, how it is read back."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from machines.orders import asked_fields
from machines.orders.transfer import DataCorrection, WrongData
from tracker.masking import MASKED, mask_numbers
from tracker.models import Person
from tracker.roster.aliases import Field
from tracker.roster.id_number import mask

_ASKED = {asked.name: asked for asked in asked_fields(DataCorrection)}

# The columns of a person that a correction may change.
COLUMNS = (
    "job_post",
    "degree",
    "degree_awarded",
    "dues_paid_until",
    "mobile",
    "id_number",
    "sex",
    "ethnicity",
    "birth_date",
    "joined_on",
    "regularised_on",
)
# What a graduate can only tell in words, by the field of his form, and what it is about.
IN_WORDS = MappingProxyType({"name_words": "name", "text": "remark"})
# What a graduate can state a value of.
STATED = tuple(a.name for a in asked_fields(WrongData) if a.name not in IN_WORDS)
# What no column of the national system holds: what we compare with and write to, and what only
# the student office keeps.
NOT_IN_THE_SYSTEM = frozenset(
    {"email", "degree_awarded", "probation_ends_on", "student_no", "level", "major_class"}
    | {"wechat", "qq", "activist_on", "native_place"}
)

# How many characters at the two ends of a masked field stay, as the roster's pages have it.
IN_FULL = frozenset({"email", "student_no"})

LABELS = MappingProxyType(
    {field.value: field.label for field in Field}
    | {name: asked.label for name, asked in _ASKED.items()}
    | {"email": "电子邮箱", "name": "姓名", "remark": "其他说明"}
)


def as_text(value: object) -> str:
    """A value as it is kept beside others: days as ISO strings, "" for nothing."""
    if value in (None, ""):
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def on_file(person: Person, field: str) -> str:
    """What is on file of a field now."""
    if field == "email":
        return "、".join(person.mail_addresses)
    return as_text(getattr(person, field, None))


def from_text(field: str, text: str) -> date | str:
    """A kept text as the value that an order takes."""
    return date.fromisoformat(text) if _ASKED[field].type is date else text


def same(field: str, known: str, stated: str) -> bool:
    """Whether what is stated is on file already; of addresses the stated one is among them."""
    return stated.lower() in known.lower().split("、") if field == "email" else stated == known


def shown(field: str, text: str) -> str:
    """The text as staff see it (X-PIPL): what is masked in the roster is masked, and every number
    of a person that stands in another field, as a phone does that serves as 微信.

    Addresses of mail and 学号 stay as they are: they tell people apart on every list.
    """
    if field in MASKED:
        return mask(text, *MASKED[field])
    return text if field in IN_FULL else mask_numbers(text)
