"""What one link asks of one graduate, and the little of him that its page shows (X-PIPL)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from machines.mails import MailKind, get_mail
from machines.orders import NOTHING
from machines.words import MEMBERS
from tracker.actions.address_answers import address_of_link
from tracker.clock import day_of
from tracker.desk import Desk
from tracker.links import read_link
from tracker.masking import mask_address
from tracker.models import AnswerLink, Case
from tracker.outbox.blocks import BLOCKS, Source
from tracker.outbox.context import (
    ActivityBlock,
    ApplicationBlock,
    DestinationBlock,
    LetterBlock,
    ProbationBlock,
    RetentionBlock,
    StayBlock,
)
from tracker.outbox.needs import NEEDS
from tracker.views.answers.own_data import data_rows

LONGEST_TOKEN = 200
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """An open link with its case and the mail it answers."""

    token: str
    link: AnswerLink
    case: Case
    kind: MailKind


def open_prompt(desk: Desk, token: str) -> Prompt:
    """The prompt of a token. Raises LinkRefused when the link does not hold now."""
    # What is longer than any of ours fails its signature as well, and costs less.
    link = read_link(desk, token[:LONGEST_TOKEN])
    return Prompt(token, link, link.case, get_mail(link.kind))


def masked_name(name: str) -> str:
    """张三 as 张*: enough for the right person to know himself."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2)


def address_as(case: Case) -> str:
    """同志 for members, 同学 for activists and applicants."""
    return "同志" if case.status in MEMBERS else "同学"


def shown_rows(desk: Desk, prompt: Prompt) -> list[Row]:
    """The essential facts of the question as label and value; no ID number, no disposition."""
    today = day_of(desk.now)
    rows: list[Row] = []
    if prompt.kind.name == "confirm_data":
        rows += data_rows(prompt.case)
    if prompt.kind.of_address and (address := address_of_link(desk, prompt.link)):
        rows.append(("新邮箱", mask_address(address)))
    needs = NEEDS[prompt.kind.name]
    source = Source(desk, prompt.case, NOTHING, needs.application)
    for name in (*needs.blocks, *needs.maybe):
        block = BLOCKS[name](source) if name in ROWS else None
        if block is not None:
            rows += ROWS[name](block, today)
    return rows


def _letter(block: LetterBlock, today: date) -> Iterator[Row]:
    yield "介绍信编号", f"尾号 {block.number[-4:]}"
    yield "转往", block.org_name
    left = (block.last_day - today).days
    if left < 0:
        yield "有效期至", f"{block.last_day}（已过有效期）"
    else:
        yield "有效期至", f"{block.last_day}（{f'还有 {left} 天' if left else '今天是最后一天'}）"
    yield "有效期怎样算", block.reckoned


def _destination(block: DestinationBlock, _today: date) -> Iterator[Row]:
    yield "已登记的去向", block.org_name


def _application(block: ApplicationBlock, _today: date) -> Iterator[Row]:
    yield "申请", block.label
    yield "提交日期", str(block.submitted_on)
    if block.requested_until:
        yield "申请保留至", str(block.requested_until)
    if block.approved and block.approved_until:
        yield "同意保留至", str(block.approved_until)


def _retention(block: RetentionBlock, _today: date) -> Iterator[Row]:
    yield "组织关系保留至", str(block.until)


def _probation(block: ProbationBlock, _today: date) -> Iterator[Row]:
    yield "预备期满日", str(block.ends_on)


def _stay(block: StayBlock, _today: date) -> Iterator[Row]:
    yield "学习、研究地", f"{block.country} {block.school}".strip()
    if block.returns_on:
        yield "预计回国", str(block.returns_on)


def _activity(block: ActivityBlock, _today: date) -> Iterator[Row]:
    yield "时间", str(block.held_on)
    yield "地点", block.place
    yield "内容", f"{block.vehicle}：{block.theme}"


def _missing_items(block: tuple[str, ...], _today: date) -> Iterator[Row]:
    yield "还缺", "、".join(block)


def _form_name(block: str, _today: date) -> Iterator[Row]:
    yield "请填写", block


ROWS: MappingProxyType[str, Callable[[Any, date], Iterator[Row]]] = MappingProxyType(
    {
        "letter": _letter,
        "destination": _destination,
        "application": _application,
        "retention": _retention,
        "probation": _probation,
        "stay": _stay,
        "activity": _activity,
        "missing_items": _missing_items,
        "form_name": _form_name,
    }
)
