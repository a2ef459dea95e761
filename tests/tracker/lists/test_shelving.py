"""What a list reads is written with what it repeats: by every verb, on both databases."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.orders.transfer import DataCorrection
from machines.roles import Role
from machines.words import Kind
from tests.conftest import NOW
from tests.databases import migrate, unmigrate
from tests.factories import make_case, make_cohort, make_person, make_staff
from tracker.actions import settle_task, take_action
from tracker.actions.moves import finish
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people, shelve_cases
from tracker.lists.marks import marks_of, shelf_of
from tracker.lists.terms import matches, prefixes_of, terms_of
from tracker.models import Case, SearchTerm, ShelfMark, Task


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    found: str = request.getfixturevalue(request.param)
    return found


def marks(session: Session, case: Case) -> set[str]:
    """The marks of the shelf that a case lies on, as the database has them."""
    shelf = session.scalar(sa.select(Case.shelf).where(Case.id == case.id))
    return set(session.scalars(sa.select(ShelfMark.mark).where(ShelfMark.shelf == shelf)))


def terms(session: Session, case: Case) -> set[str]:
    return set(session.scalars(sa.select(SearchTerm.term).where(SearchTerm.case_id == case.id)))


def test_a_settled_task_asks_nobody_any_more(session: Session, desk: Desk) -> None:
    case = make_case(session)
    task = Task(case=case, role="branch_secretary", text="本人来信", opened_at=NOW)
    session.add(task)
    shelve_cases(session, [case.id])
    session.commit()
    assert "task:branch_secretary" in marks(session, case)
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    settle_task(desk, task.id, "已回复", Actor(Role.BRANCH_SECRETARY, staff))
    assert "task:branch_secretary" not in marks(session, case)


def test_a_corrected_number_finds_every_case_of_the_person(session: Session, desk: Desk) -> None:
    person = make_person(session)
    case = make_case(session, person=person)
    other = make_case(session, person=person, cohort=make_cohort(session, 2023))
    staff = make_staff(session, college=case.college, branches=(case.branch,))
    session.commit()
    assert "no_address" in marks(session, other)
    order = DataCorrection(mobile="19900004321", email="xin@example.com", source="本人来电")
    secretary = Actor(Role.BRANCH_SECRETARY, staff)
    take_action(desk, case.id, "transfer", "correct_data", order, secretary)
    for one in (case, other):
        assert "m12340000991" in terms(session, one)
        assert "no_address" not in marks(session, one)


def test_a_move_and_the_bulk_way_agree(session: Session, desk: Desk) -> None:
    cases = [make_case(session, kind=kind) for kind in Kind]
    by_bulk = [case.shelf for case in cases]
    for case in cases:
        case.shelf = None
        finish(desk, case)
    session.commit()
    assert [case.shelf for case in cases] == by_bulk


def test_cases_that_stand_alike_lie_on_one_shelf(session: Session) -> None:
    one, two = make_case(session), make_case(session)
    assert one.shelf == two.shelf
    assert one.shelf != make_case(session, states={"education": "attended"}).shelf


def test_only_differences_are_written(session: Session) -> None:
    case = make_case(session)
    session.commit()
    written: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        written.append(statement)

    sa.event.listen(session.get_bind(), "before_cursor_execute", note)
    refresh_people(session, [case.person_id])
    sa.event.remove(session.get_bind(), "before_cursor_execute", note)
    assert not [s for s in written if s.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_two_who_put_up_the_same_shelf_do_not_quarrel(
    session: Session, sessions: sessionmaker[Session], database_url: str
) -> None:
    if not database_url.startswith("postgresql"):
        return  # SQLite lets one write at a time.
    first, second = make_case(session), make_case(session)
    session.execute(sa.delete(ShelfMark))
    session.execute(sa.update(Case).values(shelf=None))
    session.commit()
    started = threading.Event()

    def late() -> None:
        with sessions() as other:
            started.set()
            shelve_cases(other, [second.id])
            other.commit()

    ids = first.id, second.id
    shelve_cases(session, [ids[0]])
    thread = threading.Thread(target=late)
    thread.start()
    started.wait()
    session.commit()
    thread.join()
    session.expire_all()
    assert session.get_one(Case, ids[0]).shelf == session.get_one(Case, ids[1]).shelf is not None


def test_the_migration_shelves_and_indexes_what_is_there(
    session: Session, database_url: str
) -> None:
    cases = [make_case(session, kind=kind) for kind in Kind]
    session.add(Task(case=cases[0], role="branch_secretary", text="本人来信", opened_at=NOW))
    cases[1].closed_at = NOW
    cases[2].person.addresses[0].active = False
    cases[3].person.name, cases[3].person.mobile = "阿依古丽·买买提 Ａ", "+8613955501234"
    refresh_people(session, [case.person_id for case in cases])
    session.commit()
    before = everything(session)
    session.close()
    migrate_back_and_forth(database_url)
    assert everything(session) == before


def everything(session: Session) -> list[object]:
    """All that is read by lists, but for shelves that lie empty."""
    used = ShelfMark.shelf.in_(sa.select(Case.shelf))
    rows = [
        session.execute(sa.select(Case.id, Case.shelf).order_by(Case.id)).all(),
        session.execute(sa.select(ShelfMark.shelf, ShelfMark.mark).where(used)).all(),
        session.execute(sa.select(SearchTerm.case_id, SearchTerm.term)).all(),
    ]
    return [{tuple(row) for row in found} for found in rows]


def migrate_back_and_forth(url: str) -> None:
    unmigrate(url, "0005")
    migrate(url)


def test_a_name_is_found_from_any_of_its_characters_and_a_number_from_its_end() -> None:
    found = terms_of("阿依古丽·买买提", "A2020-1234", "13955501234")
    for words in ("阿依", "古丽·买", "买买提", "a2020", "Ａ２０２０", "1234", "+8613955501234"):
        assert matches(found, prefixes_of(words)), words
    for words in ("%", "·", "", "_", "234", "5550", "古买", "02", "x"):
        assert not matches(found, prefixes_of(words)), words


def test_marks_make_the_shelf_whatever_their_order() -> None:
    states = [("transfer", "verifying"), ("education", "pending")]
    marks_ = [
        marks_of(Kind.FULL_MEMBER, closed=False, reachable=True, states=order, asked=())
        for order in (states, states[::-1])
    ]
    assert shelf_of(marks_[0]) == shelf_of(marks_[1]) < 2**63
