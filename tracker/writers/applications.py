"""Applications of graduates and what the college decides of them (S4.5(1), S4.5(2), D-19)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.orders import Order
from machines.orders.shared import Filing, Reason
from machines.orders.unsuccessful import (
    ReissueApproval,
    ReissueRequest,
    RetentionApproval,
    RetentionRequest,
)
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import OPEN_APPLICATIONS, ApplicationKind, ApplicationState
from tracker.masking import mask_numbers
from tracker.models import Application, Retention
from tracker.order_data import form_data
from tracker.writers.writing import Writing


def _all_open(write: Writing) -> list[Application]:
    query = sa.select(Application).where(
        Application.case_id == write.case.id, Application.state.in_(OPEN_APPLICATIONS)
    )
    return list(write.session.scalars(query.order_by(Application.id)))


def open_application(write: Writing, kind: ApplicationKind) -> Application | None:
    """The open application of that kind; the database allows one."""
    return next((one for one in _all_open(write) if one.kind is kind), None)


# The state a decision starts from says which application it is about.
ABOUT = {
    "reissue_requested": ApplicationKind.REISSUE,
    "reissue_approved": ApplicationKind.REISSUE,
    "retention_requested": ApplicationKind.RETENTION,
    "retention_approved": ApplicationKind.RETENTION,
}


def _the_one(write: Writing) -> Application:
    found = open_application(write, ABOUT[write.record.from_state])
    if found is None:
        raise Refused(Refusal("没有在办的申请", "D-19", Role.GRADUATE, "转移 · 提交申请"))
    return found


def hand_in(write: Writing, kind: ApplicationKind, order: Order) -> Application:
    """A new application, or the returned one handed in again with its corrections.

    A returned one of another kind has been given up for this one.
    """
    for other in _all_open(write):
        if other.kind is not kind and other.state is ApplicationState.RETURNED:
            decide(write, other, ApplicationState.WITHDRAWN, f"改为{kind.label}")
    found = open_application(write, kind)
    if found is None:
        found = Application(
            case_id=write.case.id, kind=kind, early_reason="", signatory="", opinion="",
            exception_reason="", filing_no="", decision_reason="",
        )  # fmt: skip
        write.session.add(found)
    found.state = ApplicationState.SUBMITTED
    # What is returned for correction is handed in again: a masked number would come back as one.
    found.form = form_data(order)
    found.submitted_on, found.submitted_at = write.today, write.desk.now
    return found


def reissue_request(write: Writing, order: ReissueRequest) -> None:
    """S4.5(1)-1: 附件4."""
    hand_in(write, ApplicationKind.REISSUE, order)


def retention_request(write: Writing, order: RetentionRequest) -> None:
    """S4.5(2)-1: 附件5 with its period; D-7: flagged when handed in before expiry."""
    found = hand_in(write, ApplicationKind.RETENTION, order)
    found.requested_until = order.until
    early = write.record.from_state == "letter_issued"
    found.early_reason = mask_numbers(order.before_expiry_reason or "") if early else ""


def application_returned(write: Writing, order: Reason) -> None:
    """D-19: back for correction, with the reason."""
    decide(write, _the_one(write), ApplicationState.RETURNED, order.reason)


def application_refused(write: Writing, order: Reason) -> None:
    """D-19: refused, with the reason."""
    decide(write, _the_one(write), ApplicationState.REFUSED, order.reason)


def application_withdrawn(write: Writing, order: Reason) -> None:
    """D-19: withdrawn by the graduate."""
    decide(write, _the_one(write), ApplicationState.WITHDRAWN, order.reason)


def open_application_closed(write: Writing, _order: Order) -> None:
    """What is still open when the relation is settled has lost its object."""
    for found in _all_open(write):
        decide(write, found, ApplicationState.WITHDRAWN, f"{write.move.label}，申请不再需要")


def decide(write: Writing, found: Application, state: ApplicationState, reason: str) -> None:
    """Close or return an application: the reason, without anybody's numbers, and the day."""
    found.decision_reason, found.decided_on = mask_numbers(reason), write.today
    found.state = state


def application_approved(write: Writing, order: ReissueApproval | RetentionApproval) -> None:
    """S4.5(1)-2, S4.5(2)-2: the committee's consent, with date and signatory (D-19)."""
    found = _the_one(write)
    found.approved_on, found.signatory = order.approved_on, order.signatory
    found.exception_reason = order.exception_reason or ""
    if isinstance(order, ReissueApproval):
        found.opinion = order.opinion
    else:
        found.approved_until = order.until
    found.decided_on = write.today
    found.state = ApplicationState.APPROVED


def application_filed(write: Writing, order: Filing) -> None:
    """S4.5(2)-2: filed with the department."""
    found = _the_one(write)
    found.filed_on, found.filing_no = order.filed_on, order.filing_no
    found.state = ApplicationState.FILED
    retention = write.session.get(Retention, write.case.id)
    if retention is not None:
        retention.filed_on = order.filed_on


def application_done(write: Writing, _order: Order) -> None:
    """What was applied for has been carried out."""
    _the_one(write).state = ApplicationState.DONE


WRITES = {
    "reissue_request": reissue_request,
    "retention_request": retention_request,
    "application_returned": application_returned,
    "application_refused": application_refused,
    "application_withdrawn": application_withdrawn,
    "application_approved": application_approved,
    "application_filed": application_filed,
    "application_done": application_done,
    "open_application_closed": open_application_closed,
}
