"""Answers to caught mails: each as its program or server writes it."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

import pytest

from tests.tracker.catcher.caught_prompt import (
    ASKED,
    GRADUATE,
    MESSAGE_ID,
    NOW,
    OFFICE,
    RETURN_PATH,
    SUBJECT,
    TOKEN,
    prompt,
    words_of,
)
from tracker.catcher.answering import (
    STYLES,
    Group,
    NameForm,
    Photo,
    Sent,
    compose_answer,
    compose_new,
    receipt_photo,
)

REPLIES = [name for name, style in STYLES.items() if style.group is Group.REPLY]
BOUNCES = [name for name, style in STYLES.items() if style.group is Group.BOUNCE]
EACH = pytest.mark.parametrize("style", list(STYLES))


def answer(style: str, words: str = "1", reply_to: str = "", photo: Photo | None = None) -> Sent:
    return compose_answer(
        prompt(reply_to),
        style,
        words,
        envelope_from=RETURN_PATH,
        envelope_to=GRADUATE,
        now=NOW,
        attachment=photo,
    )


def mail(style: str, words: str = "1", photo: Photo | None = None) -> Message:
    return message_from_bytes(answer(style, words, photo=photo).raw)


def texts(message: Message) -> list[str]:
    return [words_of(part) for part in message.walk() if part.get_content_maintype() == "text"]


@EACH
def test_the_same_answer_has_the_same_bytes_and_only_lines_that_smtp_carries(style: str) -> None:
    raw = answer(style, "已报到", photo=receipt_photo()).raw
    assert raw == answer(style, "已报到", photo=receipt_photo()).raw
    assert raw != answer(style, "已报到了", photo=receipt_photo()).raw or style not in REPLIES
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert message_from_bytes(raw).defects == []


@pytest.mark.parametrize("style", REPLIES)
def test_a_reply_says_its_words_and_goes_where_answers_are_wanted(style: str) -> None:
    sent = answer(style, "1\n陶喆已经报到", reply_to="case+abc@example.org")
    assert (sent.mail_from, sent.rcpt_to) == (GRADUATE, "case+abc@example.org")
    assert answer(style).rcpt_to == OFFICE
    read = message_from_bytes(sent.raw)
    assert all("陶喆已经报到" in text for text in texts(read))
    assert SUBJECT in str(make_header(decode_header(read["Subject"])))
    assert style == "plain" or all(ASKED.splitlines()[1] in text for text in texts(read))


def test_programs_cite_what_they_were_seen_to_cite() -> None:
    assert mail("qq")["In-Reply-To"] == mail("qq")["References"] == MESSAGE_ID
    assert mail("foxmail")["References"] == MESSAGE_ID
    assert mail("foxmail")["In-Reply-To"] is None
    assert mail("qq_bare")["References"] is mail("qq_bare")["In-Reply-To"] is None
    altered = mail("exmail")["In-Reply-To"]
    assert altered != MESSAGE_ID
    assert altered.partition("+")[2] == MESSAGE_ID[1:]
    assert TOKEN not in answer("plain").raw.decode()


def test_a_name_beyond_gb2312_goes_under_its_label_all_the_same() -> None:
    part = mail("outlook", "我叫陶喆")
    assert part.get_content_charset() == "gb2312"
    assert "我叫陶喆" in words_of(part)


@pytest.mark.parametrize("style", BOUNCES)
def test_a_bounce_goes_to_the_return_path_from_nobody_and_names_the_address(style: str) -> None:
    sent = answer(style)
    assert (sent.mail_from, sent.rcpt_to) == ("", RETURN_PATH)
    read = message_from_bytes(sent.raw)
    said = "".join([*texts(read), sent.raw.decode("utf-8", "replace")])
    assert GRADUATE in said
    assert (MESSAGE_ID in said) is ("tencent" not in style)


def test_automatic_replies_carry_their_providers_marks_and_one_carries_none() -> None:
    qq = answer("auto_qq", "")
    assert qq.mail_from == f"lihua+auto_=bounce+{TOKEN}=example.org@example.com"
    assert message_from_bytes(qq.raw)["X-QQ-AUTO-REPLY"] == "true"
    assert mail("auto_qq_2020")["X-QQ-HolidayReply"] == "true"
    assert answer("auto_outlook").mail_from == answer("auto_vacation").mail_from == ""
    assert mail("auto_vacation")["Auto-Submitted"] == "auto-replied (vacation)"
    silent = mail("auto_netease", "")
    assert not {"Auto-Submitted", "In-Reply-To", "Precedence"} & set(silent)
    assert "这是自动回复" in words_of(silent)


def test_a_delay_is_no_failure_and_a_receipt_tells_that_the_mail_was_opened() -> None:
    assert b"Action: delayed" in answer("delay").raw
    assert mail("read_receipt").get_param("report-type") == "disposition-notification"


def test_the_sender_may_be_somebody_else() -> None:
    sent = compose_answer(
        prompt(),
        "qq",
        "1",
        envelope_from=RETURN_PATH,
        envelope_to=GRADUATE,
        now=NOW,
        sender="other@example.net",
        name="",
    )
    assert sent.mail_from == message_from_bytes(sent.raw)["From"].strip("<>") == "other@example.net"


@pytest.mark.parametrize("style", REPLIES)
@pytest.mark.parametrize("form", NameForm)
def test_a_photo_is_attached_under_its_chinese_name(style: str, form: NameForm) -> None:
    photo = receipt_photo(form)
    read = mail(style, photo=photo)
    [part] = [one for one in read.walk() if one.get_content_type() == "image/jpeg"]
    assert part.get_payload(decode=True) == photo.content
    match form:
        case NameForm.RAW_GBK:
            assert photo.name.encode("gbk") in answer(style, photo=photo).raw
        case NameForm.RFC2047:
            assert str(make_header(decode_header(part.get_filename() or ""))) == photo.name
        case NameForm.RFC2231:
            assert part.get_filename() == photo.name


def test_a_mail_without_any_header_can_be_answered_too() -> None:
    sent = compose_answer(
        b"hello", "iphone", "?", envelope_from="a@example.org", envelope_to=GRADUATE, now=NOW
    )
    assert sent.rcpt_to == "a@example.org"
    assert message_from_bytes(sent.raw)["In-Reply-To"] is None


def test_somebody_may_write_of_his_own_accord() -> None:
    sent = compose_new(
        "netease",
        "关于李华的组织关系",
        "贵校毕业生李华已到我单位。",
        sender="dangban@example.net",
        name="某公司党办",
        to=OFFICE,
        now=NOW,
    )
    assert (sent.mail_from, sent.rcpt_to) == ("dangban@example.net", OFFICE)
    read = message_from_bytes(sent.raw)
    assert str(make_header(decode_header(read["Subject"]))) == "关于李华的组织关系"
    assert texts(read) == ["贵校毕业生李华已到我单位。\r\n"]
    assert read["References"] is read["In-Reply-To"] is None
