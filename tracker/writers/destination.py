"""Evidence of where a relation goes (S3.2, S4.2-1, S4.3-2, S4.3-3), and moves within the school."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from machines.destination import transfer_type
from machines.orders import Nothing
from machines.orders.transfer import Deferral, DestinationProposal, InternalTransfer
from machines.orders.transfer import Destination as DestinationOrder
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.models import Branch, Case, Cohort, Destination, ReceivingOrganisation
from tracker.writers.writing import Writing


def destination(write: Writing, order: DestinationOrder) -> None:
    """S4.2-1: the registered destination, its organisation and the computed transfer type."""
    policy = write.case.policy_version.policy
    organisation = _organisation(write, order)
    write.session.add(
        Destination(
            case_id=write.case.id,
            proposed=False,
            employment=order.employment,
            kind=order.kind,
            unit=order.unit or "",
            unit_has_no_org=bool(order.unit_has_no_org),
            org_name=order.org_name,
            province=order.province,
            address=order.address or "",
            title=order.title,
            in_database=bool(order.in_database),
            level=order.level,
            organisation=organisation,
            transfer_type=transfer_type(
                order.province,
                in_database=bool(order.in_database),
                home_province=policy.home_province,
            ),
            made_at=write.desk.now,
        )
    )
    write.case.employment = order.employment


def _organisation(write: Writing, order: DestinationOrder) -> ReceivingOrganisation:
    found = write.session.scalar(
        sa.select(ReceivingOrganisation).filter_by(name=order.org_name, title=order.title)
    )
    if found is None:
        found = add_organisation(write, order)
    found.province, found.in_database = order.province, bool(order.in_database)
    found.level, found.address = order.level, order.address or found.address
    return found


def add_organisation(write: Writing, order: DestinationOrder) -> ReceivingOrganisation:
    """Add it, or take the one that another user added a moment earlier."""
    made = ReceivingOrganisation(
        name=order.org_name,
        title=order.title,
        province=order.province,
        in_database=bool(order.in_database),
        address="",
    )
    try:
        with write.session.begin_nested():
            write.session.add(made)
    except IntegrityError:
        return write.session.scalars(
            sa.select(ReceivingOrganisation).filter_by(name=order.org_name, title=order.title)
        ).one()
    return made


def destination_proposal(write: Writing, order: DestinationProposal) -> None:
    """S3.2-1: the graduate proposes; the branch registers."""
    write.session.add(
        Destination(
            case_id=write.case.id,
            proposed=True,
            employment=order.employment,
            kind=order.kind,
            unit=order.unit or "",
            org_name=order.org_name,
            province=order.province,
            address=order.address or "",
            made_at=write.desk.now,
        )
    )


def internal_transfer(write: Writing, order: InternalTransfer) -> None:
    """S4.3-5: the other branch; the case keeps its history and its college's view of it."""
    _move_to_branch(write, order.branch)


def _move_to_branch(write: Writing, branch_id: int) -> None:
    branch = write.session.get(Branch, branch_id)
    if branch is None:
        raise Refused(Refusal("没有这个党支部", "S4.3-5", Role.ORGANIZER, "转移", "branch"))
    write.case.branch, write.case.college = branch, branch.college


def deferral(write: Writing, _order: Deferral) -> None:
    """D-12: no six-month clock while studies go on."""
    write.case.left_on = None


def rejoined(write: Writing, _order: Nothing) -> None:
    """D-12: joins the next cohort, with that cohort's policy. Refused while there is none."""
    following = write.session.scalar(
        sa.select(Cohort).where(Cohort.year > write.case.cohort.year).order_by(Cohort.year).limit(1)
    )
    if following is None:
        missing = "下一届尚未建立，请组织部先建立"
        raise Refused(Refusal(missing, "D-12", Role.DEPARTMENT, "设置 · 届别"))
    _refuse_second_case(write, following)
    write.case.cohort = following
    write.case.policy_version = following.policy
    write.case.left_on = following.policy.policy.leaving_day


def _refuse_second_case(write: Writing, following: Cohort) -> None:
    """One case a person and cohort: whoever was imported there again is not moved there as well."""
    other = write.session.scalar(
        sa.select(Case).filter_by(cohort_id=following.id, person_id=write.case.person_id)
    )
    if other is not None:
        missing = f"本人在“{following.name}”已有个案 {other.tag}，请在那份个案中办理"
        raise Refused(Refusal(missing, "D-12", Role.ORGANIZER, "个案列表"))


WRITES = {
    "destination": destination,
    "destination_proposal": destination_proposal,
    "internal_transfer": internal_transfer,
    "deferral": deferral,
    "rejoined": rejoined,
}
