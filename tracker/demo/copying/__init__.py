"""Copies of lived lives: as many people as wanted, each history as true as the one it follows.

All rows of a person who lived through the verbs are written again with keys of their own; whatever
they say of him, his case, his branch and his college is said of the new person (`rules` says how).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import sqlalchemy as sa

from tracker.config import Settings
from tracker.demo.copying.copies import Copy, Frame, PeopleMaker
from tracker.demo.copying.original import Lived, Original, read_lived
from tracker.demo.copying.recipes import Recipe, Speech, recipes_of, refuse_undeclared
from tracker.demo.copying.rules import HTML_UP_TO, SHORT_HTML
from tracker.demo.copying.site import SLOTS, Site, Slot
from tracker.demo.copying.tables import personal_tables
from tracker.demo.copying.writing import Writer, bulk_writer
from tracker.lists.terms import terms_of
from tracker.models import Cohort, db

# So many copies of everybody are written in one transaction.
AT_ONCE = 10


def copy_lives(engine: sa.Engine, settings: Settings, people: int, seed: int) -> None:
    """Bring the demo to `people` people by copies of those who are there already.

    Raises Undeclared where a table has come that this cannot copy; then nothing was written.
    """
    refuse_undeclared(personal_tables())
    with engine.connect() as connection:
        lived = read_lived(connection)
        turns = -(-people // len(lived.people))
        site = Site(connection, min(turns, SLOTS), seed)
        years = tuple(connection.scalars(sa.select(Cohort.year).order_by(Cohort.year)))
    frame = Frame(settings, lived.strides, years)
    speeches = [Speech(one, frame, _site_words(site, one)) for one in lived.people]
    fixed = {} if people <= HTML_UP_TO else {("mail", "html"): SHORT_HTML}
    recipes = [
        recipes_of(one, speech, fixed) for one, speech in zip(lived.people, speeches, strict=True)
    ]
    maker = PeopleMaker(years[-1], seed, first=2 * len(lived.people))
    order = list(range(len(lived.people)))
    Random(f"{seed}/order").shuffle(order)
    with bulk_writer(engine) as writer:
        _write_site(writer, site)
        for batch in _batches(order, people - len(order)):
            rows: dict[str, list[list[Any]]] = {}
            for turn, at in batch:
                slot = site.slots[turn % len(site.slots)]
                copy = Copy(lived.people[at], slot, turn, maker, frame)
                for recipe in recipes[at]:
                    rows.setdefault(recipe.table, []).append(recipe.make(copy))
            _write(writer, rows)


def _site_words(site: Site, original: Original) -> list[str]:
    [case, *_] = original.of("case")
    return list(site.slots[0].words[case["branch_id"]])


def _batches(order: Sequence[int], wanted: int) -> Iterator[list[tuple[int, int]]]:
    """Which copy of whom, batch by batch; the last round takes only as many as are wanted."""
    todo = [(turn, at) for turn in range(1, -(-wanted // len(order)) + 1) for at in order]
    todo = todo[:wanted]
    size = AT_ONCE * len(order)
    for start in range(0, len(todo), size):
        yield todo[start : start + size]


def _write_site(writer: Writer, site: Site) -> None:
    for table in db.metadata.sorted_tables:
        if rows := site.rows.get(table.name):
            columns = [column.name for column in table.columns]
            writer.write(table.name, columns, [[row[name] for name in columns] for row in rows])
    writer.commit()


def _write(writer: Writer, rows: dict[str, list[list[Any]]]) -> None:
    for table in personal_tables():
        if found := rows.get(table.name):
            writer.write(table.name, [column.name for column in table.columns], found)
    terms = [*_search_terms(rows)]
    writer.write("search_term", ("case_id", "term", "college_id"), terms)
    writer.commit()


def _search_terms(rows: dict[str, list[list[Any]]]) -> Iterator[tuple[int, str, int]]:
    """What finds the copies: made of their own names and numbers, as every verb makes it."""
    person, case = (_columns(name) for name in ("person", "case"))
    people = {row[person["id"]]: row for row in rows.get("person", ())}
    for row in rows.get("case", ()):
        own = people[row[case["person_id"]]]
        told = (own[person[name]] for name in ("name", "student_no", "mobile"))
        for term in sorted(terms_of(*told)):
            yield row[case["id"]], term, row[case["college_id"]]


def _columns(table: str) -> dict[str, int]:
    return {column.name: at for at, column in enumerate(db.metadata.tables[table].columns)}


__all__ = ["Copy", "Lived", "Recipe", "Slot", "copy_lives"]
