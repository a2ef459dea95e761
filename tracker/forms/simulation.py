"""The form of the time machine: until when, who answers, by which policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional

from machines.dates import add_months
from machines.words import Word
from tracker.forms.fields import DayField, WholeNumberField
from tracker.forms.showing import ShowingForm
from tracker.models import Cohort, PolicyVersion
from tracker.simulation.question import Answering, How

IN_FORCE = "now"
REASON_SHOWN = 40
# A number as good as any other: the same one gives the same season.
FIRST_SEED = 1


class Span(Word):
    """Until when: what is asked most, and any other day."""

    MONTH = "month", "一个月"
    CUTOFF = "cutoff", "到回执截止"
    YEAR = "year", "一年"
    DAY = "day", "到指定日期"


ANSWERING = (
    (How.NONE, "都不答复：看最多会发多少提醒、哪些会逾期"),
    (How.ALL, "都答复：每人收到提问后，次日中午都答复一切正常"),
    (How.SEEDED, "有人答、有人不答：各人按下面的数字随机决定，同一个数字每次结果相同"),
)


class SimulationForm(ShowingForm):
    """What is asked, but for the items of the policy, which have a form of their own."""

    span = RadioField("推演多久", [InputRequired()], default=Span.MONTH.value)
    until_day = DayField(
        "指定日期", [Optional()], description="选“到指定日期”时填写，那一天包含在内"
    )
    answering = RadioField(
        "毕业生怎样答复", [InputRequired()], default=How.NONE.value,
        choices=[SelectChoice(how.value, words) for how, words in ANSWERING],
    )  # fmt: skip
    seed = WholeNumberField(
        "随机数字", [Optional()], default=FIRST_SEED, render_kw={"inputmode": "numeric"},
        description="选“有人答、有人不答”时使用；换一个数字，就是另一批答复的人",
    )  # fmt: skip
    policy = SelectField("按哪个政策", [InputRequired()], default=IN_FORCE)
    compare = BooleanField("与现行政策比较：列出增加、减少和改期的事项（要推演两遍）")

    def until(self, today: date, cohort: Cohort) -> date | None:
        """The last day; None where it has to be typed and was not."""
        match self.span.data:
            case Span.MONTH:
                return add_months(today, 1)
            case Span.YEAR:
                return add_months(today, 12)
            case Span.CUTOFF:
                return cohort.policy.policy.receipt_cutoff
        day: date | None = self.until_day.data
        return day

    def how_answered(self) -> Answering:
        """How graduates answer."""
        how = How(self.answering.data)
        return Answering(how, (self.seed.data or 0) if how is How.SEEDED else 0)

    def version_id(self) -> int | None:
        """The version chosen, None for the policy in force."""
        return None if self.policy.data == IN_FORCE else int(self.policy.data)


def simulation_form(cohort: Cohort, **values: Any) -> SimulationForm:
    """The form of a cohort, its choices filled in."""
    form = SimulationForm(**values)
    cutoff = cohort.policy.policy.receipt_cutoff
    form.span.choices = [
        SelectChoice(one.value, f"{one.label}（{cutoff}）" if one is Span.CUTOFF else one.label)
        for one in Span
    ]
    form.policy.choices = [
        SelectChoice(IN_FORCE, "现行政策：每份个案按它所用的版本"),
        *(SelectChoice(str(one.id), _version(one, cohort)) for one in _newest_first(cohort)),
    ]
    return form


def _newest_first(cohort: Cohort) -> Sequence[PolicyVersion]:
    return cohort.policies[::-1]


def _version(version: PolicyVersion, cohort: Cohort) -> str:
    newest = "，最新" if version is cohort.policy else ""
    reason = " ".join(version.reason.split())[:REASON_SHOWN]
    return f"全部改用第 {version.version} 版{newest}（{reason}）"
