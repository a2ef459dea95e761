"""After the answer: what was recorded, what happens next, said to the graduate in his words."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from machines.mails import Answer, get_mail
from machines.roles import Role
from tracker.desk import Desk
from tracker.models import AnswerLink, Mail, MailState, MoveRecord, Task
from tracker.views.answers.own_data import empty_labels

# One sentence for every move that a graduate can make by answering.
NEXT = MappingProxyType(
    {
        "education.acknowledge_notes": "请保存好注意事项；领到介绍信后，在有效期内去报到。",
        "transfer.confirm_data": "支部会继续办理，暂时不需要您再做什么。",
        "transfer.report_wrong_data": "支部会逐项核对，核对属实后更正，必要时与您联系；核对之前，您的信息不会改动。",
        "transfer.propose_destination": "支部核对后登记去向；介绍信开好后，会发邮件通知您领取。",
        "transfer.confirm_collected": "请核对介绍信上的姓名、抬头和有效期，在有效期内去报到。",
        "transfer.record_feedback": "转接是否完成，以对方党组织在系统中接收为准；接收后会发邮件告诉您。在此之前请保管好介绍信和回执。",
        "transfer.ask_exchange": "请把原介绍信交回学院，凭原件换领新的介绍信。",
        "transfer.request_reissue": "学院党委审核后，会发邮件告诉您结果；换领时要交回原介绍信。",
        "transfer.request_retention": "学院党委审核后，会发邮件告诉您结果；原介绍信要交回学院。",
        "transfer.report_transferable": "支部书记会与您联系，先审核离校期间的表现，再办理转出。",
        "transfer.answer_call": "很高兴联系上您。支部书记会与您联系，商量下一步怎么办。",
        "abroad.report_well": "谢谢告知近况。有变化时，随时回复邮件或致电联系人。",
    }
)
STILL_EMPTY = "登记中还空着：{}。支部核对后补填，可能会再与您联系；您知道的，可以现在致电联系人。"
TO_SECRETARY = "已转给党支部书记办理，需要时会与您联系。"
WILL_BE_MAILED = "稍后还有一封邮件发到您的邮箱：“{}”。"
WAS_MAILED = "另有一封邮件已发到您的邮箱：“{}”。"
LOST = (MailState.FAILED, MailState.NO_ADDRESS)
CONFIRMED = "这个邮箱已确认，以后的邮件先发到这里。"
CHANGED = "发信之后您的情况已有变化，这一项没有自动办理；支部书记核实后会与您联系。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer: what was said, what is next, and the mail that tells it, if any."""

    answer: str
    next_step: str
    mail: str = ""


def outcome_of(desk: Desk, link: AnswerLink) -> Outcome:
    """The outcome of a used link, read from what was recorded with it."""
    kind = get_mail(link.kind)
    answer = kind.answer(link.answer) if link.answer is not None else Answer(0, kind.label)
    move = _move_of(desk, link, answer)
    if move is not None:
        return Outcome(answer.label, _next_step(link, _name(move)), _mail_words(desk, move))
    if kind.of_address and not _put_to_secretary(desk, link):
        return Outcome(answer.label, CONFIRMED)
    return Outcome(answer.label, CHANGED if answer.moves else TO_SECRETARY)


def _next_step(link: AnswerLink, move: str) -> str:
    empty = empty_labels(link.case) if move == "transfer.confirm_data" else []
    return STILL_EMPTY.format("、".join(empty)) if empty else NEXT[move]


def _move_of(desk: Desk, link: AnswerLink, answer: Answer) -> MoveRecord | None:
    """The move the answer made: the graduate's own, of the same moment, one the answer names."""
    made = desk.session.scalars(
        sa.select(MoveRecord)
        .filter_by(case_id=link.case_id, role=Role.GRADUATE.value, at=link.used_at)
        .order_by(MoveRecord.id)
    )
    return next((move for move in made if _name(move) in answer.moves), None)


def _put_to_secretary(desk: Desk, link: AnswerLink) -> bool:
    task = sa.select(Task.id).filter_by(entry_id=link.entry_id)
    return desk.session.scalar(task.limit(1)) is not None


def _name(move: MoveRecord) -> str:
    return f"{move.track}.{move.action}"


def _mail_words(desk: Desk, move: MoveRecord) -> str:
    """The mail of the move, as still to come or as gone; "" where none reaches him."""
    written = sa.select(Mail).filter_by(move_id=move.id).where(Mail.state.not_in(LOST))
    mail = desk.session.scalar(written.order_by(Mail.id).limit(1))
    if mail is None:
        return ""
    on_its_way = mail.state in (MailState.PENDING, MailState.SENDING)
    return (WILL_BE_MAILED if on_its_way else WAS_MAILED).format(get_mail(mail.kind).label)
