"""The form of a cohort's policy, made from the policy's own fields, and that of a new cohort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from machines.policy import Policy
from machines.policy_faults import LONGEST_WORDS
from tracker.forms.fields import DayField, LongTextField, TextField, WholeNumberField
from tracker.forms.policy_fields import ClockField, NumbersField, SharesField, yes_no_field
from tracker.forms.showing import ShowingForm

REASON_LONGEST = 1000

# In the order in which a season meets them; what no group names stands at the end.
_GROUPS = (
    ("日期", ("data_check_from", "data_check_until", "dues_literal", "leaving_day",
              "probation_split", "receipt_cutoff", "deadlines_on_workdays")),
    ("信息核对与告知", ("data_check_reminder_days", "data_ask_again_days", "job_post_pattern",
                        "home_province", "rules_text_version")),
    ("介绍信、回执与重开", ("leaving_reminder_days", "letter_days", "letter_reminder_shares",
                            "letter_reminder_days", "choose_again_days", "receipt_digest_days",
                            "reissue_outer_months", "reissue_warning_days", "decision_days")),
    ("保留与出国（境）", ("retention_months", "retention_warning_months", "dues_reminder_days",
                          "activity_months", "conduct_review_days", "abroad_months",
                          "abroad_warning_months", "abroad_contact_months",
                          "abroad_contact_reminder_days")),
    ("预备期", ("regularisation_reminder_days", "extension_months_min", "extension_months_max")),
    ("失去联系与联系要求", ("lost_contact_months", "lost_contact_mail_days", "contact_attempts",
                            "contact_channels", "contact_voice_channels", "contact_days",
                            "contact_spread_days", "contact_newest_days",
                            "contact_tries_per_address")),
    ("发信时间与逐级提请", ("mails_from", "mails_until", "same_mail_days", "escalation_days")),
)  # fmt: skip
_NAMED = {name for _, names in _GROUPS for name in names}
_REST = tuple(field.name for field in fields(Policy) if field.name not in _NAMED)
GROUPS = (*_GROUPS, *((("其他", _REST),) if _REST else ()))


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


def policy_form(policy: Policy, version: int, reason: str = "") -> PolicyForm:
    """The form filled with a policy's values, those of a draft with its reason."""
    values = {field.name: getattr(policy, field.name) for field in fields(Policy)}
    form: PolicyForm = _PolicyForm(since=str(version), reason=reason, **values)
    return form


def _field(label: str, unit: str, default: Any) -> Field:
    shown = f"{label}（{unit}）" if unit else label
    return _KINDS[_kind(default)](shown)


def _kind(default: Any) -> str:
    """Which kind of item it is; a list by what stands in it."""
    if isinstance(default, tuple):
        return "shares" if isinstance(default[0], Fraction) else "numbers"
    return type(default).__name__


_REQUIRED = [InputRequired("请填写此项")]
_WORDS = [DataRequired("请填写此项"), Length(max=LONGEST_WORDS)]
_COUNTED = {"inputmode": "numeric"}
_KINDS: dict[str, Callable[[str], Field]] = {
    "date": lambda label: DayField(label, _REQUIRED),
    "time": lambda label: ClockField(label, _REQUIRED),
    "bool": lambda label: yes_no_field(label, _REQUIRED),
    "int": lambda label: WholeNumberField(label, _REQUIRED, render_kw=_COUNTED),
    "numbers": lambda label: NumbersField(label, _REQUIRED),
    "shares": lambda label: SharesField(label, _REQUIRED),
    "str": lambda label: TextField(label, _WORDS),
}

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


class AdoptionForm(ShowingForm):
    """Why the open cases move to a version, and to which; or why they move back."""

    to = HiddenField()
    reason = LongTextField(
        "原因", [DataRequired("请写明原因"), Length(max=REASON_LONGEST)], render_kw={"rows": 2}
    )

    def version(self) -> int:
        """The version chosen; 0 for what is no number."""
        text = self.to.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
