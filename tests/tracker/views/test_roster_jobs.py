"""Dry run and import as work of the worker: seen on the page, called off, killed, run again."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.roster.school import row
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Form, Page
from tracker.actions.roster import try_roster
from tracker.actions.roster_choices import choose_values
from tracker.actions.roster_jobs import run_do
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.jobs.claim import claim_next
from tracker.jobs.progress import Progress
from tracker.jobs.run import run_waiting
from tracker.models import (
    Case,
    Job,
    JobState,
    MoveRecord,
    Person,
    RememberedHeading,
    RosterImport,
    RosterVerdict,
)
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.choices import KEEP, TAKE
from tracker.roster.sample import build_xlsx

ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


def person(world: World, order: int, **changes: Cell | None) -> dict[Field, Cell]:
    """Somebody of the secretary's branch."""
    return row(order, college=world.college.name, **({"branch": world.branch.name} | changes))


def hand_in(window: Browser, world: World, *people: dict[Field, Cell]) -> RosterImport:
    """A sheet handed in; the worker has not come to it yet."""
    file = (io.BytesIO(build_xlsx(people)), "名册.xlsx")
    window.post("/roster", 303, cohort=str(world.case.cohort_id), sheets=file)
    return world.rows(RosterImport)[-1]


def work(window: Browser) -> Page:
    """The worker does what waits; then the page is looked at."""
    run_waiting(window.client.application)
    return window.follow()


def form_of(page: Page, path: str) -> Form:
    (form,) = [form for form in page.forms if form.action == path]
    return form


def press(window: Browser, page: Page, path: str, code: int = 303, **values: str) -> None:
    window.post(path, code, **(form_of(page, path).values | values))


def press_choice(window: Browser, page: Page, path: str) -> None:
    """The roster's word chosen for everybody's mobile number."""
    form = next(form for form in page.forms if form.action == f"{path}/values")
    window.post(f"{path}/values", 303, **(form.values | {"field/mobile": "take"}))


def actor(world: World) -> Actor:
    return Actor(Role.ORGANIZER, world.staff[Role.ORGANIZER])


@ON_BOTH
def test_a_roster_is_tried_imported_and_taken_back_by_its_pages(
    organizer: Browser, world: World
) -> None:
    before = world.count(Case)
    path = f"/roster/{hand_in(organizer, world, person(world, 101), person(world, 102)).id}"
    waiting = organizer.follow()
    assert "名册试运行：排队中" in waiting.text
    assert organizer.last is not None
    assert organizer.last.headers["Refresh"] == "2"
    tried = work_on(organizer, path)
    assert "确认导入 2 人" in tried.text

    press(organizer, tried, path)
    assert "名册导入：排队中" in organizer.follow().text
    assert world.count(Case) == before
    done = work_on(organizer, path)
    assert "已导入：新建个案 2 件" in done.text
    assert world.count(Case) == before + 2
    assert "张乙" in organizer.get("/cases?q=2020010101").text

    press(organizer, done, f"{path}/undo", 422, reason=" ")
    press(organizer, done, f"{path}/undo", reason="传错了表")
    assert "名册撤销：排队中" in organizer.follow().text
    undone = work_on(organizer, path)
    assert "撤销：传错了表" in undone.text
    assert [form for form in undone.forms if form.action.startswith(path)] == []
    for search in ("q=2020010101", "q=张乙", ""):
        assert "张乙" not in organizer.get(f"/cases?{search}").text
    organizer.get(f"/cases/{world.rows(Case)[-1].id}", 404)


def work_on(window: Browser, path: str) -> Page:
    """The worker does what waits; then the import's page is looked at."""
    run_waiting(window.client.application)
    return window.get(path)


@ON_BOTH
def test_a_worker_that_died_after_the_import_and_before_its_mark_does_it_once(
    organizer: Browser, world: World, app: Flask, settings: Settings
) -> None:
    roster = hand_in(organizer, world, person(world, 101))
    path = f"/roster/{roster.id}"
    press(organizer, work_on(organizer, path), path)
    claimed = claim_next(world.session, "one")
    assert claimed is not None
    run_do(Desk(world.session, settings, NOW), roster.id, actor(world), Progress())
    cases, records = world.count(Case), world.count(MoveRecord)
    world.session.execute(sa.update(Job).values(leased_until=NOW - timedelta(days=1)))
    world.session.commit()

    page = work_on(organizer, path)

    assert "已导入：新建个案 1 件" in page.text
    assert (world.count(Case), world.count(MoveRecord)) == (cases, records)
    job = world.rows(Job)[-1]
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 2, "已导入")


def test_a_dry_run_run_again_only_takes_the_place_of_itself(
    organizer: Browser, world: World, settings: Settings
) -> None:
    roster = hand_in(organizer, world, person(world, 101), person(world, 102))
    work_on(organizer, f"/roster/{roster.id}")
    try_roster(Desk(world.session, settings, NOW), roster.id, actor(world))
    assert world.count(RosterVerdict) == 4
    rulings = [verdict.ruling for verdict in world.rows(RosterVerdict)]
    assert rulings == ["new", "new", "missing", "missing"]


