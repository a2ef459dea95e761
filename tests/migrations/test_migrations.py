"""From an empty database to the newest one, on both databases, and nothing left to migrate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from machines.words import Channel, Direction, Grade
from tests.databases import empty_postgres, migrate, unmigrate
from tracker.models import db
from tracker.models.db import Instant

APPEND_ONLY = (
    "contact_entry",
    "move_record",
    "uploaded_file",
    "policy_version",
    "access_record",
    "incoming_access",
    "reminder_record",
    "calendar_change",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    server = request.getfixturevalue("postgres_server")
    return empty_postgres(server, f"empty{abs(hash(str(tmp_path))) % 10**10}")


def test_an_empty_database_is_brought_to_the_newest_migration_and_back(empty_url: str) -> None:
    migrate(empty_url)
    engine = sa.create_engine(empty_url)
    assert set(db.metadata.tables) <= set(sa.inspect(engine).get_table_names())
    engine.dispose()
    unmigrate(empty_url)
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_the_migrations_make_exactly_what_the_models_say(empty_url: str) -> None:
    migrate(empty_url)
    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_itself_refuses_to_change_or_delete_the_record(
    empty_url: str, table: str
) -> None:
    """The ledger and the move history are append-only (S4.4-5), whoever holds the connection."""
    migrate(empty_url)
    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        _let_references_dangle(connection)
        connection.execute(_one_row(table))
        connection.commit()
    engine.dispose()
    statements = [f"UPDATE {table} SET id = id", f"DELETE FROM {table}"]
    if engine.dialect.name == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    for statement in statements:
        with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.execute(sa.text(statement))
    with engine.connect() as connection:
        assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 1
    engine.dispose()


def test_an_address_from_before_histories_begins_its_own_with_its_entry(empty_url: str) -> None:
    migrate(empty_url, "0010")
    engine = sa.create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO person (id, name) VALUES (1, '林晓燕')"))
        for number in (1, 2):
            connection.execute(
                sa.text(
                    "INSERT INTO mail_address (id, person_id, address, position, source, active, "
                    "added_at) VALUES (:id, 1, :address, 0, '名册', true, '2024-06-01 00:00:00')"
                ),
                {"id": number, "address": f"{number}@example.com"},
            )
        connection.execute(
            sa.text(
                "INSERT INTO address_change (address_id, at, state, active, why) "
                "VALUES (2, '2024-06-02 00:00:00', 'works', true, '答复')"
            )
        )
    migrate(empty_url)
    with engine.connect() as connection:
        lines = connection.execute(
            sa.text("SELECT address_id, state, why FROM address_change ORDER BY address_id")
        ).all()
    engine.dispose()
    assert [tuple(line) for line in lines] == [
        (1, "unconfirmed", "登记邮箱"),
        (2, "works", "答复"),
    ]


def test_a_task_from_before_kinds_gets_its_own_by_the_words_it_was_known_by(
    empty_url: str,
) -> None:
    """What settles a bounce's, an answer's or an address's task finds those of before as well."""
    texts = {
        "所有邮箱均退信，请打电话联系本人（S4.4-5、D-15）。“…”退信": "all_back",
        "邮箱已满，请另行联系本人（S4.4-5、D-15）": "unreached:full",
        "答复“请尽快报到”：3 工作单位变更：“换了单位”（请查看）": "reply",
        "答复“请尽快报到”：好的（请查看）\n请核实来信邮箱：a@example.com 没有登记": (
            "reply+confirm_sender"
        ),
        "请核实来信邮箱：a@example.com 没有登记": "confirm_sender",
        "本人用链接登记了新邮箱，请向本人核实：a@example.com": "new_address",
        "本人用链接要求停用邮箱，请核实后在个案的邮箱中办理：old@example.com": "given_up:7",
        "联系接收单位": "",
    }
    migrate(empty_url, "0014")
    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        _let_references_dangle(connection)
        case = {"person_id": 1, "college_id": 1, "branch_id": 1, "policy_version_id": 1}
        connection.execute(_one_row("person"))
        connection.execute(
            _one_row("case").values(
                kind="full_member", status="full", abroad=False, employment=None, **case
            )
        )
        connection.execute(
            _one_row("mail_address").values(
                id=7, person_id=1, address="old@example.com", state="works", active=True
            )
        )
        for number, text in enumerate(texts, 1):
            connection.execute(
                sa.text(
                    "INSERT INTO task (id, case_id, role, text, opened_at, outcome) "
                    "VALUES (:id, 1, 'branch_secretary', :text, '2024-06-01', '')"
                ),
                {"id": number, "text": text},
            )
        connection.commit()
    migrate(empty_url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT text, kind FROM task ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == list(texts.items())


def test_mails_that_arrived_are_not_lost_by_going_back(
    empty_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    migrate(empty_url)
    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        _let_references_dangle(connection)
        connection.execute(_one_row("incoming_raw"))
        connection.commit()
    with pytest.raises(SystemExit):
        unmigrate(empty_url)
    assert "1 封来信原件会随降级丢失" in caplog.text
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM incoming_raw")) == 1
    engine.dispose()


def _let_references_dangle(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET session_replication_role = replica"))
    else:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.cursor().execute("PRAGMA foreign_keys=OFF")


def _one_row(name: str) -> sa.Insert:
    """A row that satisfies the table's own checks; what it refers to need not exist here."""
    table = db.metadata.tables[name]
    words = {"channel": Channel.PHONE, "direction": Direction.OUT, "grade": Grade.FAILED}
    return table.insert().values(
        {c.name: words.get(c.name) or _plain(c.type) for c in table.columns}
    )


def _plain(kind: sa.types.TypeEngine[object]) -> object:
    samples: tuple[tuple[type, object], ...] = (
        (Instant, datetime(2024, 6, 1, tzinfo=UTC)),
        (sa.Date, date(2024, 6, 1)),
        (sa.Integer, 1),
        (sa.JSON, {}),
        (sa.LargeBinary, b"x"),
    )
    return next((value for known, value in samples if isinstance(kind, known)), "x")
