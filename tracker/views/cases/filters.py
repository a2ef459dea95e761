"""The filters of the list, read from the address; whatever makes no sense is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from machines.words import Kind, Word
from tracker.forms.fields import clean

TAG = re.compile(r"[Qq][Zz]-?(?P<year>\d{4})-?(?P<id>\d{4,9})", re.ASCII)


class Tab(Word):
    """The lists a user chooses from first."""

    OPEN = "open", "在办"
    MINE = "mine", "等我处理"
    OVERDUE = "overdue", "已逾期"
    NO_ADDRESS = "no_address", "没有邮箱"
    CLOSED = "closed", "已办结"
    ALL = "all", "全部"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Empty strings narrow nothing."""

    tab: Tab = Tab.OPEN
    kind: str = ""
    state: str = ""
    branch: str = ""
    college: str = ""
    q: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """The filters of an address."""
        tab = args.get("tab", "")
        return cls(
            tab=Tab(tab) if tab in list(Tab) else Tab.OPEN,
            kind=_one_of(args.get("kind", ""), list(Kind)),
            state=_state(args.get("state", "")),
            branch=_number(args.get("branch", "")),
            college=_number(args.get("college", "")),
            q=clean(args.get("q", ""))[:60],
        )

    def with_(self, **changes: str) -> dict[str, str]:
        """The address of these filters with some changed: only what narrows anything."""
        values = {
            f.name: str(getattr(self, f.name).value if f.name == "tab" else getattr(self, f.name))
            for f in fields(self)
        }
        return {k: v for k, v in (values | changes).items() if v and (k, v) != ("tab", "open")}

    @property
    def narrowed(self) -> bool:
        """Whether more than the tab is chosen."""
        return any((self.kind, self.state, self.branch, self.college, self.q))


def _one_of(value: str, known: list[Kind]) -> str:
    return value if value in known else ""


def _state(value: str) -> str:
    """A track and a state of it, as `track:state`."""
    return clean(value)[:80] if ":" in value else ""


def _number(value: str) -> str:
    return value if value.isascii() and value.isdecimal() and len(value) < 10 else ""
