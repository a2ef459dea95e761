"""Corrections of a person's data and what he says of it (S4.1), tasks, lost contact, feedback."""

from __future__ import annotations

import sqlalchemy as sa

from machines.orders import Nothing, Order
from machines.orders.transfer import DataCorrection, OutOfContact
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.models import MailAddress, Person, Task
from tracker.writers.writing import Writing

PLAIN = (
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
)


def data_correction(write: Writing, order: DataCorrection) -> None:
    """S4.1-1: only what was handed in changes; the history keeps source and values."""
    person = write.case.person
    if order.id_number:
        _refuse_taken(write, order.id_number)
    for name in PLAIN:
        value = getattr(order, name)
        if value not in (None, ""):
            setattr(person, name, value)
    if order.email:
        add_address(write, order.email, "更正信息")


def _refuse_taken(write: Writing, id_number: str) -> None:
    other = write.session.scalar(
        sa.select(Person.id).filter_by(id_number=id_number).where(Person.id != write.case.person_id)
    )
    if other is not None:
        missing = "这个身份证号已属于另一个人，请核对"
        raise Refused(
            Refusal(missing, "S4.1-5", Role.BRANCH_SECRETARY, "转移 · 更正信息", "id_number")
        )


def add_address(write: Writing, address: str, source: str) -> None:
    """S4.1-6: a further address; a known one becomes usable again."""
    person = write.case.person
    known = next((a for a in person.addresses if a.address == address), None)
    if known is not None:
        known.active = True
        return
    person.addresses.append(
        MailAddress(
            address=address,
            position=len(person.addresses),
            source=source,
            active=True,
            added_at=write.desk.now,
        )
    )


def data_confirmed(write: Writing, _order: Nothing) -> None:
    """S4.1-1: the graduate says his data are right."""
    write.case.data_confirmed_on = write.today


def task(write: Writing, order: Order) -> None:
    """Put the graduate's words to the branch secretary. What staff record themselves needs no task."""
    if write.actor.role is not Role.GRADUATE:
        return
    words = getattr(order, "text", None) or (write.entry.said if write.entry else "")
    write.session.add(
        Task(
            case=write.case,
            role=Role.BRANCH_SECRETARY.value,
            text=f"{write.move.label}：{words}" if words else write.move.label,
            entry_id=write.entry.id if write.entry else None,
            opened_at=write.desk.now,
        )
    )


def out_of_contact(write: Writing, _order: OutOfContact) -> None:
    """S4.5(4)-1: since when; an answer counts from here (D-15)."""
    write.case.out_of_contact_since = write.today


WRITES = {
    "data_correction": data_correction,
    "data_confirmed": data_confirmed,
    "task": task,
    "out_of_contact": out_of_contact,
}
