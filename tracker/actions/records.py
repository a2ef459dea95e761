"""History lines of a case as a whole: opened, changed by a roster, given another policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, MoveRecord

LONGEST_LABEL = 80


def note_on_case(
    desk: Desk,
    case: Case,
    actor: Actor,
    action: str,
    label: str,
    rules: Sequence[str],
    order: dict[str, Any] | None = None,
) -> MoveRecord:
    """Add a line that moves no track, within the caller's transaction.

    The caller has counted the case's version up, so that whoever has a page open is told.
    """
    record = MoveRecord(
        case=case,
        track="case",
        action=action,
        label=label[:LONGEST_LABEL],
        from_state="" if action == "open" else "open",
        to_state="open",
        role=actor.role.value,
        staff_id=actor.staff_id,
        policy_version_id=case.policy_version.id,
        kind_before=case.kind.value,
        kind_after=case.kind.value,
        order=order or {},
        rules=list(rules),
        case_version=case.version,
        day=day_of(desk.now),
        at=desk.now,
    )
    desk.session.add(record)
    return record
