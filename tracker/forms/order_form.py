"""A form from an order: each field with label, rule and help, and one typed value at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from machines.orders import Asked, Order, Ref, Upload, asked_fields
from machines.refusals import Refusal
from machines.words import Word
from tracker.forms.chinese import Form
from tracker.forms.converters import Convert, converters_for, converting
from tracker.forms.fields import (
    DayField,
    Kept,
    LongTextField,
    ManyField,
    TextField,
    UploadField,
    WholeNumberField,
)
from tracker.forms.lengths import LONG, longest

Choices = Mapping[Ref, Sequence[tuple[str, str]]]
NO_CHOICES: Choices = {}


class OrderForm(Form):
    """A form whose fields are those of an order."""

    order_class: type[Order]
    asked: tuple[Asked, ...]

    def order(self) -> Order:
        """The typed order of a form that validated."""
        return self.order_class(**{a.name: self._value(a) for a in self.asked})

    def _value(self, asked: Asked) -> Any:
        data = self[asked.name].data
        if asked.many:
            return tuple(_one(asked, d) for d in data or ())
        if asked.type is bool:
            return bool(data)
        if data is None or data == "":
            return None
        return _one(asked, data)

    def show(self, refusals: Iterable[Refusal]) -> list[Refusal]:
        """Put each refusal beside the field it names; return those that name none."""
        rest = []
        for refusal in refusals:
            if refusal.field in self._fields:
                field = self[refusal.field]
                field.errors = [*field.errors, f"{refusal.missing}（{refusal.rule}）"]
            else:
                rest.append(refusal)
        return rest

    def uploads(self) -> list[UploadField]:
        """The fields that take a file."""
        return [f for f in self if isinstance(f, UploadField)]


def form_for(
    order: type[Order],
    *,
    choices: Choices = NO_CHOICES,
    initial: Mapping[str, Any] | None = None,
    today: date | None = None,
    **options: Any,
) -> OrderForm:
    """The form of an order. `choices` fills the lists of the database, `initial` the first values;
    fields that ask for the day get `today`. Other options go to the form (`formdata`).
    """
    form_class = form_class_of(order)
    values = {a.name: today for a in form_class.asked if a.today and today is not None}
    values |= {k: _shown(v) for k, v in (initial or {}).items() if v is not None}
    form = form_class(data=values, **options)
    for asked in form.asked:
        if asked.ref is not None:
            offered = [SelectChoice(*pair) for pair in choices.get(asked.ref, ())]
            form[asked.name].choices = offered if asked.many else [NOTHING_CHOSEN, *offered]
    return form


def _shown(value: Any) -> Any:
    """A value as its field keeps it: words and keys as text."""
    if isinstance(value, (tuple, list, frozenset)):
        return [_shown(v) for v in value]
    if isinstance(value, Word) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return value


FORMS: dict[type[Order], type[OrderForm]] = {}


def form_class_of(order: type[Order]) -> type[OrderForm]:
    """The form class of an order, made once."""
    if order not in FORMS:
        FORMS[order] = _form_class(order)
    return FORMS[order]


def _form_class(order: type[Order]) -> type[OrderForm]:
    asked = tuple(asked_fields(order))
    special = converters_for(order)
    fields = {a.name: _field(a, special.get(a.name)) for a in asked}
    body = {**fields, "order_class": order, "asked": asked}
    return type(f"{order.__name__}Form", (OrderForm,), body)


NOTHING_CHOSEN = SelectChoice("", "请选择…")


def _field(asked: Asked, convert: Convert | None) -> Field:
    if asked.many:
        return ManyField(asked.label, _must(asked), choices=_words(asked), description=asked.help)
    if asked.type is bool:
        must = [InputRequired("请勾选确认")] if asked.confirm else []
        return BooleanField(asked.label, must, description=asked.help)
    if asked.ref is not None or issubclass(asked.type, Word):
        offered = [NOTHING_CHOSEN, *_words(asked)]
        return SelectField(asked.label, _must(asked), choices=offered, description=asked.help)
    if asked.type is Upload:
        return UploadField(asked.label, [Kept()] if asked.required else [], description=asked.help)
    if asked.type is date:
        return DayField(asked.label, _must(asked), description=asked.help)
    if asked.type is int:
        return WholeNumberField(
            asked.label, _must(asked), render_kw={"inputmode": "numeric"}, description=asked.help
        )
    return _text(asked, convert)


def _text(asked: Asked, convert: Convert | None) -> Field:
    most = LONG if asked.long else longest(asked.name)
    checks: list[Any] = [DataRequired("请填写此项") if asked.required else Optional()]
    checks.append(Length(max=most))
    if convert is not None:
        checks.append(converting(convert))
    kind = LongTextField if asked.long else TextField
    return kind(asked.label, checks, description=asked.help)


def _must(asked: Asked) -> list[Any]:
    return [InputRequired() if asked.required else Optional()]


def _words(asked: Asked) -> list[SelectChoice]:
    if not issubclass(asked.type, Word):
        return []
    return [SelectChoice(w.value, w.label) for w in asked.type]


def _one(asked: Asked, data: Any) -> Any:
    if isinstance(data, str) and asked.type is not str:
        return asked.type(data)
    return data
