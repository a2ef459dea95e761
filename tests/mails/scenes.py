"""For every mail a case that is sent it: the rows as they stand when the move writes the mail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from machines.orders import NOTHING
from machines.orders.addresses import AddressNews
from machines.orders.materials import Archive, ConfidentialPost
from machines.words import (
    AbroadPaper,
    DestinationKind,
    Employment,
    Kind,
    LetterStatus,
    Original,
    PartyStatus,
    TransferType,
    Vehicle,
)
from tests.conftest import NOW
from tests.factories import make_letter
from tests.mails.stage import (
    Scene,
    graduate,
    keep,
    kept,
    letter_out,
    missing,
    scene,
    stay,
)
from tracker.models import Destination, EducationActivity, ReceivingOrganisation, Retention
from tracker.outbox.answering import ChosenAnswer

BEFORE_LEAVING = datetime(2024, 6, 18, 9, 0, tzinfo=NOW.tzinfo)


@scene("confirm_data", at=datetime(2024, 6, 6, 9, 0, tzinfo=NOW.tzinfo))
@scene("confirm_data--late", "confirm_destination--late", "transfer_notes--late")
@scene("cannot_reach", "feedback_thanks")
@scene("confirm_destination", "transfer_notes", at=BEFORE_LEAVING)
def member(session: Session) -> Scene:
    return graduate(session), NOTHING


@scene("education_make_up--late")
@scene("education_make_up", at=BEFORE_LEAVING)
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


@scene("form_due--late")
@scene("form_due", at=BEFORE_LEAVING)
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
@scene("receipt_chase--late", at=datetime(2024, 10, 8, 9, 0, tzinfo=NOW.tzinfo))
def letter_later(session: Session) -> Scene:
    return letter_out(session), NOTHING


@scene("letter_expired", at=datetime(2024, 9, 19, 9, 0, tzinfo=NOW.tzinfo))
def letter_over(session: Session) -> Scene:
    case = graduate(session, states={"transfer": "expired"})
    make_letter(session, case, number="20240317")
    return case, NOTHING


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


@scene("retention_duties--probationary")
def duties_of_a_probationer(session: Session) -> Scene:
    return kept(session, Kind.PROBATIONARY_MEMBER), NOTHING


@scene("retention_duties", "retention_reminder")
def duties(session: Session) -> Scene:
    case = kept(session)
    keep(session, case)
    return case, NOTHING


@scene("retention_reminder--dues")
def dues_of_the_retained(session: Session) -> Scene:
    """S4.5(2)-3: he reads until when his dues are entered as paid."""
    case = kept(session)
    session.get_one(Retention, case.id).dues_paid_until = date(2024, 10, 31)
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
            title=organisation.title,
            in_database=True,
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


@scene("overseas_talk", "overseas_half_year")
def overseas(session: Session) -> Scene:
    case = graduate(session, Kind.OVERSEAS_MEMBER)
    stay(session, case)
    keep(session, case)
    return case, NOTHING


@scene("overseas_limit_near", at=datetime(2029, 2, 28, 9, 0, tzinfo=NOW.tzinfo))
@scene("overseas_limit_reached", at=datetime(2029, 9, 3, 9, 0, tzinfo=NOW.tzinfo))
def overseas_long(session: Session) -> Scene:
    case = graduate(session, Kind.OVERSEAS_MEMBER)
    stay(session, case, departed_on=date(2024, 9, 1), limit_on=date(2029, 8, 31))
    keep(session, case)
    return case, NOTHING


@scene("overseas_limit_near--bare", at=datetime(2029, 3, 1, 9, 0, tzinfo=NOW.tzinfo))
@scene("overseas_limit_reached--bare", at=datetime(2029, 9, 3, 9, 0, tzinfo=NOW.tzinfo))
def overseas_long_bare(session: Session) -> Scene:
    case = graduate(session, Kind.OVERSEAS_MEMBER)
    stay(session, case, country="", school="", departed_on=date(2024, 9, 1))
    return case, NOTHING


@scene("overseas_talk--bare", "overseas_half_year--bare")
def overseas_bare(session: Session) -> Scene:
    return graduate(session, Kind.OVERSEAS_MEMBER), NOTHING


@scene("answer_form")
def answered_by_number(session: Session) -> Scene:
    case = graduate(session, states={"transfer": "expired"})
    return case, ChosenAnswer("介绍信已过有效期，请选择", 3, "填写重开申请（附件4）")


@scene("address_confirm", "address_changed")
def address_stated(session: Session) -> Scene:
    return graduate(session), AddressNews(address="linxiaoyan2@example.net")


@scene("address_changed--given_up")
def address_given_up(session: Session) -> Scene:
    return graduate(session), AddressNews(address="linxiaoyan@example.com", given_up=True)
