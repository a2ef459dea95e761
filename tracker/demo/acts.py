"""Acts before and around the letter: each is one or two verbs on the day it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from machines.dates import days, month_end
from machines.letters import default_valid_until
from machines.orders.education import Attendance, MakeUp, Pledge, Told
from machines.orders.transfer import (
    Acceptance,
    DataCorrection,
    Deferral,
    DestinationProposal,
    Feedback,
    HandOver,
    InternalTransfer,
    Letter,
    Receipt,
    ReceiptEntry,
    WrongData,
)
from machines.roles import Role
from machines.words import ReceiptMethod
from tracker.actions.proposals import Settling, settle_proposals, value_mark
from tracker.demo.hand import Hand
from tracker.demo.organisations import OUTSIDE_DATABASE
from tracker.demo.people import mobile
from tracker.desk import Actor
from tracker.models import DataProposal

BS, ZZY, FDY, DW, CON = (
    Role.BRANCH_SECRETARY,
    Role.ORGANIZER,
    Role.COUNSELOR,
    Role.COMMITTEE,
    Role.CONTACT_PERSON,
)


# Where the numbers begin that people change to: nobody of the demo starts with one of them.
OTHER_NUMBERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in a life; the graduate acts at any hour of any day, staff at work.

    It may come up to `loose` days after its own day: nobody keeps a timetable of calls. A machine
    answers within minutes after the mail of the step before has left.
    """

    make: Callable[[Hand], None]
    by_graduate: bool = False
    loose: int = 0
    by_machine: bool = False


def act(make: Callable[[Hand], None]) -> Act:
    """An act of staff."""
    return Act(make)


def own(make: Callable[[Hand], None]) -> Act:
    """An act of the graduate himself."""
    return Act(make, by_graduate=True)


def move(role: Role, name: str) -> Act:
    """An act of staff that asks for nothing but the click."""
    return Act(lambda hand: hand.do(role, name))


def reply(mail: str, number: int, words: str = "") -> Act:
    """An answer by link that asks for nothing but the click, and perhaps a word."""
    return Act(lambda hand: hand.answer(mail, number, words=words), by_graduate=True)


ask_data = move(BS, "transfer.ask_confirm_data")
data_right = reply("confirm_data", 1)
verify = move(BS, "transfer.verify")
send_notes = move(BS, "education.send_notes")
notes_read = reply("transfer_notes", 1)
ask_destination = move(BS, "transfer.ask_destination")
urge = move(BS, "transfer.urge_report")
chase = move(BS, "transfer.chase_receipt")
ask_choice = move(ZZY, "transfer.ask_choice")
collected = reply("letter_ready", 1)


@own
def data_wrong(hand: Hand) -> None:
    """S4.1-1: the graduate says what is wrong; it becomes proposals and a task."""
    order = WrongData(
        mobile=mobile(OTHER_NUMBERS + hand.life.case_id),
        text="专业班级也写错了，我大三转过专业，请按学籍系统核对",
    )
    hand.answer("confirm_data", 2, order)


@act
def take_corrections(hand: Hand) -> None:
    """S4.1-1: the secretary rings the new number, and takes what the graduate proposed."""
    query = sa.select(DataProposal).filter_by(case_id=hand.life.case_id)
    settlings = [
        Settling(
            proposal.id,
            accept=proposal.proposed is not None,
            reason="已打新号码核实" if proposal.proposed else "已请教务处核对学籍",
            seen=value_mark(hand.desk, proposal),
        )
        for proposal in hand.desk.session.scalars(query.order_by(DataProposal.id))
    ]
    secretary = Actor(BS, hand.staff(BS))
    settle_proposals(hand.desk, hand.life.case_id, settlings, secretary)


@act
def correct_dues(hand: Hand) -> None:
    """S4.1-4, D-18: dues paid to the end of the month of the transfer."""
    order = DataCorrection(source="党费收缴台账", dues_paid_until=month_end(hand.today))
    hand.do(BS, "transfer.correct_data", order)


@act
def correct_address(hand: Hand) -> None:
    """S4.1-6: a new address by telephone, the old one given up."""
    new = f"new{hand.life.case_id:04d}@example.org"
    order = DataCorrection(source="本人来电", email=new, retire_old_addresses=True)
    hand.do(BS, "transfer.correct_data", order)


@act
def attend(hand: Hand) -> None:
    """Attendance and pledge (S1-3, S1-4)."""
    hand.do(FDY, "education.record_attendance", Attendance(activity=hand.activity()))
    hand.do(FDY, "education.record_pledge", Pledge(signed_on=hand.today))


@act
def make_up(hand: Hand) -> None:
    """Who was away on an internship makes it up (S1-1)."""
    order = MakeUp(
        held_on=hand.today,
        reason="在外地实习，未能返校参加集中教育",
        content="线上收看专题党课录像，提交学习体会一篇",
    )
    hand.do(FDY, "education.record_make_up", order)


