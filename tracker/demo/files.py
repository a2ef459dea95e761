"""Acts around the file and probation: checks, defects, seals, 机要, regularisation."""

from __future__ import annotations

from machines.orders.materials import (
    Archive,
    ConfidentialPost,
    ConfidentialReceipt,
    Defect,
    InvestigationNote,
    ItemCheck,
    Reconstructed,
    Reconstruction,
    RegistrationForm,
    SeparateSeal,
)
from machines.orders.probation import (
    BranchDecision,
    Extension,
    LocalException,
    RegularisationApplication,
)
from machines.roles import Role
from machines.words import ItemStatus
from tracker.demo.acts import BS, DW, FDY, ZZY, act, move
from tracker.demo.hand import Hand
from tracker.demo.workdays import workday_before

mark_checked = move(ZZY, "materials.mark_checked")
remind_form = move(FDY, "materials.remind_form")
remind_missing = move(FDY, "materials.remind_missing")
remind_regularisation = move(BS, "probation.remind")
tell_receiver = move(BS, "probation.tell_receiver_regularises")


def _check(hand: Hand, role: Role, items: list[str], status: ItemStatus, note: str = "") -> None:
    order = ItemCheck(items=tuple(items), status=status, note=note or None)
    hand.do(role, "materials.check_items", order)


@act
def check_file(hand: Hand) -> None:
    """Organizer and counselor share the check (S2.1-1); what cannot be there yet is left open."""
    codes = [paper.code for paper, _ in hand.case.papers if paper.code not in _not_yet(hand)]
    half = len(codes) // 2
    _check(hand, ZZY, codes[:half], ItemStatus.COMPLIANT)
    _check(hand, FDY, codes[half:], ItemStatus.COMPLIANT)


def _not_yet(hand: Hand) -> tuple[str, ...]:
    """X-D37: nobody hands in a 转正申请书 before he applies, near the end of probation."""
    on_probation = hand.state("probation") == "on_probation"
    return ("regularisation_application",) if on_probation else ()


@act
def check_overseas_form(hand: Hand) -> None:
    """附件2 comes into the file once the committee has agreed (S3.3-3)."""
    _check(hand, ZZY, ["overseas_form"], ItemStatus.COMPLIANT)


@act
def seal_form(hand: Hand) -> None:
    """党员登记表 sealed, the file found in order (S2.1-6)."""
    hand.do(ZZY, "materials.seal_registration_form", RegistrationForm(sealed_on=hand.today))
    hand.do(ZZY, "materials.mark_checked")


@act
def only_seal(hand: Hand) -> None:
    """党员登记表 sealed while the file has still to be cleared (S2.1-6)."""
    hand.do(ZZY, "materials.seal_registration_form", RegistrationForm(sealed_on=hand.today))


@act
def archive(hand: Hand) -> None:
    """Into the personnel file (S2.1-4)."""
    order = Archive(
        archived_on=hand.today, location="学校档案馆学生档案室", handed_to="档案馆蒋老师"
    )
    hand.do(ZZY, "materials.archive", order)


@act
def miss_paper(hand: Hand) -> None:
    """入党志愿书 missing: 调查补档 (S2.1-5)."""
    _check(hand, ZZY, ["admission_form"], ItemStatus.MISSING)
    plan = Reconstruction(started_on=hand.today, plan="向高中阶段党组织和上级组织部函调")
    hand.do(ZZY, "materials.start_reconstruction", plan)


@act
def paper_found(hand: Hand) -> None:
    """The committee of the former school sends what it had (S2.1-5)."""
    _check(hand, ZZY, ["admission_form"], ItemStatus.COMPLIANT)
    order = Reconstructed(completed_on=hand.today, result="原发展单位查到存档并寄回，已核对盖章")
    hand.do(ZZY, "materials.complete_reconstruction", order)


@act
def find_defect(hand: Hand) -> None:
    """A problem is written down, the original left alone (S2.1-2)."""
    what = hand.life.luck("defect").choice(
        ("思想汇报落款日期早于确定为积极分子的日期", "培养考察登记表有一处考察意见未签名")
    )
    hand.do(ZZY, "materials.report_defect", Defect(items=("training_form",), what=what))


@act
def cover_defect(hand: Hand) -> None:
    """The committee's note explains it (S2.1-3)."""
    order = InvestigationNote(
        number=f"核〔{hand.today.year}〕{hand.life.case_id}号",
        facts="经向培养联系人核实，考察按时进行，当时漏签，特此说明",
        sealed_on=hand.today,
    )
    hand.do(DW, "materials.add_investigation_note", order)


@act
def lack_reports(hand: Hand) -> None:
    """An activist has not handed in his reports (S2.3-2)."""
    _check(hand, FDY, ["thought_reports"], ItemStatus.MISSING)


@act
def excuse_reports(hand: Hand) -> None:
    """What is lacking is excused with its reason (S2.3-2)."""
    _check(hand, FDY, ["thought_reports"], ItemStatus.WAIVED, "参军入伍期间未按季度撰写，已附说明")


@act
def seal_apart(hand: Hand) -> None:
    """The receiver asks for the full set, which is sealed by itself (S2.2-4)."""
    order = SeparateSeal(
        requested_by=hand.life.place.title,
        requested_on=workday_before(hand.today, 2),
        contents="入党志愿书、培养考察材料、预备党员考察材料、党员登记表，共 4 类 11 份",
        sealer=hand.staff(ZZY).name,
    )
    hand.do(ZZY, "materials.seal_separately", order)


@act
def send_apart(hand: Hand) -> None:
    """By 机要, never by the graduate (S2.2-4)."""
    order = ConfidentialPost(
        sent_on=hand.today,
        courier_no=f"机〔{hand.today.year}〕{hand.life.case_id}号",
        receiver=hand.life.place.title,
    )
    hand.do(ZZY, "materials.send_confidentially", order)


@act
def apart_received(hand: Hand) -> None:
    """The receiver signs (S2.2-4)."""
    order = ConfidentialReceipt(received_on=hand.today, received_by="对方组织科机要员")
    hand.do(ZZY, "materials.confirm_confidential_receipt", order)


@act
def apply_full(hand: Hand) -> None:
    """转正申请书 (S4.5(3)-3)."""
    hand.do(BS, "probation.apply", RegularisationApplication(handed_in_on=hand.today))


def _meeting(hand: Hand) -> dict[str, object]:
    eligible = hand.life.luck("meeting").randrange(15, 29)
    return {
        "meeting_on": workday_before(hand.today, 3),
        "eligible": eligible,
        "present": eligible - 2,
        "votes_for": eligible - 2,
        "approved_on": hand.today,
        "approved_by": "学院党委",
    }


@act
def regularise(hand: Hand) -> None:
    """Decided by the branch meeting, approved above (X-C7)."""
    hand.do(BS, "probation.regularise", BranchDecision(**_meeting(hand)))  # type: ignore[arg-type]


@act
def extend(hand: Hand) -> None:
    """Extended by half a year (X-D32)."""
    reason = "预备期内无故缺席组织生活三次，经教育有改进，尚需考察"
    order = Extension(**_meeting(hand), months=6, reason=reason)  # type: ignore[arg-type]
    hand.do(BS, "probation.extend", order)


@act
def allow_here(hand: Hand) -> None:
    """The school regularises although the rule names the receiver (S2.2-2)."""
    order = LocalException(
        reason="本人留校工作，接收单位即本校，由原支部按期讨论转正", approved_by="学院党委"
    )
    hand.do(DW, "probation.allow_here", order)
