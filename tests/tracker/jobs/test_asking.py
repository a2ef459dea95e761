"""Asking for long work: once at a time on one subject, and called off by those who may."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from machines.roles import Role
from tests.factories import make_college, make_staff
from tests.tracker.jobs.tiny import work
from tracker.desk import CLOCK, Actor, Desk
from tracker.jobs.asking import ask, ask_cancel, newest
from tracker.jobs.claim import claim_next
from tracker.jobs.kinds import (
    BadKinds,
    Kind,
    UnknownKind,
    check_kinds,
    declare,
    get_kind,
    known_kinds,
)
from tracker.jobs.run import run_waiting
from tracker.jobs.seeing import NoSuchJob
from tracker.models import Job, JobState
from tracker.models.db import begin_writing


def count(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Job))


def test_what_is_asked_for_waits_with_who_asked_and_when(session, asked, actor):
    job = asked("work", 7)

    assert (job.kind, job.subject_id, job.state) == ("tiny.work", 7, JobState.WAITING)
    assert (job.staff, job.role) == (actor.staff, "department")
    assert job.under_way
    assert newest(session, "tiny.work", 7) is job
    assert newest(session, "tiny.work", 8) is None


def test_a_second_ask_for_the_same_gives_the_one_under_way_and_a_new_one_once_it_has_ended(
    app, session, asked
):
    first = asked("work", 7)
    assert asked("work", 7) is first
    assert asked("work", 8) is not first
    assert asked("refuse", 7) is not first
    assert count(session) == 3

    run_waiting(app)

    again = asked("work", 7)
    assert again is not first
    assert newest(session, "tiny.work", 7) is again


def test_two_who_ask_at_the_same_moment_get_one_job(settings, sessions, actor):
    def one(_number: int) -> int:
        with sessions() as own:
            desk = Desk(own, settings, actor.staff.made_at)
            begin_writing(own)
            job = ask(desk, "tiny.work", 7, actor)
            own.commit()
            return job.id

    staff_id = actor.staff_id
    assert staff_id
    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(one, range(8)))) == 1


def test_an_ask_that_its_caller_takes_back_was_never_made(session, desk, actor):
    begin_writing(session)
    ask(desk, "tiny.work", 7, actor)
    session.rollback()

    assert count(session) == 0


def test_what_the_catalogue_does_not_know_is_refused_when_it_is_asked_for(session, desk, actor):
    with pytest.raises(UnknownKind):
        ask(desk, "tiny.unknown", 1, actor)
    with pytest.raises(ValueError, match="only staff"):
        ask(desk, "tiny.work", 1, CLOCK)
    assert count(session) == 0


def test_a_name_means_one_thing_only():
    assert get_kind("tiny.work").run is work
    with pytest.raises(ValueError, match="declared twice"):
        declare(Kind("tiny.work", "另一个", "os:getpid", "cases.show", "case_id"))


def test_a_catalogue_that_names_what_is_not_there_is_told_at_start():
    check_kinds({"cases.show", *(get_kind(name).endpoint for name in known_kinds())})
    with pytest.raises(BadKinds, match=r"tiny\.work"):
        check_kinds({"cases.index"})


def test_a_job_that_waits_is_called_off_at_once_and_never_run(app, desk, asked, actor):
    job = asked("work")

    ask_cancel(desk, job.id, actor)

    assert (job.state, job.message) == (JobState.CANCELLED, "已取消，没有开始执行。")
    assert run_waiting(app) == 0


def test_a_job_that_runs_is_asked_to_end_and_one_that_ended_stays_as_it_is(
    app, session, desk, asked, actor
):
    done = asked("work", 1)
    run_waiting(app)
    running = asked("work", 2)
    claim_next(session, "one")

    assert ask_cancel(desk, running.id, actor).cancel_asked
    assert running.state is JobState.RUNNING
    assert ask_cancel(desk, done.id, actor).state is JobState.DONE
    assert not done.cancel_asked


def test_only_the_asker_and_the_department_see_a_job(session, desk, asked, actor):
    college = make_college(session)
    organizer = make_staff(session, Role.ORGANIZER, college)
    session.commit()
    job = asked("work")

    with pytest.raises(NoSuchJob):
        ask_cancel(desk, job.id, Actor(Role.ORGANIZER, organizer))

    session.refresh(job)
    assert (job.state, job.cancel_asked) == (JobState.WAITING, False)
