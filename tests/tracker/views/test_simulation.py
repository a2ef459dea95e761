"""The time machine's page: asked for, run as a job on a copy, looked at, deleted; nothing else moves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.outbox.servers import Played, serving
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.actions.policies import PolicyOrder, change_policy
from tracker.actions.simulations import forget_old_simulations, question_of
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask_cancel
from tracker.jobs.run import run_waiting
from tracker.models import Job, JobState, Simulation, SimulationEvent, db
from tracker.models.simulation import Change

ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)
TOLD = "这是在数据副本上的推演，没有发出任何邮件，也没有改动任何数据。"
EXPIRES = date(2024, 9, 19)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


@pytest.fixture
def server() -> Iterator[Played]:
    """A mail server that would take everything."""
    with serving(Played()) as played:
        yield played


@pytest.fixture
def settings(settings: Settings, server: Played) -> Settings:
    return replace(settings, smtp_host="127.0.0.1", smtp_port=server.port)


def asks(window: Browser, code: int = 303, **values: str) -> Page:
    """Fill in the form of the page and send it."""
    page = window.get("/simulations")
    form = next(one for one in page.forms if one.action.startswith("/simulations?"))
    return window.post(form.action, code, **(form.values | values))


def run(window: Browser, **values: str) -> tuple[str, Page]:
    """Ask, let the worker do it, look at the result."""
    asks(window, **values)
    assert window.last is not None
    path = window.last.headers["Location"]
    run_waiting(window.client.application)
    return path, window.get(path)


def department(world: World, browser: Callable[..., Browser]) -> Browser:
    return browser(world.staff[Role.DEPARTMENT])


def hashes(session: Session) -> dict[str, str]:
    """A hash over every row of every table."""
    session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        rows = sorted(map(repr, session.execute(sa.select(table)).all()))
        found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@ON_BOTH
def test_what_would_happen_is_foretold_and_live_data_and_mail_server_are_left_alone(
    world: World, browser: Callable[..., Browser], server: Played
) -> None:
    """D-1: the day after its validity has ended, the clock lets the letter expire."""
    window = department(world, browser)
    window.get("/simulations")
    before = hashes(world.session)

    path, page = run(window, span="year")

    assert TOLD in page.text
    expiry = next(e for e in world.rows(SimulationEvent) if e.kind == "expiry")
    assert (expiry.case_id, expiry.day) == (world.with_letter.id, EXPIRES)
    listed = window.get(f"{path}?tab=events&kind=expiry&case={world.with_letter.tag}")
    assert world.with_letter.person.name in listed.text
    assert f"/cases/{world.with_letter.id}" in listed.links
    changed = {name for name, value in hashes(world.session).items() if value != before[name]}
    assert changed == {"simulation", "simulation_event", "job"}
    assert (server.connections, server.taken) == (0, [])
    assert world.rows(Job)[-1].state is JobState.DONE


def test_while_it_waits_the_page_says_so_and_asks_again_by_itself(organizer: Browser) -> None:
    asks(organizer, span="cutoff")
    page = organizer.follow()
    assert "时间推演：排队中" in page.text
    assert organizer.last is not None
    assert organizer.last.headers["Refresh"] == "2"


def test_two_policies_are_compared_and_what_moves_is_shown(
    world: World, browser: Callable[..., Browser]
) -> None:
    window = department(world, browser)

    path, page = run(window, span="year", receipt_cutoff="2024-09-10", compare="y")

    assert "回执登记与有效期内重开截止日：2024-09-30 → 2024-09-10" in page.text
    assert "与现行政策比较" in page.text
    moved = [e for e in world.rows(SimulationEvent) if e.kind == "expiry"]
    assert [(e.change, e.day) for e in moved] == [(Change.MOVED, date(2024, 9, 11))]
    listed = window.get(f"{path}?tab=events&change=moved&kind=expiry")
    assert "改期" in listed.text
    assert "现行政策：2024-09-19" in listed.text
    assert world.case.cohort.policy.version == 1


def test_a_college_sees_of_a_simulation_what_it_sees_of_the_cases(
    world: World, browser: Callable[..., Browser]
) -> None:
    """S3.1-5 to S3.1-7: nothing of other colleges' cases is even kept for the asker."""
    path, _ = run(browser(world.staff[Role.ORGANIZER]), span="year")

    colleges = {e.college_id for e in world.rows(SimulationEvent)}
    assert colleges == {world.college.id}
    secretary = browser(world.other_secretary)
    secretary.get(path, 404)
    secretary.get(f"{path}.xlsx", 404)
    secretary.get(f"{path}/chart.svg", 404)
    secretary.post(f"{path}/delete", 303)
    assert world.count(Simulation) == 1
    assert "工作人员" in department(world, browser).get(path).text


