"""Contact by hand: who, when, by what, with which outcome; the outcome gives the grade (D-15)."""

from __future__ import annotations

from datetime import datetime

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from machines.refusals import Refusal
from machines.words import Channel, Direction, Grade, Word
from tracker.actions import ContactOrder
from tracker.clock import SHANGHAI
from tracker.forms.chinese import Form
from tracker.forms.fields import DayField, LongTextField, MomentField, TextField, UploadField
from tracker.forms.lengths import LONG


class Outcome(Word):
    """What came of it, in the words people use."""

    ANSWERED = "answered", "接通并答复"
    PUT_OFF = "put_off", "接通，但拖延"
    NOBODY = "nobody", "无人接听"
    DEAD = "dead", "停机或空号"
    REJECTED = "rejected", "拒接"
    PASSED_ON = "passed_on", "由他人应答，请其转达"
    SENT = "sent", "已发送，尚未回复（短信、微信、QQ、信函）"
    REPLIED = "replied", "对方已回复"


GRADES = {
    Outcome.ANSWERED: Grade.SPOKEN,
    Outcome.PUT_OFF: Grade.SPOKEN,
    Outcome.NOBODY: Grade.FAILED,
    Outcome.DEAD: Grade.FAILED,
    Outcome.REJECTED: Grade.FAILED,
    Outcome.PASSED_ON: Grade.PASSED_ON,
    Outcome.SENT: Grade.HANDED_OVER,
    Outcome.REPLIED: Grade.REPLIED,
}

VOICE = (Outcome.ANSWERED, Outcome.PUT_OFF, Outcome.NOBODY, Outcome.DEAD, Outcome.REJECTED)
FACE = (Outcome.ANSWERED, Outcome.PUT_OFF, Outcome.NOBODY, Outcome.REJECTED)
WRITTEN = (Outcome.SENT, Outcome.REPLIED, Outcome.DEAD)
CALLED = (*WRITTEN, *VOICE)

# Outcomes that a channel can have; a contact that cannot be true is no evidence.
POSSIBLE = {
    Channel.PHONE: (*VOICE, Outcome.PASSED_ON),
    Channel.SMS: WRITTEN,
    Channel.WECHAT: (*CALLED, Outcome.PASSED_ON),
    Channel.QQ: (*CALLED, Outcome.PASSED_ON),
    Channel.MAIL: WRITTEN,
    Channel.POST: WRITTEN,
    Channel.VISIT: (*FACE, Outcome.PASSED_ON),
    Channel.MEETING: FACE,
    Channel.THROUGH_OTHERS: (Outcome.PASSED_ON, Outcome.NOBODY, Outcome.REJECTED, Outcome.DEAD),
}

SAYING = (Outcome.ANSWERED, Outcome.PUT_OFF, Outcome.PASSED_ON, Outcome.REPLIED)


def _words(words: type[Word], *left_out: Word) -> list[SelectChoice]:
    return [SelectChoice(w.value, w.label) for w in words if w not in left_out]


NOTHING_CHOSEN = SelectChoice("", "请选择…")


class ContactForm(Form):
    """One contact made or received by hand (S4.4-5)."""

    at = MomentField("联系时间", [InputRequired()])
    channel = SelectField(
        "渠道",
        [InputRequired()],
        choices=[NOTHING_CHOSEN, *_words(Channel, Channel.LINK)],
    )
    direction = SelectField("方向", [InputRequired()], choices=_words(Direction))
    outcome = SelectField("结果", [InputRequired()], choices=[NOTHING_CHOSEN, *_words(Outcome)])
    address = TextField("所用号码或地址", [Optional(), Length(max=254)])
    answered_by = TextField("谁应答（本人、父亲、室友…）", [Optional(), Length(max=80)])
    said = LongTextField(
        "说了什么",
        [Length(max=LONG)],
        description="接通、回复或转达的必填",
    )
    promised_on = DayField("承诺办理日期", [Optional()])
    next_step = LongTextField("下一步", [Optional(), Length(max=1000)])
    attachment = UploadField("附件（截图、回执照片等）")

    def validate_outcome(self, field: SelectField) -> None:
        """A phone call is not "sent", a letter is not "picked up"."""
        if not self.channel.data or not field.data:
            return
        channel, outcome = Channel(self.channel.data), Outcome(field.data)
        if outcome not in POSSIBLE.get(channel, Outcome):
            names = "、".join(o.label for o in POSSIBLE[channel])
            raise ValidationError(f"“{channel.label}”的结果只能是：{names}")

    def validate_direction(self, field: SelectField) -> None:
        """Whoever came to us has answered."""
        if field.data == Direction.IN and self.outcome.data and self.outcome.data not in SAYING:
            raise ValidationError("对方来联系的，结果应为接通、回复或转达")

    def validate_said(self, field: LongTextField) -> None:
        """What somebody said is the evidence; without it the entry proves nothing."""
        if self.outcome.data in SAYING and not field.data:
            raise ValidationError("请写明对方说了什么")

    def order(self) -> ContactOrder:
        """The typed contact of a form that validated."""
        at = self.at.data or datetime.now(SHANGHAI)
        return ContactOrder(
            at=at.replace(tzinfo=SHANGHAI),
            channel=Channel(self.channel.data),
            direction=Direction(self.direction.data),
            grade=GRADES[Outcome(self.outcome.data)],
            address=self.address.data or "",
            answered_by=self.answered_by.data or "",
            said=self._said(),
            promised_on=self.promised_on.data,
            next_step=self.next_step.data or "",
            upload_id=self.attachment.data.id if self.attachment.data else None,
        )

    def _said(self) -> str:
        """The outcome's own words where the grade alone would lose them."""
        outcome, said = Outcome(self.outcome.data), self.said.data or ""
        if outcome in (Outcome.DEAD, Outcome.REJECTED, Outcome.NOBODY, Outcome.PUT_OFF):
            return f"{outcome.label}。{said}" if said else f"{outcome.label}。"
        return said

    def show(self, refusals: tuple[Refusal, ...]) -> list[Refusal]:
        """Put each refusal beside its field; return those that name none."""
        rest = []
        for refusal in refusals:
            name = {"grade": "outcome"}.get(refusal.field or "", refusal.field)
            if name in self._fields:
                self[name].errors = [*self[name].errors, f"{refusal.missing}（{refusal.rule}）"]
            else:
                rest.append(refusal)
        return rest
