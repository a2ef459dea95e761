"""Running a job: done as its asker, marked once, and every end told in plain words."""

import logging
import threading
import time

import pytest
from sqlalchemy import func, select

from tests.tracker.jobs.tiny import REFUSAL, SECRET, gate, runner
from tracker.jobs.asking import ask_cancel
from tracker.jobs.claim import claim_next
from tracker.jobs.progress import Cancelled, Progress
from tracker.jobs.run import run_waiting
from tracker.models import Job, JobState, LoginAttempt

PATIENCE_SECONDS = 30


@pytest.fixture
def settings(settings):
    settings.data_dir.mkdir(exist_ok=True)
    return settings


def rows(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(LoginAttempt))


def ended(session, job: Job) -> tuple[JobState, str]:
    session.rollback()
    session.refresh(job)
    return job.state, job.message


def wait_until(condition) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_what_waits_is_run_as_its_asker_and_its_message_kept(app, session, asked, actor):
    first, second = asked("work", 4), asked("work", 5)

    assert run_waiting(app) == 2
    assert run_waiting(app) == 0

    assert ended(session, first) == (JobState.DONE, "已处理 4 号")
    assert ended(session, second) == (JobState.DONE, "已处理 5 号")
    assert (first.phase, first.done, first.total) == ("写入", 2, 2)
    assert first.finished_at >= first.started_at >= first.asked_at
    assert set(session.scalars(select(LoginAttempt.login))) == {actor.name}


def test_a_refusal_is_told_in_its_own_words(app, session, asked):
    job = asked("refuse")
    run_waiting(app)
    assert ended(session, job) == (JobState.FAILED, str(REFUSAL))


def test_a_job_may_end_without_result_in_its_own_words(app, session, asked):
    job = asked("give_up")
    run_waiting(app)
    assert ended(session, job) == (JobState.FAILED, "表里没有表头，请补上一行列名")


def test_what_nobody_foresaw_is_logged_with_its_trace_and_told_with_the_jobs_number_only(
    app, session, asked, caplog
):
    job = asked("fail")
    with caplog.at_level(logging.INFO):
        run_waiting(app)

    state, message = ended(session, job)
    assert state is JobState.FAILED
    assert f"任务 {job.id} 号没有完成" in message
    assert SECRET not in message
    assert "ValueError" not in message
    assert "Traceback" in caplog.text
    assert rows(session) == 0


def test_a_closed_account_has_nothing_done_in_its_name(app, session, asked, actor):
    job = asked("work")
    actor.staff.active = False
    session.commit()
    run_waiting(app)

    state, message = ended(session, job)
    assert state is JobState.FAILED
    assert "账号已停用" in message
    assert rows(session) == 0


def test_nothing_is_done_with_the_rights_of_another_role(app, session, asked):
    job = asked("work")
    job.role = "organizer"
    session.commit()
    run_waiting(app)

    state, message = ended(session, job)
    assert state is JobState.FAILED
    assert "换了角色" in message
    assert rows(session) == 0


def test_whoever_lost_the_job_to_another_worker_commits_nothing(app, session, asked):
    job = asked("lose")
    run_waiting(app)

    assert ended(session, job) == (JobState.RUNNING, "")
    assert job.worker == "another"
    assert rows(session) == 0


def test_a_commit_renews_the_lease_that_ended_meanwhile(app, session, asked):
    job = asked("outlast")
    run_waiting(app)

    assert ended(session, job)[0] is JobState.DONE
    assert rows(session) == 1


def test_a_running_job_ends_at_its_next_word_once_cancel_is_asked(
    app, session, desk, asked, actor, settings
):
    job = asked("wait")

    def press_cancel() -> None:
        wait_until(runner(settings).exists)
        ask_cancel(desk, job.id, actor)

    with_cancel(app, press_cancel)

    assert ended(session, job) == (JobState.CANCELLED, "已取消，没有完成。")
    assert rows(session) == 0


def with_cancel(app, press_cancel) -> None:
    """Run what waits, while somebody at the screen does something."""
    person = threading.Thread(target=press_cancel)
    person.start()
    try:
        run_waiting(app)
    finally:
        person.join()


def test_a_job_that_holds_the_write_lock_tells_without_waiting_and_belongs_to_nobody_else(
    app, session, sessions, settings, asked
):
    """On SQLite its heartbeat cannot write meanwhile; nor can anybody claim."""
    job = asked("hold")

    def look_and_open() -> None:
        wait_until(runner(settings).exists)
        with sessions() as other:
            seen = other.get(Job, job.id)
            assert seen.state is JobState.RUNNING
            assert claim_next(other, "other") is None
        time.sleep(1.2)
        gate(settings).touch()

    job_id = job.id
    session.rollback()
    assert job_id
    with_cancel(app, look_and_open)

    assert ended(session, job) == (JobState.DONE, "已写入")
    assert (job.phase, job.done, job.total) == ("等待", 3, 7)
    assert rows(session) == 1


def test_verbs_may_tell_where_nobody_listens():
    progress = Progress()
    progress.tell("读表", 1, 2)
    assert progress.told == ("读表", 1, 2)
    progress.interrupt(Cancelled)
    with pytest.raises(Cancelled):
        progress.tell("读表", 2, 2)
