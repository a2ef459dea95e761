"""The verdict on each row of a roster: what an import would do with it, and why not (S4.1-1)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from machines.words import Word
from tracker.models import Branch, Case, Person
from tracker.roster.aliases import Field
from tracker.roster.row import Caution, Fault, RosterRow, masked

HIDDEN = "（不归您管理，不显示）"

# One verdict or the sheet's own record as plain JSON, as `RosterImport.verdicts` keeps it.
Record = dict[str, Any]


class Ruling(Word):
    """What an import does with a row."""

    NEW = "new", "新建个案"
    CHANGED = "changed", "信息有变"
    UNCHANGED = "unchanged", "没有变化"
    REFUSED = "refused", "不能导入"


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a known person that the row states otherwise; `old` None: there was nothing.

    `hidden`: the old value belongs to a person whose cases the importer may not see.
    """

    field: Field
    old: str | date | None
    new: str | date
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import writes for a row that is not refused.

    `person` None: a new one; `case` None: a new one in `branch`; `addresses`: those to be added.
    """

    row: RosterRow
    person: Person | None
    case: Case | None
    branch: Branch
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One row's verdict. `number` is the row's number in Excel; no plan for a refused row."""

    number: int
    name: str
    student_no: str
    ruling: Ruling
    kind: str = ""
    branch: str = ""
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    cautions: tuple[Caution, ...] = ()
    no_mail: bool = False
    plan: Plan | None = None

    def to_record(self) -> Record:
        """The verdict as JSON for the database and the screens, ID and phone numbers masked."""
        return {
            "row": self.number,
            "name": self.name,
            "student_no": masked(Field.STUDENT_NO, self.student_no),
            "ruling": self.ruling.value,
            "kind": self.kind,
            "branch": self.branch,
            "changes": [_change_record(change) for change in self.changes],
            "faults": [
                {"label": f.label, "column": f.column, "shown": f.shown}
                | {"reason": f.reason, "cure": f.cure}
                for f in self.faults
            ],
            "cautions": [{"label": c.field.label, "message": c.message} for c in self.cautions],
            "no_mail": self.no_mail,
            "case_id": self.plan.case.id if self.plan and self.plan.case else None,
        }

    def whole(self) -> list[Any]:
        """Everything the import depends on, unmasked: only ever digested, never kept."""
        plan = self.plan
        return [
            self.to_record(),
            [[change.field, str(change.old), str(change.new)] for change in self.changes],
            plan
            and [
                [[field, str(value)] for field, value in plan.row.stated().items()],
                [plan.person and plan.person.id, plan.case and plan.case.id, plan.branch.id],
                plan.addresses,
            ],
        ]


def _change_record(change: Change) -> Record:
    if change.hidden:
        old = HIDDEN
    else:
        old = masked(change.field, change.old) if change.old is not None else ""
    new = masked(change.field, change.new)
    return {"field": change.field.value, "label": change.field.label, "old": old, "new": new}


def digest_of(sheet: Record, verdicts: Iterable[Verdict], key: str) -> str:
    """What two runs must agree in. Keyed, so that nobody finds a phone number by trying them all."""
    whole = json.dumps(
        [sheet, [verdict.whole() for verdict in verdicts]], ensure_ascii=False, sort_keys=True
    )
    return hmac.new(key.encode(), whole.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A row on which two runs disagree, in words; row 0 is the sheet as a whole."""

    number: int
    name: str
    before: str
    after: str


def differences(before: Sequence[Record], after: Sequence[Record]) -> tuple[Difference, ...]:
    """Where two runs over the same file disagree, as far as masked values can show it."""
    later = {record["row"]: record for record in after}
    return tuple(
        Difference(was["row"], was["name"], words_of(was), words_of(later[was["row"]]))
        for was in before
        if was["row"] in later and words_of(was) != words_of(later[was["row"]])
    )


def words_of(record: Record) -> str:
    """A record in one line of Chinese, without the case it was given by the import."""
    if "policy" in record:
        return f"届别政策第 {record['policy']} 版"
    changes = [f"{c['label']} {c['old'] or '空'} → {c['new']}" for c in record["changes"]]
    faults = [f"{f['label']}：{f['reason']}" for f in record["faults"]]
    cautions = [f"注意 {c['label']}：{c['message']}" for c in record["cautions"]]
    where = [w for w in (record["kind"], record["branch"]) if w]
    return "；".join([Ruling(record["ruling"]).label, *where, *changes, *faults, *cautions])
