"""Claims by lease, on both databases: no mail belongs to two workers, none is lost with one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.factories import make_case, make_mail
from tracker.clock import database_now
from tracker.models import ContactEntry, Mail, MailState
from tracker.outbox.claim import begin_alone, begin_sending, claim_due, release
from tracker.outbox.mark import mark
from tracker.outbox.outcome import sent


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def mails(session):
    case = make_case(session)
    rows = [make_mail(session, case, to_address=f"b{n}@example.com") for n in range(5)]
    session.commit()
    return rows


def state_of(session) -> list[tuple[MailState, str, int, int]]:
    session.rollback()
    rows = session.execute(
        select(Mail.state, Mail.claimed_by, Mail.claims, Mail.tries).order_by(Mail.id)
    )
    return [tuple(row) for row in rows]


def end_leases(session) -> None:
    past = database_now(session) - timedelta(seconds=1)
    session.execute(update(Mail).where(Mail.lease_until.is_not(None)).values(lease_until=past))
    session.commit()


def test_a_claim_takes_the_oldest_and_puts_the_first_in_flight(session, mails):
    claimed = claim_due(session, "one", limit=3)

    assert [mail.id for mail in claimed] == [mail.id for mail in mails[:3]]
    assert claimed[0].message_id == mails[0].message_id
    assert state_of(session) == [
        (MailState.SENDING, "one", 1, 0),
        (MailState.PENDING, "one", 1, 0),
        (MailState.PENDING, "one", 1, 0),
        (MailState.PENDING, "", 0, 0),
        (MailState.PENDING, "", 0, 0),
    ]


def test_what_one_has_claimed_another_does_not_get(session, sessions, mails):
    first = claim_due(session, "one", limit=3)
    with sessions() as other:
        second = claim_due(other, "two")
        third = claim_due(other, "two")

    assert {m.id for m in first}.isdisjoint(m.id for m in second)
    assert len(first) + len(second) == len(mails)
    assert third == []


def test_many_workers_at_once_share_the_mails_without_overlap(session, sessions):
    case = make_case(session)
    for number in range(120):
        make_mail(session, case, to_address=f"b{number}@example.com")
    session.commit()

    def work(number: int) -> list[int]:
        with sessions() as own:
            found: list[int] = []
            while claimed := claim_due(own, f"worker {number}", limit=7):
                found += [mail.id for mail in claimed]
            return found

    with ThreadPoolExecutor(4) as workers:
        shares = list(workers.map(work, range(4)))

    taken = [mail for share in shares for mail in share]
    assert len(taken) == len(set(taken)) == 120


def test_an_ended_lease_frees_a_mail_and_only_the_one_in_flight_counts_as_claimed_twice(
    session, mails
):
    claim_due(session, "killed", limit=2)
    end_leases(session)

    claimed = claim_due(session, "next", limit=2)

    assert [mail.id for mail in claimed] == [mail.id for mail in mails[:2]]
    assert state_of(session)[:2] == [
        (MailState.SENDING, "next", 2, 0),
        (MailState.PENDING, "next", 1, 0),
    ]


def test_a_mail_that_was_in_flight_when_its_worker_died_is_shown_as_perhaps_doubled(session, mails):
    claim_due(session, "killed", limit=1)
    end_leases(session)
    (claimed,) = claim_due(session, "next", limit=1)

    mark(session, "next", claimed, sent(b"raw"), (60,))

    session.refresh(mails[0])
    assert (mails[0].state, mails[0].claims, mails[0].tries) == (MailState.SENT, 2, 1)
    assert mails[0].maybe_doubled


def test_a_worker_whose_lease_was_taken_neither_begins_nor_marks(session, sessions, mails):
    first, second = claim_due(session, "slow", limit=2)
    end_leases(session)
    with sessions() as other:
        claim_due(other, "quick", limit=2)

    assert mark(session, "slow", first, sent(b"raw"), (60,), second) == (None, False)
    assert begin_alone(session, "slow", second) is False
    assert state_of(session)[:2] == [
        (MailState.SENDING, "quick", 2, 0),
        (MailState.PENDING, "quick", 1, 0),
    ]
    assert session.scalars(select(ContactEntry)).all() == []


def test_an_ended_lease_that_nobody_took_is_still_ours(session, mails):
    first, second = claim_due(session, "slow", limit=2)
    end_leases(session)

    assert mark(session, "slow", first, sent(b"raw"), (60,), second) == (MailState.SENT, True)
    assert state_of(session)[1] == (MailState.SENDING, "slow", 1, 0)


def test_marking_one_puts_the_next_in_flight_in_the_same_commit(session, mails):
    first, second = claim_due(session, "one", limit=2)

    assert mark(session, "one", first, sent(b"raw"), (60,), second) == (MailState.SENT, True)

    assert state_of(session)[:2] == [(MailState.SENT, "", 1, 1), (MailState.SENDING, "one", 1, 0)]
    assert len(session.scalars(select(ContactEntry)).all()) == 1


def test_a_mail_is_begun_once(session, mails):
    first, second = claim_due(session, "one", limit=2)

    assert begin_sending(session, "one", first) is False
    assert begin_sending(session, "one", second) is True
    assert begin_sending(session, "one", second) is False


def test_what_is_given_back_can_be_claimed_at_once_and_was_never_tried(session, mails):
    claim_due(session, "ending", limit=3)
    release(session, "ending")

    claimed = claim_due(session, "next")

    assert [mail.id for mail in claimed] == [mail.id for mail in mails[1:]]
    assert [row[2] for row in state_of(session)] == [1, 1, 1, 1, 1]