def test_a_page_that_shows_an_earlier_dry_run_confirms_nothing(
    organizer: Browser, world: World
) -> None:
    known = world.case.person
    stated = {"name": known.name, "student_no": known.student_no, "id_number": known.id_number}
    someone = person(world, 101, **stated, mobile="13800001234")
    path = f"/roster/{hand_in(organizer, world, someone, person(world, 102)).id}"
    old = work_on(organizer, path)
    press_choice(organizer, old, path)
    press(organizer, old, path)
    assert "请看过新的结果再确认" in work_on(organizer, path).text
    press(organizer, old, path)
    page = organizer.follow()
    assert "请看过新的结果再确认" in page.text
    assert "确认导入 2 人" in page.text
    organizer.post(path, 303)
    run_waiting(organizer.client.application)
    assert [roster.done_at for roster in world.rows(RosterImport)] == [None]


def test_an_import_that_stopped_says_what_is_different_now(
    organizer: Browser, world: World
) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101)).id}"
    tried = work_on(organizer, path)
    world.session.rollback()
    world.branch.name = "改了名的支部"
    world.session.commit()
    press(organizer, tried, path)
    page = work_on(organizer, path)
    assert "试运行以后情况有变，没有导入" in page.text
    assert "不能导入；所在党支部：系统里没有这个支部" in page.text
    press(organizer, page, f"{path}/again")
    assert "试运行结果" in work_on(organizer, path).text


def test_an_import_that_stopped_for_what_is_masked_says_so(
    organizer: Browser, world: World
) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101)).id}"
    tried = work_on(organizer, path)
    world.session.rollback()
    world.session.add(
        RememberedHeading(
            heading="序号", college_id=world.college.id, field=Field.REMARK, made_at=NOW
        )
    )
    world.session.commit()
    press(organizer, tried, path)
    page = work_on(organizer, path)
    assert "或在于谁来导入、各列怎样认" in page.text
    assert world.count(Person) == 4


def test_choices_made_while_a_dry_run_runs_are_honoured(
    organizer: Browser, world: World, app: Flask, settings: Settings
) -> None:
    known = world.case.person
    stated = {"name": known.name, "student_no": known.student_no, "id_number": known.id_number}
    roster = hand_in(organizer, world, person(world, 101, **stated, mobile="13800001234"))
    import_id, picks = roster.id, [TAKE, KEEP]
    asker = actor(world)
    world.session.rollback()
    engine = world.session.get_bind()

    def choose_meanwhile(phase: str, _done: int, _total: int) -> None:
        if phase == "逐人判定" and picks:
            with sa.orm.Session(engine) as other:
                pick = {Field.MOBILE: picks.pop(0)}
                choose_values(Desk(other, settings, NOW), import_id, pick, {}, asker)

    tried = try_roster(Desk(world.session, settings, NOW), import_id, asker, choose_meanwhile)
    assert tried.choices["fields"] == {"mobile": KEEP}
    (change,) = [
        c for v in world.rows(RosterVerdict) for c in v.record["changes"] if c["field"] == "mobile"
    ]
    assert (change["decided"], change["take"]) == (True, False)


def test_a_fault_of_choices_that_were_changed_meanwhile_is_not_kept(
    organizer: Browser, world: World, settings: Settings
) -> None:
    roster = hand_in(organizer, world, person(world, 101))
    import_id = roster.id
    unread = {"purposes": {"1/毕业生党员": "skip"}}
    world.session.execute(sa.update(RosterImport).values(choices=unread))
    world.session.commit()
    engine = world.session.get_bind()

    def choose_meanwhile(*_: object) -> None:
        with sa.orm.Session(engine) as other:
            other.execute(sa.update(RosterImport).values(choices={}))
            other.commit()

    desk = Desk(world.session, settings, NOW)
    tried = try_roster(desk, import_id, actor(world), choose_meanwhile)
    assert (tried.fault, tried.account["rulings"]) == ("", {"new": 1, "missing": 2})


def test_a_dry_run_called_off_can_be_asked_for_again(organizer: Browser, world: World) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101)).id}"
    page = organizer.follow()
    (cancel,) = [form for form in page.forms if form.action.endswith("/cancel")]
    organizer.post(cancel.action, 303, **cancel.values)
    assert run_waiting(organizer.client.application) == 0
    page = organizer.get(path)
    assert "已取消，没有开始执行" in page.text
    press(organizer, page, f"{path}/again")
    assert "试运行结果" in work_on(organizer, path).text


def test_an_import_called_off_has_written_nothing_and_can_be_confirmed_again(
    organizer: Browser, world: World
) -> None:
    before = world.count(Case)
    path = f"/roster/{hand_in(organizer, world, person(world, 101)).id}"
    press(organizer, work_on(organizer, path), path)
    page = organizer.follow()
    (cancel,) = [form for form in page.forms if form.action.endswith("/cancel")]
    organizer.post(cancel.action, 303, **cancel.values)
    page = work_on(organizer, path)
    assert "上次导入没有完成，什么都没有写入" in page.text
    assert world.count(Case) == before
    press(organizer, page, path)
    assert "已导入：新建个案 1 件" in work_on(organizer, path).text


def test_what_was_done_is_not_tried_again(organizer: Browser, world: World) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101)).id}"
    press(organizer, work_on(organizer, path), path)
    work_on(organizer, path)
    organizer.post(f"{path}/again", 303)
    assert "这份名册已经导入过" in organizer.follow().text
    assert run_waiting(organizer.client.application) == 0
