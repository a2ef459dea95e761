"""What comes back for a caught mail: composed by the page of the development mode."""

from __future__ import annotations

from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional, ValidationError

from machines.mails import Answer
from tracker.catcher.answering import STYLES, Group, NameForm, Photo, receipt_photo
from tracker.forms.chinese import Form
from tracker.forms.fields import LongTextField, TextField, narrow
from tracker.forms.lengths import LONG

_GROUPED = [
    SelectChoice(style.name, style.label, optgroup=style.group.label) for style in STYLES.values()
]
_OWN_WORDS = SelectChoice("", "不写数字")


class AnswerForm(Form):
    """An answer as the graduate's program or some server would send it."""

    style = SelectField("用什么寄", choices=_GROUPED)
    number = RadioField("写上数字", [Optional()])
    words = LongTextField(
        "写的话",
        [Length(max=LONG)],
        description="自动回复留空时用该程序自己的话；退信、延迟通知和回执不用写",
    )
    sender = TextField("从哪个邮箱寄出", [Length(max=254)], description="留空为收件人本人的邮箱")
    photo = SelectField(
        "附回执照片",
        choices=[
            SelectChoice("", "不附"),
            *(SelectChoice(form.value, f"附，文件名用{form.label}") for form in NameForm),
        ],
    )

    def offer(self, answers: Iterable[Answer]) -> None:
        """The numbers that the mail offers, as radios."""
        offered = [SelectChoice(str(one.number), f"{one.number} {one.label}") for one in answers]
        self.number.choices = [*offered, _OWN_WORDS]

    def validate_sender(self, field: TextField) -> None:
        """Whatever a mail server could have sent it from."""
        if not field.data:
            return
        try:
            found = validate_email(
                narrow(field.data), check_deliverability=False, allow_smtputf8=False,
                test_environment=True,
            )  # fmt: skip
        except EmailNotValidError:
            raise ValidationError("邮箱格式不对，如 zhangsan@example.com") from None
        field.data = found.normalized

    def validate_words(self, field: LongTextField) -> None:
        """A person who replies writes something; machines have words of their own."""
        style = STYLES.get(self.style.data)
        replies = style is not None and style.group is Group.REPLY
        if replies and not field.data and not self.number.data and not self.photo.data:
            raise ValidationError("请选一个数字，或写几句话")

    def whole_text(self) -> str:
        """The number in a line of its own, then the words."""
        return "\n".join(part for part in (self.number.data, self.words.data) if part)

    def attachment(self) -> Photo | None:
        """The slip, its name in the spelling chosen."""
        return receipt_photo(NameForm(self.photo.data)) if self.photo.data else None
