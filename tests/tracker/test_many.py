"""Rows written in bulk: all of them, as the ORM would have written them, their keys in order."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from tests.factories import make_case
from tracker.models import MoveRecord, Person
from tracker.writers.many import AT_ONCE, add_many, add_many_for_keys


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Keys are given back by each database in its own way."""
    url: str = request.getfixturevalue(request.param)
    return url


def test_keys_come_in_the_order_of_the_rows_however_many_there_are(
    sessions: sessionmaker[Session],
) -> None:
    count = AT_ONCE + 50
    # Every second one has no birth date: rows differ in what is empty.
    rows = [
        {"name": "张三", "student_no": f"{count - n:09d}", "birth_date": _born(n)}
        for n in range(count)
    ]
    with sessions() as session:
        keys = add_many_for_keys(session, Person, rows, by=("student_no",))
        written = {p.id: (p.student_no, p.birth_date) for p in session.scalars(sa.select(Person))}
    assert [written[key] for key in keys] == [(r["student_no"], r["birth_date"]) for r in rows]


def _born(number: int) -> date | None:
    return date(2001, 9, 12) if number % 2 else None


def test_rows_that_are_equal_get_a_key_each(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        keys = add_many_for_keys(session, Person, [{"name": "张三"}] * 3, by=("name",))
        assert sorted(keys) == sorted(session.scalars(sa.select(Person.id)))
    assert len(set(keys)) == 3


def test_no_rows_are_no_statement(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        add_many(session, Person, [])
        assert add_many_for_keys(session, Person, [], by=("name",)) == []
        assert session.scalars(sa.select(Person.id)).all() == []


def test_an_attribute_is_written_to_its_column_and_an_unknown_one_refused(session: Session) -> None:
    case = make_case(session)
    line = {
        "case_id": case.id, "track": "case", "action": "open", "label": "建立个案",
        "from_state": "", "to_state": "open", "role": "organizer",
        "policy_version_id": case.policy_version.id, "kind_before": "full_member",
        "kind_after": "full_member", "order": {"a": "b"}, "rules": ["S4.1-1"], "case_version": 2,
        "day": date(2024, 7, 2), "at": case.opened_at,
    }  # fmt: skip
    add_many(session, MoveRecord, [line])
    assert session.scalars(sa.select(MoveRecord)).one().order == {"a": "b"}
    with pytest.raises(KeyError, match="ordre"):
        add_many(session, MoveRecord, [line | {"ordre": {}}])
    assert len(session.scalars(sa.select(MoveRecord)).all()) == 1
