"""Two people on one case: the second is told what changed since his page was made."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import Case, MoveRecord


class Stale(Exception):
    """The case moved since the page was made. Nothing was written; nothing typed is lost."""

    def __init__(self, version: int, since: Sequence[MoveRecord]) -> None:
        super().__init__("the case has changed")
        self.version = version
        self.since = since


def refuse_stale(session: Session, case: Case, version: int | None) -> None:
    """Raise Stale when the page's version is not the case's. None means: not from a page."""
    if version is None or version == case.version:
        return
    newest = (
        sa.select(MoveRecord)
        .filter_by(case_id=case.id)
        .order_by(MoveRecord.id.desc())
        .limit(max(1, case.version - version))
    )
    raise Stale(case.version, session.scalars(newest).all())
