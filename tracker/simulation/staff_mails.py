"""Reads from the copy which mails to staff were written since it was last asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.models import MailState, Staff, StaffMail
from tracker.simulation.report import Happening, Row


class StaffGatherer:
    """Knows how far it has read. A mail to staff belongs to no case and to no cohort."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seen = self._newest()

    def gather(self, at: datetime) -> Iterator[Row]:
        """What was written to staff at that moment."""
        query = sa.select(StaffMail).where(StaffMail.id > self._seen).order_by(StaffMail.id)
        query = query.options(joinedload(StaffMail.staff).joinedload(Staff.college))
        for mail in self._session.scalars(query):
            self._seen = mail.id
            yield _row(mail, at)

    def _newest(self) -> int:
        return self._session.scalar(sa.select(sa.func.max(StaffMail.id))) or 0


def _row(mail: StaffMail, at: datetime) -> Row:
    staff = mail.staff
    return Row(
        at,
        Happening.DIGEST,
        role=staff.role,
        recipient=staff.name,
        college_id=staff.college_id,
        college=staff.college.name if staff.college else "",
        what=mail.subject,
        note="" if mail.state is MailState.SENT else "没有发出",
    )
