"""A mail is read as a person reads it, whatever its sender's program did to it."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from tracker.inbox.parsing import parse_mail

HEAD = b"From: zhangsan@example.com\nTo: case@jobs.example.org\nMessage-ID: <a.1@example.com>\n"
WORDS = "老师好，我已报到，单位是喆镕堃公司。"


def words(charset: str, text: str, raw: bytes) -> bytes:
    """The text as one encoded word of kind B."""
    return f"=?{charset}?B?".encode() + base64.b64encode(raw or text.encode()) + b"?="


def mail(head: bytes, body: bytes) -> bytes:
    """A mail with these further fields."""
    return HEAD + head + b"\n\n" + body


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("GB18030", "gb18030"),
        ("gb2312", "utf-8"),
        ("us-ascii", "gb18030"),
        ("x-unknown", "utf-8"),
        ("no-such-set", "gb18030"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_a_body_is_read_by_what_it_is_not_by_what_it_declares(declared, sent, encoding):
    raw = WORDS.encode(sent)
    head = f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: {encoding}"
    body = base64.encodebytes(raw) if encoding == "base64" else raw

    assert parse_mail(mail(head.encode(), body)).text.strip() == WORDS


def test_base64_without_a_character_set_is_guessed():
    for codec in ("utf-8", "gb18030"):
        body = base64.encodebytes(WORDS.encode(codec))
        parsed = parse_mail(mail(b"Content-Transfer-Encoding: base64", body))
        assert parsed.text.strip() == WORDS


def test_big5_is_read_declared_or_not():
    text = "老師您好，我已經報到，謝謝。這是我的回覆，請查收。"
    for kind in (b"Content-Type: text/plain; charset=big5", b"Content-Type: text/plain"):
        assert parse_mail(mail(kind, text.encode("big5"))).text == text


def test_western_letters_are_not_taken_for_chinese():
    assert parse_mail(mail(b"X-A: b", "Café für Zoë".encode("latin-1"))).text == "Café für Zoë"


def test_a_text_of_which_a_byte_is_broken_is_read_all_the_same():
    raw = ("第一段。" * 100).encode("gb18030") + b"\xff\n"
    parsed = parse_mail(mail(b"Content-Type: text/plain; charset=gbk", raw))

    assert parsed.text.startswith("第一段。第一段。")
    assert parsed.faults


def test_quoted_printable_that_is_broken_costs_the_broken_bytes_only():
    raw = WORDS.encode().hex("=", 1).upper()
    body = f"={raw}=\n=ZZ=4 end".encode()
    parsed = parse_mail(
        mail(
            b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable ;",
            body,
        )
    )

    assert parsed.text.startswith(WORDS)
    assert parsed.text.endswith("end")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (words("utf-8", "毕业去向", b""), "毕业去向"),
        (words("gb2312", "", "喆".encode("gb18030")), "喆"),
        (words("big5", "", "畢業".encode("big5")), "畢業"),
        (words("no-such", "毕业", b""), "毕业"),
        ("毕业去向".encode(), "毕业去向"),
        ("毕业去向核实".encode("gb18030"), "毕业去向核实"),
        (b"=?utf-8?Q?a=20b?= =?utf-8?Q?c?=", "a bc"),
        (b"=?utf-8?Q?what?_now?=", "what? now"),
        (b"=?utf-8?Q?two words?=", "two words"),
        (b"=?utf-8?B?5q+V5Lia", "毕业"),
        (b"=?utf-8?B?5q+V5L?= =?utf-8?B?ia5Y67?=", "毕业去"),
        (b"Re: =?utf-8?B?5q+V?=\r\n =?utf-8?B?5Lia?= [QZ-2026-0012]", "Re: 毕业 [QZ-2026-0012]"),
        (b"=?idna?B?YQ==?= =?hex?Q?61?=", "a61"),
    ],
)
def test_a_subject_is_read_however_it_is_encoded(raw, text):
    assert parse_mail(b"Subject: " + raw + b"\n\nx").subject == text


def test_a_character_cut_between_two_encoded_words_is_whole_again():
    raw = "毕业".encode()
    cut = b" ".join(words("utf-8", "", raw[at : at + 2]) for at in range(0, 6, 2))

    assert parse_mail(b"Subject: " + cut + b"\n\nx").subject == "毕业"


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("Zhang San <Zhang.San@Example.com>", "Zhang San", "Zhang.San@Example.com"),
        ("a@example.com, b@example.com", "", "a@example.com"),
        ('"Zhang, San" <a@example.com>', "Zhang, San", "a@example.com"),
        ("a@example.com (Zhang San)", "Zhang San", "a@example.com"),
        ("team: a@example.com, b@example.com;", "", "a@example.com"),
        ("undisclosed-recipients:;", "undisclosed-recipients:", ""),
        ('"x" <a@example.com&gt;;', "x", "a@example.com"),
        ("<a@example.com>", "", "a@example.com"),
        ("张三 a@example.com", "张三", "a@example.com"),
        ("=?utf-8?B?5byg77yM5LiJ?= <a@example.com>", "张，三", "a@example.com"),
        ("nobody", "nobody", ""),
        ('"a b"@example.com', "", '"a b"@example.com'),
        ("<@relay.example:a@example.com>", "", "a@example.com"),
    ],
)
def test_the_sender_is_found(sender, name, address):
    parsed = parse_mail(f"From: {sender}\n\nx".encode())

    assert (parsed.from_name, parsed.from_address) == (name, address)


def test_no_sender_at_all_is_no_error():
    parsed = parse_mail(b"\n")

    assert (parsed.from_address, parsed.subject, parsed.message_id, parsed.text) == ("",) * 4
    assert parsed.date is None


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Fri, 06 Nov 2026 09:30:00 +0800", datetime(2026, 11, 6, 1, 30, tzinfo=UTC)),
        ("06 Nov 2026 09:30:00 -0000", datetime(2026, 11, 6, 9, 30, tzinfo=UTC)),
        ("Fri, 99 Nov 2026 09:30:00 +0800", None),
        ("Mon, 01 Jan 1066 00:00:00 +0800", None),
        ("06 Nov 2026 09:30:00 +99999999999", None),
        ("2026年11月6日", None),
        ("", None),
    ],
)
def test_the_date_is_aware_or_none(date, moment):
    assert parse_mail(f"Date: {date}\n\nx".encode()).date == moment


def test_the_threads_ids_keep_what_chinese_servers_put_around_them():
    parsed = parse_mail(
        b"In-Reply-To: <0123456789ABCDEF+qz.a@x.org>\nMessage-ID: <a@b>+0123456789abcdef\n"
        b"References: <qz.1@x.org><tencent_A@qq.com>\n <0123456789ABCDEF+qz.a@x.org>\n\nx"
    )

    assert parsed.in_reply_to == "<0123456789ABCDEF+qz.a@x.org>"
    assert parsed.message_id == "<a@b>+0123456789abcdef"
    assert parsed.references == (
        "<qz.1@x.org>",
        "<tencent_A@qq.com>",
        "<0123456789ABCDEF+qz.a@x.org>",
    )


def multipart(kind: str, *parts: bytes) -> bytes:
    """A multipart of whole parts (head, blank line, body)."""
    head = f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="=b"'.encode()
    return mail(head, b"".join(b"--=b\n" + part + b"\n" for part in parts) + b"--=b--\n")


PLAIN = "Content-Type: text/plain; charset=utf-8\n\n一 已报到".encode()
MARKED = "Content-Type: text/html; charset=utf-8\n\n<p>一&nbsp;已报到</p>".encode()


def test_the_plain_form_is_read_and_the_html_kept():
    parsed = parse_mail(multipart("alternative", PLAIN, MARKED))

    assert parsed.text.strip() == "一 已报到"
    assert "<p>" in parsed.html
    assert not parsed.html_only


def test_html_alone_becomes_text():
    parsed = parse_mail(multipart("alternative", b"Content-Type: text/plain\n\n \n", MARKED))

    assert parsed.text == "一 已报到"
    assert parsed.html_only


def test_several_text_parts_are_read_one_after_another():
    further = "Content-Type: text/plain; charset=utf-8\n\n谢谢".encode()

    assert parse_mail(multipart("mixed", PLAIN, further)).text.split() == ["一", "已报到", "谢谢"]


def test_an_invitation_and_an_enclosed_mail_are_not_the_letter():
    parsed = parse_mail(
        multipart(
            "mixed",
            PLAIN,
            b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR",
            b"Content-Type: message/rfc822\n\nSubject: old\nFrom: b@example.com\n\n2",
        )
    )

    assert parsed.text.strip() == "一 已报到"
    assert [one.content_type for one in parsed.attachments] == ["text/calendar", "message/rfc822"]
    assert parsed.attachments[1].name == "old.eml"


def test_a_lost_boundary_is_read_off_the_body():
    raw = multipart("mixed", PLAIN, MARKED).replace(b'; boundary="=b"', b"")
    parsed = parse_mail(raw)

    assert "一 已报到" in parsed.text
    assert "Content-Type" not in parsed.text
    assert parsed.faults


def test_a_mail_cut_off_keeps_what_came():
    raw = multipart("mixed", PLAIN, MARKED)
    parsed = parse_mail(raw[: raw.index(b"<p>")])

    assert parsed.text.strip() == "一 已报到"


def test_a_head_folded_wrongly_is_joined():
    parsed = parse_mail("Subject: 毕业\n去向\nFrom: a@example.com\n\n1".encode())

    assert (parsed.from_address, parsed.text) == ("a@example.com", "1")


def test_plain_text_that_qq_mail_escaped_is_turned_back():
    text = (
        "1\n\n------------------&nbsp;原始邮件&nbsp;------------------\n发件人: <a@b.example&gt;;"
    )
    parsed = parse_mail(mail(b"Content-Type: text/plain; charset=utf-8", text.encode()))

    assert "--- 原始邮件 ---" in parsed.text
    assert "<a@b.example>;" in parsed.text


def test_text_that_speaks_of_entities_stays_as_it_is():
    assert (
        parse_mail(mail(b"X-A: b", b"write &lt;b&gt; &amp; go")).text == "write &lt;b&gt; &amp; go"
    )


def test_nul_and_lone_surrogates_never_reach_the_text():
    raw = mail(b"Subject: a\0b", b"x\0y \xed\xa0\x80 z")
    parsed = parse_mail(raw)

    for text in (parsed.subject, parsed.text, *(value for _name, value in parsed.headers)):
        assert "\0" not in text
        text.encode()


def test_a_line_longer_than_smtp_allows_is_read_whole():
    assert len(parse_mail(mail(b"X-A: b", b"x" * 50_000)).text) == 50_000


def test_a_mail_nested_without_end_is_kept_as_text():
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
        for depth in range(3_000)
    )
    parsed = parse_mail(b"Subject: deep\n" + raw)

    assert parsed.subject == "deep"
    assert parsed.faults


def test_thirty_megabytes_are_read_and_the_file_is_whole():
    data = bytes(range(256)) * 80_000
    raw = multipart(
        "mixed",
        PLAIN,
        b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data),
    )
    parsed = parse_mail(raw)

    assert parsed.text.strip() == "一 已报到"
    assert parsed.attachments[0].size == len(data)
    assert parsed.attachments[0].sha256 == hashlib.sha256(data).hexdigest()


STATUS = (
    b"From: a@example.com\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n"
)


def test_a_delivery_status_of_empty_lines_is_kept_as_text():
    mail = parse_mail(STATUS + b"\r\n\r\n" * 200_000 + b"Action: failed\r\n--b--\r\n")
    assert "Action: failed" in mail.text
    assert mail.faults == ("邮件嵌套过多，按纯文本读出",)


def test_a_delivery_status_of_some_hundred_recipients_is_read_as_one():
    block = b"Final-Recipient: rfc822; a@example.com\r\nAction: failed\r\n\r\n"
    mail = parse_mail(STATUS + block * 500 + b"--b--\r\n")
    assert mail.message.is_multipart()
    assert mail.faults == ()
