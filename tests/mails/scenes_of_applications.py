"""The scenes of the mails about applications: handed in, returned, approved, refused."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from machines.orders import NOTHING
from machines.orders.overseas import OverseasApproval
from machines.orders.shared import Reason
from machines.words import (
    ApplicationKind,
    ApplicationState,
)
from tests.mails.stage import (
    Scene,
    applied,
    scene,
    stay,
)


@scene("reissue_received")
def reissue_received(session: Session) -> Scene:
    return applied(session, ApplicationKind.REISSUE, ApplicationState.SUBMITTED), NOTHING


@scene("reissue_returned")
def reissue_returned(session: Session) -> Scene:
    case = applied(
        session,
        ApplicationKind.REISSUE,
        ApplicationState.RETURNED,
        decision_reason="请写明新单位党组织的全称，并附劳动合同首页。",
    )
    return case, Reason(reason="请写明新单位党组织的全称，\n并附劳动合同首页。")


@scene("reissue_approved")
def reissue_approved(session: Session) -> Scene:
    case = applied(
        session,
        ApplicationKind.REISSUE,
        ApplicationState.APPROVED,
        approved_on=date(2024, 7, 1),
        signatory="学院党委会",
        opinion="情况属实，同意重新开具。",
    )
    return case, NOTHING


@scene("reissue_refused")
def reissue_refused(session: Session) -> Scene:
    case = applied(
        session, ApplicationKind.REISSUE, ApplicationState.REFUSED, decision_reason="单位未变。"
    )
    return case, Reason(reason="原单位党组织表示可以接收，请按原介绍信办理。")


@scene("retention_received")
def retention_received(session: Session) -> Scene:
    case = applied(
        session,
        ApplicationKind.RETENTION,
        ApplicationState.SUBMITTED,
        requested_until=date(2025, 6, 30),
    )
    return case, NOTHING


@scene("retention_returned")
def retention_returned(session: Session) -> Scene:
    case = applied(
        session, ApplicationKind.RETENTION, ApplicationState.RETURNED, decision_reason="见邮件"
    )
    return case, Reason(reason="请写明已经联系过哪些党组织、对方怎样答复。")


@scene("retention_refused")
def retention_refused(session: Session) -> Scene:
    case = applied(
        session, ApplicationKind.RETENTION, ApplicationState.REFUSED, decision_reason="见邮件"
    )
    return case, Reason(reason="居住地社区党组织已同意接收，可以直接转出。")


@scene("retention_approved")
def retention_approved(session: Session) -> Scene:
    case = applied(
        session,
        ApplicationKind.RETENTION,
        ApplicationState.APPROVED,
        approved_on=date(2024, 7, 1),
        approved_until=date(2025, 6, 30),
        signatory="学院党委会",
    )
    return case, NOTHING


@scene("overseas_result")
def overseas_approved(session: Session) -> Scene:
    case = applied(
        session,
        ApplicationKind.OVERSEAS,
        ApplicationState.APPROVED,
        approved_on=date(2024, 7, 1),
        signatory="学院党委会",
    )
    stay(session, case, limit_on=date(2029, 8, 31))
    order = OverseasApproval(
        approved_on=date(2024, 7, 1), signatory="学院党委会", limit_on=date(2029, 8, 31)
    )
    return case, order


@scene("overseas_result--refused")
def overseas_refused(session: Session) -> Scene:
    case = applied(
        session, ApplicationKind.OVERSEAS, ApplicationState.REFUSED, decision_reason="见邮件"
    )
    return case, Reason(reason="出国（境）目的为工作，不属于学习研究。")
