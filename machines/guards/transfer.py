"""Guards of data, destination, letter and acceptance (S3.1, S4.1 to S4.4)."""

from __future__ import annotations

from datetime import date

from machines.checklist import data_checks
from machines.dates import days
from machines.destination import destination_refusals
from machines.facts import Facts, LetterFacts
from machines.letters import last_valid_day
from machines.orders.transfer import Acceptance, Destination, Letter, ReceiptEntry
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard
from machines.words import UNDER_DECISION, LetterStatus

LETTER = "转移 · 开具介绍信"


@guard("系统信息核对全部通过", "S4.1-1", "S4.1-2", "S4.1-3", "S4.1-4", "S4.1-5", "S4.1-6")
def data_checks_pass(facts: Facts, today: date) -> list[Refusal]:
    """S4.1: every line of the checklist is right."""
    return [
        Refusal(f"{line.label}：{line.problem}", line.rule, Role.BRANCH_SECRETARY, line.cure_at)
        for line in data_checks(facts, today)
        if line.problem
    ]


@guard("党支部有书记、学院有组织员", "S3.1-6", "S3.1-7")
def someone_is_responsible(facts: Facts, today: date) -> list[Refusal]:
    """S3.1-5 to S3.1-7: every case has an owner."""
    found = []
    if not facts.person.has_secretary:
        found.append(
            Refusal("所在党支部没有书记账号", "S3.1-6", Role.DEPARTMENT, "设置 · 工作人员")
        )
    if not facts.person.has_organizer:
        found.append(
            Refusal("所在学院没有组织员账号", "S3.1-7", Role.DEPARTMENT, "设置 · 工作人员")
        )
    return found


@guard("已登记转往党组织", "S4.2-1")
def destination_registered(facts: Facts, today: date) -> list[Refusal]:
    """S4.2-1: the row of 附件3 exists before the letter."""
    if facts.destination is not None:
        return []
    return [Refusal("尚未登记转往党组织", "S4.2-1", Role.BRANCH_SECRETARY, "转移 · 登记去向")]


@guard("名下没有有效的介绍信", "S4.5-0b")
def no_live_letter(facts: Facts, today: date) -> list[Refusal]:
    """S4.5-0b: the old letter is void before the new one exists, in whatever cohort it was issued."""
    if not facts.live_number:
        return []
    missing = f"介绍信 {facts.live_number} 仍然有效，须先作废换领"
    return [Refusal(missing, "S4.5-0b", Role.ORGANIZER, "转移 · 有效期内换领")]


@guard("对方为建库单位", "S4.4-3")
def receiver_in_database(facts: Facts, today: date) -> list[Refusal]:
    """S4.4-3: acceptance in the system is final where the letter's receiver is in the system."""
    if facts.letter is not None and facts.letter.in_database:
        return []
    return [
        Refusal(
            "对方为非建库单位：收到盖章回执并录入系统后结束",
            "S4.4-7",
            Role.ORGANIZER,
            "转移 · 录入回执",
        )
    ]


@guard("对方为非建库单位", "S4.4-7")
def receiver_not_in_database(facts: Facts, today: date) -> list[Refusal]:
    """S4.4-7: only for these does the entered receipt end the flow."""
    if facts.letter is not None and not facts.letter.in_database:
        return []
    return [
        Refusal(
            "对方为建库单位：纸质回执仅作参考，以系统接收为准",
            "S4.4-3",
            Role.ORGANIZER,
            "转移 · 确认接收",
        )
    ]


@guard("已登记盖章的纸质回执", "S4.4-2", "S4.4-6")
def sealed_receipt_registered(facts: Facts, today: date) -> list[Refusal]:
    """S4.4-2: the receipt carries the receiver's seal."""
    if facts.letter is not None and facts.letter.receipt_sealed:
        return []
    return [Refusal("尚未登记盖有对方公章的回执", "S4.4-2", Role.ORGANIZER, "转移 · 登记回执")]


@guard("已开具过介绍信", "S4.3-4")
def letter_was_issued(facts: Facts, today: date) -> list[Refusal]:
    """S4.4: what is accepted was first issued."""
    if facts.letter is not None and facts.letter.status is LetterStatus.LIVE:
        return []
    return [Refusal("尚未开具有效的介绍信", "S4.3-4", Role.ORGANIZER, LETTER)]


