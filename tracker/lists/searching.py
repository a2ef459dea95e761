"""Writing the search terms of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.lists.terms import terms_of
from tracker.models import Case, Person, SearchTerm
from tracker.models.db import in_batches


def index_cases(session: Session, case_ids: Iterable[int]) -> None:
    """Write anew what finds these cases, within the caller's transaction; only differences.

    For whoever opens cases or changes a person's name, student number or mobile number, or the
    college of a case.
    """
    session.flush()
    for some in in_batches(sorted(set(case_ids))):
        _index(session, some)


def _index(session: Session, ids: Sequence[int]) -> None:
    known: dict[int, set[tuple[str, int]]] = defaultdict(set)
    written = sa.select(SearchTerm.case_id, SearchTerm.term, SearchTerm.college_id)
    for case_id, term, college in session.execute(written.where(SearchTerm.case_id.in_(ids))):
        known[case_id].add((term, college))
    query = (
        sa.select(Case.id, Case.college_id, Person.name, Person.student_no, Person.mobile)
        .join(Person, Person.id == Case.person_id)
        .where(Case.id.in_(ids))
    )
    rows, outdated = [], []
    for case_id, college, name, student_no, mobile in session.execute(query):
        terms = {(term, college) for term in terms_of(name, student_no, mobile)}
        if terms == known[case_id]:
            continue
        if known[case_id]:
            outdated.append(case_id)
        rows += [{"case_id": case_id, "term": t, "college_id": c} for t, c in sorted(terms)]
    table = SearchTerm.__table__
    if outdated:
        session.execute(sa.delete(table).where(table.c.case_id.in_(outdated)))  # type: ignore[arg-type]
    if rows:
        session.execute(sa.insert(table), rows)  # type: ignore[arg-type]
