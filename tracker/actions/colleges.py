"""Colleges, their one contact person and one phone, their branches (S3.2-5, S3.2-6, S3.1-6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Branch, College
from tracker.models.db import begin_writing

WHERE = "设置 · 学院"
# One number, perhaps with an extension: a list of numbers is not "one" (S3.2-6).
PHONE = re.compile(r"\+?\d[\d() -]{5,22}\d(转\d{1,6})?", re.ASCII)


def may_manage(actor: Actor, college_id: int | None) -> bool:
    """The department manages every college, an organizer his own (S3.1-5, S3.1-7)."""
    if actor.role is Role.DEPARTMENT:
        return True
    own = actor.staff.college_id if actor.staff else None
    return actor.role is Role.ORGANIZER and own is not None and own == college_id


def set_contact(desk: Desk, college_id: int, name: str, phone: str, actor: Actor) -> College:
    """Name the college's contact person and enquiry phone, which every mail carries; commit."""
    begin_writing(desk.session)
    try:
        found = [*_not_theirs(actor, college_id), *_bad_contact(name, phone)]
        if found:
            raise Refused(*found)
        college = desk.session.get_one(College, college_id)
        college.contact_name, college.contact_phone = name.strip(), phone.strip()
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return college


@telling_what_is_taken()
def add_college(desk: Desk, name: str, contact: str, phone: str, actor: Actor) -> College:
    """Add a college with its contact person and phone; commit. The department's alone."""
    begin_writing(desk.session)
    try:
        found = [*_not_theirs(actor, None), *_bad_contact(contact, phone)]
        if not name.strip():
            found.append(_no("请填写学院名称", "name"))
        elif desk.session.scalar(sa.select(College.id).filter_by(name=name.strip())):
            found.append(_no("已有同名的学院", "name"))
        if found:
            raise Refused(*found)
        college = College(
            name=name.strip(), contact_name=contact.strip(), contact_phone=phone.strip()
        )
        desk.session.add(college)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return college


@telling_what_is_taken()
def add_branch(desk: Desk, college_id: int, name: str, actor: Actor) -> Branch:
    """Add a branch to a college; commit."""
    begin_writing(desk.session)
    try:
        found = [*_not_theirs(actor, college_id)]
        taken = sa.select(Branch.id).filter_by(college_id=college_id, name=name.strip())
        if not name.strip():
            found.append(_no("请填写党支部名称", "name", "S3.1-6"))
        elif desk.session.scalar(taken):
            found.append(_no("本学院已有同名的党支部", "name", "S3.1-6"))
        if found:
            raise Refused(*found)
        branch = Branch(college_id=college_id, name=name.strip())
        desk.session.add(branch)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return branch


def _not_theirs(actor: Actor, college_id: int | None) -> Iterator[Refusal]:
    if not may_manage(actor, college_id):
        yield _no("只有党委组织部和本学院组织员可以办理", None, "S3.1-5")


def _bad_contact(name: str, phone: str) -> Iterator[Refusal]:
    if not name.strip():
        yield _no("请写明一位联系人", "contact_name", "S3.2-5")
    if not phone.strip():
        yield _no("请写明一个咨询电话", "contact_phone", "S3.2-6")
    elif not PHONE.fullmatch(phone.strip()):
        yield _no("电话号码写法有误，如 0570-8015000 或 11 位手机号码", "contact_phone", "S3.2-6")


def _no(missing: str, field: str | None, rule: str = "S3.2-5") -> Refusal:
    return Refusal(missing, rule, Role.DEPARTMENT, WHERE, field)