@act
def told(hand: Hand) -> None:
    """Told in person, notes handed out (S1-5, S3.2-8)."""
    order = Told(told_on=hand.today, how="专题组织生活会当面告知并签收", notes_given=True)
    hand.do(BS, "education.record_told", order)


@own
def propose(hand: Hand) -> None:
    """The graduate fills in where he goes (S3.2-1)."""
    place = hand.life.place
    order = DestinationProposal(
        employment=place.employment,
        kind=place.kind,
        unit=place.unit,
        org_name=place.org_name,
        province=place.province,
        address=place.address,
    )
    hand.answer("confirm_destination", 1, order)


@act
def register(hand: Hand) -> None:
    """A destination by the decision table (S3.2)."""
    hand.do(BS, "transfer.register_destination", hand.life.place)


@act
def register_outside(hand: Hand) -> None:
    """A destination outside the database (S4.3-3)."""
    place = hand.life.luck("outside").choice(OUTSIDE_DATABASE)
    hand.do(BS, "transfer.register_destination", place)


def letter_order(hand: Hand, validity: int | None = None) -> dict[str, Any]:
    """What the next letter states; `validity` in days, else as long as D-1 allows."""
    today, number = hand.today, hand.next_letter()
    policy = hand.life.season.policy
    until = today + days(validity) if validity else default_valid_until(today, policy)
    return {
        "system_no": f"ZJ{today:%Y%m}{number:05d}",
        "number": f"{today.year}{hand.life.college_id:02d}{number:04d}",
        "issued_on": today,
        "valid_until": until,
        "sealed": True,
    }


@act
def issue(hand: Hand) -> None:
    """The introduction letter (S4.3-4)."""
    hand.do(ZZY, "transfer.issue_letter", Letter(**letter_order(hand)))


@act
def issue_short(hand: Hand) -> None:
    """A letter of forty days or less: the receiver's county gives no more (X-90)."""
    validity = min(40, (hand.life.season.day(33) - hand.today).days)
    hand.do(ZZY, "transfer.issue_letter", Letter(**letter_order(hand, validity=validity)))


@act
def hand_over(hand: Hand) -> None:
    """In the graduate's hands (S4.3-4)."""
    how = hand.life.luck("hand over").choice(
        ("本人签领", "本人签领", "本人签领", "快递寄出，本人签收", "同班同学持委托书代领")
    )
    hand.do(BS, "transfer.record_hand_over", HandOver(handed_on=hand.today, how=how))


def _feedback(mail: str, number: int, texts: tuple[str, ...]) -> Act:
    def say(hand: Hand) -> None:
        hand.answer(mail, number, Feedback(text=hand.life.luck(mail).choice(texts)))

    return own(say)


reported = _feedback(
    "report_now",
    2,
    ("已到单位党支部报到，等待系统接收", "介绍信已交给单位党办，对方说月底统一接收", "已交到社区"),
)
settled_in = _feedback("report_now", 1, ("单位党支部说系统里已经接收", "已接收，谢谢老师"))
chased = _feedback("receipt_chase", 2, ("已问过单位，经办人出差，下周办理", "对方说还在走流程"))


@act
def settle(hand: Hand) -> None:
    """What an answer put to the secretary is looked at (S3.1-6)."""
    hand.settle_tasks(
        hand.life.luck("settle").choice(("已查看，继续跟踪", "已联系接收单位确认", "已知悉"))
    )


@act
def accepted(hand: Hand) -> None:
    """Acceptance seen in the system (S4.4-3)."""
    order = Acceptance(
        accepted_on=hand.today, observer=hand.staff(ZZY).name, how_seen="系统转接状态为“已接收”"
    )
    hand.do(ZZY, "transfer.confirm_acceptance", order)


@act
def receipt(hand: Hand) -> None:
    """A sealed paper receipt (S4.4-2)."""
    method = hand.life.luck("receipt").choice(
        (ReceiptMethod.COURIER, ReceiptMethod.POST, ReceiptMethod.FAX, ReceiptMethod.BY_HAND)
    )
    order = Receipt(
        received_on=hand.today, method=method, seal_seen=True, storage="学院党委办公室 3 号柜"
    )
    hand.do(BS, "transfer.record_receipt", order)


@act
def enter_receipt(hand: Hand) -> None:
    """The entered receipt ends the flow outside the database (S4.4-7)."""
    order = ReceiptEntry(entered_on=hand.today, accepted_on=hand.today)
    hand.do(ZZY, "transfer.enter_receipt", order)


@act
def defer(hand: Hand) -> None:
    """延期毕业 (D-12)."""
    order = Deferral(until=hand.life.season.day(365), reason="教务处延期毕业名单")
    hand.do(BS, "transfer.defer", order)


@act
def move_within(hand: Hand) -> None:
    """Studies on at this university: within the school's own committee (S4.3-5)."""
    order = InternalTransfer(
        branch=hand.life.branch_id,
        moved_on=hand.today,
        system_no=f"校内〔{hand.today.year}〕{hand.life.case_id}号",
    )
    hand.do(BS, "transfer.transfer_internally", order)
