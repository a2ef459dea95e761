"""The form of 我的提醒."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from tracker.forms.fields import TextField
from tracker.forms.showing import ShowingForm
from tracker.models import DigestRhythm


class RemindersForm(ShowingForm):
    """Where and how often."""

    mail_address = TextField(
        "我的工作邮箱",
        [Optional(), Length(max=254)],
        description="提醒里有个案编号和姓名，请填只有您本人能看的邮箱；留空就不发",
        render_kw={
            "inputmode": "email",
            "autocomplete": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )
    rhythm = RadioField(
        "多久发一次",
        [InputRequired("请选择多久发一次")],
        choices=[SelectChoice(one.value, one.label) for one in DigestRhythm],
    )
