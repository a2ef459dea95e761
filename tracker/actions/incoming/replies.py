"""What the reply of a graduate brings about: the same as his answer by link, or a task (S3.1-4)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from machines.mails import MAILS, Answer, MailKind
from machines.orders import NOTHING, Order
from machines.refusals import Refused
from machines.words import Grade
from tracker.actions.address_answers import answered_from, wrote_from
from tracker.actions.answers import Given, follow_answer
from tracker.actions.incoming.asked_words import order_from_words
from tracker.actions.incoming.entries import NO_OWN_WORDS
from tracker.actions.incoming.grading import Graded
from tracker.actions.incoming.real_words import says_something
from tracker.actions.moves import answer_triggers
from tracker.desk import GRADUATE, Desk
from tracker.inbox.findings import Reading
from tracker.inbox.unanswerable import why_unanswerable
from tracker.links import LinkFault, link_fault, link_of_mail
from tracker.masking import mask_private
from tracker.models import AnswerLink, Case, ContactEntry, IncomingMail, Mail, Task
from tracker.models.task import TaskKind, and_confirm
from tracker.open_answers import open_answer
from tracker.outbox.form_link import write_form_link
from tracker.writers.tasks import open_task

# A task shows the beginning: the mail itself stands beside it.
LONGEST_QUOTED = 200

WHY_NOT = {
    LinkFault.USED: "那封邮件已经答复过",
    LinkFault.SUPERSEDED: "那封邮件之后又发过新的一封",
    LinkFault.EXPIRED: "那封邮件的答复期限已过",
    LinkFault.REVOKED: "那封邮件的链接已停用",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply within its case: its entry, and the mail of ours it answers where that is known."""

    case: Case
    row: IncomingMail
    entry: ContactEntry
    mail: Mail | None

    @property
    def kind(self) -> MailKind | None:
        """The kind of the mail it answers."""
        return MAILS.get(self.mail.kind) if self.mail else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clear answer to a prompt that is still open, with the words beside the number."""

    kind: MailKind
    link: AnswerLink
    answer: Answer
    words: str


def follow_reply(desk: Desk, reply: Reply, reading: Reading) -> None:
    """Make the move the reply asks for, send the form it needs, or open a task.

    Within the caller's transaction, which finishes the case.
    """
    if reply.entry.grade is Grade.REPLIED:
        # Before anything is sent back: an address given up may be the very one he writes from.
        wrote_from(desk, reply.case, reply.row.from_address, reply.row.id)
    chosen = _chosen(desk, reply, reading)
    why = chosen if isinstance(chosen, str) else _answer(desk, reply, chosen, reading)
    if why:
        open_reply_task(desk, reply, why)
        _not_an_answer(desk, reply)


def open_reply_task(desk: Desk, reply: Reply, why: str) -> Task:
    """A task with the answer and the graduate's words first, and last why a person has to look."""
    text = f"{_head(reply)}：{_quoted(reply.row.own_text)}（{why}）"
    kind = TaskKind.REPLY if reply.kind else TaskKind.LETTER
    return open_task(desk, reply.case, text, reply.entry, kind=kind)


def open_other_task(desk: Desk, reply: Reply, found: Graded) -> Task:
    """A task on what is not the graduate's own word: first the words, then why nothing followed."""
    words = NO_OWN_WORDS if found.empty else f"“{_quoted(reply.row.own_text)}”"
    about = f"。答复的邮件是“{reply.kind.label}”" if reply.kind else ""
    text = f"来信写道：{words}。{found.why}，按“{found.grade.label}”登记，没有办理，请核实{about}"
    return open_task(desk, reply.case, text, reply.entry, kind=TaskKind.NOT_HIS_WORD)


def _quoted(own_text: str) -> str:
    words = " ".join(own_text.split()) or NO_OWN_WORDS
    return words if len(words) <= LONGEST_QUOTED else words[:LONGEST_QUOTED] + "……"