@guard("保留的预备党员已办完转正", "S4.5(3)-4")
def retained_probationer_regularised(facts: Facts, today: date) -> list[Refusal]:
    """S4.5(3)-4: regularise before transfer."""
    retained = facts.retention is not None and facts.retention.started_on is not None
    if not (retained and facts.probationary):
        return []
    return [
        Refusal(
            "保留期间的预备党员须先转正再转出", "S4.5(3)-4", Role.BRANCH_SECRETARY, "预备期 · 转正"
        )
    ]


@guard("没有在办的申请", "D-19")
def no_open_application(facts: Facts, today: date) -> list[Refusal]:
    """The graduate's own open application is answered first (D-19).

    One returned to him is not open here: it cannot be answered, and silence must not block the
    case for ever.
    """
    open_ones = [a.kind.label for a in facts.applications if a.state in UNDER_DECISION]
    if not open_ones:
        return []
    missing = f"本人有在办的申请：{'、'.join(open_ones)}"
    return [Refusal(missing, "D-19", Role.ORGANIZER, "转移 · 审批申请")]


@guard("没有组织处置程序在办", "S4.5(4)-1")
def no_review_running(facts: Facts, today: date) -> list[Refusal]:
    """S4.5(4)-1: while a review runs, the relation does not move."""
    if facts.states.get("disposition") != "reviewing":
        return []
    return [Refusal("组织处置程序在办，先办结或终止", "S4.5(4)-1", Role.COMMITTEE, "处置")]


@check("去向符合去向对照表", "S3.2-1", "S3.2-2", "S3.2-3")
def destination_fits(facts: Facts, order: Destination, today: date) -> list[Refusal]:
    """The S3.2 decision table."""
    return destination_refusals(
        order.employment,
        order.kind,
        province=order.province,
        unit=order.unit,
        unit_has_no_org=order.unit_has_no_org,
        level=order.level,
        address=order.address,
    )


@check("介绍信编号未用过", "S4.3-4", "S4.5-0b")
def letter_number_is_new(facts: Facts, order: Letter, today: date) -> list[Refusal]:
    """A number names one letter for ever, void ones included (S4.5-0b)."""
    if not facts.letter_number_taken:
        return []
    missing = f"介绍信编号 {order.number} 已经用过（作废的编号也不能再用）"
    return [Refusal(missing, "S4.5-0b", Role.ORGANIZER, LETTER, "number")]


@check("有效期不超过九十天，尚未过期", "X-90", "S4.3-4", "D-1")
def letter_validity_is_lawful(facts: Facts, order: Letter, today: date) -> list[Refusal]:
    """X-90: at most 90 days, and still to run."""
    found = []
    if order.valid_until <= order.issued_on:
        missing = "有效期至须晚于开具日期"
        found.append(Refusal(missing, "S4.3-4", Role.ORGANIZER, LETTER, "valid_until"))
    limit = order.issued_on + days(facts.policy.letter_days)
    if order.valid_until > limit:
        missing = f"有效期不得超过 {facts.policy.letter_days} 天，最晚至 {limit}"
        found.append(Refusal(missing, "X-90", Role.ORGANIZER, LETTER, "valid_until"))
    if _last_day(facts, order) < today:
        missing = "有效期或截止日已过，这样的介绍信一开具就已过期"
        found.append(Refusal(missing, "S4.4-1", Role.ORGANIZER, LETTER, "valid_until"))
    return found


def _last_day(facts: Facts, order: Letter) -> date:
    made = LetterFacts(order.number, order.issued_on, order.valid_until, LetterStatus.LIVE)
    return last_valid_day(made, facts.policy)


@check("接收日期不早于开具日期、不晚于今天", "S4.4-3", "D-10")
def acceptance_day_is_possible(
    facts: Facts, order: Acceptance | ReceiptEntry, today: date
) -> list[Refusal]:
    """Nobody is accepted before the letter or in the future (D-10)."""
    first = facts.letter.issued_on if facts.letter else order.accepted_on
    if first <= order.accepted_on <= today:
        return []
    missing = f"接收日期须在 {first} 与今天之间"
    return [Refusal(missing, "D-10", Role.ORGANIZER, "转移 · 确认接收", "accepted_on")]
