"""Staff accounts: opened, changed, closed, given a new password; who may follows S3.1-5 to S3.1-7."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import STAFF, Role
from tracker.actions.colleges import may_manage
from tracker.actions.reminding import (
    first_rhythm,
    put_mail_address,
    read_mail_address,
    stop_reminders,
)
from tracker.actions.taken import telling_what_is_taken
from tracker.auth.passwords import hash_password, new_salt
from tracker.desk import Actor, Desk
from tracker.models import Branch, Staff
from tracker.models.db import begin_writing

WHERE = "设置 · 账号"
# An organizer looks after his college's own people; the department after everybody.
BY_ORGANIZER = frozenset({Role.BRANCH_SECRETARY, Role.COUNSELOR, Role.CONTACT_PERSON})
WITH_BRANCHES = frozenset({Role.BRANCH_SECRETARY, Role.COUNSELOR})
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}", re.ASCII)
# No letters or digits that look alike: the password is read out and typed once.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """What an account is opened with; `branch_ids` narrow secretary and counselor."""

    login: str
    name: str
    role: Role
    college_id: int | None
    branch_ids: tuple[int, ...] = ()
    phone: str = ""
    mail_address: str = ""


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What may change while the account stays the same person's. Without an address it is kept."""

    name: str
    branch_ids: tuple[int, ...]
    phone: str
    mail_address: str | None = None


@telling_what_is_taken()
def open_account(desk: Desk, order: AccountOrder, actor: Actor) -> tuple[Staff, str]:
    """Open an account and commit; gives it and its temporary password, which nothing keeps."""
    password = _password()
    hashed = hash_password(password)
    address = read_mail_address(order.mail_address)
    begin_writing(desk.session)
    try:
        found = [
            *_not_theirs(actor, order.role, order.college_id),
            *_bad_account(desk, order),
            *_bad_branches(desk, order.role, order.college_id, order.branch_ids),
        ]
        if found:
            raise Refused(*found)
        staff = Staff(
            login=order.login,
            name=order.name.strip(),
            role=order.role.value,
            college_id=order.college_id,
            branches=_branches(desk, order.branch_ids),
            phone=order.phone.strip(),
            password_hash=hashed,
            session_salt=new_salt(),
            active=True,
            made_at=desk.now,
            digest_rhythm=first_rhythm(order.role),
            mail_address="",
        )
        desk.session.add(staff)
        desk.session.flush()
        put_mail_address(desk, staff, address)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return staff, password


def change_account(desk: Desk, staff_id: int, order: AccountChange, actor: Actor) -> Staff:
    """Change name, phone, mail address and branches; commit. Login, role and college stay."""
    address = None if order.mail_address is None else read_mail_address(order.mail_address)
    begin_writing(desk.session)
    try:
        staff = desk.session.get_one(Staff, staff_id)
        found = [
            *_not_theirs(actor, staff.as_role, staff.college_id),
            *_bad_branches(desk, staff.as_role, staff.college_id, order.branch_ids),
        ]
        if not order.name.strip():
            found.append(_no("请填写姓名", "name"))
        if found:
            raise Refused(*found)
        staff.name, staff.phone = order.name.strip(), order.phone.strip()
        staff.branches = _branches(desk, order.branch_ids)
        if address is not None:
            put_mail_address(desk, staff, address)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return staff


def close_account(desk: Desk, staff_id: int, actor: Actor) -> Staff:
    """Disable an account and end its sessions; commit. Its name stays in every history."""
    begin_writing(desk.session)
    try:
        staff = desk.session.get_one(Staff, staff_id)
        found = [
            *_not_theirs(actor, staff.as_role, staff.college_id),
            *_indispensable(desk, staff, actor),
        ]
        if found:
            raise Refused(*found)
        staff.active, staff.session_salt = False, new_salt()
        stop_reminders(desk, staff)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return staff


def reset_password(desk: Desk, staff_id: int, actor: Actor) -> tuple[Staff, str]:
    """Give an account a new temporary password, end its sessions, open it if it was closed; commit."""
    password = _password()
    hashed = hash_password(password)
    begin_writing(desk.session)
    try:
        staff = desk.session.get_one(Staff, staff_id)
        found = [*_not_theirs(actor, staff.as_role, staff.college_id)]
        if actor.staff_id == staff.id:
            found.append(_no("自己的密码请在“改密码”中更改"))
        if found:
            raise Refused(*found)
        staff.password_hash, staff.session_salt, staff.active = hashed, new_salt(), True
        put_mail_address(desk, staff, staff.mail_address)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return staff, password


def may_manage_account(actor: Actor, role: Role, college_id: int | None) -> bool:
    """Whether the actor looks after accounts of this role in this college."""
    if actor.role is Role.DEPARTMENT:
        return True
    return role in BY_ORGANIZER and may_manage(actor, college_id)


def _password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _branches(desk: Desk, ids: tuple[int, ...]) -> list[Branch]:
    return list(desk.session.scalars(sa.select(Branch).where(Branch.id.in_(ids))))


def _not_theirs(actor: Actor, role: Role, college_id: int | None) -> Iterator[Refusal]:
    if not may_manage_account(actor, role, college_id):
        yield _no(
            f"{role.label}的账号由党委组织部办理；组织员只办理本学院支部书记、辅导员和联系人的账号"
        )


def _bad_account(desk: Desk, order: AccountOrder) -> Iterator[Refusal]:
    if not LOGIN.fullmatch(order.login):
        yield _no("账号用 3 至 40 个小写字母、数字、点或短横", "login")
    elif desk.session.scalar(sa.select(Staff.id).filter_by(login=order.login)):
        yield _no("这个账号已有人使用", "login")
    if not order.name.strip():
        yield _no("请填写姓名", "name")
    if order.role not in STAFF:
        yield _no("请选择角色", "role")
    if order.role is Role.DEPARTMENT and order.college_id is not None:
        yield _no("党委组织部账号不属于任何学院", "college")
    if order.role is not Role.DEPARTMENT and order.college_id is None:
        yield _no("请选择学院", "college")


def _bad_branches(
    desk: Desk, role: Role, college_id: int | None, ids: tuple[int, ...]
) -> Iterator[Refusal]:
    if role is Role.BRANCH_SECRETARY and not ids:
        yield _no("支部书记至少负责一个党支部", "branches", "S3.1-6")
    if ids and role not in WITH_BRANCHES:
        yield _no(f"{role.label}不按党支部分工，请不要勾选党支部", "branches", "S3.1-6")
    if any(branch.college_id != college_id for branch in _branches(desk, ids)):
        yield _no("只能选本学院的党支部", "branches", "S3.1-6")


def _indispensable(desk: Desk, staff: Staff, actor: Actor) -> Iterator[Refusal]:
    if actor.staff_id == staff.id:
        yield _no("不能停用自己的账号")
    others = (
        sa.select(Staff.id)
        .filter_by(role=Role.DEPARTMENT.value, active=True)
        .where(Staff.id != staff.id)
    )
    if staff.as_role is Role.DEPARTMENT and desk.session.scalar(others.limit(1)) is None:
        yield _no("这是最后一个可用的党委组织部账号，停用后无人能管理系统")
    if not staff.active:
        yield _no("这个账号已经停用")


def _no(missing: str, field: str | None = None, rule: str = "S3.1-5") -> Refusal:
    return Refusal(missing, rule, Role.DEPARTMENT, WHERE, field)