# What is sent, and the words beside its field.
SENSELESS: tuple[tuple[dict[str, str], str], ...] = (
    ({"span": "day", "until_day": ""}, "请填写日期"),
    ({"span": "day", "until_day": "2024-07-02"}, "应晚于今天（2024-07-02）"),
    ({"span": "day", "until_day": "2060-01-01"}, "太远"),
    ({"span": "day", "until_day": "2024-02-30"}, "请填写存在的日期"),
    ({"compare": "y"}, "要比较，请选另一个版本，或改动几项"),
    ({"letter_days": "120"}, "最长不超过三个月"),
    ({"letter_days": "很多"}, "请填写整数"),
    ({"data_check_until": "2024-05-01"}, "不能小于（早于）"),
    ({"policy": "999"}, "请从列表中选择"),
    ({"answering": "perhaps"}, "请从列表中选择"),
    ({"answering": "seeded", "seed": "一"}, "请填写整数"),
)


def test_what_makes_no_sense_is_refused_beside_its_field_and_nothing_is_written(
    world: World, organizer: Browser
) -> None:
    for values, words in SENSELESS:
        assert words in asks(organizer, 422, **values).text, values
    assert (world.count(Simulation), world.count(Job)) == (0, 0)


def test_items_are_changed_on_the_newest_version_only(
    world: World, desk: Desk, organizer: Browser
) -> None:
    cohort, first = world.case.cohort, world.case.cohort.policy
    order = PolicyOrder(replace(first.policy, letter_days=60), "改为六十天", 1)
    change_policy(desk, cohort.id, order, Actor(Role.DEPARTMENT, world.staff[Role.DEPARTMENT]))
    both = {"policy": str(first.id), "letter_days": "45"}
    assert "改动是在最新一版上做的" in asks(organizer, 422, **both).text

    asks(organizer, policy=str(first.id))

    (asked,) = world.rows(Simulation)
    assert (asked.policy_version_id, asked.items) == (first.id, {})
    assert question_of(asked, NOW).items["letter_days"] == 90


def test_one_runs_at_a_time_for_one_person(world: World, organizer: Browser) -> None:
    asks(organizer)
    assert "您还有一次推演正在进行" in asks(organizer, 422).text
    assert world.count(Simulation) == 1


def test_one_called_off_is_run_again_or_deleted(
    world: World, desk: Desk, organizer: Browser
) -> None:
    asks(organizer)
    page = organizer.follow()
    path = f"/simulations/{world.rows(Simulation)[0].id}"
    organizer.post(f"{path}/delete", 303)
    assert "请先取消" in organizer.follow().text
    cancel = next(form for form in page.forms if form.action.endswith("/cancel"))
    organizer.post(cancel.action, 303, **cancel.values)
    page = organizer.get(path)
    assert "这次推演没有结果：已取消" in page.text

    organizer.post(f"{path}/again", 303)
    assert "时间推演：排队中" in organizer.follow().text
    ask_cancel(desk, world.rows(Job)[-1].id, Actor(Role.ORGANIZER, world.staff[Role.ORGANIZER]))

    organizer.post(f"{path}/delete", 303)
    assert "已删除" in organizer.follow().text
    assert (world.count(Simulation), world.count(SimulationEvent)) == (0, 0)
    organizer.get(path, 404)


def test_a_simulation_deleted_under_its_job_ends_in_words(
    world: World, organizer: Browser, app: Flask
) -> None:
    asks(organizer)
    world.session.rollback()
    world.session.execute(sa.delete(Simulation))
    world.session.commit()
    run_waiting(app)
    assert world.rows(Job)[0].message == "这次推演已经删除，没有结果。"


def test_a_result_that_had_its_time_is_gone_for_everybody(
    world: World, organizer: Browser, app: Flask, settings: Settings
) -> None:
    """X-PIPL: the shortest time that serves the purpose."""
    asks(organizer)
    path = f"/simulations/{world.rows(Simulation)[0].id}"
    organizer.get(path)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    organizer.log_in(world.staff[Role.ORGANIZER])
    organizer.get(path, 404)
    assert "还没有推演过" in organizer.get("/simulations").text
    assert forget_old_simulations(Desk(world.session, settings, NOW + timedelta(days=31))) == 1
    assert world.count(Simulation) == 0
