"""A report as plain lines for a terminal: Chinese words take two places, so columns line up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tracker.clock import SHANGHAI
from tracker.simulation.comparing import Difference
from tracker.simulation.report import SUMS, Happening, Report, Row
from tracker.simulation.sheets import about


def report_lines(report: Report, by: str) -> Iterator[str]:
    """What happens day by day, then the sums."""
    yield from about(report)
    if by == "day":
        yield ""
        yield from _table(("时间", "事项", "编号", "本人", "角色", "收件人", "内容", "期限", "说明"), map(_line, report.rows))  # fmt: skip
    yield ""
    yield from _sums(report, by)
    yield ""
    yield f"共 {len(report.rows)} 项：{_told(report)}；推演用时 {report.seconds} 秒"


def difference_lines(before: Report, after: Report, difference: Difference) -> Iterator[str]:
    """What is added, dropped and moved."""
    yield from (f"原：{before.policy}", f"新：{after.policy}", *about(after)[:1])
    for title, rows in (("增加", difference.added), ("减少", difference.dropped)):
        yield ""
        yield f"{title} {len(rows)} 项"
        yield from _table(("时间", "事项", "编号", "本人", "角色", "收件人", "内容", "期限", "说明"), map(_line, rows))  # fmt: skip
    yield ""
    yield f"改期 {len(difference.moved)} 项"
    moved = ((str(old.day), *_line(new)) for old, new in difference.moved)
    yield from _table(("原日期", "新时间", "事项", "编号", "本人", "角色", "收件人", "内容", "期限", "说明"), moved)  # fmt: skip
    if not difference:
        yield "两种政策之下没有任何差别"


def _line(row: Row) -> tuple[str, ...]:
    at = row.at.astimezone(SHANGHAI)
    return (
        f"{at:%Y-%m-%d %H:%M}", row.kind.label, row.tag, row.person, row.role_label, row.recipient,
        row.what, row.wait_label or row.wait, row.note,
    )  # fmt: skip


def _sums(report: Report, by: str) -> Iterator[str]:
    heading, _ = SUMS[by]
    kinds = [kind for kind in Happening if report.totals[kind]]
    lines = (
        (word or "（无）", *(str(count[kind]) for kind in kinds), str(count.total()))
        for word, count in report.sums(by).items()
    )
    yield from _table((heading, *(kind.label for kind in kinds), "合计"), lines)


def _told(report: Report) -> str:
    totals = report.totals
    return "，".join(f"{kind.label} {totals[kind]}" for kind in Happening if totals[kind]) or "无"


def _table(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """Nothing where there are no lines."""
    whole = [tuple(heading), *(tuple(" ".join(cell.split()) for cell in line) for line in lines)]
    if len(whole) == 1:
        return
    widths = [max(map(_width, column)) for column in zip(*whole, strict=True)]
    for line in whole:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))  # fmt: skip
        yield "  ".join(cells).rstrip()


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)
