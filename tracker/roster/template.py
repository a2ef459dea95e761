"""An empty roster to be filled in: two sheets with drop-downs, and a page that explains them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter

from machines.words import MEMBERS, PartyStatus
from tracker.roster.aliases import Field
from tracker.roster.values import ETHNICITIES

MEMBERS_TITLE, ACTIVISTS_TITLE, GUIDE_TITLE = "党员名册", "积极分子和申请人", "填写说明"
_LISTS_TITLE = "选项"
# So many rows carry drop-downs; more can be pasted below them.
_ROWS = 5000

_Form = Literal["text", "date"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One column: what to write, whether it must be, an example, and its drop-down if it has one."""

    field: Field
    what: str
    example: str
    needed: bool = False
    form: _Form = "text"
    choices: str = ""
    strict: bool = True


# fmt: off
_PERSON = (
    Entry(Field.NAME, "与身份证一致；少数民族姓名中间用“·”", "阿依古丽·买买提", needed=True),
    Entry(Field.STUDENT_NO, "与身份证号至少填一项", "2020010101", needed=True),
    Entry(Field.ID_NUMBER, "18 位，末位可以是 X；不要让 Excel 变成数字", "18 位公民身份号码",
          needed=True),
    Entry(Field.SEX, "从下拉框选", "女", choices="sexes"),
    Entry(Field.ETHNICITY, "从下拉框选", "维吾尔族", choices="ethnicities"),
    Entry(Field.BIRTH_DATE, "年-月-日", "2002-03-04", form="date"),
    Entry(Field.NATIVE_PLACE, "省和市（县）", "浙江衢州"),
)
_STUDIES = (
    Entry(Field.COLLEGE, "从下拉框选；支部重名时靠它分清", "信息工程学院", choices="colleges",
          strict=False),
    Entry(Field.BRANCH, "从下拉框选；没有的支部可以直接写，导入时确认后新建", "学生第一党支部",
          needed=True, choices="branches", strict=False),
    Entry(Field.MAJOR_CLASS, "专业和班级", "计算机科学与技术 2001 班"),
)
_CONTACT = (
    Entry(Field.MOBILE, "11 位；境外号码以 + 和国家（地区）代码开头", "19900000101", needed=True),
    Entry(Field.EMAIL, "毕业后仍在用的邮箱，提醒和链接都发到这里", "name@example.com", needed=True),
    Entry(Field.EMAIL2, "另一个邮箱，可不填", "name@example.org"),
    Entry(Field.WECHAT, "可不填", "wx_example"),
    Entry(Field.QQ, "可不填", "10001"),
)
MEMBER_ENTRIES: tuple[Entry, ...] = (
    *_PERSON,
    Entry(Field.MEMBER_KIND, "从下拉框选", "预备党员", needed=True, choices="members"),
    *_STUDIES,
    Entry(Field.DEGREE, "组织关系系统里现在登记的学历学位，从下拉框选", "大学本科 学士",
          needed=True, choices="degrees", strict=False),
    Entry(Field.DEGREE_AWARDED, "这次毕业实际获得的学历学位；与上一列核对，还没有授予的留空",
          "大学本科 学士", choices="degrees", strict=False),
    Entry(Field.JOINED_ON, "支部大会通过为预备党员的日期", "2023-06-15", needed=True, form="date"),
    Entry(Field.REGULARISED_ON, "正式党员填，预备党员留空", "", form="date"),
    Entry(Field.PROBATION_ENDS_ON, "预备党员填，正式党员留空", "2024-06-15", form="date"),
    Entry(Field.JOB_POST, "填“**毕业年级学生”，如本科毕业年级学生", "本科毕业年级学生",
          needed=True),
    Entry(Field.DUES_PAID_UNTIL, "缴到哪一天；只知道月份时写 2024-05", "2024-05-30", needed=True,
          form="date"),
    *_CONTACT,
    Entry(Field.HOME_ADDRESS, "可不填", "浙江省衢州市某路 1 号"),
    Entry(Field.ABROAD, "从下拉框选", "否", needed=True, choices="flags"),
)
ACTIVIST_ENTRIES: tuple[Entry, ...] = (
    *_PERSON,
    Entry(Field.MEMBER_KIND, "从下拉框选", "入党积极分子", needed=True, choices="activists"),
    *_STUDIES,
    Entry(Field.APPLIED_ON, "递交入党申请书的日期；用来认出申请人、核对先后，不保存", "2021-10-08",
          form="date"),
    Entry(Field.ACTIVIST_ON, "申请人留空", "2022-04-20", form="date"),
    Entry(Field.SUSPENDED, "从下拉框选；填“是”的积极分子按暂停考察的积极分子建个案", "否",
          choices="flags"),
    *_CONTACT,
)
_DEGREES = (
    "大专", "大学本科 学士", "大学本科", "硕士研究生 硕士", "硕士研究生", "博士研究生 博士",
    "博士研究生",
)
# fmt: on


