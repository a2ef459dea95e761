"""The relation kept at school (S4.5(2), D-8)."""

from __future__ import annotations

from machines.orders.unsuccessful import (
    ConductReview,
    Dues,
    Retain,
    RetentionApproval,
    RetentionExtension,
)
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.models import Branch, Retention, Staff
from tracker.writers.letters import retention_letter_returned
from tracker.writers.writing import Writing


def _retention(write: Writing) -> Retention:
    return write.session.get_one(Retention, write.case.id)


def retention(write: Writing, order: RetentionApproval) -> None:
    """S4.5(2)-1, S4.5(2)-6: the granted period; the old letter is void."""
    found = write.session.get(Retention, write.case.id)
    if found is None:
        found = Retention(case_id=write.case.id)
        write.session.add(found)
    found.until, found.filed_on = order.until, None
    found.started_on = found.reviewed_on = None
    retention_letter_returned(write, order.original, f"保留组织关系至 {order.until}")


def retained(write: Writing, order: Retain) -> None:
    """S4.5(2)-4: branch, 流动党员模块 and contact person."""
    found = _retention(write)
    found.started_on, found.module_entered_on = write.today, order.module_entered_on
    assign(write, order.branch, order.contact_person, "S4.5(2)-4")


def assign(write: Writing, branch_id: int, staff_id: int, rule: str) -> None:
    """Put the case into a branch of its college and name its contact person."""
    branch = write.session.get(Branch, branch_id)
    if branch is None:
        raise Refused(Refusal("没有这个党支部", rule, Role.ORGANIZER, "转移", "branch"))
    contact = write.session.get(Staff, staff_id)
    if contact is None or not contact.active:
        missing = "没有这位联系人，或账号已停用"
        raise Refused(Refusal(missing, rule, Role.ORGANIZER, "转移", "contact_person"))
    write.case.branch, write.case.college = branch, branch.college
    write.case.contact_person = contact


def dues(write: Writing, order: Dues) -> None:
    """S4.5(2)-3: dues on time."""
    found = _retention(write)
    found.dues_paid_until = order.paid_until
    write.case.person.dues_paid_until = order.paid_until


def retention_extension(write: Writing, order: RetentionExtension) -> None:
    """D-8: the new end; reason and approver stand in the history."""
    _retention(write).until = order.until


def conduct_review(write: Writing, order: ConductReview) -> None:
    """S4.5(2)-7: reviewed; the finding stands in the history."""
    _retention(write).reviewed_on = order.reviewed_on


WRITES = {
    "retention": retention,
    "retained": retained,
    "dues": dues,
    "retention_extension": retention_extension,
    "conduct_review": conduct_review,
}
