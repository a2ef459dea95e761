"""The files within a mail keep their Chinese names, made safe, and are never opened."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest

from tests.tracker.inbox.test_parsing import PLAIN, multipart
from tracker.inbox.parsing import attachment_bytes, parse_mail
from tracker.inbox.parsing.files import safe_name

JPEG = b"\xff\xd8\xff\xe0photo"
WORD = base64.b64encode("回执单.jpg".encode("gb18030")).decode()
NAMES = {
    "RFC 2231": "filename*=UTF-8''%E5%9B%9E%E6%89%A7%E5%8D%95.jpg",
    "RFC 2231 in pieces": "filename*0*=gb2312''%BB%D8;\n filename*1*=%D6%B4%B5%A5;\n filename*2=.jpg",
    "RFC 2047": f'filename="=?gb2312?B?{WORD}?="',
    "RFC 2047, unquoted": f"filename==?gb2312?B?{WORD}?=",
    "raw GBK": 'filename="回执单.jpg"',
    "both": "filename=\"x.jpg\"; filename*=utf-8''%E5%9B%9E%E6%89%A7%E5%8D%95.jpg",
}


def attached(
    disposition: str, *, kind: str = "application/octet-stream", data: bytes = JPEG
) -> bytes:
    """A mail with one file in base64; what is not ASCII goes out as raw GBK."""
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n{disposition}\n\n"
    return multipart("mixed", PLAIN, head.encode("gb18030") + base64.encodebytes(data))


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_name_is_read_however_it_is_written(name):
    raw = attached(f"Content-Disposition: attachment; {NAMES[name]}")
    file = parse_mail(raw).attachments[0]

    assert file.name == "回执单.jpg"
    assert file.content_type == "image/jpeg"
    assert (file.position, file.size) == (1, len(JPEG))
    assert attachment_bytes(raw, 1) == JPEG


def test_the_name_of_the_type_counts_where_the_disposition_has_none():
    raw = attached("Content-Disposition: attachment", kind='image/png; name="回执.png"')

    assert parse_mail(raw).attachments[0].name == "回执.png"


def test_a_nameless_file_is_called_by_its_number_and_type():
    assert parse_mail(attached("X-A: b")).attachments[0].name == "附件1.jpg"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\回执.jpg", "回执.jpg"),
        ("回执\u202egpj.exe", "回执gpj.exe"),
        ("a\0b\r\nc.txt", "ab c.txt"),
        ("..", "附件1"),
        ("长" * 300 + ".docx", "长" * 75 + ".docx"),
        ("x" * 300, "x" * 80),
        ('<a>:"b|?*.pdf', "ab.pdf"),
    ],
)
def test_a_name_can_do_no_harm(name, safe):
    assert safe_name(name, 1, "application/octet-stream") == safe


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"GIF89a...", "image/gif"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\0\0\0\x18ftypheic....", "image/heic"),
        (b"no magic", "application/octet-stream"),
    ],
)
def test_a_type_that_says_nothing_is_read_off_the_first_bytes(data, kind):
    file = parse_mail(
        attached("Content-Disposition: attachment; filename=a", data=data)
    ).attachments[0]

    assert file.content_type == kind


def test_a_declared_type_is_kept():
    file = parse_mail(attached("X-A: b", kind="application/ms-tnef; name=winmail.dat")).attachments[
        0
    ]

    assert (file.name, file.content_type) == ("winmail.dat", "application/ms-tnef")


def test_a_picture_within_the_letter_is_told_from_a_file():
    shown = attached("Content-Disposition: inline; filename=a.png", kind="image/png")

    assert parse_mail(shown).attachments[0].inline
    assert not parse_mail(attached("Content-Disposition: attachment")).attachments[0].inline


def test_a_zip_bomb_is_kept_unopened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 20_000_000)
    raw = attached("Content-Disposition: attachment; filename=a.zip", data=packed.getvalue())
    file = parse_mail(raw).attachments[0]

    assert (file.content_type, file.size) == ("application/zip", len(packed.getvalue()))


def test_a_text_file_is_no_letter_and_a_second_one_is_found_by_its_position():
    raw = multipart(
        "mixed",
        PLAIN,
        b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\none",
        b"Content-Type: text/plain; name=b.txt\n\ntwo",
    )

    assert [file.name for file in parse_mail(raw).attachments] == ["a.txt", "b.txt"]
    assert "one" not in parse_mail(raw).text
    assert attachment_bytes(raw, 2) == b"two"


def test_an_enclosed_mail_keeps_its_source():
    raw = multipart(
        "mixed", PLAIN, b"Content-Type: message/rfc822\n\nSubject: old\nFrom: b@example.com\n\nhi"
    )

    assert attachment_bytes(raw, 1) == b"Subject: old\nFrom: b@example.com\n\nhi"


def test_asking_for_a_file_that_is_not_there_is_refused():
    with pytest.raises(LookupError):
        attachment_bytes(attached("X-A: b"), 2)
