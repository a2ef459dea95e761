"""Log in, change the password, end sessions: what changes an account, and commits."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.auth.passwords import (
    LONGEST,
    SHORTEST,
    hash_password,
    new_salt,
    password_is_right,
    rehash_if_needed,
)
from tracker.auth.throttle import PER_ADDRESS, Wait, find_wait, forget_failures, note_failure
from tracker.desk import Desk
from tracker.models import Staff
from tracker.models.db import begin_writing


class LogInRefused(Exception):
    """No log-in; the message is Chinese and says what to do."""


class BadPassword(Exception):
    """A password that cannot be taken; `field` names the field at fault."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def check_log_in(desk: Desk, login: str, password: str, address: str) -> Staff:
    """The account of a right log-in. Raises LogInRefused; every failure is counted first."""
    login = login.strip()
    session = desk.session
    wait = find_wait(session, login[:40], address, desk.now)
    if wait is not None:
        raise LogInRefused(_words(wait))
    staff = session.scalar(sa.select(Staff).filter_by(login=login))
    right = password_is_right(staff, password[:LONGEST])
    begin_writing(session)
    if not right or staff is None:
        note_failure(session, login, address, desk.now)
        session.commit()
        raise LogInRefused("账号或密码不对。请检查大小写后再试；忘记密码请联系党委组织部重设。")
    rehash_if_needed(staff, password)
    forget_failures(session, login)
    session.commit()
    return staff


def _words(wait: Wait) -> str:
    if wait.of_address:
        return (
            f"从您所在的网络地址登录失败的账号已有 {PER_ADDRESS} 个，整个地址暂停登录，"
            f"请 {wait.minutes} 分钟后再试。您的账号没有被锁定，换一个网络即可登录。"
        )
    return f"尝试次数过多，请 {wait.minutes} 分钟后再试。忘记密码请联系党委组织部重设。"


def end_sessions(desk: Desk, staff: Staff) -> None:
    """Log-out: the cookie in the browser is worth nothing from now on, nor is any copy of it."""
    begin_writing(desk.session)
    staff.session_salt = new_salt()
    desk.session.commit()


def change_password(desk: Desk, staff: Staff, old: str, new: str, again: str) -> None:
    """Set a new password and end every session of the account. Raises BadPassword."""
    if not password_is_right(staff, old[:LONGEST]):
        raise BadPassword("现在的密码不对", "old")
    if not SHORTEST <= len(new) <= LONGEST:
        raise BadPassword(f"新密码至少 {SHORTEST} 个字符", "new")
    if new == old or new.strip().lower() == staff.login.lower():
        raise BadPassword("新密码不能与旧密码或账号相同", "new")
    if new != again:
        raise BadPassword("两次输入的新密码不一致", "again")
    hashed = hash_password(new)
    begin_writing(desk.session)
    staff.password_hash = hashed
    staff.session_salt = new_salt()
    desk.session.commit()
