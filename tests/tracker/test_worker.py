"""The worker as a process: it loses no mail however it dies, and doubles at most the one in flight."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.factories import make_case, make_letter, make_mail, make_person, plan_waits
from tests.tracker.outbox.servers import Played, serving
from tests.tracker.working import working
from tracker.clock import database_now
from tracker.models import ContactEntry, Mail, MailState, Track
from tracker.models.db import begin_writing

PATIENCE_SECONDS = 30


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def server():
    with serving(Played()) as played:
        yield played


@pytest.fixture
def settings(settings, server):
    return replace(
        settings, smtp_host="127.0.0.1", smtp_port=server.port, mail_domain_limits={"*": 100_000}
    )


def waiting_mails(session, number: int) -> list[Mail]:
    begin_writing(session)
    case = make_case(session, person=make_person(session, "biyesheng@example.com"))
    mails = [make_mail(session, case) for _ in range(number)]
    session.commit()
    return mails


def states(session) -> list[MailState]:
    session.rollback()
    return list(session.scalars(select(Mail.state).order_by(Mail.id)))


def all_sent(session) -> bool:
    return set(states(session)) == {MailState.SENT}


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def at_least(server: Played, number: int) -> bool:
    return len(server.taken) >= number


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    session.execute(update(Mail).where(Mail.lease_until.is_not(None)).values(lease_until=past))
    session.commit()


def at_the(nth: int, act: Callable[[], None]) -> Callable[[], None]:
    """What the server calls as each mail passes some point: it acts at the one so many."""
    passed = 0

    def count() -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            act()

    return count


@pytest.mark.parametrize("point", ["before_rcpt", "before_250"])
@pytest.mark.parametrize("nth", [1, 5])
def test_killed_in_mid_send_no_mail_is_lost_and_at_most_the_one_in_flight_doubled(
    session, settings, server, point, nth
):
    victim: list[int] = []
    setattr(server, point, at_the(nth, lambda: os.kill(victim[0], signal.SIGKILL)))
    with working(settings) as worker:
        victim.append(worker.pid)
        mails = waiting_mails(session, 8)
        worker.join(PATIENCE_SECONDS)
        assert worker.exitcode == -signal.SIGKILL
    in_flight = [MailState.SENT] * (nth - 1) + [MailState.SENDING] + [MailState.PENDING] * (8 - nth)
    assert states(session) == in_flight

    let_leases_end(session)
    with working(settings):
        wait_until(lambda: all_sent(session))

    arrivals = Counter(server.ids)
    killed = mails[nth - 1]
    assert set(arrivals) == {mail.message_id for mail in mails}
    assert arrivals[killed.message_id] == (2 if point == "before_250" else 1)
    assert sum(arrivals.values()) == len(mails) + (point == "before_250")
    session.expire_all()
    assert [mail.maybe_doubled for mail in mails] == [mail is killed for mail in mails]
    entries = session.scalars(select(ContactEntry.mail_id)).all()
    assert sorted(entries) == sorted(mail.id for mail in mails)


def test_killed_again_and_again_at_any_moment_no_mail_is_lost(session, settings, server):
    mails = waiting_mails(session, 120)
    kills = 5
    for number in range(kills):
        with working(settings) as worker:
            wait_until(partial(at_least, server, len(server.taken) + 5))
            time.sleep(0.0007 * number)
            worker.kill()
        let_leases_end(session)
    assert not all_sent(session)

    with working(settings):
        wait_until(lambda: all_sent(session))

    arrivals = Counter(server.ids)
    assert set(arrivals) == {mail.message_id for mail in mails}
    assert sum(arrivals.values()) <= len(mails) + kills
    session.expire_all()
    shown = {mail.message_id for mail in mails if mail.maybe_doubled}
    assert {message_id for message_id, times in arrivals.items() if times > 1} <= shown
    assert len(shown) <= kills


def test_two_workers_never_send_one_mail_twice(session, settings, server):
    mails = waiting_mails(session, 80)

    with working(settings), working(settings):
        wait_until(lambda: all_sent(session))

    assert len(server.ids) == len(set(server.ids)) == 80
    session.expire_all()
    assert not any(mail.maybe_doubled for mail in mails)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_the_worker_finishes_the_mail_in_flight_and_gives_back_the_rest(
    session, settings, server, number
):
    asked: list[int] = []
    server.before_250 = at_the(3, lambda: os.kill(asked[0], number))
    with working(settings) as worker:
        asked.append(worker.pid)
        mails = waiting_mails(session, 60)
        worker.join(PATIENCE_SECONDS)
        assert worker.exitcode == 0

    assert states(session) == [MailState.SENT] * 3 + [MailState.PENDING] * 57
    session.expire_all()
    assert {mail.claimed_by for mail in mails} == {""}
    assert len(server.taken) == 3


def test_a_worker_with_nothing_to_do_ends_at_once(settings):
    with working(settings) as worker:
        wait_until(lambda: _minds_the_signal(worker.pid))
        worker.terminate()
        worker.join(PATIENCE_SECONDS)
        assert worker.exitcode == 0


def _minds_the_signal(pid: int) -> bool:
    """Whether the process holds SIGTERM back by now, to ask for it between two works."""
    status = Path(f"/proc/{pid}/status").read_text()
    held_back = next(line for line in status.splitlines() if line.startswith("SigBlk:"))
    return bool(int(held_back.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_the_log_tells_of_each_mail_and_of_nobody(session, settings, server, tmp_path):
    (first, second) = waiting_mails(session, 2)
    log = tmp_path / "log"
    with working(settings, log) as worker:
        wait_until(lambda: all_sent(session))
        worker.terminate()
        worker.join(PATIENCE_SECONDS)

    told = log.read_text()
    for mail in (first, second):
        assert f"mail {mail.id} {mail.kind}: sent" in told
    person = first.case.person
    for secret in (person.name, first.to_address, first.subject, person.mobile):
        assert secret not in told
    assert "worker ended" in told


def test_a_mail_written_while_the_worker_waits_is_sent_within_seconds(session, settings, server):
    with working(settings):
        time.sleep(0.2)
        (mail,) = waiting_mails(session, 1)
        wait_until(lambda: all_sent(session))
    assert server.ids == [mail.message_id]


def test_the_worker_expires_letters_past_their_validity_and_sends_the_mail(
    session, settings, server, desk
):
    case = make_case(
        session,
        person=make_person(session, "biyesheng@example.com"),
        states={"transfer": "letter_issued", "education": "attended"},
    )
    make_letter(session, case)
    plan_waits(desk, case)
    session.commit()

    with working(settings):
        wait_until(lambda: len(server.taken) == 1 and all_sent(session))

    assert session.scalar(select(Track.state).filter_by(name="transfer")) == "expired"
    assert "介绍信已过有效期" in server.messages[0]["Subject"]


def test_the_worker_tries_the_next_address_of_a_mailbox_that_does_not_exist(
    session, settings, server
):
    server.rcpt = {"biyesheng@example.com": "550 5.1.1 no such mailbox"}
    begin_writing(session)
    person = make_person(session, "biyesheng@example.com", "weizhi@example.net")
    make_mail(session, make_case(session, person=person))
    session.commit()

    with working(settings):
        wait_until(lambda: states(session) == [MailState.FAILED, MailState.SENT])

    assert [envelope.rcpt_tos for envelope in server.taken] == [["weizhi@example.net"]]
