"""Any number of workers, on both databases: a mail is one worker's, and never lost."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.tracker.inbox.chain.letters import arrive, entries, letter, moves, take_in, written
from tracker.clock import database_now
from tracker.desk import Desk
from tracker.inbox import chain
from tracker.inbox.chain import ChainStep, Reader, read_claimed, read_due, run_chain
from tracker.inbox.claim import (
    BROKEN_OFF,
    MOST_HINDERED,
    MOST_TRIES,
    READ_AGAIN,
    claim_next,
    claim_this,
)
from tracker.inbox.steps import record
from tracker.inbox.words import InboxState
from tracker.models import IncomingMail
from tracker.models.db import begin_writing


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def mail_of(session, key: int) -> IncomingMail:
    session.rollback()
    return session.get_one(IncomingMail, key, populate_existing=True)


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.lease_until.is_not(None))
        .values(lease_until=past)
    )
    session.commit()


def test_a_mail_is_claimed_by_one_and_the_next_by_the_other(desk, sessions):
    keys = [arrive(desk, letter(None, f"第 {number} 封")) for number in range(2)]

    with sessions() as one, sessions() as other:
        claimed = [claim_next(one, "a"), claim_next(other, "b"), claim_next(other, "b")]

    assert [c and (c.worker, c.id) for c in claimed] == [("a", keys[0]), ("b", keys[1]), None]


@pytest.mark.parametrize("database_url", ["postgres_url"], indirect=True)
def test_while_one_claims_the_other_does_not_wait(desk, sessions):
    keys = [arrive(desk, letter(None, f"第 {number} 封")) for number in range(2)]
    with sessions() as one, sessions() as other:
        one.scalars(sa.select(IncomingMail).filter_by(id=keys[0]).with_for_update()).one()
        claimed = claim_next(other, "b")
    assert claimed is not None
    assert claimed.id == keys[1]


def test_whoever_lost_his_lease_writes_nothing(desk, sessions, case, mail):
    key = arrive(desk, letter(mail, "1"))
    with sessions() as slow, sessions() as quick:
        late = claim_next(slow, "slow")
        let_leases_end(desk.session)
        soon = claim_next(quick, "quick")
        assert late
        assert soon
        read_claimed(Desk(quick, desk.settings, desk.now), soon)
        before = written(desk)
        read_claimed(Desk(slow, desk.settings, desk.now), late)

    assert written(desk) == before
    assert mail_of(desk.session, key).state is InboxState.FILED
    assert len(entries(desk, case)) == 1


def test_a_mail_that_broke_its_worker_three_times_is_kept_and_listed(desk):
    key = arrive(desk, letter(None, "你好"))
    for _ in range(MOST_TRIES):
        assert claim_next(desk.session, "a") is not None
        let_leases_end(desk.session)

    assert claim_next(desk.session, "a") is None

    row = mail_of(desk.session, key)
    assert (row.state, row.failed_step, row.failed_with) == (
        InboxState.BROKEN,
        "worker",
        BROKEN_OFF,
    )


def with_step(monkeypatch, name: str, run) -> None:
    """Put a step of the test's own in the place of one of the chain."""
    steps = (ChainStep(s.name, s.label, run) if s.name == name else s for s in chain.CHAIN)
    monkeypatch.setattr(chain, "CHAIN", tuple(steps))


@pytest.mark.parametrize("name", ["parse", "match", "record"])
def test_a_step_that_fails_keeps_the_mail_with_step_and_place_and_no_words_of_it(
    desk, case, mail, monkeypatch, caplog, name
):
    def fail(_desk, _reading):
        raise ValueError("机密 biyesheng@example.com")

    with_step(monkeypatch, name, fail)
    key = arrive(desk, letter(mail, "1"))
    before = written(desk)

    assert run_chain(desk, key) is InboxState.BROKEN

    row = mail_of(desk.session, key)
    assert row.failed_step == name
    assert "ValueError" in row.failed_with
    assert "机密" not in row.failed_with + caplog.text
    assert written(desk) == before


def test_what_the_record_wrote_before_it_failed_is_not_there(desk, case, mail, monkeypatch):
    def fail_within(desk, reading):
        sa.event.listen(desk.session, "before_commit", lambda _s: fail_now(), once=True)
        return record.step(desk, reading)

    def fail_now():
        raise ValueError

    with_step(monkeypatch, "record", fail_within)
    key = arrive(desk, letter(mail, "1"))
    before = written(desk)

    assert run_chain(desk, key) is InboxState.BROKEN
    assert written(desk) == before
    assert moves(desk, case) == ["urge_report"]


