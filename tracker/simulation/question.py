"""What is asked of the time machine, and every reason why it cannot be answered, in plain words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from machines.dates import add_months
from machines.policy import Policy
from tracker.clock import day_of

# A stay abroad lasts five years; beyond one more nothing waits for anybody.
MOST_YEARS = 6
# In place of a cohort's name: the one of the latest year.
NEWEST = "newest"
ITEMS = {item.name: item.metadata["label"] for item in fields(Policy)}


class BadQuestion(Exception):
    """The question cannot be answered; its words are Chinese, name the fault and the cure."""


class How(StrEnum):
    """Whether graduates answer."""

    NONE = "none"
    ALL = "all"
    SEEDED = "seeded"


@dataclass(frozen=True, slots=True)
class Answering:
    """How graduates answer; `seed` counts for SEEDED only."""

    how: How = How.NONE
    seed: int = 0

    @classmethod
    def read(cls, text: str) -> Answering:
        """`none`, `all` or a whole number. Raises BadQuestion."""
        if text in (How.NONE, How.ALL):
            return cls(How(text))
        try:
            return cls(How.SEEDED, int(text))
        except ValueError:
            raise BadQuestion(
                f"答复方式“{text}”无法识别：请填 none（无人答复）、all（人人次日答复）或一个整数（随机种子）"
            ) from None

    @property
    def words(self) -> str:
        """In Chinese, as a report says it."""
        match self.how:
            case How.NONE:
                return "无人答复"
            case How.ALL:
                return "人人次日中午答复“一切正常”"
        return f"按随机种子 {self.seed} 答复"


@dataclass(frozen=True, slots=True)
class Question:
    """From which moment the engine runs, which days are listed, of which cohort: its name or year,
    NEWEST, or "" for all.

    `items` are policy items in the writing of `Policy.to_data`, laid over the cohort's newest
    version and adopted by all its cases; {} leaves every case with the policy it has. `digests`
    False leaves out mails to staff, which take most of the time.
    """

    now: datetime
    from_day: date
    until_day: date
    cohort: str = ""
    items: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    answering: Answering = Answering()
    digests: bool = True

    def check(self) -> None:
        """Raise BadQuestion for days that cannot be walked."""
        today = day_of(self.now)
        if self.from_day < today:
            raise BadQuestion(
                f"开始日期 {self.from_day} 早于今天（{today}）：时间机器从数据现在的样子往后推演，"
                f"过去已经发生，请改用 {today} 或以后的日期"
            )
        if self.until_day < self.from_day:
            raise BadQuestion(
                f"截止日期 {self.until_day} 早于开始日期 {self.from_day}：请把截止日期改到开始日期或以后"
            )
        last = add_months(today, 12 * MOST_YEARS)
        if self.until_day > last:
            raise BadQuestion(
                f"截止日期 {self.until_day} 太远：最多推演 {MOST_YEARS} 年，请改到 {last} 或以前"
            )

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "now": self.now.isoformat(),
            "from_day": self.from_day.isoformat(),
            "until_day": self.until_day.isoformat(),
            "cohort": self.cohort,
            "items": dict(self.items),
            "answering": [self.answering.how.value, self.answering.seed],
            "digests": self.digests,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Question:
        """Read back what `to_data` wrote."""
        how, seed = data["answering"]
        return cls(
            datetime.fromisoformat(data["now"]),
            date.fromisoformat(data["from_day"]),
            date.fromisoformat(data["until_day"]),
            data["cohort"],
            data["items"],
            Answering(How(how), seed),
            data["digests"],
        )


def read_items(path: Path) -> dict[str, Any]:
    """The policy items of a JSON file. Raises BadQuestion for what cannot be read or is unknown."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadQuestion(f"政策文件 {path} 无法读取：{error.strerror}") from None
    except UnicodeDecodeError:
        raise BadQuestion(f"政策文件 {path} 不是 UTF-8 编码：请另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadQuestion(
            f"政策文件 {path} 第 {error.lineno} 行第 {error.colno} 个字符附近不是合法的 JSON："
            '请写成 {"letter_days": 60} 的样子'
        ) from None
    if not isinstance(data, dict) or not data:
        raise BadQuestion(f'政策文件 {path} 里没有政策项：请写成 {{"letter_days": 60}} 的样子')
    with_items(Policy(), data)
    return data


def with_items(policy: Policy, items: Mapping[str, Any]) -> Policy:
    """The policy with these items laid over it. Raises BadQuestion naming each unknown or bad one."""
    faults = [fault for name, value in items.items() if (fault := _fault(name, value))]
    if faults:
        raise BadQuestion("；".join(faults))
    read = Policy.from_data(policy.to_data() | dict(items))
    return replace(read)


def _fault(name: str, value: Any) -> str:
    if name not in ITEMS:
        near = difflib.get_close_matches(name, ITEMS, n=1)
        meant = f"，是不是 {near[0]}（{ITEMS[near[0]]}）" if near else ""
        return f"没有名为 {name} 的政策项{meant}？请对照“设置 · 政策”改正或删去"
    try:
        Policy.from_data({name: value})
    except (ValueError, TypeError, ZeroDivisionError):
        pattern = json.dumps(Policy().to_data()[name], ensure_ascii=False)
        given = json.dumps(value, ensure_ascii=False)
        return f"政策项 {name}（{ITEMS[name]}）的值 {given} 写法不对：请写成 {pattern} 的样子"
    return ""
