"""Two at once, on both databases: one is taken, the other is told, nothing is doubled."""

import threading
from collections.abc import Callable

import pytest

from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import arrive, entries, letter, moves, take_in, written
from tracker.actions import answer_prompt
from tracker.actions.incoming import file_incoming, undo_filing
from tracker.desk import Actor, Desk
from tracker.inbox.chain import run_chain
from tracker.inbox.words import SenderKind
from tracker.links import LinkRefused, link_token
from tracker.models import AnswerLink, Staff


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def both(sessions, settings, desk):
    """Run two things at once, each at a desk of its own; gives what each raised, or None."""

    def run(*things: Callable[[Desk], object]) -> list[BaseException | None]:
        told: list[BaseException | None] = [None] * len(things)
        start = threading.Barrier(len(things))

        def do(place: int, thing: Callable[[Desk], object]) -> None:
            with sessions() as session:
                start.wait()
                try:
                    thing(Desk(session, settings, desk.now))
                except (Refused, LinkRefused) as refused:
                    told[place] = refused

        threads = [threading.Thread(target=do, args=one) for one in enumerate(things)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        desk.session.rollback()
        return told

    return run


@pytest.fixture
def organizers(session, case):
    staff = [make_staff(session, Role.ORGANIZER, college=case.college).id for _ in range(2)]
    session.commit()
    return staff


def as_(desk: Desk, staff_id: int) -> Actor:
    return Actor(Role.ORGANIZER, desk.session.get_one(Staff, staff_id))


def test_two_people_file_one_mail(desk, case, mail, organizers, both):
    row = take_in(desk, letter(None, "我报到了", sender=mail.to_address))

    told = both(
        *(
            lambda at, one=one: file_incoming(
                at, row.id, case.id, as_(at, one), remember=SenderKind.OWN
            )
            for one in organizers
        )
    )

    assert sum(one is None for one in told) == 1
    assert len(entries(desk, case)) == 1
    assert written(desk)["incoming_filing"] == written(desk)["known_sender"] == 1


def test_two_people_take_one_filing_back(desk, case, mail, organizers, both):
    row = take_in(desk, letter(None, "我报到了", sender=mail.to_address))
    filing = file_incoming(desk, row.id, case.id, as_(desk, organizers[0]), remember=None).id

    told = both(
        *(lambda at, one=one: undo_filing(at, filing, "不是他", as_(at, one)) for one in organizers)
    )

    assert sum(one is None for one in told) == 1
    assert len(entries(desk, case)) == 2


def test_he_replies_and_clicks_at_the_same_moment(desk, settings, case, mail, both):
    link = desk.session.query(AnswerLink).one()
    token, key = link_token(settings, link.id, link.nonce), arrive(desk, letter(mail, "1"))

    both(lambda at: run_chain(at, key), lambda at: answer_prompt(at, token, 2))

    assert written(desk)["used links"] == 1
    assert moves(desk, case).count("record_feedback") <= 1


def test_two_workers_read_one_mail(desk, case, mail, both):
    key = arrive(desk, letter(mail, "1"))

    both(lambda at: run_chain(at, key, "a"), lambda at: run_chain(at, key, "b"))

    assert len(entries(desk, case)) == 1
    assert moves(desk, case) == ["urge_report", "record_feedback"]
