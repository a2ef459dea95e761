"""Corrections of a person's data and what he says of it (S4.1), tasks, lost contact, feedback."""

from __future__ import annotations

import sqlalchemy as sa

from machines.dates import PROBATION_MONTHS, add_months
from machines.orders import Nothing, Order
from machines.orders.transfer import DataCorrection, OutOfContact, WrongData
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import Basis, CorrectionSource, PartyStatus
from tracker.links import revoke_open_links
from tracker.lists import refresh_people
from tracker.masking import mask_numbers
from tracker.models import Person, Probation
from tracker.models.task import TaskKind
from tracker.on_file import COLUMNS, as_text, on_file, same
from tracker.shared_contacts import CONTACTS, held_by_others
from tracker.writers.addresses import Cause, add_new, bring_back, put_out_of_use
from tracker.writers.corrections import Changed, Told, record_corrections
from tracker.writers.proposals import told_in_words
from tracker.writers.tasks import open_task
from tracker.writers.writing import Writing


def data_correction(write: Writing, order: DataCorrection) -> None:
    """S4.1-1: only what was handed in changes; each change is recorded with its source."""
    person = write.case.person
    before = _values(write)
    if order.id_number:
        _refuse_taken(write, order.id_number)
    _refuse_anothers(write, order)
    _probation(write, order)
    for name in COLUMNS:
        value = getattr(order, name)
        if value not in (None, ""):
            setattr(person, name, value)
    if order.retire_old_addresses:
        _retire_addresses(write, order.email or "")
    if order.email:
        add_address(write, order.email, "更正信息")
    # Other cases of the same person show the same numbers and addresses.
    refresh_people(write.session, [person.id])
    after = _values(write)
    told = Told(
        CorrectionSource(order.basis or Basis.BRANCH),
        mask_numbers(order.source),
        write.actor.staff_id,
        write.desk.now,
        move_id=write.record.id,
    )
    changes = (Changed(name, old, after[name]) for name, old in before.items())
    record_corrections(write.session, write.case, changes, told)


def _values(write: Writing) -> dict[str, str]:
    """All that a correction can change, as it stands now."""
    probation = write.session.get(Probation, write.case.id)
    values = {name: on_file(write.case.person, name) for name in (*COLUMNS, "email")}
    return values | {"probation_ends_on": as_text(probation.ends_on if probation else None)}


def _probation(write: Writing, order: DataCorrection) -> None:
    """X-C7: the end of probation as stated, else one year after joining where none is known."""
    probation = write.session.get(Probation, write.case.id)
    if write.case.status is not PartyStatus.PROBATIONARY or probation is None:
        if order.probation_ends_on:
            raise _refused("此人不是预备党员，没有预备期", "X-C7", "probation_ends_on")
        return
    if order.probation_ends_on:
        joined = order.joined_on or write.case.person.joined_on
        if joined is not None and order.probation_ends_on <= joined:
            raise _refused("预备期满日应晚于入党日期", "X-C7", "probation_ends_on")
        probation.ends_on = order.probation_ends_on
    elif order.joined_on and probation.ends_on is None:
        probation.ends_on = add_months(order.joined_on, PROBATION_MONTHS)


def _retire_addresses(write: Writing, new: str) -> None:
    """S4.1-6: an address of somebody else is used no more, and what was sent there opens nothing."""
    if not new:
        raise _refused("停用原有邮箱时请填写新的邮箱", "S4.1-6", "email")
    for address in write.case.person.addresses:
        if address.address.lower() != new.lower() and (address.active or address.asked_at):
            put_out_of_use(write.session, address, _cause(write, "更正信息时停用"))
    revoke_open_links(write.desk, write.case.id)


def _refused(missing: str, rule: str, field: str) -> Refused:
    return Refused(Refusal(missing, rule, Role.BRANCH_SECRETARY, "更正信息", field))


def _refuse_taken(write: Writing, id_number: str) -> None:
    other = write.session.scalar(
        sa.select(Person.id).filter_by(id_number=id_number).where(Person.id != write.case.person_id)
    )
    if other is not None:
        raise _refused("这个身份证号已属于另一个人，请核对", "S4.1-5", "id_number")


def _refuse_anothers(write: Writing, order: DataCorrection) -> None:
    """S4.1-6: mails with answer links go to what is added; another's takes somebody who has looked."""
    if order.contact_checked:
        return
    person = write.case.person
    stated = [
        (person.id, field, value)
        for field in CONTACTS
        if (value := getattr(order, field)) and not same(field, on_file(person, field), value)
    ]
    found = held_by_others(write.session, write.actor, stated)
    if found:
        role, tick = Role.BRANCH_SECRETARY, "；确属本人的，勾选“已核实”后再提交"
        raise Refused(
            *(
                Refusal(words + tick, "S4.1-6", role, "更正信息", one[1])
                for one, words in found.items()
            )
        )


def add_address(write: Writing, address: str, source: str) -> None:
    """S4.1-6: a further address, used first as it was given last; a known one is usable again."""
    person = write.case.person
    known = person.find_address(address)
    if known is None:
        add_new(write.session, person, address, source, _cause(write, source))
    elif not known.usable:
        bring_back(write.session, known, _cause(write, f"{source}时重新启用"))


def _cause(write: Writing, why: str) -> Cause:
    return Cause(why, write.desk.now, write.actor.staff_id)


def data_confirmed(write: Writing, _order: Nothing) -> None:
    """S4.1-1: the graduate says his data are right."""
    write.case.data_confirmed_on = write.today


def task(write: Writing, order: Order) -> None:
    """Put the graduate's words to the branch secretary. What staff record themselves needs no task."""
    if write.actor.role is not Role.GRADUATE:
        return
    words = mask_numbers(_said(write, order))
    text = f"{write.move.label}：{words}" if words else write.move.label
    open_task(write.desk, write.case, text, write.entry, kind=TaskKind.SAID)


def _said(write: Writing, order: Order) -> str:
    if isinstance(order, WrongData):
        return told_in_words(write, order)
    return getattr(order, "text", None) or (write.entry.said if write.entry else "")


def out_of_contact(write: Writing, _order: OutOfContact) -> None:
    """S4.5(4)-1: since when; an answer counts from here (D-15)."""
    write.case.out_of_contact_since = write.today


WRITES = {
    "data_correction": data_correction,
    "data_confirmed": data_confirmed,
    "task": task,
    "out_of_contact": out_of_contact,
}
