"""His own data as the graduate checks them: as on file, of his numbers the endings only (X-PIPL)."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import sqlalchemy as sa

from machines.checklist import CHECKS
from machines.words import MEMBERS
from tracker.desk import Desk
from tracker.masking import mask_address, mask_mobile, mask_numbers
from tracker.models import AnswerLink, Case, ContactEntry, DataProposal, Person
from tracker.on_file import LABELS, STATED, on_file, shown

NOTHING = "（空）"
BY_MEMBERSHIP = frozenset({"joined_on", "regularised_on", "dues_paid_until"})
ENDING = 4
# The two fields that sound alike, in words that say where each is read.
OWN_LABELS = MappingProxyType(
    {
        "degree": "系统里登记的学历学位",
        "degree_awarded": "毕业证书、学位证书上写的学历学位",
    }
)


def data_rows(case: Case) -> Iterator[tuple[str, str]]:
    """Label and value of all that he is asked to check (S4.1)."""
    person = case.person
    yield LABELS["name"], person.name
    yield LABELS["id_number"], _ending(person.id_number)
    yield "所在党支部", case.branch.name
    yield "类别", case.status.label
    for field in STATED:
        if field not in BY_MEMBERSHIP or case.status in MEMBERS:
            yield OWN_LABELS.get(field, LABELS[field]), shown_to_himself(person, field) or NOTHING


def descriptions(case: Case) -> dict[str, str]:
    """What stands beside each field of his form: what is on file now."""
    found = {f: f"现为：{shown_to_himself(case.person, f) or NOTHING}" for f in STATED}
    for field, words in OWN_LABELS.items():
        found[field] = f"{words}。{found[field]}"
    return found | {"name_words": f"现为：{case.person.name}。写明哪个字不对、应为哪个字"}


def empty_labels(case: Case) -> list[str]:
    """What S4.1 asks for and is not on file: what he confirms is not complete."""
    return [
        label
        for field, label in CHECKS.items()
        if (field not in BY_MEMBERSHIP or case.status in MEMBERS)
        and not on_file(case.person, field).strip()
    ]


def stated_rows(desk: Desk, link: AnswerLink) -> list[tuple[str, str]]:
    """Label and value of what he stated by a used link, his numbers masked; else his words."""
    if link.kind != "confirm_data" or link.entry_id is None:
        return []
    stated = desk.session.scalars(
        sa.select(DataProposal).filter_by(entry_id=link.entry_id).order_by(DataProposal.id)
    )
    rows = [(LABELS[row.field], _stated(row)) for row in stated]
    words = desk.session.get_one(ContactEntry, link.entry_id).said.partition("。")[2]
    return rows or ([("您写的", mask_numbers(words))] if words else [])


def _stated(row: DataProposal) -> str:
    if row.proposed is None:
        return row.words
    if row.field == "email":
        return mask_address(row.proposed)
    return shown(row.field, row.proposed)


def shown_to_himself(person: Person, field: str) -> str:
    """A value as the page behind a link may show it."""
    value = on_file(person, field)
    match field:
        case "mobile":
            return mask_mobile(value)
        case "email":
            return "、".join(map(mask_address, person.mail_addresses))
        case _:
            return value


def _ending(number: str | None) -> str:
    """As much of an ID number as its bearer needs to know it again."""
    return f"尾号 {number[-ENDING:]}" if number else NOTHING
