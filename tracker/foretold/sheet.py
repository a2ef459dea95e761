"""Foretold events as .xlsx: what was asked, sums by time and person, every event.

Every text is a text: none becomes a formula. Who is named is seen by the one who asks on his
screen as well; ID numbers, phones and addresses are in no event.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import xlsxwriter
from sqlalchemy.orm import Session

from machines.mails import MAILS
from machines.roles import Role
from machines.words import Word
from tracker.clock import SHANGHAI
from tracker.foretold.narrowing import wait_labels
from tracker.foretold.sums import Recipient, Stretch, Where, all_events, by_recipient
from tracker.formulas import is_formula
from tracker.models import SimulationEvent
from tracker.models.simulation import Change
from tracker.simulation.report import Happening

NOTHING_DONE: Final = "这是在数据副本上的推演，没有发出任何邮件，也没有改动任何数据。"
# What Excel takes in one cell.
_LONGEST = 32_000
# As many as are written while somebody waits for the file; sums always tell of all.
MOST_LISTED: Final = 20_000
_CUT = "只列出前 {most} 条，共 {count} 条；其余请筛选后分别下载"
EVENTS: Final = (
    ("日期", 12), ("时间", 8), ("事项", 12), ("变化", 8), ("原定", 17), ("学院", 18), ("党支部", 24),
    ("姓名", 12), ("学号", 14), ("个案", 15), ("收件人角色", 12), ("收件人", 16), ("内容", 44),
    ("备注", 36), ("期限", 24), ("邮件", 20), ("依据", 24),
)  # fmt: skip
Cells = Iterable[Sequence[str | int]]


def events_xlsx(
    session: Session,
    where: Where,
    stretches: Sequence[Stretch],
    words: Sequence[Word],
    asked: Sequence[tuple[str, str]],
    most: int = MOST_LISTED,
) -> bytes:
    """The workbook of the events that meet `where`; `stretches` are summed by `words`."""
    count = sum(one.counts.total() for one in stretches)
    notes = [("注意", NOTHING_DONE)]
    if count > most:
        notes.append(("逐条", _CUT.format(most=most, count=count)))
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        pages = _Pages(book)
        pages.add("说明", (("项目", 14), ("内容", 70)), [*asked, *notes])
        labels = [(word.label, 12) for word in words]
        pages.add(
            "按时间", (("起", 12), ("止", 12), *labels, ("合计", 10)), _times(stretches, words)
        )
        kinds = [(kind.label, 12) for kind in Happening]
        people = by_recipient(session, where, page=None)
        heads = (("角色", 12), ("收件人", 20), ("学号", 14), ("个案", 15), *kinds, ("合计", 10))
        pages.add("按人", heads, _people(people))
        pages.add("逐条", EVENTS, _lines(all_events(session, where, most)))
    return buffer.getvalue()


class _Pages:
    """Writes one worksheet after another."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._quoted = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})

    def add(self, title: str, columns: Iterable[tuple[str, int]], rows: Cells) -> None:
        """A worksheet with its headings fixed."""
        page = self._book.add_worksheet(title)
        page.freeze_panes(1, 0)
        for at, (heading, width) in enumerate(columns):
            page.set_column(at, at, width)
            page.write_string(0, at, heading, self._bold)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                self._write(page, number, at, value)

    def _write(self, page: Any, number: int, at: int, value: str | int) -> None:
        if isinstance(value, int):
            page.write_number(number, at, value)
        elif value:
            style = self._quoted if is_formula(value) else self._text
            page.write_string(number, at, value[:_LONGEST], style)


def _times(stretches: Sequence[Stretch], words: Sequence[Word]) -> Cells:
    total: Counter[str] = Counter()
    for one in stretches:
        if one.counts:
            total += one.counts
            yield (str(one.since), str(one.until), *_numbers(one.counts, words))
    yield ("合计", "", *_numbers(total, words))


def _people(people: Iterable[Recipient]) -> Cells:
    for one in people:
        person = one.case.person if one.case else None
        name = one.recipient or (person.name if person else "")
        tag = one.case.tag if one.case else ""
        student_no = (person.student_no or "") if person else ""
        yield (role_label(one.role), name, student_no, tag, *_numbers(one.counts, list(Happening)))


def _numbers(counts: Counter[str], words: Sequence[Word]) -> Iterator[int]:
    numbers = [counts[word] for word in words]
    yield from numbers
    yield sum(numbers)


def _lines(events: Iterable[SimulationEvent]) -> Cells:
    waits = wait_labels()
    for one in events:
        at = one.at.astimezone(SHANGHAI)
        mail = MAILS[one.mail].label if one.mail in MAILS else one.mail
        yield (
            str(one.day), f"{at:%H:%M}", Happening(one.kind).label, _change(one), _was(one),
            *_case(one), role_label(one.role), one.recipient or _graduate(one), one.what, one.note,
            waits.get(one.wait, one.wait), mail, one.rules,
        )  # fmt: skip


def role_label(role: str) -> str:
    """The Chinese name of a role; "" for none."""
    return Role(role).label if role else ""


def _graduate(event: SimulationEvent) -> str:
    return event.case.person.name if event.case and event.role == Role.GRADUATE else ""


def _case(event: SimulationEvent) -> tuple[str, str, str, str, str]:
    """College, branch, name, student number, tag; of a digest the college alone."""
    case = event.case
    if case is None:
        return (event.college.name if event.college else "", "", "", "", "")
    person = case.person
    return (case.college.name, case.branch.name, person.name, person.student_no or "", case.tag)


def _change(event: SimulationEvent) -> str:
    return "" if event.change is Change.SAME else event.change.label


def _was(event: SimulationEvent) -> str:
    return f"{event.was_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if event.was_at else ""
