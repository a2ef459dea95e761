"""The lives the demo's graduates lead: what happens on which day before or after leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from machines.dates import add_months, days
from machines.orders.materials import ItemCheck, Reconstruction
from machines.orders.overseas import (
    Departure,
    OverseasApplication,
    OverseasApproval,
    OverseasPapers,
    OverseasPreparation,
    OverseasTalk,
)
from machines.orders.probation import BranchDecision, RegularisationApplication
from machines.orders.shared import Filing
from machines.orders.transfer import Deferral, ReceiptEntry
from machines.orders.unsuccessful import (
    ReissueRequest,
    Retain,
    RetentionApproval,
    RetentionRequest,
)
from machines.roles import Role
from machines.words import (
    AbroadPaper,
    AbroadPurpose,
    Channel,
    Grade,
    ItemStatus,
    Original,
    ReissueReason,
)
from tracker.clock import day_of
from tracker.demo import acts
from tracker.demo.acts import BS, ZZY
from tracker.demo.hand import Hand

Act = Callable[[Hand], None]
Story = list[tuple[int, Act]]


def apply_reissue(hand: Hand) -> None:
    """附件4 by link after expiry (S4.5(1)-1)."""
    order = ReissueRequest(
        reason=ReissueReason.UNIT_CHANGED,
        explanation="原单位试用期内解约，已与新单位签约",
        conduct="离校以来坚持学习，按时参加社区志愿服务",
        new_unit="宁波海越制造有限公司",
    )
    hand.answer("letter_expired", 3, order)


def apply_retention(hand: Hand) -> None:
    """附件5 by link after expiry (S4.5(2)-1)."""
    order = RetentionRequest(
        reason="备考公务员，居住地社区暂不接收",
        situation="在家备考，每月与支部书记联系一次",
        until=add_months(day_of(hand.now), 12),
    )
    hand.answer("letter_expired", 4, order)


def approve_retention(hand: Hand) -> None:
    """Approved, filed, retained (S4.5(2)-2, S4.5(2)-4)."""
    today = day_of(hand.now)
    approval = RetentionApproval(
        approved_on=today,
        signatory="学院党委会（第12次）",
        original=Original.RETURNED,
        until=add_months(today, 12),
    )
    hand.do(ZZY, "transfer.approve_retention", approval)
    filing = Filing(filed_on=today, filing_no=f"备〔{today.year}〕{hand.case_id}号")
    hand.do(Role.DEPARTMENT, "transfer.file_retention", filing)
    order = Retain(
        branch=hand.case.branch_id,
        module_entered_on=today,
        contact_person=hand.staff(Role.CONTACT_PERSON).id,
    )
    hand.do(BS, "transfer.retain", order)


def apply_abroad(hand: Hand) -> None:
    """附件2 with its papers (S3.3-2)."""
    today = day_of(hand.now)
    order = OverseasApplication(
        purpose=AbroadPurpose.STUDY,
        directly_after=True,
        country="英国",
        school="北海大学",
        starts_on=today + days(60),
        returns_on=add_months(today, 14),
        home_contact="父亲，电话 0570-555-0166",
        papers=(AbroadPaper.WRITTEN_APPLICATION, AbroadPaper.FORM),
    )
    hand.do(BS, "abroad.apply", order)


def approve_abroad(hand: Hand) -> None:
    """All three papers, approved and filed (S3.3-3)."""
    today = day_of(hand.now)
    hand.do(BS, "abroad.record_papers", OverseasPapers(papers=(AbroadPaper.PROOF,)))
    approval = OverseasApproval(
        approved_on=today, signatory="学院党委会（第11次）", limit_on=add_months(today, 14)
    )
    hand.do(ZZY, "abroad.approve", approval)
    filing = Filing(filed_on=today, filing_no=f"境〔{today.year}〕{hand.case_id}号")
    hand.do(Role.DEPARTMENT, "abroad.file", filing)
    form = ItemCheck(items=("overseas_form",), status=ItemStatus.COMPLIANT)
    hand.do(ZZY, "materials.check_items", form)


def leave_country(hand: Hand) -> None:
    """Branch, contact person, talk, departure (S3.3-4, S3.3-5)."""
    preparation = OverseasPreparation(
        branch=hand.case.branch_id, contact_person=hand.staff(Role.CONTACT_PERSON).id
    )
    hand.do(BS, "abroad.prepare", preparation)
    talk = OverseasTalk(
        talked_on=day_of(hand.now),
        talked_by=hand.staff(BS).name,
        content="在外期间遵守纪律、保持联系、按时返回",
    )
    hand.do(BS, "abroad.record_talk", talk)
    hand.do(BS, "abroad.depart", Departure(departed_on=day_of(hand.now)))


def regularise(hand: Hand) -> None:
    """Applied, decided by the branch meeting, approved above (X-C7)."""
    today = day_of(hand.now)
    application = RegularisationApplication(handed_in_on=today - timedelta(days=20))
    hand.do(BS, "probation.apply", application)
    decision = BranchDecision(
        meeting_on=today - timedelta(days=5),
        eligible=21,
        present=19,
        votes_for=19,
        approved_on=today,
        approved_by="学院党委",
    )
    hand.do(BS, "probation.regularise", decision)


def miss_paper(hand: Hand) -> None:
    """入党志愿书 missing: 调查补档 (S2.1-5)."""
    hand.do(
        ZZY,
        "materials.check_items",
        ItemCheck(items=("admission_form",), status=ItemStatus.MISSING),
    )
    plan = Reconstruction(started_on=day_of(hand.now), plan="向高中阶段党组织和上级组织部函调")
    hand.do(ZZY, "materials.start_reconstruction", plan)


def enter_receipt(hand: Hand) -> None:
    """The entered receipt ends the flow outside the database (S4.4-7)."""
    today = day_of(hand.now)
    hand.do(ZZY, "transfer.enter_receipt", ReceiptEntry(entered_on=today, accepted_on=today))


def ring_in_vain(hand: Hand) -> None:
    """Nobody picks up (S4.4-5)."""
    hand.contact(Channel.PHONE, Grade.FAILED, said="无人接听")


def wechat_unread(hand: Hand) -> None:
    """A message without an answer."""
    hand.contact(Channel.WECHAT, Grade.HANDED_OVER, said="已发微信提醒报到，未回复")


def mother_answers(hand: Hand) -> None:
    """Passed on by a parent."""
    hand.contact(Channel.THROUGH_OTHERS, Grade.PASSED_ON, said="母亲答应转告", by="母亲")


def defer(hand: Hand) -> None:
    """延期毕业 (D-12)."""
    order = Deferral(until=add_months(day_of(hand.now), 12), reason="教务处延期毕业名单")
    hand.do(BS, "transfer.defer", order)


def ask_data(hand: Hand) -> None:
    """Please confirm your data (S4.1-1)."""
    hand.do(BS, "transfer.ask_confirm_data")


def send_notes(hand: Hand) -> None:
    """The notes by mail (S3.2-8)."""
    hand.do(BS, "education.send_notes")


def ask_destination(hand: Hand) -> None:
    """Please tell your destination (S4.2-1)."""
    hand.do(BS, "transfer.ask_destination")


BEGIN: Story = [(-33, ask_data), (-30, acts.verify), (-28, acts.attend), (-27, send_notes)]
BRIEFED: Story = [*BEGIN, (-25, acts.read_notes)]
FILE: Story = [(-24, acts.check_file), (-15, acts.seal_form), (-5, acts.archive)]
LETTER: Story = [*BRIEFED, *FILE, (-14, acts.register), (-8, acts.issue), (-6, acts.hand_over)]
EXPIRED: Story = [
    *BRIEFED, *FILE, (-14, acts.register), (-8, acts.issue_short), (-6, acts.hand_over)
]  # fmt: skip
ABROAD: Story = [*BRIEFED, *FILE, (-20, apply_abroad)]

STORIES: dict[str, Story] = {
    "accepted": [*LETTER, (5, acts.urge), (7, acts.reported), (20, acts.receipt), (24, acts.accepted)],
    "letter_out": [*LETTER, (10, acts.urge)],
    "reported": [*LETTER, (12, acts.urge), (14, acts.reported)],
    "verified": [*BRIEFED, (-20, ask_destination)],
    "registered": [*BRIEFED, (-14, acts.register)],
    "waiting": [(-33, ask_data)],
    "outside": [
        *BRIEFED, *FILE, (-14, acts.register_outside), (-8, acts.issue), (15, acts.receipt),
        (18, enter_receipt),
    ],
    "expired": EXPIRED,
    "reissue": [*EXPIRED, (12, apply_reissue)],
    "retention": [*EXPIRED, (14, apply_retention)],
    "retained": [*EXPIRED, (14, apply_retention), (20, approve_retention)],
    "applying_abroad": ABROAD,
    "approved_abroad": [*ABROAD, (-10, approve_abroad)],
    "abroad": [*ABROAD, (-10, approve_abroad), (10, leave_country)],
    "silent": [*EXPIRED, (9, ring_in_vain), (16, wechat_unread), (23, mother_answers), (32, ring_in_vain)],
    "reconstructing": [*BRIEFED, (-24, miss_paper)],
    "deferred": [*BEGIN, (-10, defer)],
    "activist": [(-24, acts.check_file)],
    "activist_filed": [(-24, acts.check_file), (-6, acts.file_activist)],
}  # fmt: skip

FOR_MEMBERS = (
    "accepted", "letter_out", "reissue", "verified", "accepted", "silent", "registered", "retained",
    "outside", "reported", "retention", "waiting", "accepted", "letter_out", "expired",
    "reconstructing", "deferred", "accepted",
)  # fmt: skip
FOR_MEMBERS_ABROAD = ("applying_abroad", "abroad", "approved_abroad")
