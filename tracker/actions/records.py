"""History lines of a case as a whole: opened, changed by a roster, given another policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from machines.words import Kind
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
    noted = Noted(case.id, case.kind, case.policy_version.id, case.version)
    line = line_on_case(desk, noted, actor, action, label, rules, order)
    record = MoveRecord(**(line | {"case": case}))
    desk.session.add(record)
    return record


@dataclass(frozen=True, slots=True)
class Noted:
    """What a line says of its case: as it is after what the line tells."""

    id: int
    kind: Kind
    policy_version_id: int
    version: int


def line_on_case(
    desk: Desk,
    noted: Noted,
    actor: Actor,
    action: str,
    label: str,
    rules: Sequence[str],
    order: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The same line as values of a `MoveRecord`, for whoever writes thousands at once."""
    return {
        "case_id": noted.id,
        "track": "case",
        "action": action,
        "label": label[:LONGEST_LABEL],
        "from_state": "" if action == "open" else "open",
        "to_state": "open",
        "role": actor.role.value,
        "staff_id": actor.staff_id,
        "policy_version_id": noted.policy_version_id,
        "kind_before": noted.kind.value,
        "kind_after": noted.kind.value,
        "order": order or {},
        "rules": list(rules),
        "case_version": noted.version,
        "day": day_of(desk.now),
        "at": desk.now,
    }