def ask_to_confirm(desk: Desk, reply: Reply) -> None:
    """Ask whether the sender's address is his: in the task of this mail, or else in one of its own."""
    asks = (
        f"请核实来信邮箱：{reply.row.from_address} 没有登记在本人名下，或未通过发件人身份验证；"
        "来信由邮件编号或链接认定。请向本人核实后确认"
    )
    desk.session.flush()
    query = sa.select(Task).filter_by(entry_id=reply.entry.id, settled_at=None)
    task = desk.session.scalar(query.order_by(Task.id).limit(1))
    if task is None:
        open_task(desk, reply.case, asks, reply.entry, kind=TaskKind.CONFIRM)
    else:
        task.text, task.kind = f"{task.text}\n{asks}", and_confirm(task.kind)


def _head(reply: Reply) -> str:
    """What he answered: the mail, and the answer where one was read."""
    kind, number = reply.kind, reply.row.answer
    if kind is None:
        return f"来信“{reply.row.subject}”"
    label = next((one.label for one in kind.answers if one.number == number), "")
    return f"答复“{kind.label}”" + (f"：{number} {label}" if label else "")


def _chosen(desk: Desk, reply: Reply, reading: Reading) -> Chosen | str:
    """The answer chosen, or why the reply is for people to read."""
    read = reading.answer
    if reply.mail is None or reply.kind is None:
        return "不能确定答复的是哪一封邮件"
    if read is None:
        return "请查看"
    if not read.clear or read.number is None:
        return read.how or "没有读出是哪一个回答"
    link = link_of_mail(desk, reply.mail)
    if link is None:
        return WHY_NOT[LinkFault.REVOKED]
    if fault := link_fault(desk, link):
        return WHY_NOT[fault]
    answer = reply.kind.answer(read.number)
    words = mask_private(read.words)
    return Chosen(reply.kind, link, answer, words)


def _answer(desk: Desk, reply: Reply, chosen: Chosen, reading: Reading) -> str:
    """Follow a clear answer; why people have to look at it all the same, or ""."""
    order = _order(reply, chosen)
    if order is None:
        return _ask_form(desk, reply, chosen, reading)
    given = Given(chosen.kind, chosen.answer, order, chosen.words)
    try:
        follow_answer(desk, reply.case, chosen.link, given, reply.entry, reply.row.from_address)
    except Refused:
        # A field is at fault: by link he would be told beside it, so the form does it.
        return _ask_form(desk, reply, chosen, reading)
    return ""


def _order(reply: Reply, chosen: Chosen) -> Order | None:
    found = open_answer(reply.case, chosen.answer)
    if found is None:
        return NOTHING
    telling = says_something(chosen.words, reply.case, reply.row)
    return order_from_words(found[1].asks, chosen.words, telling=telling)


def _ask_form(desk: Desk, reply: Reply, chosen: Chosen, reading: Reading) -> str:
    """Send the link to the form back; the prompt stays open for it. Why it could not be, or ""."""
    address, answer = _address_back(reply), chosen.answer
    wanted = f"选的是“{answer.number} {answer.label}”，需要填表"
    if not address:
        return f"{wanted}，但没有可用的邮箱可寄填表链接"
    if never := why_unanswerable(reading.parsed, reading.envelopes):
        return f"{wanted}；{never}，按规定不自动回信，请把填表链接另行发给本人"
    mail = write_form_link(desk, reply.case, chosen.link, answer, reply.row.id, address)
    if mail is None:
        return f"{wanted}；填表链接今天已经寄过，或今天自动回信已到上限"
    _not_an_answer(desk, reply)
    return ""


def _address_back(reply: Reply) -> str:
    """The address that wrote if it is one of his, else his first: a form goes to nobody else."""
    known = reply.case.person.mail_addresses
    same = [one for one in known if one.lower() == reply.row.from_address.lower()]
    return next(iter([*same, *known]), "")


def _not_an_answer(desk: Desk, reply: Reply) -> None:
    """What even words without an answer tell: that the address works, and that he was reached."""
    if reply.kind is not None:
        answered_from(
            desk, reply.case, reply.kind, 0, reply.row.from_address, incoming_id=reply.row.id
        )
    if reply.entry.two_way:
        answer_triggers(desk, reply.case, GRADUATE, reply.entry)
