"""What was foretold, from every side: list, sums, picture and sheet say the same, to whom it may be said."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from machines.roles import Role
from tests.tracker.foretold.made import (
    FIRST,
    LAST,
    digest,
    escalation,
    expiry,
    keep,
    mail,
    report,
)
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.actions.simulation_run import DONE, keep_reports
from tracker.desk import Actor, Desk
from tracker.foretold.keeping import forget_old
from tracker.foretold.seeing import MOST_KEPT
from tracker.foretold.sheet import events_xlsx
from tracker.foretold.sums import by_stretch
from tracker.jobs.progress import Progress
from tracker.models import Simulation, SimulationEvent
from tracker.models.simulation import Change
from tracker.simulation.report import Happening, Report

ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)
Kept = Callable[..., str]
SVG = "{http://www.w3.org/2000/svg}"
SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


def actor(world: World, role: Role) -> Actor:
    return Actor(role, world.staff[role])


def season(world: World) -> Report:
    """Seven events in two colleges and three branches."""
    organizer = world.staff[Role.ORGANIZER].name
    return report(
        mail(world.case, FIRST),
        mail(world.with_letter, FIRST),
        expiry(world.with_letter, SECOND),
        escalation(world.with_letter, THIRD, "organizer", organizer),
        mail(world.other_branch_case, THIRD),
        mail(world.other_college_case, THIRD),
        digest(world.college.id, THIRD, "organizer", organizer),
    )


@pytest.fixture
def kept(world: World, desk: Desk) -> Kept:
    """The season, asked for by somebody in that role; gives the address of its page."""

    def keep_it(role: Role = Role.DEPARTMENT, **more: int) -> str:
        return f"/simulations/{keep(desk, actor(world, role), season(world), **more).id}"

    return keep_it


def total(page: Page) -> int:
    """What the page says there is in all."""
    found = re.search(r"共 (\d+) 项", page.text)
    assert found is not None
    return int(found[1])


def drawn(window: Browser, path: str) -> tuple[Counter[int], list[str]]:
    """What the bars of the picture say: numbers, and the names of the series."""
    answer = window.client.get(path)
    assert answer.mimetype == "image/svg+xml"
    assert "script" not in answer.get_data(as_text=True)
    assert "'unsafe-inline'; sandbox" in answer.headers["Content-Security-Policy"]
    root = ElementTree.fromstring(answer.data)
    values = [e.text for e in root.iter(f"{SVG}desc") if e.get("class") == "value"]
    legends = [t.text or "" for g in root.iter(f"{SVG}g") if "legend" in (g.get("class") or "").split()
               for t in g.iter(f"{SVG}text")]  # fmt: skip
    return Counter(int(text) for text in values if text), legends


@ON_BOTH
def test_list_table_people_picture_and_sheet_add_up_alike(
    world: World, browser: Callable[..., Browser], kept: Kept
) -> None:
    window, path = browser(world.staff[Role.DEPARTMENT]), kept()

    days = window.get(path)
    assert total(days) == 7
    assert "过期 1 · 邮件 4 · 待办提请 1 · 摘要邮件 1" in days.text
    numbers, names = drawn(window, f"{path}/chart.svg")
    assert sum(value * times for value, times in numbers.items()) == 7
    assert [name.strip() for name in names] == ["过期", "邮件", "待办提请", "摘要邮件"]
    assert window.get(f"{path}?tab=people").text.count("QZ-2024-") == 4
    events = window.get(f"{path}?tab=events")
    assert events.text.count("请尽快报到") == 4

    book = load_workbook(io.BytesIO(window.client.get(f"{path}.xlsx").data))
    assert book.sheetnames == ["说明", "按时间", "按人", "逐条"]
    assert [row[-1].value for row in book["按时间"].iter_rows()] == ["合计", 2, 1, 4, 7]
    assert book["逐条"].max_row == 8
    assert sum(row[-1] for row in book["按人"].iter_rows(min_row=2, values_only=True)) == 7
    assert "没有发出任何邮件" in str(list(book["说明"].iter_rows(values_only=True)))


@ON_BOTH
def test_each_filter_narrows_every_side_and_every_number_leads_to_its_list(
    world: World, browser: Callable[..., Browser], kept: Kept
) -> None:
    person = world.with_letter.person
    person.name = "欧阳独一"
    world.session.commit()
    window, path = browser(world.staff[Role.DEPARTMENT]), kept()
    for query, number in (
        ("kind=mail", 4),
        ("role=organizer", 2),
        ("wait=letter_validity", 4),
        (f"college={world.other_college.id}", 1),
        (f"case={world.with_letter.tag}", 3),
        (f"case={person.student_no}", 3),
        (f"case={person.name}&kind=mail", 1),
        (f"since={THIRD}", 4),
        (f"until={SECOND}&kind=expiry", 1),
        ("kind=nonsense&since=never&college=x", 7),
        ("kind=answer", 0),
    ):
        page = window.get(f"{path}?{query}")
        assert total(page) == number, query
        numbers, _ = drawn(window, f"{path}/chart.svg?{query}")
        assert sum(value * times for value, times in numbers.items()) == number, query
        book = load_workbook(io.BytesIO(window.client.get(f"{path}.xlsx?{query}").data))
        assert book["逐条"].max_row == number + 1, query
    page = window.get(path)
    for link in {one for one in page.links if "tab=events" in one}:
        assert total(window.get(link)) > 0, link


def test_everybody_sees_of_a_result_what_he_may_see_of_the_cases(
    world: World, browser: Callable[..., Browser], kept: Kept
) -> None:
    """S3.1-5 to S3.1-7; of digests a college sees its own, a secretary his."""
    for role, number in (
        (Role.DEPARTMENT, 7),
        (Role.ORGANIZER, 6),
        (Role.COMMITTEE, 6),
        (Role.BRANCH_SECRETARY, 4),
    ):
        path = kept(role)
        assert total(browser(world.staff[role]).get(path)) == number, role
        assert world.rows(Simulation)[-1].count == number
        assert total(browser(world.staff[Role.DEPARTMENT]).get(path)) == number


def test_a_case_that_left_the_askers_reach_leaves_his_result_too(
    world: World, secretary: Browser, kept: Kept
) -> None:
    path = kept(Role.BRANCH_SECRETARY)
    world.with_letter.branch = world.college.branches[1]
    world.session.commit()
    page = secretary.get(f"{path}?tab=events")
    assert total(page) == 1
    assert world.with_letter.tag not in page.text
    book = load_workbook(io.BytesIO(secretary.client.get(f"{path}.xlsx").data))
    assert {row[9] for row in book["逐条"].iter_rows(min_row=2, values_only=True)} == {
        world.case.tag
    }


def test_a_result_names_graduates_by_their_cases_only(world: World, kept: Kept) -> None:
    """X-PIPL: the kept rows hold no name of a graduate."""
    kept()
    held = {event.recipient for event in world.rows(SimulationEvent)}
    assert held == {"", world.staff[Role.ORGANIZER].name}


def test_two_policies_side_by_side_show_what_is_added_dropped_and_moved(
    world: World, browser: Callable[..., Browser], desk: Desk
) -> None:
    before = season(world)
    rows = [row for row in before.rows if row.kind != "expiry"]
    moved = mail(world.case, THIRD)
    told = report(*rows[1:], moved, mail(world.case, LAST, mail="other"))
    simulation = keep(desk, actor(world, Role.DEPARTMENT), told, before)
    window, path = browser(world.staff[Role.DEPARTMENT]), f"/simulations/{simulation.id}"

    assert "增加 1 · 减少 1 · 改期 1 · 不变 5" in window.get(path).text
    numbers, names = drawn(window, f"{path}/chart.svg")
    assert [name.strip() for name in names] == ["增加", "减少", "改期", "不变"]
    assert sum(value * times for value, times in numbers.items()) == 8
    listed = window.get(f"{path}?tab=events&change=moved")
    assert "现行政策：2024-07-02 09:00" in listed.text
    assert total(listed) == 1
    assert [e.kind for e in world.rows(SimulationEvent) if e.change is Change.DROPPED] == ["expiry"]
    book = load_workbook(io.BytesIO(window.client.get(f"{path}.xlsx?change=moved").data))
    assert book["逐条"]["D2"].value == "改期"
    assert book["逐条"]["E2"].value == "2024-07-02 09:00"


def test_a_long_season_is_drawn_by_weeks_and_paged(
    world: World, browser: Callable[..., Browser], desk: Desk
) -> None:
    rows = [mail(world.case, FIRST + timedelta(days=n)) for n in range(250)]
    last = FIRST + timedelta(days=365)
    simulation = keep(desk, actor(world, Role.DEPARTMENT), report(*rows, until=last))
    window, path = browser(world.staff[Role.DEPARTMENT]), f"/simulations/{simulation.id}"
    page = window.get(path)
    assert "2024-07-02 至 07-07" in page.text
    assert "2024-07-08 至 07-14" in page.text
    numbers, _ = drawn(window, f"{path}/chart.svg?narrow=1")
    assert sum(value * times for value, times in numbers.items()) == 250
    assert window.get(f"{path}?tab=events&page=3").text.count("请尽快报到") == 50
    assert "第 3 页，共 3 页" in window.get(f"{path}?tab=events&page=3").text


def test_a_sheet_of_very_many_events_sums_all_and_lists_the_first(world: World, kept: Kept) -> None:
    kept()
    every = [SimulationEvent.id > 0]
    stretch = by_stretch(world.session, every, FIRST, LAST, SimulationEvent.kind)
    data = events_xlsx(world.session, every, stretch, [Happening.MAIL], (), most=3)
    book = load_workbook(io.BytesIO(data))
    assert book["逐条"].max_row == 4
    assert book["按时间"]["C5"].value == 4
    assert "只列出前 3 条，共 7 条" in str(list(book["说明"].iter_rows(values_only=True)))


def test_no_text_of_a_sheet_becomes_a_formula(
    world: World, browser: Callable[..., Browser], desk: Desk
) -> None:
    told = report(escalation(world.case, FIRST, "organizer", "=1+1", what="@SUM(A1)"))
    simulation = keep(desk, actor(world, Role.DEPARTMENT), told)
    window = browser(world.staff[Role.DEPARTMENT])
    book = load_workbook(io.BytesIO(window.client.get(f"/simulations/{simulation.id}.xlsx").data))
    cells = [c for page in book for row in page.iter_rows() for c in row if c.value]
    assert {c.data_type for c in cells} <= {"s", "n"}
    for value in ("=1+1", "@SUM(A1)"):
        assert any(c.value == value and c.quotePrefix for c in cells)


@ON_BOTH
def test_results_have_their_time_and_each_person_so_many(
    world: World, desk: Desk, kept: Kept
) -> None:
    """X-PIPL: thirty days, and ten of one person; another's are left alone."""
    kept(days=31)
    other = kept(Role.ORGANIZER)
    mine = [kept() for _ in range(MOST_KEPT + 2)]
    department = world.staff[Role.DEPARTMENT].id

    forget_old(world.session, desk.now, department)
    world.session.commit()

    left = [f"/simulations/{row.id}" for row in world.rows(Simulation)]
    assert left == [other, *mine[2:]]
    held = world.session.scalars(sa.select(SimulationEvent.simulation_id).distinct())
    assert {f"/simulations/{key}" for key in held} == set(left)


def test_a_report_kept_twice_is_there_once(world: World, desk: Desk, kept: Kept) -> None:
    """A job run again after a crash takes the place of itself."""
    kept()
    (simulation,) = world.rows(Simulation)
    again = (season(world),)
    assert (
        keep_reports(desk, simulation.id, actor(world, Role.DEPARTMENT), again, Progress()) == DONE
    )
    assert (simulation.count, world.count(SimulationEvent)) == (7, 7)


def test_days_outside_the_run_show_all_of_it(world: World, organizer: Browser, kept: Kept) -> None:
    path = kept(Role.ORGANIZER)
    page = organizer.get(f"{path}?since={date(2030, 1, 1)}")
    assert "没有符合条件的事项" in page.text
