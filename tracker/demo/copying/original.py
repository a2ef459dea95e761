"""The lived rows, read as the database holds them, each with the person it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tracker.demo.copying.tables import ROOT, has_own_key, personal_tables, references


@dataclass
class Original:
    """One person with all his rows, by table."""

    person_id: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, table: str) -> list[dict[str, Any]]:
        """His rows of a table."""
        return self.rows.get(table, [])

    @property
    def person(self) -> dict[str, Any]:
        """His own row."""
        return self.rows[ROOT][0]


@dataclass(frozen=True)
class Lived:
    """Everybody who lived through the verbs, and the highest key of each table that counts."""

    people: list[Original]
    strides: dict[str, int]


def read_lived(connection: sa.Connection) -> Lived:
    """Read all rows of all personal tables; a row without person belongs to nobody."""
    people: dict[int, Original] = {}
    owners: dict[str, dict[Any, int]] = {}
    strides: dict[str, int] = {}
    for table in personal_tables():
        owner_of = owners.setdefault(table.name, {})
        for row in raw_rows(connection, table):
            owner = row["id"] if table.name == ROOT else _owner(table, row, owners)
            if owner is None:
                continue
            people.setdefault(owner, Original(owner)).rows.setdefault(table.name, []).append(row)
            if has_own_key(table):
                owner_of[row["id"]] = owner
                strides[table.name] = max(strides.get(table.name, 0), row["id"])
    return Lived([people[key] for key in sorted(people)], strides)


def _owner(table: sa.Table, row: dict[str, Any], owners: dict[str, dict[Any, int]]) -> int | None:
    """Whose a row is: by its person, its case, or whatever it refers to that is somebody's."""
    found = references(table)
    ranked = sorted(found, key=lambda column: {ROOT: 0, "case": 1}.get(found[column], 2))
    for column in ranked:
        owner = owners.get(found[column], {}).get(row[column])
        if owner is not None:
            return owner
    return None


def raw_rows(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    """The rows of a table in key order, as the driver gives them; JSON as its own text."""
    quote = connection.dialect.identifier_preparer.quote
    names = [column.name for column in table.columns]
    wanted = ", ".join(
        f"CAST({quote(c.name)} AS TEXT)" if isinstance(c.type, sa.JSON) else quote(c.name)
        for c in table.columns
    )
    order = ", ".join(quote(column.name) for column in table.primary_key.columns)
    query = f"SELECT {wanted} FROM {quote(table.name)} ORDER BY {order}"
    rows = connection.exec_driver_sql(query).all()
    return [dict(zip(names, row, strict=True)) for row in rows]
