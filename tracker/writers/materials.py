"""Evidence of the files: what was found of each paper, by whom (S2). Originals are never edited."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from machines.files import REGISTRATION_FORM
from machines.orders.materials import (
    Defect,
    DefectWithdrawal,
    InvestigationNote,
    ItemCheck,
    Reconstructed,
    Reconstruction,
    RegistrationForm,
)
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import ItemStatus
from tracker.models import MaterialChecker, MaterialItem
from tracker.writers.writing import Writing


def _items(write: Writing, codes: Iterable[str]) -> list[MaterialItem]:
    known = {paper.code for paper, _ in write.case.papers}
    unknown = [code for code in codes if code not in known]
    if unknown:
        refusal = Refusal("所选材料不在本案清单中", "S2.1-1", Role.ORGANIZER, "材料", "items")
        raise Refused(refusal)
    rows = {
        item.code: item
        for item in write.session.scalars(sa.select(MaterialItem).filter_by(case_id=write.case.id))
    }
    found = []
    for code in codes:
        if code not in rows:
            rows[code] = MaterialItem(
                case_id=write.case.id,
                code=code,
                status=ItemStatus.UNCHECKED,
                note="",
                covered_by="",
            )
            write.session.add(rows[code])
        found.append(rows[code])
    return found


def _checked(write: Writing, item: MaterialItem, status: ItemStatus, note: str) -> None:
    item.note = note
    item.status = status
    item.checked_by_id, item.checked_on = write.actor.staff_id, write.today


def _checker(write: Writing) -> None:
    """S2.1-1: who took part in the check, and as what."""
    staff_id = write.actor.staff_id
    if staff_id is None:
        return
    known = write.session.scalar(
        sa.select(MaterialChecker.id).filter_by(case_id=write.case.id, staff_id=staff_id)
    )
    if known is None:
        role = write.actor.role.value
        write.session.add(
            MaterialChecker(case_id=write.case.id, staff_id=staff_id, role=role, on=write.today)
        )


def item_check(write: Writing, order: ItemCheck) -> None:
    """S2.1-1: the finding for each chosen paper."""
    for item in _items(write, order.items):
        _checked(write, item, order.status, order.note or "")
    _checker(write)


def defect(write: Writing, order: Defect) -> None:
    """S2.1-2: the problem is described; the paper stays as it is."""
    for item in _items(write, order.items):
        _checked(write, item, ItemStatus.DEFECTIVE, order.what)
    _checker(write)


def defect_withdrawal(write: Writing, order: DefectWithdrawal) -> None:
    """S2.1-2: recorded by mistake; the papers are to be looked at anew, the reason is in the history."""
    for item in _items(write, order.items):
        _checked(write, item, ItemStatus.UNCHECKED, "")


def investigation_note(write: Writing, order: InvestigationNote) -> None:
    """S2.1-3: the note covers what was recorded as defective."""
    rows = write.session.scalars(
        sa.select(MaterialItem).filter_by(case_id=write.case.id, status=ItemStatus.DEFECTIVE)
    )
    for item in rows:
        item.covered_by = order.number
        item.status = ItemStatus.COVERED


def reconstruction(write: Writing, _order: Reconstruction | Reconstructed) -> None:
    """S2.1-5: start and end stand in the history with what was handed in."""
    _checker(write)


def registration_form(write: Writing, order: RegistrationForm) -> None:
    """S2.1-6: sealed means present and compliant; what a note covers stays covered (S2.1-3)."""
    [item] = _items(write, [REGISTRATION_FORM])
    if item.status is not ItemStatus.COVERED:
        _checked(write, item, ItemStatus.COMPLIANT, item.note)
    item.sealed_on = order.sealed_on


WRITES = {
    "item_check": item_check,
    "defect": defect,
    "defect_withdrawal": defect_withdrawal,
    "investigation_note": investigation_note,
    "reconstruction": reconstruction,
    "registration_form": registration_form,
}
