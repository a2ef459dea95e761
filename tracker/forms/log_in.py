"""The log-in form and the form that changes a password."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from tracker.auth.passwords import LONGEST
from tracker.forms.chinese import Form
from tracker.forms.fields import TextField


class LogInForm(Form):
    """Account and password."""

    login = TextField(
        "账号",
        [InputRequired(), Length(max=40)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "密码",
        [InputRequired(), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(Form):
    """The old password and the new one twice."""

    old = PasswordField(
        "现在的密码", [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        "新密码",
        [InputRequired(), Length(max=LONGEST)],
        description="至少 10 个字符，不要与其他系统相同",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "再输入一次新密码", [InputRequired()], render_kw={"autocomplete": "new-password"}
    )
