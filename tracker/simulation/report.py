"""What a simulated season tells: one row for everything that happened, and sums over the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from machines.roles import LABELS, Role
from machines.words import Word
from tracker.clock import SHANGHAI


class Happening(Word):
    """What a row tells of, in the order of one moment."""

    EXPIRY = "expiry", "过期"
    MAIL = "mail", "邮件"
    UNSENT = "unsent", "无邮箱未发"
    ESCALATION = "escalation", "待办提请"
    DIGEST = "digest", "摘要邮件"
    ANSWER = "answer", "本人答复"
    TROUBLE = "trouble", "未能计算"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that would happen. Texts are "" and keys None where they mean nothing.

    `person` is whose case it is, `recipient` who is told, in the role `role`; `wait` is the name of
    the wait behind it and `wait_label` its words, `mail` the kind of a mail; `what` says it in
    Chinese and `note` what else is to know.
    """

    at: datetime
    kind: Happening
    case_id: int | None = None
    tag: str = ""
    person: str = ""
    role: str = ""
    recipient: str = ""
    college_id: int | None = None
    college: str = ""
    branch_id: int | None = None
    branch: str = ""
    what: str = ""
    wait: str = ""
    wait_label: str = ""
    rules: tuple[str, ...] = ()
    mail: str = ""
    note: str = ""

    @property
    def day(self) -> date:
        """The day in Asia/Shanghai."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def role_label(self) -> str:
        """The role in Chinese."""
        return LABELS[Role(self.role)] if self.role else ""

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands in a report: the same on every run."""
        return (self.at, _ORDER[self.kind], self.case_id or 0, self.role, self.wait, self.mail,
                self.recipient, self.what)  # fmt: skip

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"at": self.at.isoformat(), "kind": self.kind.value}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Row:
        """Read back what `to_data` wrote."""
        read = {"at": datetime.fromisoformat(data["at"]), "kind": Happening(data["kind"])}
        return cls(**{**data, **read, "rules": tuple(data["rules"])})


_ORDER = {kind: place for place, kind in enumerate(Happening)}

# What rows can be summed by: a name, its heading in Chinese, the word of a row.
SUMS: Mapping[str, tuple[str, Callable[[Row], str]]] = MappingProxyType(
    {
        "day": ("日期", lambda row: row.day.isoformat()),
        "kind": ("事项", lambda row: row.kind.label),
        "person": ("收件人", lambda row: row.recipient or row.person),
        "role": ("角色", lambda row: row.role_label),
        "wait": ("期限", lambda row: row.wait_label or row.wait),
        "college": ("学院", lambda row: row.college),
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of a run in their order.

    `from_day` and `until_day` are both listed; `cohort` is "" for every one; `cases` counts the
    open cases looked after, `seconds` what it took. `notes` say what a reader must know.
    """

    from_day: date
    until_day: date
    cohort: str
    answering: str
    policy: str
    rows: tuple[Row, ...]
    cases: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    def sums(self, by: str) -> dict[str, Counter[Happening]]:
        """How many rows of each kind there are for each word of `SUMS[by]`, words in order."""
        _, word_of = SUMS[by]
        found: dict[str, Counter[Happening]] = {}
        for row in self.rows:
            found.setdefault(word_of(row), Counter())[row.kind] += 1
        return dict(sorted(found.items())) if by != "kind" else found

    @property
    def totals(self) -> Counter[Happening]:
        """How many rows there are of each kind."""
        return Counter(row.kind for row in self.rows)

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values."""
        whole: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        days = {name: whole[name].isoformat() for name in ("from_day", "until_day")}
        return whole | days | {"rows": [row.to_data() for row in self.rows]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Report:
        """Read back what `to_data` wrote."""
        days = {name: date.fromisoformat(data[name]) for name in ("from_day", "until_day")}
        rows = tuple(Row.from_data(row) for row in data["rows"])
        return cls(**{**data, **days, "rows": rows, "notes": tuple(data["notes"])})
