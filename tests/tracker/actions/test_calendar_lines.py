"""A year's arrangement as pasted lines: what is read, what is refused by line, all or nothing."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tests.factories import make_staff
from tracker.actions.calendar import MOST_LINES, enter_lines
from tracker.desk import Actor, Desk
from tracker.models import CalendarChange, CalendarDay
from tracker.waits.workdays import calendar_of

NOTICE = "国办发明电〔2026〕7号"
FIRST, LAST = date(2027, 10, 1), date(2027, 10, 7)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Reading lines is the same on both databases."""
    return sqlite_url


@pytest.fixture
def department(session: Session) -> Actor:
    staff = make_staff(session, Role.DEPARTMENT)
    session.commit()
    return Actor(Role.DEPARTMENT, staff)


def refused(desk: Desk, text: str, actor: Actor, source: str = NOTICE) -> list[Refusal]:
    """Why nothing of the lines was entered, and that nothing was."""
    with pytest.raises(Refused) as no:
        enter_lines(desk, text, source, actor)
    desk.session.rollback()
    for model in (CalendarChange, CalendarDay):
        assert desk.session.scalars(sa.select(model)).all() == []
    return list(no.value.refusals)


@pytest.mark.parametrize(
    "text",
    [
        "2027-10-01 2027-10-07 休 国庆节\n2027-10-09 班",
        "\n2027年10月1日至2027年10月7日 放假 国庆节\n\n2027/10/9，上班\n",
        "２０２７－１０－０１ ~ 2027.10.7　休　国庆节\r\n2027-10-9\t班",
    ],
)
def test_lines_are_read_as_people_write_them(desk: Desk, department: Actor, text: str) -> None:
    enter_lines(desk, text, NOTICE, department)
    found = calendar_of(desk.session)
    assert found.workday_until(LAST) == date(2027, 9, 30)
    assert found.why_free(FIRST) == "国庆节"
    assert found.is_workday(date(2027, 10, 9))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2027-10-07 2027-10-01 休 国庆节", "第 1 行：最后一天 2027-10-01 早于第一天 2027-10-07"),
        ("2027-10-08 班", "第 1 行：2027-10-08 星期五本来就是工作日"),
        ("2027-10-08 2027-10-09 班", "第 1 行：2027-10-08 星期五本来就是工作日"),
        ("1800-10-01 休 国庆节", "第 1 行：1800-10-01 的年份应在 2000 与 2100 之间"),
        ("2027-10-01 9999-12-31 休 国庆节", "9999-12-31 的年份应在 2000 与 2100 之间"),
        ("2027-10-01 2028-10-07 休 国庆节", "一次最多连续 100 天，这里有 373 天"),
        ("2027-10-01 休", "第 1 行：放假要写明名称"),
        (f"2027-10-01 休 {'长' * 41}", "名称最多 40 个字"),
        ("2027-02-29 休 元宵", "没有 2027-02-29 这一天"),
        ("2027-13-01 休 元旦", "没有 2027-13-01 这一天"),
        ("10-01 休 国庆节", "看不懂“10-01 休 国庆节”，请写成“2027-10-01"),
        ("2027-10-01 国庆节", "看不懂"),
        ("2027-10-01 2027-10-07 休 国庆节\n\n2027-10-03 休 中秋", "第 3 行：2027-10-03 在第 1 行已经写过"),
        (" \n ", "请至少写一行"),
        ("\n".join(["2027-10-01 休 国庆节"] * (MOST_LINES + 1)), f"一次最多 {MOST_LINES} 行"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_its_cure_and_nothing_is_entered(
    desk: Desk, department: Actor, text: str, says: str
) -> None:
    found = refused(desk, f"{text}", department)
    assert says in found[0].missing
    assert found[0].field == "lines"
    good = refused(desk, f"2027-01-01 休 元旦\n{text}", department) if text.strip() else found
    assert {one.field for one in good} == {"lines"}


def test_every_fault_of_every_line_is_told_at_once(desk: Desk, department: Actor) -> None:
    text = "明天 休\n2027-10-07 2027-10-01 休\n2027-10-09 班\n2027-10-12 班"
    found = [one.missing.partition("：")[0] for one in refused(desk, text, department, " ")]
    assert found == ["请写明依据，如“国办发明电〔2026〕7号”或校历", "第 1 行", "第 2 行", "第 2 行", "第 4 行"]  # fmt: skip
