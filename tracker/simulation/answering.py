"""Graduates who answer, or do not: planned when a mail has left, given by the verb of its link."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from machines.dates import days
from machines.mails import HELP, Answer, MailKind, get_mail
from machines.orders import NOTHING
from machines.refusals import Refused
from tracker.actions import answer_prompt
from tracker.actions.answers import Answered
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Desk
from tracker.links import LinkRefused, link_fault, link_token
from tracker.models import AnswerLink, Case
from tracker.open_answers import open_answer
from tracker.simulation.filling import MADE_UP, filled, mended
from tracker.simulation.gathering import Gatherer, Sent
from tracker.simulation.question import Answering, How
from tracker.simulation.report import Happening, Row

NOON = time(12)
# By the seed: how many of a hundred prompts are answered at all, and of those how many well.
ANSWERED_OF_HUNDRED, WELL_OF_HUNDRED = 70, 75
LATEST_DAYS = 6
_HOURS = (7, 12, 12, 18, 19, 20, 21)


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """An answer that will be given, unless its prompt is settled by then."""

    at: datetime
    case_id: int
    mail: str
    number: int


def all_well(kind: MailKind) -> Answer | None:
    """The first answer that says that all is well; None where only help is offered."""
    return next((one for one in kind.answers if one.label != HELP), None)


class Answers:
    """The answers still to come, earliest first.

    What a graduate does about the n-th mail of its kind in his case is drawn from the seed, the
    case and n alone: with another policy he is the same person.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._planned: list[Planned] = []
        self._count: Counter[tuple[int, str]] = Counter()

    @property
    def next_at(self) -> datetime | None:
        """When the next one is given."""
        return self._planned[0].at if self._planned else None

    def plan(self, sent: Sent) -> None:
        """Decide about a mail that has just left."""
        kind = get_mail(sent.kind)
        if self._answering.how is How.NONE or not kind.answers:
            return
        if self._answering.how is How.ALL:
            answer = all_well(kind)
            at = datetime.combine(day_of(sent.at) + days(1), NOON, SHANGHAI)
        else:
            answer, at = self._drawn(sent, kind)
        if answer is not None:
            heapq.heappush(self._planned, Planned(at, sent.case_id, sent.kind, answer.number))

    def due(self, at: datetime) -> list[Planned]:
        """Take out what is to be given by that moment."""
        found = []
        while self._planned and self._planned[0].at <= at:
            found.append(heapq.heappop(self._planned))
        return found

    def _drawn(self, sent: Sent, kind: MailKind) -> tuple[Answer | None, datetime]:
        self._count[sent.case_id, sent.kind] += 1
        nth = self._count[sent.case_id, sent.kind]
        random = Random(f"{self._answering.seed}/{sent.case_id}/{sent.kind}/{nth}")
        answers = random.randrange(100) < ANSWERED_OF_HUNDRED
        well = all_well(kind) if random.randrange(100) < WELL_OF_HUNDRED else None
        answer = well or random.choice(kind.answers)
        day = day_of(sent.at) + days(random.randrange(LATEST_DAYS + 1))
        at = datetime.combine(day, time(random.choice(_HOURS), random.randrange(60)), SHANGHAI)
        # Who answers on the same day does so within hours after the mail came.
        return (answer if answers else None), max(at, sent.at + timedelta(hours=1))


def give(desk: Desk, planned: Planned, answering: Answering, gatherer: Gatherer) -> Row | None:
    """Give one answer by its link; its row, or None where nothing is open to be answered."""
    kind = get_mail(planned.mail)
    answer = kind.answer(planned.number)
    link = desk.session.scalar(
        sa.select(AnswerLink)
        .filter_by(case_id=planned.case_id, kind=planned.mail, superseded_by_id=None)
        .order_by(AnswerLink.id.desc())
        .limit(1)
    )
    if link is None or link_fault(desk, link):
        return None
    token = link_token(desk.settings, link.id, link.nonce)
    note = _given(desk, planned, answer, token, answering)
    what = f"{kind.label}：{answer.number} {answer.label}"
    return gatherer.about(
        planned.case_id, desk.now, Happening.ANSWER, role="graduate", what=what,
        rules=kind.rules, mail=kind.name, note=note,
    )  # fmt: skip


def _given(desk: Desk, planned: Planned, answer: Answer, token: str, answering: Answering) -> str:
    """What came of it, in words."""
    case = desk.session.get_one(Case, planned.case_id)
    found = open_answer(case, answer)
    random = Random(f"{answering.seed}/{planned.case_id}/{planned.mail}/form")
    order = filled(found[1].asks, day_of(desk.now), random) if found else NOTHING
    if order is None:
        return "这项答复须填表并上传文件，未模拟"
    words = f"说明{MADE_UP}" if answer.says_more else ""
    for _ in range(2):
        try:
            return _outcome(answer_prompt(desk, token, planned.number, order, words))
        except Refused as refused:
            order, before = mended(order, [one.field for one in refused.refusals]), order
            if order == before:
                return "未被接受：" + "；".join(one.missing for one in refused.refusals)
        except LinkRefused:
            return "链接已失效，未能答复"
    return "未被接受"


def _outcome(answered: Answered) -> str:
    if answered.move is not None:
        return f"办理：{answered.move.label}"
    return f"转为待办：{answered.task.text}" if answered.task else "已记入联系记录"
