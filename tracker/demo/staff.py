"""Colleges, branches and accounts of the demo."""

from __future__ import annotations

from sqlalchemy.orm import Session

from machines.roles import Role
from tracker.auth.passwords import hash_password, new_salt
from tracker.desk import Desk
from tracker.models import Branch, College, Staff

PASSWORD = "graduate-demo"

COLLEGES = (
    ("信息工程学院", "周敏", "0570-555-0101"),
    ("教师教育学院", "吴芳", "0570-555-0102"),
)
BRANCHES = ("学生第一党支部", "学生第二党支部")

# login, name, role, college index, branch indices
ACCOUNTS: tuple[tuple[str, str, Role, int | None, tuple[int, ...]], ...] = (
    ("zuzhibu", "何建国", Role.DEPARTMENT, None, ()),
    ("zuzhiyuan1", "周敏", Role.ORGANIZER, 0, ()),
    ("zuzhiyuan2", "吴芳", Role.ORGANIZER, 1, ()),
    ("dangwei1", "陈卫东", Role.COMMITTEE, 0, ()),
    ("dangwei2", "林秀英", Role.COMMITTEE, 1, ()),
    ("shuji1", "王晓燕", Role.BRANCH_SECRETARY, 0, (0,)),
    ("shuji2", "刘志强", Role.BRANCH_SECRETARY, 0, (1,)),
    ("shuji3", "赵丽", Role.BRANCH_SECRETARY, 1, (0,)),
    ("shuji4", "孙浩", Role.BRANCH_SECRETARY, 1, (1,)),
    ("fudaoyuan1", "郑洁", Role.COUNSELOR, 0, ()),
    ("fudaoyuan2", "黄涛", Role.COUNSELOR, 1, ()),
    ("lianxiren1", "许静", Role.CONTACT_PERSON, 0, ()),
    ("lianxiren2", "高峰", Role.CONTACT_PERSON, 1, ()),
)

LOGINS = [
    (f"{role.label}（{name}）", login, PASSWORD)
    for login, name, role, _, _ in ACCOUNTS
    if login in ("zuzhibu", "zuzhiyuan1", "dangwei1", "shuji1", "fudaoyuan1", "lianxiren1")
]


def make_staff(desk: Desk) -> None:
    """Add colleges, branches and accounts, and commit. All share one demo password."""
    colleges = [_college(desk.session, *row) for row in COLLEGES]
    hashed = hash_password(PASSWORD)
    for login, name, role, college, branches in ACCOUNTS:
        home = colleges[college] if college is not None else None
        desk.session.add(
            Staff(
                login=login,
                name=name,
                role=role.value,
                college=home,
                phone="",
                password_hash=hashed,
                session_salt=new_salt(),
                active=True,
                made_at=desk.now,
                branches=[home.branches[i] for i in branches] if home else [],
            )
        )
    desk.session.commit()


def _college(session: Session, name: str, contact: str, phone: str) -> College:
    college = College(name=name, contact_name=contact, contact_phone=phone)
    college.branches = [Branch(name=f"{name}{branch}") for branch in BRANCHES]
    session.add(college)
    session.flush()
    return college
