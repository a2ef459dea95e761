"""Every composed answer is taken for what it is by what reads incoming mail."""

from __future__ import annotations

import pytest

from machines.mails import MAILS
from tests.tracker.catcher.caught_prompt import (
    GRADUATE,
    MESSAGE_ID,
    NOW,
    RETURN_PATH,
    TOKEN,
    prompt,
)
from tracker.catcher.answering import STYLES, Group, NameForm, compose_answer, receipt_photo
from tracker.inbox.answering import read_answer
from tracker.inbox.automatic import why_automatic
from tracker.inbox.bounces import find_report
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.parsing import parse_mail
from tracker.inbox.quotes import own_words
from tracker.inbox.words import BounceReason, IncomingKind
from tracker.outbox.tokens import token_in

REASONS = {
    "unknown": {BounceReason.NO_SUCH_USER},
    "full": {BounceReason.FULL},
    "spam": {BounceReason.REJECTED},
    "expired": {BounceReason.EXPIRED, BounceReason.UNREACHABLE},
}
OF = {group: [s.name for s in STYLES.values() if s.group is group] for group in Group}


def read(
    style: str, words: str = "", form: NameForm | None = None
) -> tuple[ParsedMail, tuple[Envelope, ...]]:
    sent = compose_answer(
        prompt(),
        style,
        words,
        envelope_from=RETURN_PATH,
        envelope_to=GRADUATE,
        now=NOW,
        attachment=receipt_photo(form) if form else None,
    )
    return parse_mail(sent.raw), (Envelope(sent.mail_from, (sent.rcpt_to,)),)


@pytest.mark.parametrize("style", OF[Group.REPLY])
def test_a_reply_gives_its_number_and_its_words_alone(style: str) -> None:
    mail, envelopes = read(style, "1\n已经报到了，谢谢老师")
    assert find_report(mail, envelopes) is None
    assert why_automatic(mail, envelopes) == ()
    own = own_words(mail)
    assert own.text.startswith("1\n已经报到了，谢谢老师")
    assert "党委组织部" not in own.text
    assert "请直接回复一个数字" not in own.text
    answer = read_answer(MAILS["report_now"], own)
    assert (answer.number, answer.clear) == (1, True)


@pytest.mark.parametrize("style", OF[Group.REPLY])
def test_a_reply_shows_our_token_as_far_as_its_program_cites(style: str) -> None:
    mail, _ = read(style, "1")
    cited = token_in(" ".join((mail.in_reply_to, *mail.references)))
    assert cited == ([] if style in ("qq_bare", "plain") else [TOKEN])


@pytest.mark.parametrize("style", OF[Group.REPLY])
@pytest.mark.parametrize("form", NameForm)
def test_a_photo_keeps_its_chinese_name(style: str, form: NameForm) -> None:
    [photo] = read(style, "1", form)[0].attachments
    assert photo.name == receipt_photo(form).name
    assert photo.size == len(receipt_photo(form).content)


@pytest.mark.parametrize("style", OF[Group.AUTOMATIC])
def test_an_automatic_reply_is_known_as_one(style: str) -> None:
    mail, envelopes = read(style)
    assert find_report(mail, envelopes) is None
    assert why_automatic(mail, envelopes)


@pytest.mark.parametrize("style", OF[Group.BOUNCE])
def test_a_bounce_names_the_address_and_the_reason(style: str) -> None:
    report = find_report(*read(style))
    assert report is not None
    assert report.kind is IncomingKind.BOUNCE
    [told] = report.recipients
    assert told.address == GRADUATE
    assert told.reason in REASONS[style.rpartition("_")[2]]
    assert report.message_ids == (() if "tencent" in style else (MESSAGE_ID,))


def test_notices_are_no_bounces() -> None:
    delay, receipt = find_report(*read("delay")), find_report(*read("read_receipt"))
    assert delay is not None
    assert receipt is not None
    assert (delay.kind, receipt.kind) == (IncomingKind.DELAY, IncomingKind.REPORT)
