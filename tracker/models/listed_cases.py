"""Asking the database whether a list of candidates names a case, in the words of each database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class lists_case(FunctionElement[bool]):  # noqa: N801
    """Whether a JSON list of {"case_id": …} names a case: `lists_case(column, Case.id)`."""

    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> lists_case:  # noqa: ARG002
        """As it is: SQLite would else be asked for `… IN (…) = 1`, and read every case for it."""
        return self


@compiles(lists_case, "sqlite")
def _on_sqlite(element: lists_case, compiler: Any, **how: Any) -> str:
    listed, case = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{case} IN (SELECT json_extract(value, '$.case_id') FROM json_each({listed}))"


@compiles(lists_case, "postgresql")
def _on_postgresql(element: lists_case, compiler: Any, **how: Any) -> str:
    listed, case = (compiler.process(clause, **how) for clause in element.clauses)
    rows = f"json_array_elements({listed}) AS listed"
    return f"{case} IN (SELECT CAST(listed ->> 'case_id' AS INTEGER) FROM {rows})"
