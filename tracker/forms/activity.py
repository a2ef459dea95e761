"""One education activity (S1-3, S1-4)."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from machines.words import Vehicle
from tracker.actions.activities import ActivityOrder
from tracker.forms.fields import DayField, TextField
from tracker.forms.showing import ShowingForm


class ActivityForm(ShowingForm):
    """Vehicle, date, place, theme, lecturer."""

    vehicle = SelectField(
        "活动形式",
        [InputRequired()],
        choices=[
            SelectChoice("", "请选择…"),
            *(SelectChoice(word.value, word.label) for word in Vehicle),
        ],
    )
    held_on = DayField("日期", [InputRequired()])
    place = TextField("地点", [DataRequired("请填写此项"), Length(max=120)])
    theme = TextField("主题", [DataRequired("请填写此项"), Length(max=200)])
    lecturer = TextField("主讲人、主持人", [Optional(), Length(max=80)], description="党课必填")

    def order(self) -> ActivityOrder:
        """The typed activity of a form that validated."""
        if self.held_on.data is None:
            raise ValueError("the form did not validate")
        return ActivityOrder(
            vehicle=Vehicle(self.vehicle.data),
            held_on=self.held_on.data,
            place=self.place.data or "",
            theme=self.theme.data or "",
            lecturer=self.lecturer.data or "",
        )
