"""Fields for the kinds of a policy's items: a time of day, yes or no, numbers, shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from fractions import Fraction
from typing import Any

from wtforms import Field, SelectField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import TextInput

from machines.policy import in_words
from tracker.forms.fields import narrow

CLOCK = re.compile(r"(\d{1,2})\s*[:点时.]\s*(\d{1,2})?\s*分?(?::00)?", re.ASCII)
BETWEEN = re.compile(r"[、,;/\s]+")
BETWEEN_SHARES = re.compile(r"[、,;\s]+")
WHOLE = re.compile(r"(\d{1,9})(?:天|日|个月|月)?", re.ASCII)
SHARE = re.compile(r"(\d{1,6})/(\d{1,6})|(\d{1,3}(?:\.\d{1,4})?)%|(0?\.\d{1,6})", re.ASCII)


class ClockField(TimeField):
    """A time of day: the browser's own input, and 9:00, 9：00, 9点, 9点30分."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the time; say so when it is none."""
        self.data = None
        text = narrow(valuelist[0]) if valuelist else ""
        if not text:
            return
        found = CLOCK.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            self.data = time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValueError("请填写 00:00 至 23:59 之间的时间，如 09:00") from None
        self.raw_data = [f"{self.data:%H:%M}"]


def yes_or_no(value: Any) -> bool:
    """A choice's value as a bool. Raises ValueError for anything else."""
    if value in (True, "yes"):
        return True
    if value in (False, "no"):
        return False
    raise ValueError(value)


def yes_no_field(label: str, validators: list[Any]) -> Field:
    """Yes or no as a choice of two: a box left out of a form would quietly mean no."""
    choices = [SelectChoice("yes", in_words(True)), SelectChoice("no", in_words(False))]
    return SelectField(label, validators, choices=choices, coerce=yes_or_no)


class ListField(Field):
    """A list in one line, separated by whatever people type; kept as a tuple."""

    widget = TextInput()
    example = ""

    def _value(self) -> str:
        """What was typed, or the list as the screens write it."""
        return self.raw_data[0] if self.raw_data else in_words(self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read each part; name the first that is none."""
        self.data = ()
        text = narrow(valuelist[0]) if valuelist else ""
        self.data = tuple(self.read(part) for part in self.parts(text) if part)

    def parts(self, text: str) -> list[str]:
        """The parts of the line."""
        return BETWEEN.split(text)

    def read(self, part: str) -> Any:
        """One part. Raises ValueError with the words for the user."""
        raise NotImplementedError


class NumbersField(ListField):
    """Whole numbers: 30、14、7、0."""

    def read(self, part: str) -> int:
        """A whole number, its unit may stand behind it."""
        found = WHOLE.fullmatch(part)
        if found is None:
            raise ValueError(f"“{part[:20]}”不是整数。请用顿号隔开，如 30、14、7")
        return int(found[1])


class SharesField(ListField):
    """Shares of a whole: 1/3、2/3; 50% and 0.5 as well."""

    def parts(self, text: str) -> list[str]:
        """A stroke belongs to the share."""
        return BETWEEN_SHARES.split(re.sub(r"\s*/\s*", "/", text))

    def read(self, part: str) -> Fraction:
        """One share."""
        found = SHARE.fullmatch(part)
        try:
            if found is None:
                raise ValueError(part)
            upper, lower, hundredths, decimal = found.groups()
            if hundredths:
                return Fraction(hundredths) / 100
            return Fraction(decimal) if decimal else Fraction(int(upper), int(lower))
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"“{part[:20]}”不是分数。请用顿号隔开，如 1/3、2/3") from None
