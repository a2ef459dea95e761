"""Every order has its form: the fields the rules demand, each with its rule, one typed value at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from machines import MACHINES
from machines.orders import Order, Ref, Upload, asked_fields
from machines.orders.materials import ItemCheck
from machines.orders.overseas import OverseasApplication
from machines.orders.transfer import DataCorrection, Destination, HandOver, Letter
from machines.refusals import Refusal
from machines.register import RULES
from machines.roles import Role
from machines.words import AbroadPaper, DestinationKind, Employment, ItemStatus, Word
from tracker.forms.chinese import MESSAGES
from tracker.forms.lengths import longest
from tracker.forms.order_form import OrderForm, form_for
from tracker.models import Letter as LetterRow

TODAY = date(2024, 7, 2)
ORDERS = sorted(
    {move.asks for m in MACHINES.values() for track in m.tracks for move in track.moves},
    key=lambda order: order.__name__,
)
CHOICES = {
    Ref.ACTIVITY: [("3", "党课")],
    Ref.BRANCH: [("5", "第一支部")],
    Ref.CONTACT_PERSON: [("7", "许静")],
    Ref.ITEM: [("application", "入党申请书"), ("training_form", "培养考察登记表")],
}


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask("forms")
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False)
    with app.test_request_context(method="POST"):
        yield


def filled(order: type[Order], **values: Any) -> OrderForm:
    data = MultiDict()
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return form_for(order, choices=CHOICES, today=TODAY, formdata=data)


def sample(asked: Any) -> Any:
    """Something right for a field."""
    if asked.ref is not None:
        value = CHOICES[asked.ref][0][0]
        return [value] if asked.many else value
    if isinstance(asked.type, type) and issubclass(asked.type, Word):
        value = next(iter(asked.type)).value
        return [value] if asked.many else value
    by_type = {bool: "y", date: "2024-06-20", int: "8", str: "写明如下", Upload: ""}
    return by_type[asked.type]


SPECIAL = {
    "mobile": "13900000001", "email": "a@example.com", "id_number": "", "sex": "女",
    "ethnicity": "畲族",
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.__name__)
def test_a_filled_form_gives_the_typed_order(order: type[Order]) -> None:
    values = {a.name: SPECIAL.get(a.name, sample(a)) for a in asked_fields(order)}
    form = filled(order, **values)
    assert form.validate(), form.errors
    made = form.order()
    assert type(made) is order
    for asked in asked_fields(order):
        value = getattr(made, asked.name)
        if value is None:
            assert not asked.required
        elif asked.many:
            assert all(isinstance(one, asked.type) for one in value)
        else:
            assert isinstance(value, asked.type), asked.name


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.__name__)
def test_an_empty_form_complains_of_exactly_the_required_fields(order: type[Order]) -> None:
    form = filled(order)
    required = {a.name for a in asked_fields(order) if a.required or a.confirm}
    assert form.validate() is not bool(required)
    assert set(form.errors) == required
    for errors in form.errors.values():
        assert all(error.startswith("请") for error in errors)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.__name__)
def test_every_field_has_a_label_and_a_rule_of_the_register(order: type[Order]) -> None:
    form = filled(order)
    for asked in form.asked:
        assert form[asked.name].label.text == asked.label
        assert asked.rule in RULES


def test_days_are_read_as_people_write_them() -> None:
    for written in ("2024-07-01", "2024/7/1", "2024.7.1", "2024年7月1日", "２０２４／７／１"):
        form = filled(HandOver, handed_on=written, how="本人签领")
        assert form.validate(), written
        assert form.order() == HandOver(handed_on=date(2024, 7, 1), how="本人签领")


@pytest.mark.parametrize("written", ["2024-02-30", "7月1日", "24-7-1", "0001-01-01", "x"])
def test_what_is_no_day_is_kept_and_refused(written: str) -> None:
    form = filled(HandOver, handed_on=written, how="本人签领")
    assert not form.validate()
    assert form.errors["handed_on"] == ["请填写存在的日期，如 2024-06-30"]
    assert written in form["handed_on"]()


def test_fields_that_ask_for_the_day_begin_with_today() -> None:
    form = form_for(HandOver, today=TODAY, formdata=None)
    assert 'value="2024-07-02"' in form["handed_on"]()


def test_first_values_stand_in_the_form() -> None:
    form = form_for(
        Destination,
        initial={"employment": Employment.STUDY, "kind": DestinationKind.UNIT, "in_database": True},
        formdata=None,
    )
    assert '<option selected value="study">' in form["employment"]()
    assert "checked" in form["in_database"]()


def test_lists_and_boxes_become_tuples_of_their_words() -> None:
    form = filled(ItemCheck, items=["application", "training_form"], status="compliant")
    assert form.validate()
    assert form.order() == ItemCheck(
        items=("application", "training_form"), status=ItemStatus.COMPLIANT, note=None
    )
    form = filled(
        OverseasApplication, purpose="study", country="法国", school="某大学", starts_on="2024-9-1",
        returns_on="2026-9-1", home_contact="父亲", papers=["proof", "form"],
    )  # fmt: skip
    assert form.validate()
    assert form.order().papers == (AbroadPaper.PROOF, AbroadPaper.FORM)  # type: ignore[attr-defined]


def test_a_choice_that_was_not_offered_is_refused() -> None:
    form = filled(ItemCheck, items=["application", "made_up"], status="compliant")
    assert not form.validate()
    assert set(form.errors) == {"items"}


def test_the_seal_must_be_confirmed() -> None:
    form = filled(Letter, system_no="1", number="2", issued_on="2024-7-1", valid_until="2024-9-1")
    assert not form.validate()
    assert form.errors == {"sealed": ["请勾选确认"]}


def test_corrections_are_read_as_the_roster_reads_them() -> None:
    form = filled(
        DataCorrection, source="来电", mobile="+86 139-0000-0001", ethnicity="汉", sex="女生"
    )
    assert form.validate()
    made = form.order()
    assert isinstance(made, DataCorrection)
    assert (made.mobile, made.ethnicity, made.sex) == ("13900000001", "汉族", "女")
    assert made.degree is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("mobile", "1390000"), ("email", "wo"), ("id_number", "330802200203040012"), ("sex", "?")],
)
def test_a_wrong_correction_is_refused_beside_its_field(name: str, value: str) -> None:
    form = filled(DataCorrection, source="来电", **{name: value})
    assert not form.validate()
    assert set(form.errors) == {name}


def test_unseen_characters_and_edges_are_dropped() -> None:
    form = filled(HandOver, handed_on="2024-7-1", how="  本人\x00签\u200b领\r\n第二行 ")
    assert form.validate()
    assert form.order() == HandOver(handed_on=date(2024, 7, 1), how="本人签领 第二行")


def test_white_space_is_no_answer() -> None:
    form = filled(HandOver, handed_on="2024-7-1", how="   ")
    assert not form.validate()


def test_no_form_takes_more_than_its_column() -> None:
    column = sa.inspect(LetterRow).columns.number
    assert longest("number") <= column.type.length
    form = filled(Letter, system_no="1", number="9" * 41, issued_on="2024-7-1",
                  valid_until="2024-9-1", sealed="y")  # fmt: skip
    assert not form.validate()
    assert form.errors == {"number": ["不能超过 40 个字符"]}


def test_refusals_stand_beside_the_field_they_name() -> None:
    form = filled(HandOver, handed_on="2024-7-1", how="本人签领")
    assert form.validate()
    beside = Refusal("日期早于开具日期", "S4.3-4", Role.ORGANIZER, "本页", "handed_on")
    above = Refusal("没有介绍信", "S4.3-4", Role.ORGANIZER, "转移 · 开具介绍信")
    assert form.show([beside, above]) == [above]
    assert form["handed_on"].errors == ["日期早于开具日期（S4.3-4）"]


def test_every_message_of_the_library_has_its_chinese() -> None:
    for words in MESSAGES.values():
        assert any("\u4e00" <= c <= "\u9fff" for c in words)
