"""Colleges, branches and accounts of the demo. All accounts share one demo password."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from machines.roles import Role
from tracker.actions.reminding import first_rhythm
from tracker.auth.passwords import hash_password, new_salt
from tracker.demo.names import NameMaker
from tracker.demo.school import BRANCHES, COLLEGES, branch_name, phone_of
from tracker.desk import Actor, Desk
from tracker.models import Branch, College, Staff

PASSWORD = "graduate-demo"

# Who serves a whole college, in this order; each branch has its secretary besides.
OF_COLLEGES = (
    ("zuzhiyuan", Role.ORGANIZER),
    ("dangwei", Role.COMMITTEE),
    ("fudaoyuan", Role.COUNSELOR),
    ("lianxiren", Role.CONTACT_PERSON),
)
SECRETARY = "shuji"
DEPARTMENT = ("zuzhibu", "何建国")
# Those one may log in as first keep their names from one release to the next.
KNOWN_NAMES = {
    "zuzhiyuan1": "周敏",
    "dangwei1": "陈卫东",
    "fudaoyuan1": "郑洁",
    "lianxiren1": "许静",
    "shuji1": "王晓燕",
}
STAFF_NAMES = frozenset({DEPARTMENT[1], *KNOWN_NAMES.values()})
LOGINS = [
    (f"{Role.DEPARTMENT.label}（{DEPARTMENT[1]}）", DEPARTMENT[0], PASSWORD),
    *(
        (f"{role.label}（{KNOWN_NAMES[f'{stem}1']}）", f"{stem}1", PASSWORD)
        for stem, role in (OF_COLLEGES[0], OF_COLLEGES[1], (SECRETARY, Role.BRANCH_SECRETARY),
                           *OF_COLLEGES[2:])
    ),
]  # fmt: skip


def make_staff(desk: Desk, random: Random) -> None:
    """Add the three colleges, their branches and accounts, and commit."""
    hashed = hash_password(PASSWORD)
    names = NameMaker(random, STAFF_NAMES)
    login, name = DEPARTMENT
    desk.session.add(_account(desk, login, name, Role.DEPARTMENT, hashed))
    secretaries = 0
    for number, count in enumerate(BRANCHES, 1):
        college = _college(number, count)
        desk.session.add(college)
        for stem, role in OF_COLLEGES:
            staff = _account(desk, *_named(f"{stem}{number}", names), role, hashed)
            staff.college = college
            if role is Role.ORGANIZER:
                college.contact_name = staff.name
            desk.session.add(staff)
        for branch in college.branches:
            secretaries += 1
            staff = _account(
                desk,
                *_named(f"{SECRETARY}{secretaries}", names),
                Role.BRANCH_SECRETARY,
                hashed,
            )
            staff.college, staff.branches = college, [branch]
            desk.session.add(staff)
        # The keys follow the order of the tables above, whatever the order of flushing would be.
        desk.session.flush()
    desk.session.commit()


def _named(login: str, names: NameMaker) -> tuple[str, str]:
    """A login with the name it always has, or one made up for it."""
    made_up = names.next(male=login[-1] in "13579").name
    return login, KNOWN_NAMES.get(login, made_up)


def _college(number: int, branches: int) -> College:
    college = College(
        name=COLLEGES[number - 1].name, contact_name="", contact_phone=phone_of(number)
    )
    college.branches = [Branch(name=branch_name(college.name, n)) for n in range(1, branches + 1)]
    return college


def address_of(login: str) -> str:
    """Where digests go: into the catcher, as all mail of the demo."""
    return f"{login}@example.com"


def _account(desk: Desk, login: str, name: str, role: Role, hashed: str) -> Staff:
    return Staff(
        login=login,
        name=name,
        role=role.value,
        phone="",
        mail_address=address_of(login),
        digest_rhythm=first_rhythm(role),
        password_hash=hashed,
        session_salt=new_salt(),
        active=True,
        made_at=desk.now,
    )


class Roster:
    """Who holds which role, for every college and branch; looked up once, used for every act.

    The accounts are taken out of the session, which would read each anew after every commit.
    """

    def __init__(self, desk: Desk) -> None:
        self._of: dict[tuple[Role, int | None], Actor] = {}
        query = sa.select(Staff).options(selectinload(Staff.branches))
        accounts = desk.session.scalars(query.order_by(Staff.id.desc())).all()
        for staff in accounts:
            for place in list(_places(staff)):
                self._of[staff.as_role, place] = Actor(staff.as_role, staff)
        for staff in accounts:
            desk.session.expunge(staff)

    def holder(self, role: Role, college_id: int, branch_id: int) -> Actor:
        """The account that acts in that role for a case of the college and branch."""
        if role is Role.DEPARTMENT:
            return self.department
        place = branch_id if role is Role.BRANCH_SECRETARY else college_id
        return self._of[role, place]

    @property
    def department(self) -> Actor:
        """The department's account."""
        return self._of[Role.DEPARTMENT, None]


def _places(staff: Staff) -> Iterator[int | None]:
    if staff.as_role is Role.BRANCH_SECRETARY:
        yield from (branch.id for branch in staff.branches)
    else:
        yield staff.college_id
