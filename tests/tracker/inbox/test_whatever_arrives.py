"""No byte string makes the reading of a mail raise, or yield what a database refuses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.mail.corpus import labelled
from tests.tracker.inbox.not_notices import HUMAN
from tests.tracker.inbox.notices import SAMPLES
from tracker.inbox.bounces import find_report
from tracker.inbox.html_text import text_of_html
from tracker.inbox.parsing import attachment_bytes, parse_mail

REAL = [mail.raw for mail in labelled() if len(mail.raw) < 20_000]
OWN = [sample.raw for sample in SAMPLES] + [one.as_bytes() for one in HUMAN.values()]
# Pieces that steer a parser: fields, boundaries, encoded words, broken bytes.
PIECES = st.sampled_from(
    [
        b"\n", b"\r\n", b"\n\n", b" ", b"\0", b"\xff", b"\xc4\xe3", b"--", b"--=b", b"=", b";", b'"', b"<", b">",
        b"From: ", b"To: a@b, ", b"Subject: ", b"Date: ", b"References: <a@b>", b"=?utf-8?B?", b"=?gb2312?Q?=", b"?=",
        b"Content-Type: multipart/report; boundary=b\n", b"Content-Type: message/rfc822\n", b"Content-Type: text/html\n",
        b"Content-Type: message/delivery-status\n", b"Content-Transfer-Encoding: base64\n", b"charset=", b"filename*0*=",
        b"Content-Transfer-Encoding: x-uuencode\n", b"Content-Disposition: attachment; filename=", b"begin 644 a\n",
        b"Final-Recipient: rfc822;", b"Action: failed\n", b"Status: 5.", b"MAILER-DAEMON@", b"<blockquote>", b"<p", b"&#55296;",
    ]
)  # fmt: skip
SOUP = st.lists(PIECES | st.binary(max_size=8), max_size=60).map(b"".join)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A mail of which a piece is cut out and another put in."""
    raw = draw(st.sampled_from(REAL + OWN))
    start = draw(st.integers(0, len(raw)))
    end = min(len(raw), start + draw(st.integers(0, 200)))
    return raw[:start] + draw(SOUP | st.binary(max_size=30)) + raw[end:]


def read(raw: bytes) -> None:
    """Everything that is read of a mail, held against what a column of text can hold."""
    mail = parse_mail(raw)
    report = find_report(mail, ())
    texts = [mail.from_name, mail.from_address, mail.subject, mail.message_id, mail.text, mail.html]
    texts += [mail.reply_to, mail.in_reply_to, *mail.to, *mail.references, *mail.faults]
    texts += [text for header in mail.headers for text in header]
    texts += [one.name for one in mail.attachments] + [one.content_type for one in mail.attachments]
    if report is not None:
        texts += [report.how, *report.message_ids]
        texts += [
            text for one in report.recipients for text in (one.address, one.status, one.words)
        ]
    for text in texts:
        assert "\0" not in text
        text.encode()
    for file in mail.attachments:
        assert len(attachment_bytes(raw, file.position)) == file.size
        assert file.name.strip()
        assert not set(file.name) & set("/\\\n\r")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | SOUP)
def test_whatever_bytes_arrive_are_read(raw: bytes):
    read(raw)


@settings(max_examples=150, deadline=None)
@given(mutilated())
def test_whatever_happens_to_a_mail_on_its_way_it_is_read(raw: bytes):
    read(raw)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300) | SOUP.map(lambda raw: raw.decode("latin-1")))
def test_whatever_html_arrives_becomes_text(markup: str):
    assert "\0" not in text_of_html(markup)
