"""The form behind an answer: made from what its move asks, read back without losing anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from flask import request
from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from machines import get_machine
from machines.mails import HELP, Answer
from machines.orders import NOTHING, Nothing, Order, asked_fields
from machines.orders.transfer import Feedback, WrongData
from machines.orders.unsuccessful import ExchangeWish, ReissueRequest, RetentionRequest
from tracker.clock import day_of
from tracker.desk import GRADUATE, Desk
from tracker.forms.answer import SayForm
from tracker.forms.fields import UploadField
from tracker.forms.order_form import OrderForm, form_for
from tracker.models import Application, UploadedFile
from tracker.open_answers import open_answer
from tracker.views.answers.own_data import descriptions
from tracker.views.answers.prompt import Prompt
from tracker.views.answers.written import fitting_field, written_words
from tracker.views.kept_files import keep_files

MOST_FILES = 8
NO_COOKIE = {"csrf": False}
# The field of free words: an answer's own, or that of an order which asks for nothing else.
WORDS = ("words", "text")
MUST, MAY = "下一步要填写", "下一步可补充"
# What a form is called by the rules, whatever the mail asked: within validity a letter is
# exchanged (S4.5-0), after it another is applied for (S4.5(1)).
HEADINGS: MappingProxyType[type[Order], str] = MappingProxyType(
    {
        ExchangeWish: "换领介绍信",
        ReissueRequest: "填写重开申请（附件4）",
        RetentionRequest: "填写保留申请（附件5）",
    }
)


@dataclass(frozen=True, slots=True)
class Asking:
    """An answer with its form. `open`: its move can start where the case stands now.

    `heading` names what is filled in; `written` are the words of his reply that fit no field.
    """

    answer: Answer
    form: OrderForm | SayForm
    open: bool
    heading: str
    filled: bool = False
    written: str = ""

    @property
    def changed(self) -> bool:
        """The mail promised a step that the case has meanwhile left behind."""
        return bool(self.answer.moves) and not self.open

    def order(self) -> Order:
        """The typed order of a form that validated."""
        return self.form.order() if isinstance(self.form, OrderForm) else NOTHING

    def words(self) -> str:
        """All that was typed, as the ledger keeps it: nothing is lost if the move stays closed."""
        if isinstance(self.form, SayForm):
            return self.form.words.data or ""
        shown = ((asked.label, _shown(self.form[asked.name])) for asked in self.form.asked)
        return "；".join(f"{label}：{value}" for label, value in shown if value)

    def upload_id(self) -> int | None:
        """The file handed in, if any."""
        return next((f.data.id for f in _uploads(self.form) if f.data), None)


def next_page(prompt: Prompt, answer: Answer) -> str:
    """What the form of this answer wants, in words; "" where there is none of its own."""
    if answer.says_more:
        return MUST
    # A cry for help uses the link up: nobody should send it by a slip of the thumb.
    if answer.label == HELP:
        return MAY
    found = open_answer(prompt.case, answer)
    asks = found[1].asks if found else Nothing
    if asks is Nothing:
        return ""
    # Each field of wrong data may stay empty, but not all of them.
    required = asks is WrongData or any(asked.required for asked in asked_fields(asks))
    return MUST if required else MAY


def asking(desk: Desk, prompt: Prompt, answer: Answer) -> Asking:
    """The form of an answer, filled with what the request sent."""
    found = open_answer(prompt.case, answer)
    asks = found[1].asks if found else _typed_for(prompt, answer)
    written = written_words(desk, prompt, answer)
    if asks is Nothing:
        return Asking(answer, _say_form(answer, written), found is not None, answer.label)
    initial, fitting = _earlier(desk, prompt, asks), fitting_field(asks)
    if asks is Feedback and answer.result is not None:
        initial["result"] = answer.result
    fills = bool(written and fitting and not initial.get(fitting))
    if fills:
        initial[fitting] = written
    form = form_for(asks, initial=initial, today=day_of(desk.now), meta=NO_COOKIE)
    if asks is WrongData:
        for name, words in descriptions(prompt.case).items():
            form[name].description = words
    heading = HEADINGS.get(asks, answer.label)
    return Asking(
        answer, form, found is not None, heading, filled=fills, written="" if fills else written
    )


def _say_form(answer: Answer, written: str) -> SayForm:
    form = SayForm(meta=NO_COOKIE, data={"words": written})
    if answer.label == HELP:
        form.words.label.text = "遇到什么困难，需要什么帮助"
    if answer.says_more:
        form.words.label.text = "请写明"
        form.words.flags.required = True
    return form


def valid_with_files(desk: Desk, prompt: Prompt, asked: Asking) -> bool:
    """Validate; keep each fresh file in any case, so that an error elsewhere costs no second upload."""
    form = asked.form
    fields = _uploads(form)
    if any(f.fresh for f in fields) and _too_many(desk, prompt):
        faults = {
            f.name: ["已收到多个文件，不再接收；其余的请通过联系人转交"] for f in fields if f.fresh
        }
    else:
        keep_files(desk, fields, GRADUATE, prompt.case.id)
        faults = {f.name: list(f.errors) for f in fields if f.errors}
    valid: bool = form.validate()
    wanted = next((name for name in WORDS if name in form), None)
    if asked.answer.says_more and wanted and not form[wanted].data:
        faults[wanted] = ["请写明"]
    for name, errors in faults.items():
        form[name].errors = errors
    return valid and not faults


def _typed_for(prompt: Prompt, answer: Answer) -> type[Order]:
    """The order of a form that was open when its page was made: what was typed is still taken."""
    machine = get_machine(prompt.case.kind)
    for name in answer.moves:
        track, _, action = name.partition(".")
        if machine.has(track):
            asks = machine.track(track).move(action).asks
            if {asked.name for asked in asked_fields(asks)} & set(request.form):
                return asks
    return Nothing


def _earlier(desk: Desk, prompt: Prompt, asks: type[Order]) -> dict[str, object]:
    """An application returned for correction starts from what was handed in."""
    needs = {"reissue_returned": "reissue", "retention_returned": "retention"}
    kind = needs.get(prompt.kind.name)
    row = (
        desk.session.scalar(
            sa.select(Application)
            .filter_by(case_id=prompt.case.id, kind=kind, state="returned")
            .order_by(Application.id.desc())
            .limit(1)
        )
        if kind
        else None
    )
    typed = row.form if row else {}
    texts = {a.name for a in asked_fields(asks) if a.type is str or a.name == "reason"}
    return {name: value for name, value in typed.items() if name in texts}


def _uploads(form: OrderForm | SayForm) -> list[UploadField]:
    return form.uploads() if isinstance(form, OrderForm) else [form.photo]


def _too_many(desk: Desk, prompt: Prompt) -> bool:
    """Whoever holds a link may not fill the disk through it."""
    sent = desk.session.scalar(
        sa.select(sa.func.count())
        .select_from(UploadedFile)
        .filter_by(case_id=prompt.case.id, uploaded_by_id=None)
        .where(UploadedFile.uploaded_at >= prompt.link.made_at)
    )
    return (sent or 0) >= MOST_FILES


def _shown(field: Field) -> str:
    match field:
        case UploadField():
            return field.kept_name
        case BooleanField():
            return "是" if field.data else ""
        case SelectMultipleField() | SelectField():
            return "、".join(_chosen(field))
        case _:
            return str(field.data or "")


def _chosen(field: SelectField | SelectMultipleField) -> Iterator[str]:
    chosen = field.data if isinstance(field.data, list) else [field.data]
    for choice in field.choices or ():
        if isinstance(choice, SelectChoice) and choice.value and choice.value in chosen:
            yield str(choice.label)
