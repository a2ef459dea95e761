"""lists at size: shelves of cases that stand alike, search terms, and an index for each walk"""

import re
import unicodedata
from collections import defaultdict
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TERM = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
AT_ONCE = 2000

OLD = {
    "ix_case_next_due_on": ["next_due_on"],
    "ix_case_contact_person_id": ["contact_person_id"],
}
NEW = {
    "ix_case_due": ["next_due_on", "id"],
    "ix_case_contact_due": ["contact_person_id", "next_due_on", "id"],
    "ix_case_shelf_due": ["shelf", "next_due_on", "id"],
    "ix_case_college_shelf_due": ["college_id", "shelf", "next_due_on", "id"],
}

# The tables as they are here, whatever becomes of the models.
COLUMNS = ("id", "person_id", "college_id", "kind", "closed_at", "withdrawn_at")
CASE = sa.table("case", *map(sa.column, COLUMNS), sa.column("shelf", sa.BigInteger))
PERSON = sa.table("person", *map(sa.column, ("id", "name", "student_no", "mobile")))
TRACK = sa.table("track", *map(sa.column, ("case_id", "name", "state")))
TASK = sa.table("task", *map(sa.column, ("case_id", "role", "settled_at")))
ADDRESS = sa.table("mail_address", sa.column("person_id"), sa.column("active", sa.Boolean))
SHELF_MARK = sa.table("shelf_mark", sa.column("mark"), sa.column("shelf", sa.BigInteger))
SEARCH_TERM = sa.table("search_term", *map(sa.column, ("case_id", "term", "college_id")))


def upgrade() -> None:
    op.add_column("case", sa.Column("shelf", sa.BigInteger(), nullable=True))
    op.create_table(
        "shelf_mark",
        sa.Column("mark", sa.String(length=90), nullable=False),
        sa.Column("shelf", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "shelf", name=op.f("pk_shelf_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_term",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("term", TERM, nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_search_term_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "term", name=op.f("pk_search_term")),
        sqlite_with_rowid=False,
    )
    fill(op.get_bind())
    op.create_index("ix_search_term_term", "search_term", ["term", "case_id"])
    op.create_index("ix_search_term_college", "search_term", ["college_id", "term", "case_id"])
    for name in OLD:
        op.drop_index(name, "case")
    for name, columns in NEW.items():
        op.create_index(name, "case", columns)


def downgrade() -> None:
    for name in NEW:
        op.drop_index(name, "case")
    for name, columns in OLD.items():
        op.create_index(name, "case", columns)
    op.drop_table("search_term")
    op.drop_table("shelf_mark")
    op.drop_column("case", "shelf")


def fill(connection: sa.Connection) -> None:
    """Shelve and index the cases there are, some thousands at a time."""
    known: set[int] = set()
    last = 0
    while True:
        query = sa.select(CASE).where(CASE.c.id > last).order_by(CASE.c.id).limit(AT_ONCE)
        cases = connection.execute(query).all()
        if not cases:
            return
        _shelve(connection, cases, known)
        _index(connection, cases)
        last = cases[-1].id


def _shelve(connection, cases, known) -> None:
    first, last = cases[0].id, cases[-1].id
    marks = defaultdict(set)
    for case_id, name, state in connection.execute(
        sa.select(TRACK).where(TRACK.c.case_id.between(first, last))
    ):
        marks[case_id].add(f"{name}:{state}")
    for case_id, role, _ in connection.execute(
        sa.select(TASK).where(TASK.c.case_id.between(first, last), TASK.c.settled_at.is_(None))
    ):
        marks[case_id].add(f"task:{role}")
    people = sa.select(CASE.c.person_id).where(CASE.c.id.between(first, last))
    usable = sa.select(ADDRESS.c.person_id).where(ADDRESS.c.active.is_(True))
    reachable = set(connection.scalars(usable.where(ADDRESS.c.person_id.in_(people))))
    shelves = defaultdict(list)
    for case in cases:
        own = marks[case.id]
        own |= {f"kind:{case.kind}", "open" if case.closed_at is None else "closed"}
        if case.person_id not in reachable:
            own.add("no_address")
        if case.withdrawn_at is not None:
            own = {"withdrawn"}
        shelves[frozenset(own)].append(case.id)
    for own, ids in shelves.items():
        digest = blake2b("\n".join(sorted(own)).encode(), digest_size=8).digest()
        shelf = int.from_bytes(digest) >> 1
        if shelf not in known:
            known.add(shelf)
            rows = [{"mark": mark, "shelf": shelf} for mark in sorted(own)]
            connection.execute(sa.insert(SHELF_MARK), rows)
        connection.execute(sa.update(CASE).where(CASE.c.id.in_(ids)).values(shelf=shelf))


def _index(connection, cases) -> None:
    ids = [case.person_id for case in cases]
    people = {p.id: p for p in connection.execute(sa.select(PERSON).where(PERSON.c.id.in_(ids)))}
    rows = [
        {"case_id": case.id, "term": term, "college_id": case.college_id}
        for case in cases
        for term in sorted(_terms(people[case.person_id]))
    ]
    if rows:
        connection.execute(sa.insert(SEARCH_TERM), rows)


def _terms(person) -> set[str]:
    name = _fold(person.name)
    terms = {"n" + name[start:] for start in range(len(name))}
    if number := _fold(person.student_no or ""):
        terms.add("s" + number)
    if digits := re.sub("[^0-9]", "", (person.mobile or "").removeprefix("+86")):
        terms.add("m" + digits[::-1])
    return {term[:64] for term in terms}


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
