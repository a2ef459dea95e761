"""Retention abroad: application, approval, preparation, departure, return (S3.3)."""

from __future__ import annotations

from machines.orders.overseas import (
    Departure,
    OverseasApplication,
    OverseasApproval,
    OverseasPapers,
    OverseasPreparation,
    OverseasTalk,
    Return,
    StayExtension,
)
from machines.orders.shared import Filing, Reason
from machines.words import ApplicationKind, ApplicationState
from tracker.models import Stay
from tracker.writers.applications import decide, hand_in, open_application
from tracker.writers.retention import assign
from tracker.writers.writing import Writing


def _stay(write: Writing) -> Stay:
    found = write.session.get(Stay, write.case.id)
    if found is None:
        found = Stay(case_id=write.case.id, papers=[], country="", school="", home_contact="")
        write.session.add(found)
    return found


def overseas_application(write: Writing, order: OverseasApplication) -> None:
    """S3.3-1, S3.3-2: what 附件2 says; papers once handed in stay handed in."""
    hand_in(write, ApplicationKind.OVERSEAS, order).requested_until = order.returns_on
    stay = _stay(write)
    stay.purpose, stay.directly_after = order.purpose, bool(order.directly_after)
    stay.country, stay.school = order.country, order.school
    stay.starts_on, stay.returns_on = order.starts_on, order.returns_on
    stay.home_contact = order.home_contact
    stay.papers = sorted({*stay.papers, *(p.value for p in order.papers or ())})


def overseas_papers(write: Writing, order: OverseasPapers) -> None:
    """S3.3-2: papers that came later."""
    stay = _stay(write)
    stay.papers = sorted({*stay.papers, *(p.value for p in order.papers)})


def overseas_approval(write: Writing, order: OverseasApproval) -> None:
    """S3.3-3: the committee's consent, with its limit."""
    found = open_application(write, ApplicationKind.OVERSEAS)
    if found is not None:
        found.approved_on, found.signatory = order.approved_on, order.signatory
        found.approved_until, found.exception_reason = order.limit_on, order.exception_reason or ""
        found.decided_on = write.today
        found.state = ApplicationState.APPROVED
    _stay(write).limit_on = order.limit_on


def overseas_refusal(write: Writing, order: Reason) -> None:
    """D-6: the ordinary destination rules hold."""
    _close(write, ApplicationState.REFUSED, order.reason)


def overseas_withdrawal(write: Writing, order: Reason) -> None:
    """D-6, D-19: withdrawn."""
    _close(write, ApplicationState.WITHDRAWN, order.reason)


def _close(write: Writing, state: ApplicationState, reason: str) -> None:
    found = open_application(write, ApplicationKind.OVERSEAS)
    if found is not None:
        decide(write, found, state, reason)


def overseas_filing(write: Writing, order: Filing) -> None:
    """S3.3-3: filed with the department."""
    found = open_application(write, ApplicationKind.OVERSEAS)
    if found is not None:
        found.filed_on, found.filing_no = order.filed_on, order.filing_no
        found.state = ApplicationState.FILED
    _stay(write).filed_on = order.filed_on


def overseas_preparation(write: Writing, order: OverseasPreparation) -> None:
    """S3.3-4: branch and contact person."""
    assign(write, order.branch, order.contact_person, "S3.3-4")
    _stay(write).prepared_branch_id = order.branch


def overseas_talk(write: Writing, order: OverseasTalk) -> None:
    """S3.3-5: the talk; who and what stand in the history."""
    _stay(write).talk_on = order.talked_on


def departure(write: Writing, order: Departure) -> None:
    """S3.3-4: abroad from this day; the application has been carried out."""
    _stay(write).departed_on = order.departed_on
    write.case.left_on = order.departed_on
    found = open_application(write, ApplicationKind.OVERSEAS)
    if found is not None:
        found.state = ApplicationState.DONE


def stay_extension(write: Writing, order: StayExtension) -> None:
    """D-8: the new limit; reason and approver stand in the history."""
    _stay(write).limit_on = order.until


def return_home(write: Writing, order: Return) -> None:
    """X-R34.2: back, organisational life resumes."""
    _stay(write).returned_on = order.returned_on


WRITES = {
    "overseas_application": overseas_application,
    "overseas_papers": overseas_papers,
    "overseas_approval": overseas_approval,
    "overseas_refusal": overseas_refusal,
    "overseas_withdrawal": overseas_withdrawal,
    "overseas_filing": overseas_filing,
    "overseas_preparation": overseas_preparation,
    "overseas_talk": overseas_talk,
    "departure": departure,
    "stay_extension": stay_extension,
    "return_home": return_home,
}
