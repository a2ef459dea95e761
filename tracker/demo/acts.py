"""Single acts of the demo's stories: each is one or two verbs on the day it happens."""

from __future__ import annotations

from machines.dates import days
from machines.letters import default_valid_until
from machines.orders.education import Attendance, Pledge, Told
from machines.orders.materials import Archive, ItemCheck, RegistrationForm
from machines.orders.transfer import Acceptance, Destination, Feedback, HandOver, Letter, Receipt
from machines.roles import Role
from machines.words import (
    DestinationKind,
    Employment,
    ItemStatus,
    OrgLevel,
    ReceiptMethod,
)
from tracker.clock import day_of
from tracker.demo.hand import Hand

BS, ZZY, FDY = Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COUNSELOR

PLACES = (
    Destination(
        employment=Employment.EMPLOYED,
        kind=DestinationKind.UNIT,
        unit="杭州云帆软件有限公司",
        unit_has_no_org=False,
        org_name="中共杭州云帆软件有限公司支部委员会",
        title="中共杭州市滨江区委组织部",
        province="浙江省",
        in_database=True,
    ),
    Destination(
        employment=Employment.STUDY,
        kind=DestinationKind.UNIT,
        unit="江南理工大学",
        unit_has_no_org=False,
        org_name="中共江南理工大学计算机学院委员会",
        title="中共江南理工大学委员会组织部",
        province="江苏省",
        in_database=True,
    ),
    Destination(
        employment=Employment.TWO_NEW,
        kind=DestinationKind.UNIT_COMMUNITY,
        unit="衢州小禾文化工作室",
        unit_has_no_org=True,
        org_name="中共衢州市柯城区荷花街道流动党员支部委员会",
        title="中共衢州市柯城区委组织部",
        province="浙江省",
        in_database=True,
        address="衢州市柯城区荷花街道荷一社区",
    ),
    Destination(
        employment=Employment.NONE_YET,
        kind=DestinationKind.TALENT_SERVICE,
        unit_has_no_org=False,
        org_name="中共龙游县人才服务中心支部委员会",
        title="中共龙游县委组织部",
        province="浙江省",
        in_database=True,
        level=OrgLevel.COUNTY,
    ),
    Destination(
        employment=Employment.EMPLOYED,
        kind=DestinationKind.UNIT,
        unit="某部队文职岗位",
        unit_has_no_org=False,
        org_name="中共某部队政治工作部党支部",
        title="某部队政治工作部组织处",
        province="浙江省",
        in_database=False,
    ),
)
OUTSIDE_DATABASE = PLACES[4]


def verify(hand: Hand) -> None:
    """The graduate confirms his data by link, the secretary verifies (S4.1)."""
    hand.answer("confirm_data", 1)
    hand.do(BS, "transfer.verify")


def attend(hand: Hand) -> None:
    """Attendance and pledge (S1-3, S1-4)."""
    hand.do(FDY, "education.record_attendance", Attendance(activity=hand.activity()))
    hand.do(FDY, "education.record_pledge", Pledge(signed_on=day_of(hand.now)))


def read_notes(hand: Hand) -> None:
    """The graduate reads the notes by link (S3.2-8, S1-5)."""
    hand.answer("transfer_notes", 1)


def told(hand: Hand) -> None:
    """Told in person, notes handed out (S1-5, S3.2-8)."""
    order = Told(told_on=day_of(hand.now), how="专题组织生活会当面告知并签收", notes_given=True)
    hand.do(BS, "education.record_told", order)


def check_file(hand: Hand) -> None:
    """Organizer and counselor share the check (S2.1-1)."""
    codes = [paper.code for paper, _ in hand.case.papers]
    half = len(codes) // 2
    for role, part in ((ZZY, codes[:half]), (FDY, codes[half:])):
        order = ItemCheck(items=tuple(part), status=ItemStatus.COMPLIANT)
        hand.do(role, "materials.check_items", order)


def seal_form(hand: Hand) -> None:
    """党员登记表 sealed, the file found in order (S2.1-6)."""
    order = RegistrationForm(sealed_on=day_of(hand.now))
    hand.do(ZZY, "materials.seal_registration_form", order)
    hand.do(ZZY, "materials.mark_checked")


def archive(hand: Hand) -> None:
    """Into the personnel file (S2.1-4)."""
    order = Archive(
        archived_on=day_of(hand.now), location="学校档案馆学生档案室", handed_to="档案馆 蒋老师"
    )
    hand.do(ZZY, "materials.archive", order)


def file_activist(hand: Hand) -> None:
    """An activist's file: checked, into the personnel file (S2.3-2)."""
    hand.do(ZZY, "materials.mark_checked")
    archive(hand)


def register(hand: Hand) -> None:
    """A destination by the decision table (S3.2)."""
    hand.do(BS, "transfer.register_destination", PLACES[hand.case_id % 4])


def register_outside(hand: Hand) -> None:
    """A destination outside the database (S4.3-3)."""
    hand.do(BS, "transfer.register_destination", OUTSIDE_DATABASE)


def letter_order(hand: Hand, validity: int | None = None) -> Letter:
    """The next letter of the case; `validity` in days, else as long as D-1 allows."""
    today, policy = day_of(hand.now), hand.case.policy_version.policy
    until = today + days(validity) if validity else default_valid_until(today, policy)
    return Letter(
        system_no=f"ZJ{today:%Y%m}{hand.case_id:05d}",
        number=f"{today.year}{hand.case.college_id:02d}{hand.case_id:04d}",
        issued_on=today,
        valid_until=until,
        sealed=True,
    )


def issue(hand: Hand) -> None:
    """The introduction letter (S4.3-4)."""
    hand.do(ZZY, "transfer.issue_letter", letter_order(hand))


def issue_short(hand: Hand) -> None:
    """A letter for the neighbourhood, valid ten days only (X-90)."""
    hand.do(ZZY, "transfer.issue_letter", letter_order(hand, validity=10))


def hand_over(hand: Hand) -> None:
    """In the graduate's hands (S4.3-4)."""
    order = HandOver(handed_on=day_of(hand.now), how="本人签领")
    hand.do(BS, "transfer.record_hand_over", order)


def urge(hand: Hand) -> None:
    """Report within validity (S3.1-3)."""
    hand.do(BS, "transfer.urge_report")


def reported(hand: Hand) -> None:
    """The graduate answers: reported, waiting (S3.1-4)."""
    hand.answer("report_now", 2, Feedback(text="已到单位党支部报到，等待系统接收"))


def accepted(hand: Hand) -> None:
    """Acceptance seen in the system (S4.4-3)."""
    order = Acceptance(
        accepted_on=day_of(hand.now),
        observer=hand.staff(ZZY).name,
        how_seen="系统转接状态为“已接收”",
    )
    hand.do(ZZY, "transfer.confirm_acceptance", order)


def receipt(hand: Hand) -> None:
    """A sealed paper receipt (S4.4-2)."""
    order = Receipt(
        received_on=day_of(hand.now),
        method=ReceiptMethod.COURIER,
        seal_seen=True,
        storage="学院党委办公室 3 号柜",
    )
    hand.do(BS, "transfer.record_receipt", order)