def test_a_database_that_fails_for_a_while_breaks_no_mail(desk, monkeypatch):
    def fail(_desk, _reading):
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    with_step(monkeypatch, "match", fail)
    key = arrive(desk, letter(None, "你好"))

    assert run_chain(desk, key) is InboxState.WAITING

    row = mail_of(desk.session, key)
    assert (row.tries, row.claimed_by, row.lease_until) == (0, "", None)
    assert row.next_try_at > database_now(desk.session)


def test_a_database_that_fails_for_one_mail_again_and_again_breaks_it(desk, monkeypatch):
    def fail(_desk, _reading):
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    with_step(monkeypatch, "match", fail)
    key = arrive(desk, letter(None, "你好"))

    states = [run_chain(desk, key) for _ in range(MOST_HINDERED)]

    assert states == [*[InboxState.WAITING] * (MOST_HINDERED - 1), InboxState.BROKEN]
    row = mail_of(desk.session, key)
    assert row.failed_step == "match"
    assert row.failed_with.startswith("数据库反复出错")


def test_all_steps_together_have_one_limit_of_time(desk, monkeypatch):
    def wait(_desk, reading):
        time.sleep(0.04)
        return reading

    for name in ("delay", "automatic", "quotes"):
        with_step(monkeypatch, name, wait)
    monkeypatch.setattr(chain, "LONGEST_SECONDS", 0.1)

    assert run_chain(desk, arrive(desk, letter(None, "你好"))) is InboxState.BROKEN


def test_a_round_that_takes_long_ends_so_that_sending_goes_on(desk, settings, monkeypatch):
    monkeypatch.setattr(chain, "ROUND_SECONDS", 0.0)
    for number in range(3):
        arrive(desk, letter(None, f"第 {number} 封"))
    reader = Reader(desk.session, settings, "a")

    assert [read_due(reader) for _ in range(4)] == [1, 1, 1, 0]


def test_a_reading_that_another_arrival_made_vain_is_no_try(desk, case, mail):
    raw = letter(mail, "1")
    key = arrive(desk, raw, "zuzhibu@example.org")
    for number in range(MOST_TRIES + 1):
        claimed = claim_this(desk.session, "a", key)
        arrive(desk, raw, f"reply+{number}@example.org")
        read_claimed(desk, claimed)

    assert run_chain(desk, key) is InboxState.FILED


def test_a_mail_that_kills_its_workers_gains_nothing_by_coming_again(desk):
    raw = letter(None, "你好")
    key = arrive(desk, raw, "zuzhibu@example.org")
    for number in range(MOST_TRIES):
        assert claim_next(desk.session, "a") is not None
        let_leases_end(desk.session)
        arrive(desk, raw, f"reply+{number}@example.org")

    assert claim_next(desk.session, "a") is None
    assert mail_of(desk.session, key).state is InboxState.BROKEN


def test_a_filed_mail_that_breaks_when_read_again_stays_filed_and_says_so(
    desk, case, mail, monkeypatch
):
    row = take_in(desk, letter(mail, "1"))
    before = written(desk)
    row.state = InboxState.WAITING
    desk.session.commit()

    def fail(_desk, _reading):
        raise ValueError

    with_step(monkeypatch, "quotes", fail)

    assert run_chain(desk, row.id) is InboxState.FILED
    desk.session.refresh(row)
    assert row.case_id == case.id
    assert READ_AGAIN in row.findings[-1]
    assert "ValueError" in row.findings[-1]
    assert written(desk) == before


def test_a_filed_mail_that_kills_its_workers_when_read_again_stays_filed(desk, case, mail):
    row = take_in(desk, letter(mail, "1"))
    row.state, row.tries = InboxState.WAITING, MOST_TRIES
    desk.session.commit()

    assert claim_next(desk.session, "a") is None

    desk.session.refresh(row)
    assert (row.state, row.case_id) == (InboxState.FILED, case.id)


def test_a_mail_that_takes_too_long_holds_up_no_other(desk, monkeypatch):
    def hang(_desk, _reading):
        while True:
            pass

    with_step(monkeypatch, "quotes", hang)
    monkeypatch.setattr(chain, "LONGEST_SECONDS", 0.05)
    key = arrive(desk, letter(None, "你好"))

    assert run_chain(desk, key) is InboxState.BROKEN
    assert mail_of(desk.session, key).failed_with.startswith("处理超时")


def test_a_round_reads_so_many_and_no_more(desk, settings):
    for number in range(5):
        arrive(desk, letter(None, f"第 {number} 封"))
    reader = Reader(desk.session, settings, "a", limit=3)

    assert [read_due(reader) for _ in range(3)] == [3, 2, 0]
