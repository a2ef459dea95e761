"""The verdict on each person of a roster: what an import would do with him, and why not (S4.1-1)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from machines.words import PartyStatus, Word
from tracker.models import Branch, Case, Person
from tracker.roster.aliases import Field
from tracker.roster.derived import Derived
from tracker.roster.directory import NewBranch
from tracker.roster.places import Place
from tracker.roster.row import Caution, Fault, RosterRow, masked
from tracker.roster.telling_apart import shown_apart

HIDDEN = "（不归您管理，不显示）"

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

# One verdict as plain JSON, as `RosterVerdict.record` keeps it.
Record = dict[str, Any]


class Ruling(Word):
    """What an import does with a person."""

    NEW = "new", "新建个案"
    CHANGED = "changed", "信息有变"
    UNCHANGED = "unchanged", "没有变化"
    REFUSED = "refused", "不能导入"
    APART = "apart", "名册外"
    MISSING = "missing", "名册中没有"


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would be written; `old` None: there was nothing.

    `offers` are the different values the sheets state, each with its places; `take` says whether
    the import writes `new`: what fills a gap is taken, what would overwrite or contradict waits
    for a choice. `places` are the rows that state `new`. `hidden`: the old value belongs to a person
    whose cases the importer may not see.
    """

    field: Field
    old: str | date | None
    new: str | date | None
    take: bool = True
    hidden: bool = False
    offers: tuple[tuple[str | date, tuple[Place, ...]], ...] = ()
    decided: bool = True
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import writes for a person who is not refused.

    `person` None: a new one; `case` None: a new one in `branch` as `status`; `addresses`: those
    to be added.
    """

    row: RosterRow
    person: Person | None
    case: Case | None
    branch: Branch | NewBranch
    status: PartyStatus | None
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One person's verdict; `places` are his rows, none for a person the roster lacks."""

    places: tuple[Place, ...]
    name: str
    student_no: str
    ruling: Ruling
    kind: str = ""
    branch: str = ""
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    cautions: tuple[Caution, ...] = ()
    derived: tuple[Derived, ...] = ()
    no_mail: bool = False
    plan: Plan | None = None
    case_id: int | None = None

    @property
    def undecided(self) -> bool:
        """Whether something waits for the user's choice."""
        return any(not change.decided for change in self.changes)

    @property
    def writes(self) -> bool:
        """Whether an import would write anything for this person."""
        return self.plan is not None and (
            self.plan.case is None or any(change.take for change in self.changes)
        )

    def to_record(self) -> Record:
        """The verdict as JSON for the database and the screens, ID and phone numbers masked."""
        return {
            "row": self.places[0].row if self.places else 0,
            "places": [place.key for place in self.places],
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
            "cautions": [{"label": c.label, "message": c.message} for c in self.cautions],
            "derived": [derived.to_record() for derived in self.derived],
            "no_mail": self.no_mail,
            "writes": self.writes,
        }

    def whole(self) -> list[Any]:
        """What the import depends on besides, unmasked: only ever digested, never kept."""
        plan = self.plan
        return [
            [[change.field, str(change.old), str(change.new)] for change in self.changes],
            plan
            and [
                [[field, str(value)] for field, value in plan.row.stated().items()],
                [plan.person and plan.person.id, plan.case and plan.case.id, _branch_key(plan)],
                plan.status,
                plan.addresses,
            ],
        ]


def _branch_key(plan: Plan) -> list[Any]:
    if isinstance(plan.branch, NewBranch):
        return [plan.branch.college_id, plan.branch.name]
    return [plan.branch.id]


def _change_record(change: Change) -> Record:
    seen = None if change.hidden else change.old
    offered = [value for value, _ in change.offers]
    shown = shown_apart(change.field, [seen, change.new, *offered])
    return {
        "field": change.field.value,
        "label": change.field.label,
        "old": HIDDEN if change.hidden else shown.get(seen or "", ""),
        "new": shown.get(change.new or "", ""),
        "take": change.take,
        "decided": change.decided,
        "offers": [
            {"value": shown[value], "places": [place.key for place in places]}
            for value, places in change.offers
        ],
    }


class Digest:
    """What two runs must agree in, taken in verdict by verdict so that none need be kept.

    Keyed, so that nobody finds a phone number by trying them all.
    """

    def __init__(self, account: Record, key: str) -> None:
        self._mac = hmac.new(key.encode(), digestmod=hashlib.sha256)
        self._add(account)

    def add(self, verdict: Verdict) -> bytes:
        """Take one verdict in, and give its record as JSON.

        Who is missing writes nothing and does not count.
        """
        record = _JSON.encode(verdict.to_record()).encode()
        if verdict.ruling is not Ruling.MISSING:
            self._mac.update(record)
            self._add(verdict.whole())
        return record

    def _add(self, part: Any) -> None:
        self._mac.update(_JSON.encode(part).encode())
        self._mac.update(b"\n")

    def hex(self) -> str:
        """The digest so far, 64 hexadecimal digits."""
        return self._mac.hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A person on whom two runs disagree, in words."""

    place: str
    name: str
    before: str
    after: str


def differences(before: Iterable[Record], after: Iterable[Record]) -> tuple[Difference, ...]:
    """Where two runs over the same files disagree, as far as masked values can show it."""
    later = {_place(record): record for record in after}
    return tuple(
        Difference(_place(was), was["name"], words_of(was), words_of(later[_place(was)]))
        for was in before
        if _place(was) in later and words_of(was) != words_of(later[_place(was)])
    )


def _place(record: Record) -> str:
    return record["places"][0] if record["places"] else f"case {record['name']}"


def caution_words(caution: Record) -> str:
    """A caution's field and its sentence; the sentence alone where it is about the person."""
    return "：".join(word for word in (caution["label"], caution["message"]) if word)


def words_of(record: Record) -> str:
    """A record in one line of Chinese."""
    changes = [f"{c['label']} {c['old'] or '空'} → {c['new']}" for c in record["changes"]]
    faults = [f"{f['label']}：{f['reason']}" for f in record["faults"]]
    cautions = [f"注意：{caution_words(c)}" for c in record["cautions"]]
    where = [w for w in (record["kind"], record["branch"]) if w]
    return "；".join([Ruling(record["ruling"]).label, *where, *changes, *faults, *cautions])
