"""For every mail a case that is sent it: the rows as they stand when the move writes the mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from machines.orders import NOTHING, Order
from machines.orders.materials import Archive, ConfidentialPost
from machines.orders.overseas import OverseasApproval
from machines.orders.shared import Reason
from machines.roles import Role
from machines.words import (
    AbroadPaper,
    AbroadPurpose,
    ApplicationKind,
    ApplicationState,
    ItemStatus,
    Kind,
    LetterStatus,
    Original,
    PartyStatus,
    Vehicle,
)
from tests.conftest import NOW
from tests.factories import (
    make_case,
    make_college,
    make_letter,
    make_person,
    make_staff,
)
from tracker.clock import at_noon
from tracker.models import (
    Application,
    Case,
    Destination,
    EducationActivity,
    MaterialItem,
    Retention,
    Stay,
)

Scene = tuple[Case, Order]
SCENES: dict[str, Callable[[Session], Scene]] = {}
MOMENTS: dict[str, datetime] = {}


def scene(
    *names: str, at: datetime = NOW
) -> Callable[[Callable[[Session], Scene]], Callable[[Session], Scene]]:
    """Declare the scene of these mails; `mail--variant` is a further scene of a mail."""

    def declare(build: Callable[[Session], Scene]) -> Callable[[Session], Scene]:
        for name in names:
            SCENES[name], MOMENTS[name] = build, at
        return build

    return declare


def graduate(session: Session, kind: Kind = Kind.FULL_MEMBER, **more: object) -> Case:
    """林晓燕 of 示例学院, who reads her mail at example.com."""
    branch = make_college(session, "示例学院").branches[0]
    person = make_person(session, "linxiaoyan@example.com", name="林晓燕")
    return make_case(session, kind=kind, branch=branch, person=person, **more)  # type: ignore[arg-type]


def letter_out(session: Session, kind: Kind = Kind.FULL_MEMBER, **columns: object) -> Case:
    case = graduate(session, kind, states={"transfer": "letter_issued"})
    make_letter(session, case, number="20240317", **columns)  # type: ignore[arg-type]
    return case


def applied(
    session: Session, kind: ApplicationKind, state: ApplicationState, **columns: object
) -> Case:
    abroad = kind is ApplicationKind.OVERSEAS
    case = graduate(session, Kind.OVERSEAS_MEMBER) if abroad else letter_out(session)
    session.add(
        Application(
            case_id=case.id,
            kind=kind,
            state=state,
            form={},
            submitted_on=date(2024, 6, 28),
            submitted_at=at_noon(date(2024, 6, 28)),
            **columns,
        )
    )
    session.flush()
    return case


def missing(session: Session, case: Case, *codes: str) -> None:
    for code in codes:
        session.add(MaterialItem(case_id=case.id, code=code, status=ItemStatus.MISSING))
    session.flush()


def keep(session: Session, case: Case) -> None:
    keeper = make_staff(session, Role.CONTACT_PERSON, case.college, name="何老师")
    keeper.phone, case.contact_person = "0570-5550177", keeper
    session.flush()


def stay(session: Session, case: Case, **columns: object) -> None:
    row = session.get_one(Stay, case.id)
    values = {
        "purpose": AbroadPurpose.STUDY,
        "country": "德国",
        "school": "示例工业大学",
        "starts_on": date(2024, 9, 1),
        "returns_on": date(2026, 9, 30),
    }
    for name, value in (values | columns).items():
        setattr(row, name, value)
    session.flush()


@scene("confirm_data", at=datetime(2024, 6, 6, 9, 0, tzinfo=NOW.tzinfo))
@scene("confirm_destination", "transfer_notes", "cannot_reach", "feedback_thanks")
def member(session: Session) -> Scene:
    return graduate(session), NOTHING


@scene("education_make_up")
def education_without_activity(session: Session) -> Scene:
    return graduate(session), NOTHING


@scene("education_invitation", at=datetime(2024, 6, 3, 9, 0, tzinfo=NOW.tzinfo))
def education_with_activity(session: Session) -> Scene:
    case = graduate(session, Kind.PROBATIONARY_MEMBER)
    session.add(
        EducationActivity(
            college=case.college,
            vehicle=Vehicle.LECTURE,
            held_on=date(2024, 6, 12),
            place="行政楼一号报告厅",
            theme="走出校门，不忘初心",
            recorded_at=NOW,
        )
    )
    session.flush()
    return case, NOTHING


@scene("materials_missing", at=datetime(2024, 6, 20, 9, 0, tzinfo=NOW.tzinfo))
def papers_missing(session: Session) -> Scene:
    case = graduate(session)
    missing(session, case, "admission_form", "regularisation_application")
    return case, NOTHING


@scene("materials_missing--activist", "form_due--activist")
def activist_papers_missing(session: Session) -> Scene:
    case = graduate(session, Kind.ACTIVIST)
    missing(session, case, "thought_reports")
    return case, NOTHING


@scene("form_due")
def form_missing(session: Session) -> Scene:
    return graduate(session), NOTHING


ARCHIVE = Archive(
    archived_on=date(2024, 6, 25), location="示例市人才服务中心档案室", handed_to="学生处档案科"
)


@scene("materials_filed")
def filed(session: Session) -> Scene:
    return graduate(session), ARCHIVE


@scene("materials_filed--activist")
def filed_applicant(session: Session) -> Scene:
    return graduate(session, Kind.ACTIVIST, status=PartyStatus.APPLICANT), ARCHIVE


@scene("sealed_materials_sent")
def sealed(session: Session) -> Scene:
    order = ConfidentialPost(
        sent_on=date(2024, 7, 1), courier_no="JY-0021", receiver="中共示例市江滨区委组织部"
    )
    return graduate(session, Kind.PROBATIONARY_MEMBER), order


@scene("letter_ready", "report_now", "receipt_chase", "reissue_how_to")
def letter(session: Session) -> Scene:
    return letter_out(session), NOTHING


@scene("report_now--today", at=datetime(2024, 9, 18, 9, 0, tzinfo=NOW.tzinfo))
@scene("letter_expired", at=datetime(2024, 9, 19, 9, 0, tzinfo=NOW.tzinfo))
@scene("receipt_chase--late", at=datetime(2024, 10, 8, 9, 0, tzinfo=NOW.tzinfo))
def letter_later(session: Session) -> Scene:
    return letter_out(session), NOTHING


@scene("letter_ready--replaced")
def letter_replaced(session: Session) -> Scene:
    case = graduate(session, states={"transfer": "letter_issued"})
    old = make_letter(
        session,
        case,
        number="20240301",
        status=LetterStatus.VOID,
        voided_on=date(2024, 7, 2),
        void_reason="信息有误",
        original=Original.RETURNED,
    )
    new = make_letter(session, case, number="20240390", issued_on=date(2024, 7, 2))
    old.successor_id = new.id
    session.flush()
    return case, NOTHING


@scene("closed_thanks--probationary")
def accepted_probationer(session: Session) -> Scene:
    return letter_out(session, Kind.PROBATIONARY_MEMBER), NOTHING


@scene("closed_thanks")
def accepted(session: Session) -> Scene:
    return letter_out(session), NOTHING


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


def kept(session: Session, kind: Kind = Kind.FULL_MEMBER) -> Case:
    case = graduate(session, kind, states={"transfer": "retained"})
    session.add(Retention(case_id=case.id, until=date(2025, 6, 30)))
    session.flush()
    return case


@scene("retention_duties--probationary")
def duties_of_a_probationer(session: Session) -> Scene:
    return kept(session, Kind.PROBATIONARY_MEMBER), NOTHING


@scene("retention_duties", "retention_reminder")
def duties(session: Session) -> Scene:
    case = kept(session)
    keep(session, case)
    return case, NOTHING


@scene("retention_ending", at=datetime(2025, 5, 30, 9, 0, tzinfo=NOW.tzinfo))
@scene("retention_ending--over", at=datetime(2025, 7, 3, 9, 0, tzinfo=NOW.tzinfo))
def retention_ends(session: Session) -> Scene:
    return kept(session), NOTHING


@scene("regularisation_due", at=datetime(2024, 9, 1, 9, 0, tzinfo=NOW.tzinfo))
@scene("regularisation_due--over", at=datetime(2024, 9, 20, 9, 0, tzinfo=NOW.tzinfo))
@scene("regularisation_elsewhere--unknown")
def probation(session: Session) -> Scene:
    return graduate(session, Kind.PROBATIONARY_MEMBER), NOTHING


@scene("regularisation_elsewhere")
def probation_going_elsewhere(session: Session) -> Scene:
    from machines.words import DestinationKind, Employment, TransferType
    from tracker.models import ReceivingOrganisation

    case = graduate(session, Kind.PROBATIONARY_MEMBER)
    organisation = ReceivingOrganisation(
        name="示例化工集团危险废物处置有限公司党支部",
        title="中共示例市江滨区委组织部",
        province="浙江省",
        in_database=True,
    )
    session.add(
        Destination(
            case_id=case.id,
            proposed=False,
            employment=Employment.EMPLOYED,
            kind=DestinationKind.UNIT,
            unit="示例化工集团危险废物处置有限公司",
            org_name=organisation.name,
            province="浙江省",
            organisation=organisation,
            transfer_type=TransferType.IN_PROVINCE,
            made_at=NOW,
        )
    )
    session.flush()
    return case, NOTHING


@scene("overseas_documents")
def overseas_papers(session: Session) -> Scene:
    case = graduate(session, Kind.OVERSEAS_MEMBER)
    stay(session, case, papers=[AbroadPaper.WRITTEN_APPLICATION.value])
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


@scene("overseas_talk", "overseas_half_year")
def overseas(session: Session) -> Scene:
    case = graduate(session, Kind.OVERSEAS_MEMBER)
    stay(session, case)
    keep(session, case)
    return case, NOTHING


@scene("overseas_talk--bare", "overseas_half_year--bare")
def overseas_bare(session: Session) -> Scene:
    return graduate(session, Kind.OVERSEAS_MEMBER), NOTHING
