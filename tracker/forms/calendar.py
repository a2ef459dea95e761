"""The forms of the working calendar: a day or range of days, pasted lines, a whole year."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from tracker.actions.calendar_faults import LONGEST_SOURCE
from tracker.actions.calendar_lines import EXAMPLE, LONGEST_NAME, DayEntry
from tracker.forms.fields import DayField, LongTextField, TextField
from tracker.forms.showing import ShowingForm

FREE, WORKED = "free", "worked"
MOST_TEXT = 10_000


class SourceForm(ShowingForm):
    """What rests on a document: without one nobody could check it later."""

    source = TextField(
        "依据",
        [DataRequired("请写明依据，如“国办发明电〔2026〕7号”或校历"), Length(max=LONGEST_SOURCE)],
        description="例如：国办发明电〔2026〕7号；学校校历",
    )


class RangeForm(SourceForm):
    """One day, or all days from the first to the last."""

    first = DayField("第一天", [InputRequired()])
    last = DayField("最后一天", description="只有一天的，不用填")
    works = RadioField(
        "这些天",
        [InputRequired("请选择放假还是上班")],
        choices=[SelectChoice(FREE, "放假（休）"), SelectChoice(WORKED, "上班（调休，班）")],
    )
    name = TextField("名称", [Length(max=LONGEST_NAME)], description="放假必填，例如：国庆节")

    def entry(self) -> DayEntry:
        """The days of a form that validated."""
        first: Any = self.first.data
        last = self.last.data or first
        return DayEntry(first, last, self.works.data == WORKED, self.name.data or "")


class LinesForm(SourceForm):
    """Several lines at once."""

    lines = LongTextField(
        "每行一天或连续几天",
        [DataRequired("请至少写一行"), Length(max=MOST_TEXT)],
        description=f"例如：{EXAMPLE}；另起一行：2027-10-09 班",
        render_kw={"rows": 6},
    )
