"""Composes a mail: the context from rows, then the three templates of its kind, strictly.

An undefined variable is an error, a forbidden word is an error: a mail that says too much or too
little is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from machines.mails import HELP, Answer, MailKind
from machines.orders import Order
from machines.words import MEMBERS, PartyStatus
from tracker.clock import day_of
from tracker.config import ROOT
from tracker.desk import Desk
from tracker.links import link_url
from tracker.models.case import Case
from tracker.models.mail import AnswerLink
from tracker.outbox.answering import ChosenAnswer, wants_form, wants_words
from tracker.outbox.blocks import BLOCKS, Source
from tracker.outbox.context import MailContext
from tracker.outbox.forbidden import ForbiddenInMail, forbidden_word, has_id_number
from tracker.outbox.needs import NEEDS

COMMON = tuple(f.name for f in fields(MailContext) if f.name not in BLOCKS)


class MissingBlock(Exception):
    """The case has nothing to say where the mail must say something; `block` names what."""

    def __init__(self, kind: MailKind, block: str) -> None:
        super().__init__(f"mail {kind.name} needs {block}")
        self.block = block


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail's words: one line of subject with the case tag, plain text, HTML."""

    subject: str
    text: str
    html: str


def read_blocks(desk: Desk, case: Case, kind: MailKind, order: Order) -> dict[str, Any]:
    """What the mail tells beside the common part, by name. Raises MissingBlock."""
    needs = NEEDS[kind.name]
    source = Source(desk, case, order, needs.application)
    blocks = {name: BLOCKS[name](source) for name in (*needs.blocks, *needs.maybe)}
    for name in needs.blocks:
        if blocks[name] is None:
            raise MissingBlock(kind, name)
    return blocks


def context_for(
    desk: Desk,
    case: Case,
    kind: MailKind,
    order: Order,
    link: AnswerLink | None,
    blocks: dict[str, Any] | None = None,
) -> MailContext:
    """The context of one mail; `blocks` where they were read already. Raises MissingBlock."""
    needs = NEEDS[kind.name]
    source = Source(desk, case, order, needs.application)
    if blocks is None:
        blocks = read_blocks(desk, case, kind, order)
    college, member = case.college, case.status in MEMBERS
    policy = case.policy_version.policy
    return MailContext(
        person_name=case.person.name,
        address_as="同志" if member else "同学",
        member=member,
        probationary=case.status is PartyStatus.PROBATIONARY,
        college_name=college.name,
        committee_name=college.name if college.name.endswith("党委") else f"{college.name}党委",
        branch_name=case.branch.name,
        contact_name=college.contact_name,
        contact_phone=college.contact_phone,
        case_tag=case.tag,
        today=source.today,
        has_left=case.left_on is not None and case.left_on < source.today,
        answer_by=_answer_by(source, needs.days, needs.until, blocks),
        cutoff=policy.receipt_cutoff,
        retention_limit=chinese_months(policy.retention_months),
        contact_interval=chinese_months(policy.abroad_contact_months),
        answers=tuple((answer.number, answer.label) for answer in kind.answers),
        help_number=_help_number(kind),
        worded=_numbers(a for a in kind.answers if wants_words(case, a)),
        formed=_numbers(a for a in kind.answers if wants_form(case, a)),
        link=_link(desk, link, order),
        link_until=day_of(link.expires_at) if link else None,
        **blocks,
    )


def _help_number(kind: MailKind) -> int | None:
    """The number of the cry for help where it stands beside others: a line of its own."""
    if len(kind.answers) < 2:
        return None
    return next((answer.number for answer in kind.answers if answer.label == HELP), None)


def _numbers(answers: Iterable[Answer]) -> str:
    return "、".join(str(answer.number) for answer in answers)


def _link(desk: Desk, link: AnswerLink | None, order: Order) -> str:
    if link is None:
        return ""
    url = link_url(desk.settings, link)
    return f"{url}?answer={order.number}" if isinstance(order, ChosenAnswer) else url


def compose(kind: MailKind, context: MailContext) -> Composed:
    """Render the templates of a kind. Raises ForbiddenInMail, or UndefinedError for a bad template."""
    needs = NEEDS[kind.name]
    known = {name: getattr(context, name) for name in (*COMMON, *needs.blocks, *needs.maybe)}
    subject, text, html = (
        mail_environment().get_template(f"{kind.name}/{part}").render(known)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    composed = Composed(f"{' '.join(subject.split())} [{context.case_tag}]", text, html)
    _refuse_forbidden(kind, context, composed)
    return composed


def _refuse_forbidden(kind: MailKind, context: MailContext, composed: Composed) -> None:
    whole = "\n".join((composed.subject, composed.text, composed.html))
    if has_id_number(_without(whole, context.numbers())):
        raise ForbiddenInMail(kind.name, "身份证号", _where(context, has_id_number))
    # A company may be named after what it disposes of; that is its name, not our word.
    if word := forbidden_word(_without(whole, context.proper_names())):
        raise ForbiddenInMail(kind.name, word, _where(context, lambda text: word in text))


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "〇").replace(str(escape(name)), "〇")
    return text


def _where(context: MailContext, faulty: Callable[[str], bool]) -> str:
    """The part of the context whose words are at fault, "" for the template."""
    blocks = (name for name in BLOCKS if faulty(str(getattr(context, name))))
    return next(blocks, "")


def _answer_by(source: Source, days: int, until: str, blocks: dict[str, Any]) -> date:
    """The day an answer is wanted by: soon, and not after the deadline while that lies ahead."""
    soon = source.today + timedelta(days=days)
    deadline = _DEADLINES[until](source, blocks) if until else None
    return min(soon, deadline) if deadline and deadline >= source.today else soon


_DEADLINES: MappingProxyType[str, Callable[[Source, dict[str, Any]], date | None]] = (
    MappingProxyType(
        {
            "data_check": lambda source, _: source.case.policy_version.policy.data_check_until,
            "leaving": lambda source, _: source.case.left_on,
            "cutoff": lambda source, _: source.case.policy_version.policy.receipt_cutoff,
            "letter": lambda _, blocks: blocks["letter"].last_day,
            "probation": lambda _, blocks: blocks["probation"].ends_on,
            "retention": lambda _, blocks: blocks["retention"].until,
        }
    )
)


def chinese_day(day: date) -> str:
    """2026-08-03 as 2026年8月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_months(months: int) -> str:
    """A span as people say it: 6 months as 半年, 24 as 2年, 18 as 18个月."""
    if months == 6:
        return "半年"
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


@cache
def mail_environment() -> Environment:
    """The strict environment of the mail templates, with `day` for dates."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "mail_templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name and name.endswith(".html")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["day"] = chinese_day
    return environment
