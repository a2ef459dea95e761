"""The page of a job: how far it is, without script; and on to its subject when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from machines.roles import Role
from tests.tracker.jobs.tiny import declare_tiny
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask
from tracker.jobs.claim import claim_next, renew
from tracker.jobs.progress import Told
from tracker.jobs.run import run_waiting
from tracker.models import Job, JobState, db
from tracker.models.db import begin_writing

declare_tiny()


@pytest.fixture
def asked(desk: Desk, world: World) -> Callable[[str], Job]:
    """The branch secretary asks for a tiny job about his case."""

    def do(name: str) -> Job:
        secretary = Actor(Role.BRANCH_SECRETARY, world.staff[Role.BRANCH_SECRETARY])
        begin_writing(desk.session)
        job = ask(desk, f"tiny.{name}", world.case.id, secretary)
        desk.session.commit()
        return job

    return do


def path(job: Job) -> str:
    return f"/jobs/{job.id}"


def refresh_of(browser: Browser) -> str | None:
    assert browser.last is not None
    return browser.last.headers.get("Refresh")


def press_cancel(browser: Browser, job: Job) -> Page:
    """Send the page's own form and follow where it leads."""
    (form,) = [f for f in browser.get(path(job)).forms if f.action.endswith("/cancel")]
    browser.post(form.action, **form.values)
    return browser.follow()


def let_wait(world: World, job: Job, seconds: int) -> None:
    world.session.execute(sa.update(Job).values(asked_at=job.asked_at - timedelta(seconds=seconds)))
    world.session.commit()


def test_a_waiting_job_is_shown_and_asked_for_again_by_itself(
    secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    page = secretary.get(path(job))
    assert "小任务work：排队中" in page.text
    assert "<progress" in page.raw
    assert "后台程序可能没有运行" not in page.text
    assert refresh_of(secretary) == "2"


def test_who_waits_while_nobody_works_is_told_so(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    let_wait(world, job, 21)
    assert "后台程序可能没有运行" in secretary.get(path(job)).text


def test_who_waits_for_others_is_told_how_many(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    asked("wait")
    job = asked("work")
    claim_next(world.session, "one")
    let_wait(world, job, 100)
    page = secretary.get(path(job))
    assert "前面还有 1 项任务" in page.text
    assert "后台程序可能没有运行" not in page.text
    assert "已等待 1 分" in page.text


def test_a_running_job_shows_its_phase_and_how_far_it_is(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    claimed = claim_next(world.session, "one")
    assert claimed
    renew(world.session, claimed, Told("核对", 1200, 5000))
    world.session.commit()

    page = secretary.get(path(job))

    assert "小任务work：核对" in page.text
    assert "1200 / 5000" in page.text
    assert 'value="1200" max="5000"' in page.raw
    assert refresh_of(secretary) == "2"


def test_a_job_that_is_done_leads_to_its_subject_with_its_message(
    app: Flask, world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    run_waiting(app)
    secretary.get(path(job), 303)
    assert secretary.last is not None
    assert secretary.last.headers["Location"] == f"/cases/{world.case.id}"
    assert f"已处理 {world.case.id} 号" in secretary.follow().text


def test_a_job_that_failed_says_why_and_leads_on(
    app: Flask, world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("give_up")
    run_waiting(app)
    page = secretary.get(path(job))
    assert "表里没有表头，请补上一行列名" in page.text
    assert f"/cases/{world.case.id}" in page.links
    assert refresh_of(secretary) is None


def test_a_job_is_cancelled_by_its_button(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    page = press_cancel(secretary, job)
    assert "已取消，没有开始执行" in page.text
    assert f"/cases/{world.case.id}" in page.links
    assert [one.state for one in world.rows(Job)] == [JobState.CANCELLED]


def test_a_running_job_that_is_cancelled_says_that_it_is_about_to_end(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    claim_next(world.session, "one")
    page = press_cancel(secretary, job)
    assert "正在取消" in page.text
    assert [form for form in page.forms if form.action.endswith("/cancel")] == []


def test_a_page_left_open_for_hours_does_not_keep_its_reader_logged_in(
    world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    let_wait(world, job, 3600)
    assert "本页自动刷新" not in secretary.get(path(job)).text
    assert refresh_of(secretary) is None


def test_a_cancel_while_the_job_writes_on_sqlite_is_told_and_not_an_error(
    app: Flask, world: World, secretary: Browser, asked: Callable[[str], Job]
) -> None:
    job = asked("work")
    with app.app_context():
        sa.event.listen(db.engine, "checkout", wait_for_no_lock)
    begin_writing(world.session)

    page = press_cancel(secretary, job)

    assert "暂时不能取消" in page.text
    assert [one.state for one in world.rows(Job)] == [JobState.WAITING]


def wait_for_no_lock(connection: Any, *_: Any) -> None:
    connection.execute("PRAGMA busy_timeout=0")


def test_somebody_elses_job_is_not_there_but_for_the_department(
    world: World,
    browser: Callable[..., Browser],
    organizer: Browser,
    asked: Callable[[str], Job],
) -> None:
    job = asked("work")
    organizer.get(path(job), 404)
    organizer.post(f"{path(job)}/cancel", 404)
    assert [one.state for one in world.rows(Job)] == [JobState.WAITING]
    assert "小任务work" in browser(world.staff[Role.DEPARTMENT]).get(path(job)).text


def test_what_an_older_program_asked_for_is_still_shown(
    world: World, secretary: Browser, asked: Callable[[str], Job], settings: Settings
) -> None:
    job = asked("work")
    world.session.execute(sa.update(Job).values(kind="of.yesterday"))
    world.session.commit()
    page = secretary.get(path(job))
    assert "任务：排队中" in page.text
    assert "/" in page.links
