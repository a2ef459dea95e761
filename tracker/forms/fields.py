"""Fields that take what people really type: full-width digits, 2026/7/1, several boxes, files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

from machines.orders import Upload

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
MOMENT = re.compile(DAY.pattern + r"[T\s]*(\d{1,2})[:：](\d{2})(?::\d{2})?")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\ufeff]")
YEARS = range(1900, 2200)

# fmt: off
ENDINGS = frozenset((
    "pdf", "jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff",
    "doc", "docx", "wps", "xls", "xlsx", "et", "txt", "eml", "zip",
))
# fmt: on


def clean(text: str | None) -> str:
    """Text without unseen characters, its line ends plain, its edges trimmed."""
    return UNSEEN.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def narrow(text: str) -> str:
    """Full-width digits and signs as narrow ones, without the spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


class TextField(StringField):
    """One line of text."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the text cleaned, on one line."""
        self.data = " ".join(clean(valuelist[0]).split("\n")) if valuelist else ""


class LongTextField(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the text cleaned."""
        self.data = clean(valuelist[0]) if valuelist else ""


class DayField(DateField):
    """A day: the browser's own input, and every way of writing it by hand."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read 2024-06-30, 2024/6/30, 2024.6.30 and 2024年6月30日; say so when it is no day."""
        self.data = None
        text = narrow(valuelist[0]) if valuelist else ""
        if not text:
            return
        found = DAY.fullmatch(text)
        try:
            if found is None or int(found[1]) not in YEARS:
                raise ValueError(text)
            self.data = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise ValueError("请填写存在的日期，如 2024-06-30") from None
        self.raw_data = [self.data.isoformat()]


class MomentField(DateTimeLocalField):
    """A day and a time of Asia/Shanghai, without a zone: the form gives it one."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read 2024-06-30T14:05 and what people write instead of it."""
        self.data = None
        text = narrow(valuelist[0]) if valuelist else ""
        if not text:
            return
        found = MOMENT.fullmatch(text)
        try:
            if found is None or int(found[1]) not in YEARS:
                raise ValueError(text)
            self.data = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type] # noqa: DTZ001
        except ValueError:
            raise ValueError("请填写日期和时间，如 2024-06-30 14:05") from None
        self.raw_data = [self.data.strftime("%Y-%m-%dT%H:%M")]


class WholeNumberField(IntegerField):
    """A whole number, full-width digits included."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number; an empty field holds none."""
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise ValueError("请填写整数")
        self.data = int(text)


class ManyField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UploadField(Field):
    """A file. One that was kept already comes back by its token, so that nobody picks it twice.

    `fresh` is what the browser sent, `token` what an earlier answer of the page gave it. The view
    keeps the file and puts `data`, `token` and `kept_name` here.
    """

    widget = FileInput()
    fresh: FileStorage | None = None
    token: str = ""
    kept_name: str = ""
    data: Upload | None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the token beside the file itself."""
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            self.token = formdata.get(self.token_name, "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the file if one was picked."""
        self.data = None
        files = [f for f in valuelist if isinstance(f, FileStorage) and f.filename]
        self.fresh = files[0] if files else None

    @property
    def token_name(self) -> str:
        """The name of the hidden input that carries the token."""
        return f"{self.name}_kept"

    def fault(self) -> str:
        """Why the fresh file is not taken, or '': only kinds of files that offices exchange."""
        if self.fresh is None:
            return ""
        ending = PurePath(str(self.fresh.filename)).suffix.removeprefix(".").lower()
        return "" if ending in ENDINGS else "只收 PDF、图片、Office 文档、文本和 zip 文件"

    def pre_validate(self, form: Any) -> None:
        """Say the fault beside the field."""
        if fault := self.fault():
            raise ValidationError(fault)


class Kept:
    """A required file may be fresh or kept."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads a plain dict

    def __call__(self, form: Any, field: UploadField) -> None:
        """Refuse a form without the file."""
        if field.fresh is None and field.data is None:
            raise ValidationError("请选择文件")