def template_xlsx(branches: Sequence[tuple[str, str]] = ()) -> bytes:
    """The workbook; `branches` are (college, branch) pairs for the drop-downs.

    Examples stand on the page of explanations only, so that none is ever imported as a person.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats = _Formats(book)
        pages = [book.add_worksheet(title) for title in (MEMBERS_TITLE, ACTIVISTS_TITLE)]
        guide = book.add_worksheet(GUIDE_TITLE)
        sources = _write_lists(book, branches)
        for page, entries in zip(pages, (MEMBER_ENTRIES, ACTIVIST_ENTRIES), strict=True):
            _write_page(page, entries, formats, sources)
        _write_guide(guide, formats)
    return buffer.getvalue()


class _Formats:
    """The few forms of a cell."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        line = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        self.header = book.add_format({**line, "bold": True, "bg_color": "#E7E6E6"})
        self.needed = book.add_format({**line, "bold": True, "bg_color": "#F8CBAD"})
        self.text = book.add_format({"num_format": "@"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})


def _write_page(
    page: Any, entries: Sequence[Entry], formats: _Formats, sources: dict[str, str]
) -> None:
    for column, entry in enumerate(entries):
        form = formats.date if entry.form == "date" else formats.text
        page.set_column(column, column, max(12, 2 * len(entry.field.label) + 4), form)
        page.write_string(
            0, column, entry.field.label, formats.needed if entry.needed else formats.header
        )
        page.data_validation(1, column, _ROWS, column, _validation(entry, sources))
    page.set_row(0, 30)
    page.freeze_panes(1, 1)


def _validation(entry: Entry, sources: dict[str, str]) -> dict[str, Any]:
    """The drop-down or the bare hint of one column; Excel shows at most 255 characters."""
    hint = f"{'必填。' if entry.needed else ''}{entry.what}"
    shown = {"input_title": entry.field.label[:32], "input_message": hint[:255]}
    source = sources.get(entry.choices)
    if source is None:
        return {"validate": "any", **shown}
    message = "请从下拉框里选一项" if entry.strict else "下拉框里没有这一项，确定要这样填吗？"
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if entry.strict else "warning",
        "error_title": entry.field.label[:32],
        "error_message": message,
        **shown,
    }


def _write_lists(book: xlsxwriter.Workbook, branches: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The hidden sheet of choices; returns the cells of each list that has any."""
    page = book.add_worksheet(_LISTS_TITLE)
    page.hide()
    sources: dict[str, str] = {}
    for column, (key, words) in enumerate(_lists(branches)):
        page.write_column(0, column, words)
        if words:
            letter = chr(ord("A") + column)
            sources[key] = f"={_LISTS_TITLE}!${letter}$1:${letter}${len(words)}"
    return sources


def _lists(branches: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    yield "sexes", ["男", "女"]
    yield "ethnicities", list(ETHNICITIES)
    yield "members", [kind.label for kind in MEMBERS]
    yield "activists", [kind.label for kind in PartyStatus if kind not in MEMBERS]
    yield "flags", ["是", "否"]
    yield "degrees", list(_DEGREES)
    yield "colleges", list(dict.fromkeys(college for college, _ in branches))
    yield "branches", list(dict.fromkeys(branch for _, branch in branches))


def _write_guide(page: Any, formats: _Formats) -> None:
    """One line a column: every name stands alone in its line, so that none looks like a header."""
    lines: list[tuple[str, ...]] = [
        (
            f"“{MEMBERS_TITLE}”填正式党员和预备党员，“{ACTIVISTS_TITLE}”填其余；一人一行，从第 2 行填起。",
        ),
        ("请不要改动两张表的表头；不需要的列可以留空。日期写成 2024-05-30 或 2024年5月30日。",),
        (),
    ]
    for title, entries in ((MEMBERS_TITLE, MEMBER_ENTRIES), (ACTIVISTS_TITLE, ACTIVIST_ENTRIES)):
        lines.append((f"【{title}】列名", "填什么", "必填与否", "格式", "示例"))
        lines += [
            (f"【{entry.field.label}】", entry.what, _need(entry), _form(entry), entry.example)
            for entry in entries
        ]
        lines.append(())
    for at, line in enumerate(lines):
        for column, words in enumerate(line):
            is_head = len(line) < 2 or line[0].endswith("列名")
            page.write_string(at, column, words, formats.bold if is_head else formats.words)
    for column, width in enumerate((28, 56, 10, 14, 32)):
        page.set_column(column, column, width)


def _need(entry: Entry) -> str:
    if entry.field in (Field.STUDENT_NO, Field.ID_NUMBER):
        return "至少填一项"
    return "必填" if entry.needed else "选填"


def _form(entry: Entry) -> str:
    if entry.form == "date":
        return "日期"
    return "下拉选项" if entry.choices else "文本"
