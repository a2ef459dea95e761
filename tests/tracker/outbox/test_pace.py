"""No provider is sent more than its limit in any minute, by any number of workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.conftest import NOW
from tests.factories import make_case, make_mail
from tracker import clock
from tracker.clock import database_now
from tracker.models import DomainPace, Mail
from tracker.outbox.claim import claim_due, release
from tracker.outbox.mark import mark
from tracker.outbox.outcome import later, refused, sent
from tracker.outbox.pace import pace_for, slow_down
from tracker.outbox.providers import limit_of, provider_of

MINUTE = timedelta(minutes=1)
PAUSES = (60, 300)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@given(st.integers(1, 2000), st.lists(st.integers(0, 5000), min_size=1, max_size=40))
def test_no_minute_holds_more_than_the_limit(limit, steps):
    pace, booked, now = pace_for(limit), None, NOW
    at: list[datetime] = []
    for step in steps:
        now += timedelta(milliseconds=step)
        free = pace.free(booked, now)
        if free:
            booked = pace.booked(booked, now, free)
            at += [now] * free

    # Pairs that are `limit` mails apart lie a minute apart at least.
    assert all(b - a >= MINUTE for a, b in zip(at, at[limit:], strict=False))


def test_what_was_not_used_is_not_saved_up():
    pace = pace_for(30)

    assert pace.free(NOW - timedelta(hours=5), NOW) == pace.burst


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("1@qq.com", "qq.com"),
        ("1@Foxmail.COM", "qq.com"),
        ("1@vip.qq.com", "qq.com"),
        ("a@126.com", "163.com"),
        ("a@yeah.net", "163.com"),
        ("a@example.com", "example.com"),
        ("", ""),
    ],
)
def test_domains_of_one_provider_count_together(address, provider):
    assert provider_of(address) == provider


def test_of_several_limits_for_one_provider_the_lowest_holds():
    limits = {"qq.com": 30, "foxmail.com": 10, "*": 120}

    assert limit_of(limits, "qq.com") == 10
    assert limit_of(limits, "example.com") == 120
    assert limit_of({"qq.com": 30}, "example.com") is None


def fill(session, domain: str, number: int) -> list[Mail]:
    case = make_case(session)
    mails = [make_mail(session, case, to_address=f"b{n}@{domain}") for n in range(number)]
    session.commit()
    return mails


def test_a_thousand_to_one_provider_neither_hold_up_nor_outnumber_the_others(session):
    fill(session, "qq.com", 60)
    others = fill(session, "example.com", 10)
    limits = {"qq.com": 30, "*": 120}

    claimed = claim_due(session, "one", limit=20, limits=limits)

    assert [m.to_domain for m in claimed].count("qq.com") == 3
    assert [m.id for m in claimed if m.to_domain != "qq.com"] == [m.id for m in others]
    assert claim_due(session, "two", limit=20, limits=limits) == []


def test_two_workers_share_one_limit(session, sessions):
    fill(session, "foxmail.com", 40)
    limits = {"qq.com": 100}

    def work(number: int) -> int:
        with sessions() as own:
            return len(claim_due(own, f"worker {number}", limit=50, limits=limits))

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(work, range(4)))

    # Ten at once; the few milliseconds of the test open at most one slot more.
    assert sum(shares) in (10, 11)


def test_with_time_the_slots_open_again_in_the_order_of_the_mails(session):
    mails = fill(session, "qq.com", 8)
    limits, taken = {"qq.com": 30}, []
    start = database_now(session)
    for seconds in (0, 1, 2.2, 4.3, 6.5, 8.6, 11):
        with clock.standing_at(start + timedelta(seconds=seconds)):
            taken.append([m.id for m in claim_due(session, "one", limits=limits)])

    assert [len(ids) for ids in taken] == [3, 0, 1, 1, 1, 1, 1]
    assert [key for ids in taken for key in ids] == [mail.id for mail in mails]


def test_a_provider_that_asked_for_fewer_is_left_alone_and_then_tried_with_one(session):
    fill(session, "qq.com", 30)
    limits = {"qq.com": 100}
    start = database_now(session)
    with clock.standing_at(start):
        slow_down(session, "qq.com", timedelta(seconds=60), limits)
        assert claim_due(session, "one", limits=limits) == []
    with clock.standing_at(start + timedelta(seconds=59)):
        assert claim_due(session, "one", limits=limits) == []
    with clock.standing_at(start + timedelta(seconds=60)):
        assert len(claim_due(session, "one", limits=limits)) == 1


def test_a_shorter_pause_does_not_open_a_closed_provider(session):
    start = database_now(session)
    with clock.standing_at(start):
        slow_down(session, "qq.com", timedelta(hours=1), {})
        slow_down(session, "qq.com", timedelta(seconds=1), {})

    session.expire_all()
    assert session.get_one(DomainPace, "qq.com").closed_until == start + timedelta(hours=1)


def test_a_later_mail_waits_while_an_earlier_one_waits_for_its_next_try(session):
    case = make_case(session)
    first, second = (make_mail(session, case) for _ in range(2))
    elsewhere = make_mail(session, case, to_address="other@example.net")
    session.commit()
    (claimed,) = claim_due(session, "one", limit=1)
    mark(session, "one", claimed, later("451 try again"), PAUSES)

    assert [m.id for m in claim_due(session, "one")] == [elsewhere.id]
    release(session, "one")

    session.execute(update(Mail).values(next_try_at=database_now(session) - MINUTE))
    session.commit()
    assert [m.id for m in claim_due(session, "one", limit=2)] == [first.id, second.id]


@pytest.mark.parametrize("outcome", [sent(b"raw"), refused("550 no such mailbox")])
def test_once_the_earlier_one_is_through_or_has_failed_the_later_one_goes(session, outcome):
    case = make_case(session)
    make_mail(session, case)
    second = make_mail(session, case)
    session.commit()
    (claimed,) = claim_due(session, "one", limit=1)
    assert claim_due(session, "two") == []

    mark(session, "one", claimed, outcome, PAUSES)

    assert [m.id for m in claim_due(session, "two")] == [second.id]


def test_the_claim_walks_the_indexes_of_what_waits_and_reads_no_whole_table(session):
    case = make_case(session)
    fill(session, "qq.com", 5)
    postgres = session.get_bind().dialect.name == "postgresql"
    ran: list[tuple[str, object]] = []

    def note(_c, _cursor, statement, values, *_) -> None:
        if " mail" in statement and statement.lstrip()[:4] in ("WITH", "SELE"):
            ran.append((statement, values))

    sa.event.listen(session.get_bind(), "before_cursor_execute", note)
    claim_due(session, "one", limits={"qq.com": 100})
    sa.event.remove(session.get_bind(), "before_cursor_execute", note)
    connection = session.connection()
    if postgres:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
    plans = [
        "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {sql}", values))
        for sql, values in ran
    ]

    assert case.id
    assert len(plans) == 2
    assert all("ix_mail_turn" in plan for plan in plans)
    assert "ix_mail_before" in plans[1]
    assert not any("ix_mail_claim" in plan for plan in plans)
    for plan in plans:
        assert "SCAN mail" not in plan.replace("SCAN mail USING COVERING INDEX ix_mail_turn", "")
        assert "Seq Scan on mail" not in plan
