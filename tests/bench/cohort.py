"""Any number of cases by bulk insert: believable states, no histories. For lists and their plans."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from machines import get_machine
from machines.roles import Role
from machines.words import Kind, PartyStatus
from tests.factories import make_cohort, make_staff
from tracker.lists.marks import marks_of, shelf_of
from tracker.lists.terms import terms_of
from tracker.models import Branch, Cohort, College, Staff

TODAY = date(2024, 10, 15)
MOMENT = "2024-05-27 04:00:00.000000"
SURNAMES = "张王李赵陈刘杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏飞玲辉梅鑫波斌宇浩凯健俊帆雪婷慧莹晨曦佳怡思雨欣悦"
MINORITY = ("阿依古丽·买买提", "迪丽努尔·艾力", "木合塔尔·吐尔逊")

Weights = dict[str, int]
KINDS: Weights = {
    "full_member": 55, "probationary_member": 25, "overseas_member": 8, "activist": 12,
}  # fmt: skip
TRANSFER: Weights = {
    "accepted": 4500, "letter_issued": 1800, "verifying": 1300, "registered": 900, "verified": 400,
    "expired": 300, "retained": 300, "out_of_contact": 200, "moved_internally": 100,
    "reissue_requested": 80, "retention_requested": 60, "reissue_approved": 30, "deferred": 15,
    "retention_approved": 10, "conduct_review": 4, "ended_by_disposition": 1,
}  # fmt: skip
MATERIALS: Weights = {
    "unchecked": 40, "checked": 25, "defective": 15, "archived": 10, "reconstructing": 1,
}  # fmt: skip
SEALED: Weights = {"receipt_confirmed": 6, "sent_confidentially": 2, "sealed_separately": 1}
FILED: Weights = {"archived": 97, "reconstructing": 3}
ABROAD: Weights = {"applying": 20, "approved": 10, "preparing": 20, "abroad": 45, "returned": 5}
PROBATION: Weights = {"on_probation": 80, "applied": 10, "extended": 8, "frozen": 2}


@dataclass(frozen=True)
class Staffed:
    """Who can look at the list: one account a role, and a counselor of every branch of his college."""

    accounts: dict[str, Staff]


def fill(
    engine: Engine, people: int, *, colleges: int = 40, branches: int = 50, password: str = "!"
) -> Staffed:
    """Fill a migrated, empty database; the same numbers make the same rows."""
    chance = random.Random(f"{people} {colleges} {branches}")
    with Session(engine, expire_on_commit=False) as session:
        cohort, places = _school(session, colleges, branches)
        staffed = _staff(session, password)
        frame = (cohort.id, cohort.policy.id, staffed.accounts["contact_person"])
        session.commit()
        rows = _Rows()
        for number in range(1, people + 1):
            _person(rows, chance, number)
            _case(rows, chance, number, places[(number * 7) % len(places)], frame)
            if number % 20000 == 0:
                rows.flush(engine)
        rows.shelves()
        rows.flush(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(sa.text("VACUUM ANALYZE"))
    return staffed


def _school(session: Session, colleges: int, branches: int) -> tuple[Cohort, list[tuple[int, int]]]:
    cohort = make_cohort(session)
    session.add_all(
        College(
            name=f"示例第{c}学院", contact_name="郑老师", contact_phone="0570-5550123",
            branches=[Branch(name=f"学生第{b}党支部") for b in range(1, branches + 1)],
        )
        for c in range(1, colleges + 1)
    )  # fmt: skip
    session.flush()
    found = session.execute(sa.select(Branch.college_id, Branch.id).order_by(Branch.id))
    return cohort, [(college, branch) for college, branch in found]


def _staff(session: Session, password: str) -> Staffed:
    college = session.scalars(sa.select(College).order_by(College.id)).first()
    assert college is not None
    own = tuple(college.branches[:2])

    def account(name: str, role: Role, branches: tuple[Branch, ...] = ()) -> Staff:
        home = None if role is Role.DEPARTMENT else college
        return make_staff(session, role, home, branches, login=name, password_hash=password)

    roles = (Role.DEPARTMENT, Role.ORGANIZER, Role.COMMITTEE, Role.COUNSELOR, Role.CONTACT_PERSON)
    accounts = {role.value: account(role.value, role) for role in roles}
    accounts["branch_secretary"] = account("branch_secretary", Role.BRANCH_SECRETARY, own)
    every = tuple(college.branches)
    accounts["own_counselor"] = account("own_counselor", Role.COUNSELOR, every)
    return Staffed(accounts)


class _Rows:
    """Rows by table, written in the order of their references."""

    TABLES = ("person", "mail_address", "case", "track", "task", "shelf_mark", "search_term")

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in self.TABLES}
        self.marks: dict[int, frozenset[str]] = {}

    def add(self, table: str, **values: Any) -> None:
        self.rows[table].append(values)

    def shelves(self) -> None:
        for shelf, marks in self.marks.items():
            for mark in marks:
                self.add("shelf_mark", mark=mark, shelf=shelf)

    def flush(self, engine: Engine) -> None:
        with engine.begin() as connection:
            for name in self.TABLES:
                if rows := self.rows[name]:
                    _insert(connection, name, list(rows[0]), [tuple(r.values()) for r in rows])
                    rows.clear()


def _insert(
    connection: sa.Connection, name: str, columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """By the fastest door of each driver."""
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', rows)
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    with raw.cursor() as cursor, cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _person(rows: _Rows, chance: random.Random, number: int) -> None:
    # Surnames as unequal as real ones: the first has eight times the people of the last.
    surname = SURNAMES[int(len(SURNAMES) * chance.random() ** 2)]
    name = surname + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    if number % 60 == 0:
        name = chance.choice(MINORITY)
    rows.add(
        "person", id=number, name=name, student_no=f"{2020 + number % 3}{number:07d}",
        mobile=f"199{(number * 7919) % 10**8:08d}",
    )  # fmt: skip
    rows.add(
        "mail_address", person_id=number, address=f"biyesheng{number}@example.com",
        folded=f"biyesheng{number}@example.com", position=0,
        source="名册", active=chance.random() > 0.004, added_at=MOMENT,
    )  # fmt: skip


def _case(
    rows: _Rows,
    chance: random.Random,
    number: int,
    place: tuple[int, int],
    frame: tuple[int, int, Staff],
) -> None:
    kind = Kind(_draw(chance, KINDS))
    states = dict(_states(chance, kind))
    machine = get_machine(kind)
    ended = [machine.track(t).state(s) for t, s in states.items()]
    closed = all(s.final or s.resting for s in ended)
    due = None
    if not closed and chance.random() < 0.85:
        due = (TODAY + timedelta(days=chance.randrange(-20, 60))).isoformat()
    asked = ["branch_secretary"] if chance.random() < 0.03 else []
    reachable = rows.rows["mail_address"][-1]["active"]
    marks = marks_of(kind, closed=closed, reachable=reachable, states=states.items(), asked=asked)
    shelf = shelf_of(marks)
    rows.marks[shelf] = marks
    cohort, policy, contact = frame
    # Some hundred cases at every size, as a secretary has; the first branches are his college's.
    named = place[1] <= 3
    rows.add(
        "case", id=number, cohort_id=cohort, person_id=number, college_id=place[0],
        branch_id=place[1], contact_person_id=contact.id if named else None,
        policy_version_id=policy, kind=kind.value, status=_status(kind), version=1,
        abroad=kind is Kind.OVERSEAS_MEMBER, next_due_on=due, opened_at=MOMENT,
        closed_at=MOMENT if closed else None, shelf=shelf,
    )  # fmt: skip
    for track, state in states.items():
        rows.add("track", case_id=number, name=track, state=state, since=MOMENT)
    for role in asked:
        rows.add("task", case_id=number, role=role, text="本人来信", opened_at=MOMENT, outcome="")
    person = rows.rows["person"][-1]
    for term in terms_of(person["name"], person["student_no"], person["mobile"]):
        rows.add("search_term", case_id=number, term=term, college_id=place[0])


def _status(kind: Kind) -> str:
    special = {
        Kind.PROBATIONARY_MEMBER: PartyStatus.PROBATIONARY,
        Kind.ACTIVIST: PartyStatus.ACTIVIST,
    }
    return special.get(kind, PartyStatus.FULL).value


def _states(chance: random.Random, kind: Kind) -> Iterator[tuple[str, str]]:
    if kind is Kind.ACTIVIST:
        yield "materials", _draw(chance, {"collecting": 50, "checked": 10, "archived": 40})
        return
    transfer = _draw(chance, TRANSFER)
    abroad = "not_applied"
    if kind is Kind.OVERSEAS_MEMBER:
        abroad = _draw(chance, ABROAD)
        transfer = "kept_abroad" if abroad in ("abroad", "preparing") else "verifying"
    filed = transfer in ("accepted", "moved_internally")
    yield "transfer", transfer
    yield "materials", _draw(chance, _materials(kind, filed=filed))
    yield "education", "attended" if filed or chance.random() < 0.8 else "pending"
    yield "abroad", abroad
    rare = "reviewing" if transfer == "out_of_contact" and chance.random() < 0.1 else "not_opened"
    yield "disposition", rare
    if kind is Kind.PROBATIONARY_MEMBER:
        yield "probation", "handed_over" if filed else _draw(chance, PROBATION)


def _materials(kind: Kind, *, filed: bool) -> Weights:
    if filed:
        return FILED
    return MATERIALS if kind is Kind.FULL_MEMBER else MATERIALS | SEALED


def _draw(chance: random.Random, weights: Weights) -> str:
    return chance.choices(list(weights), cum_weights=list(accumulate(weights.values())))[0]
