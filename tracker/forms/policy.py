"""The form of a cohort's policy, made from the policy's own fields, and that of a new cohort."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from machines.policy import Policy
from tracker.forms.fields import DayField, LongTextField, TextField, WholeNumberField
from tracker.forms.showing import ShowingForm

TEXT_LONGEST = 120
REASON_LONGEST = 1000


class PolicyForm(ShowingForm):
    """One field for every item of the policy, the reason, and the version the page showed."""

    reason = LongTextField(
        "修改原因",
        [DataRequired("请写明修改原因"), Length(max=REASON_LONGEST)],
        description="例如：2025年通知规定的新日期；会议名称和日期",
    )
    since = HiddenField()

    def policy(self) -> Policy:
        """The values of a form that validated."""
        return Policy(**{field.name: self[field.name].data for field in fields(Policy)})

    def since_version(self) -> int:
        """The version the page was made from; 0 for what is no number."""
        text = self.since.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def policy_form(policy: Policy, version: int) -> PolicyForm:
    """The form filled with a policy's values."""
    values = {field.name: getattr(policy, field.name) for field in fields(Policy)}
    form: PolicyForm = _PolicyForm(since=str(version), **values)
    return form


def _field(label: str, unit: str, default: Any) -> Field:
    shown = f"{label}（{unit}）" if unit else label
    if isinstance(default, date):
        return DayField(shown, [InputRequired()])
    if isinstance(default, int):
        return WholeNumberField(shown, [InputRequired()], render_kw={"inputmode": "numeric"})
    return TextField(shown, [DataRequired("请填写此项"), Length(max=TEXT_LONGEST)])


_PolicyForm = type(
    "_PolicyForm",
    (PolicyForm,),
    {
        field.name: _field(field.metadata["label"], field.metadata["unit"], field.default)
        for field in fields(Policy)
    },
)


class CohortForm(ShowingForm):
    """A new graduation season."""

    name = TextField(
        "届别名称", [DataRequired("请填写此项"), Length(max=80)], description="例如：2025届"
    )
    year = WholeNumberField("毕业年份", [InputRequired()], render_kw={"inputmode": "numeric"})
    copy_from = SelectField("沿用哪一届的政策", [InputRequired()])
