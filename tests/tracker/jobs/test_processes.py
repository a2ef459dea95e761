"""Jobs in real workers: however one dies, a job is done once; and no job holds up a mail."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from tests.factories import make_case, make_mail, make_person
from tests.tracker.jobs.tiny import gate, runner
from tests.tracker.outbox.servers import Played, serving
from tests.tracker.working import working
from tracker.clock import database_now
from tracker.models import Job, JobState, LoginAttempt, Mail, MailState
from tracker.models.db import begin_writing

PATIENCE_SECONDS = 60


@pytest.fixture
def server():
    with serving(Played()) as played:
        yield played


@pytest.fixture
def settings(settings, server):
    settings.data_dir.mkdir(exist_ok=True)
    return replace(settings, smtp_host="127.0.0.1", smtp_port=server.port)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def processes(settings) -> tuple[int, int]:
    """The runner of the job and its keeper, once the job is in the middle of its work."""
    wait_until(runner(settings).exists)
    found = tuple(int(number) for number in runner(settings).read_text().split())
    runner(settings).unlink()
    return found


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_in(session, job: Job, state: JobState) -> bool:
    session.rollback()
    session.refresh(job)
    return job.state is state


def rows(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(LoginAttempt))


def let_leases_end(session) -> None:
    begin_writing(session)
    running = update(Job).where(Job.state == JobState.RUNNING)
    session.execute(running.values(leased_until=database_now(session)))
    session.commit()


def test_a_runner_killed_in_mid_job_takes_nothing_with_it_and_the_next_does_the_job(
    session, settings, asked
):
    job = asked("wait")
    with working(settings) as worker:
        killed, keeper = processes(settings)
        os.kill(killed, signal.SIGKILL)
        following, same_keeper = processes(settings)
        gate(settings).touch()
        wait_until(lambda: is_in(session, job, JobState.DONE))
        assert worker.is_alive()

    assert (same_keeper, following != killed) == (keeper, True)
    assert job.attempts == 2
    assert rows(session) == 1


def test_a_whole_worker_killed_in_mid_job_leaves_it_to_the_next_worker(session, settings, asked):
    job = asked("wait")
    with working(settings) as worker:
        pids = (*processes(settings)[::-1], worker.pid)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        worker.join(PATIENCE_SECONDS)
        wait_until(lambda: not any(map(is_alive, pids)))
    assert is_in(session, job, JobState.RUNNING)

    let_leases_end(session)
    with working(settings):
        processes(settings)
        gate(settings).touch()
        wait_until(lambda: is_in(session, job, JobState.DONE))

    assert job.attempts == 2
    assert rows(session) == 1


@pytest.mark.parametrize(
    ("number", "name"),
    [(signal.SIGTERM, "wait"), (signal.SIGTERM, "hold"), (signal.SIGKILL, "wait")],
)
def test_a_worker_that_ends_gives_its_job_back_and_leaves_no_process_behind(
    session, settings, asked, number, name
):
    """Killed itself, its keeper notices; asked to end, it passes that on, also into a long write."""
    job = asked(name)
    with working(settings) as worker:
        pids = processes(settings)
        os.kill(worker.pid, number)
        worker.join(PATIENCE_SECONDS)
        assert worker.exitcode == (0 if number == signal.SIGTERM else -signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, pids)))

    assert is_in(session, job, JobState.WAITING)
    assert (job.attempts, rows(session)) == (0, 0)
    gate(settings).touch()
    with working(settings):
        wait_until(lambda: is_in(session, job, JobState.DONE))
    assert rows(session) == 1


def test_mails_leave_while_a_long_job_runs(session, settings, server, asked):
    job = asked("wait")
    with working(settings):
        processes(settings)
        begin_writing(session)
        mail = make_mail(session, make_case(session, person=make_person(session, "a@example.com")))
        session.commit()
        wait_until(lambda: len(server.taken) == 1)
        wait_until(lambda: sent(session, mail))
        assert is_in(session, job, JobState.RUNNING)

        gate(settings).touch()
        wait_until(lambda: is_in(session, job, JobState.DONE))


def sent(session, mail: Mail) -> bool:
    session.rollback()
    session.refresh(mail)
    return mail.state is MailState.SENT


def test_two_workers_do_each_job_once(session, settings, asked):
    jobs = [asked("work", number) for number in range(10)]
    with working(settings), working(settings):
        wait_until(lambda: all(is_in(session, job, JobState.DONE) for job in jobs))

    assert rows(session) == 10
    assert {job.attempts for job in jobs} == {1}


def test_a_worker_without_its_keeper_ends_to_be_started_anew(settings, asked):
    asked("wait")
    with working(settings) as worker:
        runner_pid, keeper = processes(settings)
        os.kill(keeper, signal.SIGKILL)
        os.kill(runner_pid, signal.SIGKILL)
        worker.join(PATIENCE_SECONDS)
        assert worker.exitcode == 1
