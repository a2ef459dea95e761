"""Claims by lease, on both databases: no job belongs to two workers, none is lost with one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import update

from tracker.clock import database_now
from tracker.jobs.asking import ask_cancel
from tracker.jobs.beating import Heartbeat
from tracker.jobs.claim import claim_next, end_leases, finish, give_back, renew
from tracker.jobs.progress import Progress, Told
from tracker.jobs.run import run_waiting
from tracker.models import Job, JobState


def lapse(session) -> None:
    session.rollback()
    past = database_now(session) - timedelta(seconds=1)
    session.execute(update(Job).where(Job.state == JobState.RUNNING).values(leased_until=past))
    session.commit()


def test_the_oldest_is_claimed_first_and_by_one_only(session, sessions, asked):
    first, second = asked("work", 1), asked("work", 2)

    one = claim_next(session, "one")
    with sessions() as other:
        two = claim_next(other, "two")
        assert claim_next(other, "two") is None

    assert (one.id, one.kind, one.subject_id) == (first.id, "tiny.work", 1)
    assert two.id == second.id
    session.refresh(first)
    assert (first.state, first.worker, first.attempts) == (JobState.RUNNING, "one", 1)
    assert first.started_at is not None


def test_many_workers_at_once_share_the_jobs_without_overlap(sessions, asked):
    for number in range(24):
        asked("work", number)

    def worker(number: int) -> list[int]:
        with sessions() as own:
            found = []
            while claimed := claim_next(own, f"worker {number}"):
                found.append(claimed.id)
            return found

    with ThreadPoolExecutor(3) as workers:
        taken = [job for share in workers.map(worker, range(3)) for job in share]

    assert len(taken) == len(set(taken)) == 24


def test_a_job_whose_lease_ended_is_claimed_anew_and_the_slow_worker_marks_nothing(
    session, sessions, asked
):
    job = asked("work")
    slow = claim_next(session, "slow")
    lapse(session)
    with sessions() as other:
        quick = claim_next(other, "quick")

    assert quick.id == job.id
    assert renew(session, slow, None) is False
    session.rollback()
    assert finish(session, slow, JobState.DONE, "好了", Told()) is False
    assert give_back(session, slow) is False
    session.refresh(job)
    assert (job.state, job.worker, job.attempts) == (JobState.RUNNING, "quick", 2)


def test_an_ended_lease_that_nobody_took_is_still_ours(session, asked):
    job = asked("work")
    claimed = claim_next(session, "slow")
    lapse(session)

    assert finish(session, claimed, JobState.DONE, "好了", Told("写入", 2, 2)) is True
    session.refresh(job)
    assert (job.state, job.message, job.phase) == (JobState.DONE, "好了", "写入")


def test_a_job_that_broke_off_three_times_has_failed_and_says_so(app, session, asked):
    job = asked("work")
    for _ in range(3):
        assert claim_next(session, "killed") is not None
        lapse(session)

    assert run_waiting(app) == 0

    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "中断了 3 次" in job.message


def test_a_job_given_back_waits_as_if_never_begun(session, asked):
    job = asked("work")
    for _ in range(5):
        assert give_back(session, claim_next(session, "ending"))
    session.refresh(job)
    assert (job.state, job.worker, job.attempts) == (JobState.WAITING, "", 0)


def test_what_a_dead_worker_had_is_free_at_once(session, asked):
    job = asked("work")
    claim_next(session, "dead")
    assert claim_next(session, "next") is None

    end_leases(session, "dead")

    assert claim_next(session, "next").id == job.id


def test_a_job_to_be_cancelled_whose_worker_died_is_cancelled_and_not_run_again(
    app, session, desk, asked, actor
):
    job = asked("work")
    claim_next(session, "dead")
    ask_cancel(desk, job.id, actor)
    lapse(session)

    assert run_waiting(app) == 0
    session.refresh(job)
    assert job.state is JobState.CANCELLED


def test_a_worker_leaves_alone_what_a_newer_program_asked_for(app, session, asked):
    job = asked("work")
    session.execute(update(Job).values(kind="of.tomorrow"))
    session.commit()

    assert run_waiting(app) == 0
    session.refresh(job)
    assert job.state is JobState.WAITING


def test_a_heartbeat_writes_the_newest_word_and_renews_the_lease(session, sessions, asked):
    job = asked("work")
    claimed = claim_next(session, "one")
    lapse(session)
    progress = Progress()
    progress.tell("核对" * 30, 12, 80)

    Heartbeat(sessions.kw["bind"], claimed, progress).beat()

    session.refresh(job)
    assert (job.phase, job.done, job.total) == ("核对" * 20, 12, 80)
    assert job.leased_until > database_now(session)
