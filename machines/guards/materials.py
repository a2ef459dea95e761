"""Guards of the files (S2)."""

from __future__ import annotations

from datetime import date

from machines.facts import Facts
from machines.files import PAPER_LABELS, REGISTRATION_FORM, Need, kept_abroad, papers_for
from machines.orders.materials import DefectWithdrawal, ItemCheck
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard
from machines.words import ItemStatus, PartyStatus

CHECK = "材料 · 检查材料"


def _with_status(facts: Facts, wanted: tuple[ItemStatus, ...]) -> list[tuple[str, Need]]:
    return [
        (paper.code, need)
        for paper, need in papers_for(facts.status, abroad=kept_abroad(facts.states))
        if facts.materials.status_of(paper.code) in wanted
    ]


def _names(codes: list[str]) -> str:
    return "、".join(PAPER_LABELS[code] for code in codes)


@guard("必备材料齐全，应有材料齐全或已说明缺失原因", "S2.1-4", "S2.1-5", "S2.3-2")
def nothing_required_missing(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-5: the file is archived only after completed."""
    absent = _with_status(facts, (ItemStatus.MISSING, ItemStatus.UNCHECKED, ItemStatus.WAIVED))
    required = [code for code, need in absent if need is Need.REQUIRED]
    silent = _with_status(facts, (ItemStatus.MISSING, ItemStatus.UNCHECKED))
    expected = [code for code, need in silent if need is Need.EXPECTED]
    found = []
    if required:
        missing = f"必备材料缺失或未检查：{_names(required)}"
        found.append(Refusal(missing, "S2.1-5", Role.ORGANIZER, CHECK + "，缺失的启动补档"))
    if expected:
        missing = f"以下材料缺失须说明原因：{_names(expected)}"
        found.append(Refusal(missing, "S2.3-2", Role.ORGANIZER, CHECK))
    return found


@guard("没有未说明的问题材料", "S2.1-3")
def no_open_defect(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-3: a problem closes by the committee's note alone."""
    bad = [code for code, _ in _with_status(facts, (ItemStatus.DEFECTIVE,))]
    if not bad:
        return []
    missing = f"有问题尚未附调查核实材料：{_names(bad)}"
    return [Refusal(missing, "S2.1-3", Role.ORGANIZER, "材料 · 附调查核实材料")]


@guard("组织员、辅导员两人分工检查", "S2.1-1")
def two_checkers_named(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-1: the check is split between an organizer and a counselor, two different people."""
    organizers, counselors = facts.materials.organizers, facts.materials.counselors
    if organizers and counselors and len(organizers | counselors) >= 2:
        return []
    lacking = Role.ORGANIZER if not organizers else Role.COUNSELOR
    return [Refusal(f"尚无{lacking.label}的检查记录", "S2.1-1", lacking, CHECK)]


@guard("《党员登记表》已加盖学院党委公章", "S2.1-6", "S2.2-3")
def registration_form_sealed(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-6, S2.2-3: one form each, sealed."""
    if facts.materials.sealed(REGISTRATION_FORM):
        return []
    return [
        Refusal(
            "《中国共产党党员登记表》尚未盖章",
            "S2.1-6",
            Role.ORGANIZER,
            "材料 · 登记党员登记表盖章",
        )
    ]


@guard("6月30日以前预备期满的已办完转正", "S2.2-1")
def probation_settled_if_due(facts: Facts, today: date) -> list[Refusal]:
    """S2.2-1: whose probation ends by the split day is regularised by the school first."""
    if not facts.probationary:
        return []
    ends_on = facts.probation.ends_on if facts.probation else None
    if ends_on is not None and ends_on > facts.policy.probation_split:
        return []
    when = f"{ends_on:%Y-%m-%d}" if ends_on else "未登记"
    missing = f"预备期满日（{when}）不晚于{facts.policy.probation_split}，须先在本校办完转正审批"
    return [Refusal(missing, "S2.2-1", Role.BRANCH_SECRETARY, "预备期 · 转正")]


@guard("有必备材料缺失", "S2.1-5")
def something_required_missing(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-5: 调查补档 is for papers that are missing."""
    absent = _with_status(facts, (ItemStatus.MISSING,))
    if any(need is Need.REQUIRED for _, need in absent):
        return []
    return [Refusal("没有登记为缺失的必备材料", "S2.1-5", Role.ORGANIZER, CHECK)]


@guard("有材料待补交", "S2.1-5", "S2.3-2")
def something_missing(facts: Facts, today: date) -> list[Refusal]:
    """A reminder needs something to remind of."""
    if _with_status(facts, (ItemStatus.MISSING,)):
        return []
    return [Refusal("没有登记为缺失的材料", "S2.1-5", Role.ORGANIZER, CHECK)]


@guard("有登记为问题的材料", "S2.1-2")
def something_defective(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-3: a note explains a recorded problem."""
    if _with_status(facts, (ItemStatus.DEFECTIVE,)):
        return []
    return [Refusal("没有登记有问题的材料", "S2.1-2", Role.ORGANIZER, "材料 · 登记问题")]


@check("有问题、缺失说明原因的须写明；登记表、志愿书等必备材料不能以说明代替", "S2.1-2", "S2.1-5")
def finding_is_explained(facts: Facts, order: ItemCheck, today: date) -> list[Refusal]:
    """S2.1-2 and S2.3-2: a defect or an excused absence says why; required papers have no excuse."""
    found = []
    says_why = order.status in (ItemStatus.DEFECTIVE, ItemStatus.WAIVED)
    if says_why and not (order.note or "").strip():
        found.append(Refusal("请写明问题或缺失原因", "S2.1-2", Role.ORGANIZER, CHECK, "note"))
    if order.status is ItemStatus.UNCHECKED:
        found.append(Refusal("请选择检查结论", "S2.1-1", Role.ORGANIZER, CHECK, "status"))
    if order.status is ItemStatus.COVERED:
        missing = "该结论只能由“附调查核实材料”得出"
        found.append(Refusal(missing, "S2.1-3", Role.ORGANIZER, CHECK, "status"))
    found += _closed_without_note(facts, order)
    if order.status is ItemStatus.WAIVED:
        needs = dict(_with_status(facts, tuple(ItemStatus)))
        strict = [c for c in order.items if needs.get(c) is Need.REQUIRED]
        if strict:
            missing = f"必备材料须补齐，不能以说明代替：{_names(strict)}"
            found.append(Refusal(missing, "S2.1-5", Role.ORGANIZER, CHECK, "status"))
    return found


def _closed_without_note(facts: Facts, order: ItemCheck) -> list[Refusal]:
    """S2.1-3: once a problem is recorded, another look does not make it go away."""
    if order.status is ItemStatus.DEFECTIVE:
        return []
    bad = [c for c in order.items if facts.materials.status_of(c) is ItemStatus.DEFECTIVE]
    if not bad:
        return []
    missing = f"已登记有问题，须由学院党委附调查核实材料：{_names(bad)}"
    return [Refusal(missing, "S2.1-3", Role.ORGANIZER, "材料 · 附调查核实材料", "status")]


@guard("《党员登记表》没有未说明的问题", "S2.1-3", "S2.1-6")
def form_has_no_open_defect(facts: Facts, today: date) -> list[Refusal]:
    """S2.1-3: a seal on the form does not make a recorded problem go away."""
    if facts.materials.status_of(REGISTRATION_FORM) is not ItemStatus.DEFECTIVE:
        return []
    missing = f"已登记有问题，须先附调查核实材料：{PAPER_LABELS[REGISTRATION_FORM]}"
    return [Refusal(missing, "S2.1-3", Role.ORGANIZER, "材料 · 附调查核实材料")]


@check("撤销的是已登记的问题", "S2.1-2")
def only_defects_are_withdrawn(facts: Facts, order: DefectWithdrawal, today: date) -> list[Refusal]:
    """S2.1-2: what was found of a sound paper is not undone this way."""
    sound = [c for c in order.items if facts.materials.status_of(c) is not ItemStatus.DEFECTIVE]
    if order.items and not sound:
        return []
    missing = f"没有登记过问题：{_names(sound)}" if sound else "请选择登记有误的材料"
    return [Refusal(missing, "S2.1-2", Role.ORGANIZER, "材料 · 撤销误登的问题", "items")]


@guard("本人仍是预备党员", "S2.2-4")
def file_of_a_probationer(facts: Facts, today: date) -> list[Refusal]:
    """S2.2-4 speaks of probationers only."""
    if facts.status is PartyStatus.PROBATIONARY:
        return []
    return [Refusal("单独密封流转只适用于预备党员", "S2.2-4", Role.ORGANIZER, "材料 · 归档")]


@guard("全套材料未在机要途中", "S2.2-4")
def file_not_sealed_away(facts: Facts, today: date) -> list[Refusal]:
    """S2.2-2 and S2.2-4: a file sent to the receiver is regularised there."""
    gone = ("sealed_separately", "sent_confidentially", "receipt_confirmed")
    if facts.states.get("materials") not in gone:
        return []
    return [Refusal("全套材料已单独密封转往对方，由对方负责转正", "S2.2-2", Role.ORGANIZER, "材料")]
