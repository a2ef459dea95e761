"""Who holds a role for a case: whose name stands beside a task or a mail to staff."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.roles import Role
from tracker.models import Staff
from tracker.models.staff import staff_branch


class Recipients:
    """Read once: nobody is hired within a simulation."""

    def __init__(self, session: Session) -> None:
        query = sa.select(Staff.id, Staff.name, Staff.role, Staff.college_id)
        rows = session.execute(query.filter_by(active=True).order_by(Staff.id)).all()
        self._names: dict[int, str] = {key: name for key, name, _, _ in rows}
        self._roles: dict[int, str] = {key: role for key, _, role, _ in rows}
        self._colleges: dict[tuple[str, int | None], list[int]] = {}
        for key, _, role, college in rows:
            of = (role, None if role == Role.DEPARTMENT else college)
            self._colleges.setdefault(of, []).append(key)
        self._branches: dict[int, list[int]] = {}
        for staff, branch in session.execute(sa.select(staff_branch)).tuples():
            self._branches.setdefault(branch, []).append(staff)

    def named(self, key: int | None) -> str:
        """The name of an account; "" for none."""
        return self._names.get(key, "") if key else ""

    def role_of(self, key: int) -> str:
        """The role of an account."""
        return self._roles.get(key, "")

    def of(self, role: str, college_id: int, branch_id: int, contact_id: int | None) -> str:
        """The names of those who hold the role for a case, with 、 between; "" for nobody."""
        if role == Role.CONTACT_PERSON and contact_id:
            return self.named(contact_id)
        if role == Role.BRANCH_SECRETARY:
            mine = self._branches.get(branch_id, ())
            return self._joined(key for key in sorted(mine) if self._roles.get(key) == role)
        college = None if role == Role.DEPARTMENT else college_id
        return self._joined(self._colleges.get((role, college), ()))

    def _joined(self, keys: Iterable[int]) -> str:
        return "、".join(self._names[key] for key in keys)
