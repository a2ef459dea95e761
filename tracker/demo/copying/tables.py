"""Which tables tell of a person and are copied with him: found from the metadata, not listed.

A table that refers to a person or a case, or to such a table, is copied. What must not be copied
is named in `LEFT_OUT` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from tracker.models import db

# Table -> why its rows stay the first three hundred's.
LEFT_OUT: dict[str, str] = {
    "roster_import": "a sheet was imported once, for the people who live through the verbs",
    "roster_file": "the files of that import",
    "roster_verdict": "the rows of that sheet; the copies came on no sheet",
    "roster_write": "what that import wrote, to be undone; the copies came by no import",
    "incoming_mail": "one mail came in once; the copies keep their line in the ledger",
    "incoming_raw": "the bytes of that mail",
    "incoming_arrival": "the doors it came by",
    "incoming_access": "who opened it",
    "incoming_filing": "how it came to its case",
    "known_sender": "what was remembered when it was filed",
    "policy_effect": "what a draft would have done to a case; the copies were not asked",
    "policy_adoption_case": "one recorded step over named cases; the copies keep their version",
    "simulation_event": "what the time machine foretold of the first three hundred",
    "search_term": "written anew for the copies: what finds a person is made of his own name",
}
# Colleges, branches and who works there grow with the number of people, not with each copy.
SITE = frozenset({"college", "branch", "staff", "staff_branch", "education_activity"})
ROOT = "person"


def personal_tables(metadata: sa.MetaData | None = None) -> list[sa.Table]:
    """The tables to copy, those that are referred to first."""
    metadata = metadata or db.metadata
    found = {ROOT}
    while more := {t.name for t in metadata.sorted_tables if _wanted(t, found)} - found:
        found |= more
    return [table for table in metadata.sorted_tables if table.name in found]


def _wanted(table: sa.Table, found: set[str]) -> bool:
    if table.name in LEFT_OUT or table.name in SITE:
        return False
    return any(target(key) in found for key in table.foreign_keys)


def target(key: sa.ForeignKey) -> str:
    """The table a foreign key refers to."""
    return key.column.table.name


def references(table: sa.Table) -> dict[str, str]:
    """Column -> the table it refers to."""
    return {key.parent.name: target(key) for key in table.foreign_keys}


def has_own_key(table: sa.Table) -> bool:
    """Whether the table counts its rows itself, by a column `id`."""
    return [column.name for column in table.primary_key.columns] == ["id"]


def uniques(table: sa.Table) -> Iterator[frozenset[str]]:
    """The sets of columns in which no two rows may agree."""
    yield frozenset(column.name for column in table.primary_key.columns)
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield frozenset(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique:
            yield frozenset(column.name for column in index.columns)
    for column in table.columns:
        if column.unique:
            yield frozenset({column.name})
