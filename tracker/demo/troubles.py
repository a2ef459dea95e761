"""Acts when the transfer does not succeed, and of those abroad: applications, contacts, reviews."""

from __future__ import annotations

from machines.dates import add_months, month_end
from machines.orders.disposition import ReviewOpening
from machines.orders.shared import Filing, Reason, Saying
from machines.orders.transfer import ExchangeLetter, ReissueLetter
from machines.orders.unsuccessful import (
    ConductReview,
    Dues,
    ExchangeWish,
    Participation,
    ReissueApproval,
    ReissueRequest,
    Retain,
    RetentionApproval,
    RetentionRequest,
)
from machines.roles import Role
from machines.words import (
    Ground,
    Original,
    ReissueReason,
)
from tracker.demo.acts import BS, CON, DW, ZZY, Act, act, letter_order, move, own
from tracker.demo.calls import tried_channels
from tracker.demo.hand import Hand
from tracker.demo.organisations import draw_employer
from tracker.demo.workdays import session_of, workday_before

ZZB = Role.DEPARTMENT

call_again = move(BS, "transfer.call_again")
rejoin = move(BS, "transfer.rejoin")
remind_duties = move(CON, "transfer.remind_duties")
start_review = move(BS, "transfer.start_conduct_review")


def refusing(name: str, why: str) -> Act:
    """The committee returns or refuses, with its reason."""
    return act(lambda hand: hand.do(DW, name, Reason(reason=why)))


return_reissue = refusing("transfer.return_reissue", "请写明新单位党组织的全称，并补充接收证明")
refuse_reissue = refusing(
    "transfer.refuse_reissue", "原接收单位仍同意接收，请先与其联系，不需要重开"
)
return_retention = refusing("transfer.return_retention", "申请期限不具体，请写明预计就业时间")
refuse_retention = refusing(
    "transfer.refuse_retention", "居住地社区已同意接收，请按一般去向办理转出"
)


@own
def apply_reissue(hand: Hand) -> None:
    """附件4 by link after expiry (S4.5(1)-1)."""
    new = draw_employer(hand.life.luck("new unit"))
    order = ReissueRequest(
        reason=ReissueReason.UNIT_CHANGED,
        explanation="试用期内与原单位协商解约，已与新单位签约",
        conduct="离校以来坚持学习，按时参加社区志愿服务，与支部保持联系",
        new_unit=f"{new.unit}，{new.org_name}",
    )
    hand.answer("letter_expired", 3, order)


@act
def approve_reissue(hand: Hand) -> None:
    """The committee agrees (S4.5(1)-2)."""
    order = ReissueApproval(
        approved_on=hand.today, signatory=session_of(hand.today), opinion="情况属实，同意重新开具"
    )
    hand.do(DW, "transfer.approve_reissue", order)
    new = draw_employer(hand.life.luck("new unit"))
    hand.do(BS, "transfer.change_destination", new)


@act
def reissue(hand: Hand) -> None:
    """The old letter void, a new one against it (S4.5(1)-3)."""
    order = ReissueLetter(
        **letter_order(hand),
        review_text="学院党委审核同意，离校期间表现良好",
        school_letter_no=f"校介〔{hand.today.year}〕{hand.life.case_id}号",
        original=Original.RETURNED,
    )
    hand.do(ZZY, "transfer.reissue_letter", order)


@own
def ask_exchange(hand: Hand) -> None:
    """A new letter within validity: no form, no review (S4.5-0)."""
    order = ExchangeWish(text="公司总部要求转到集团党委，抬头需要更改")
    hand.answer("report_now", 3, order)


@act
def exchange(hand: Hand) -> None:
    """Exchanged against the original (S4.5-0b)."""
    new = draw_employer(hand.life.luck("new unit"))
    hand.do(ZZY, "transfer.change_destination_before_exchange", new)
    order = ExchangeLetter(
        **letter_order(hand), reason="接收党组织变更，抬头更改", original=Original.RETURNED
    )
    hand.do(ZZY, "transfer.exchange_letter", order)


@own
def apply_retention(hand: Hand) -> None:
    """附件5 by link after expiry (S4.5(2)-1)."""
    reason = hand.life.luck("retention").choice(
        (
            "备考公务员，居住地社区暂不接收",
            "准备二次考研，尚未落实单位",
            "单位筹建党支部，暂无法接收",
        )
    )
    order = RetentionRequest(
        reason=reason,
        situation="目前在家，每月与支部书记联系一次，能按时交纳党费",
        until=month_end(add_months(hand.today, 12)),
    )
    hand.answer("letter_expired", 4, order)


@act
def approve_retention(hand: Hand) -> None:
    """The committee agrees (S4.5(2)-2)."""
    approval = RetentionApproval(
        approved_on=hand.today,
        signatory=session_of(hand.today),
        original=Original.RETURNED,
        until=add_months(hand.today, 18),
    )
    hand.do(DW, "transfer.approve_retention", approval)


@act
def file_retention(hand: Hand) -> None:
    """Filed with the department (S4.5(2)-2, D-19)."""
    number = f"备〔{hand.today.year}〕{hand.life.case_id}号"
    hand.do(ZZB, "transfer.file_retention", Filing(filed_on=hand.today, filing_no=number))


@act
def retain(hand: Hand) -> None:
    """Branch, 流动党员模块 and contact person at once (S4.5(2)-4)."""
    order = Retain(
        branch=hand.life.branch_id,
        module_entered_on=hand.today,
        contact_person=hand.staff(CON).id,
    )
    hand.do(BS, "transfer.retain", order)


@act
def take_part(hand: Hand) -> None:
    """A branch meeting and the dues of the month (S4.5(2)-3)."""
    what = hand.life.luck(str(hand.today)).choice(
        ("线上主题党日", "支部党员大会（线上）", "返校参加专题组织生活会")
    )
    order = Participation(held_on=workday_before(hand.today, 1), what=what)
    hand.do(BS, "transfer.record_participation", order)
    hand.do(BS, "transfer.record_dues", Dues(paid_until=month_end(hand.today)))


@own
def transferable(hand: Hand) -> None:
    """Found work: can be transferred out (S4.5(2)-7)."""
    order = Saying(text="已签约，单位有党支部，可以转出")
    hand.answer("retention_reminder", 1, order)


@act
def pass_review(hand: Hand) -> None:
    """Conduct while away reviewed (S4.5(2)-7)."""
    order = ConductReview(
        reviewed_on=hand.today,
        reviewer="学院党委会",
        finding="保留期间按时参加组织生活、交纳党费，表现合格",
    )
    hand.do(DW, "transfer.pass_conduct_review", order)


DISCUSSED = (
    "一致同意启动程序，继续多方查找",
    "同意启动程序，由支部书记再赴其家中一次",
    "同意启动程序，请派出所协助查找下落",
)


@act
def open_review(hand: Hand) -> None:
    """The committee discusses and opens a review; nothing is decided by that (S4.5(4)-1)."""
    luck = hand.life.luck("review")
    order = ReviewOpening(
        ground=Ground.LOST_CONTACT,
        discussed_on=hand.today,
        minutes=f"学院党委会讨论，到会 {luck.randrange(5, 9)} 人，{luck.choice(DISCUSSED)}",
        finding=f"自离校以来{tried_channels(hand)}联系均无本人回应，所依据的联系记录见所列编号",
        entries=hand.entries(luck.randrange(6, 10)),
        prior_filing_no=f"预备案〔{hand.today.year}〕{hand.life.case_id}号",
    )
    hand.do(DW, "disposition.open_review", order)
