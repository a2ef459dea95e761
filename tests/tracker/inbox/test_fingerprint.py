"""Which arrivals are the same mail: whatever servers wrote on it, and never two mails in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.inbox.raw_mails import raw_mail
from tracker.inbox.fingerprint import fingerprint, head_of

MAIL = raw_mail("1\r\n\r\n我已报到。")

ON_THE_WAY = {
    "traces on top": b"Received: from mx.example.com by mail.example.org; Tue, 2 Jul 2024\r\n"
    b"Return-Path: <biyesheng@example.com>\r\nDelivered-To: zuzhibu@example.org\r\n"
    b"X-Original-To: zuzhibu@example.org\r\n" + MAIL,
    "another server's traces": b"X-Spam-Status: No, score=0\r\n"
    b"Authentication-Results: mx.example.org;\r\n\tdkim=pass header.d=example.com\r\n" + MAIL,
    "traces at the end of the head": MAIL.replace(
        b"\r\n\r\n", b"\r\nX-Virus-Scanned: yes\r\nStatus: RO\r\n\r\n", 1
    ),
    "line feeds only": MAIL.replace(b"\r\n", b"\n"),
    "no line end at the end": MAIL.rstrip(),
    "empty lines at the end": MAIL + b"\r\n\r\n",
    "a line of a mailbox file": b"From biyesheng@example.com Tue Jul  2 10:00:00 2024\n"
    + MAIL.replace(b"\r\n", b"\n"),
    "traces above a line of a mailbox file": b"Return-Path: <>\n"
    b"From biyesheng@example.com Tue Jul  2 10:00:00 2024\n" + MAIL.replace(b"\r\n", b"\n"),
    "folded anew": MAIL.replace(b"From: ", b"From:\r\n\t"),
    "fields in another order": MAIL.replace(b"Subject: Re: \xe8\xaf\xb7\xe6\x8a\xa5\xe5\x88\xb0\r\n", b"").replace(
        b"Message-Id:", b"SUBJECT: Re: \xe8\xaf\xb7\xe6\x8a\xa5\xe5\x88\xb0\r\nMessage-ID:"
    ),
}  # fmt: skip


@pytest.mark.parametrize("same", ON_THE_WAY.values(), ids=ON_THE_WAY.keys())
def test_what_servers_write_on_a_mail_does_not_make_it_another(same):
    assert same != MAIL
    assert fingerprint(same) == fingerprint(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        raw_mail("2\r\n\r\n我已报到。"),
        raw_mail("1\r\n\r\n我已报到。", subject="Re: 请再报到"),
        raw_mail("1\r\n\r\n我已报到。", date="Tue, 02 Jul 2024 10:00:01 +0800"),
        MAIL.replace(b"From: biyesheng@", b"From: somebody@"),
        raw_mail("1\r\n\r\n我已报到。", message_id="<a2@example.com>"),
        raw_mail("1\r\n\r\n我已报到。", in_reply_to="<qz.x@example.org>"),
        MAIL.replace(b"\r\n\r\n", b"\r\nwhat is no field\r\n\r\n", 1),
    ],
    ids=["body", "subject", "date", "from", "id", "thread", "broken head"],
)
def test_mails_that_share_their_message_id_are_kept_apart_by_what_they_say(other):
    assert fingerprint(other) != fingerprint(MAIL)


def test_without_message_id_and_date_every_byte_counts():
    bare = raw_mail("1", message_id="", date="")

    assert fingerprint(bare) == fingerprint(bytes(bare))
    assert fingerprint(b"Received: from one\r\n" + bare) != fingerprint(bare)
    assert fingerprint(bare.replace(b"\r\n", b"\n")) != fingerprint(bare)


def test_empty_fields_tell_nothing_apart_either():
    empty = b"Message-ID:\r\nDate: \r\n\r\n1"

    assert fingerprint(b"X-One: 1\r\n" + empty) != fingerprint(empty)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_have_a_fingerprint_and_a_head(one, other):
    assert len(fingerprint(one)) == 64
    assert one.startswith(head_of(one))
    assert fingerprint(one) != fingerprint(one + other) or not other.strip(b"\r\n")


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_the_head_ends_at_the_first_empty_line(end):
    lines = [b"Subject: 1", b"From: a@example.com", b"", b"body", b"", b"more"]

    assert head_of(end.join(lines)) == end.join(lines[:2])
    assert head_of(end + end.join(lines)) == b""
    assert head_of(end.join(lines[:2])) == end.join(lines[:2])
