"""The catcher: takes mail over real SMTP, keeps it as sent and shows it."""

import json
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from tracker.catcher import NoSuchMail, catching, list_caught, read_caught

SENDER = "zuzhibu@example.org"
GRADUATE = "biyesheng@example.com"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "caught"


@pytest.fixture
def client(folder):
    with catching(folder) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        yield client


def chinese_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = (
        "党员组织关系转接提醒：请在七月三十一日前办理，逾期请联系所在学院党委组织员老师"
    )
    mail["From"] = f"党委组织部 <{SENDER}>"
    mail["To"] = GRADUATE
    mail["Message-ID"] = "<qz.7.abc.1@example.org>"
    mail.set_content("请打开：https://tracker.example.com/a/abc。\n电话 12371。\n")
    mail.add_alternative(
        '<p>请<a href="https://tracker.example.com/a/abc?x=1&amp;y=2">填写去向</a>。</p>',
        subtype="html",
    )
    return mail


def test_a_mail_is_listed_and_opened_as_a_person_reads_it(client, folder):
    client.send_message(chinese_mail(), SENDER, [GRADUATE, "fuben@example.net"])

    (listed,) = list_caught(folder)
    whole = read_caught(folder, listed.id)

    assert listed.subject == chinese_mail()["Subject"]
    assert listed.sender == SENDER
    assert listed.recipients == (GRADUATE, "fuben@example.net")
    assert listed.message_id == "<qz.7.abc.1@example.org>"
    assert listed.size == len(whole.source)
    assert whole.caught == listed
    assert "电话 12371。" in whole.text
    assert "填写去向" in whole.html
    assert ("From", f"党委组织部 <{SENDER}>") in whole.headers
    assert whole.links == (
        "https://tracker.example.com/a/abc?x=1&y=2",
        "https://tracker.example.com/a/abc",
    )


def test_every_byte_is_kept_as_sent_and_the_envelope_beside_it(client, folder):
    sent = b"Subject: x\r\n\r\n.dot\r\n..dots\r\n \xe4\xb8\xad\t\r\n\r\nlast\r\n"

    client.sendmail(SENDER, [GRADUATE], sent)

    (listed,) = list_caught(folder)
    assert (folder / f"{listed.id}.eml").read_bytes() == sent
    assert json.loads((folder / f"{listed.id}.json").read_bytes()) == {
        "mail_from": SENDER,
        "rcpt_tos": [GRADUATE],
    }


def test_lines_longer_than_the_standard_allows_are_taken(client, folder):
    sent = b"Subject: long\r\n\r\n" + b"a" * 200_000 + b"\r\n"

    client.sendmail(SENDER, [GRADUATE], sent)

    assert read_caught(folder, list_caught(folder)[0].id).source == sent


def test_an_address_in_chinese_is_taken(client, folder):
    client.sendmail(
        SENDER, ["毕业生@example.com"], "Subject: 通知\r\n\r\n好\r\n".encode(), ["SMTPUTF8"]
    )

    (listed,) = list_caught(folder)
    assert listed.recipients == ("毕业生@example.com",)
    assert listed.subject == "通知"


def test_a_mail_above_the_size_limit_is_refused_before_it_is_sent(client, folder):
    assert client.ehlo()[0] == 250
    assert client.esmtp_features["size"] == str(30 * 1024 * 1024)

    code, _ = client.mail(SENDER, ["SIZE=40000000"])

    assert code == 552
    assert list_caught(folder) == []


@pytest.mark.parametrize(("address", "code"), [("reject.a", 550), ("later.a", 451)])
def test_failure_can_be_tried_by_address(client, folder, address, code):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail(SENDER, [f"{address}@example.com"], b"Subject: x\r\n\r\nx\r\n")

    assert refused.value.recipients[f"{address}@example.com"][0] == code
    assert list_caught(folder) == []


def test_a_refused_recipient_does_not_keep_the_mail_from_the_others(client, folder):
    refused = client.sendmail(SENDER, ["reject.a@example.com", GRADUATE], b"Subject: x\r\n\r\n")

    assert list(refused) == ["reject.a@example.com"]
    assert list_caught(folder)[0].recipients == (GRADUATE,)


def test_a_bounce_with_no_sender_is_taken(client, folder):
    client.sendmail("", [GRADUATE], b"Subject: x\r\n\r\nx\r\n")

    assert list_caught(folder)[0].sender in ("", "<>")


def test_the_newest_mail_is_listed_first(client, folder):
    for subject in ("first", "second", "third"):
        client.sendmail(SENDER, [GRADUATE], f"Subject: {subject}\r\n\r\n".encode())

    assert [mail.subject for mail in list_caught(folder)] == ["third", "second", "first"]


def test_nothing_but_whole_mails_is_listed(client, folder):
    client.sendmail(SENDER, [GRADUATE], b"Subject: x\r\n\r\n")
    (folder / ".20260101T000000000000-00000000.eml.part").write_bytes(b"half")
    (folder / "notes.eml").write_bytes(b"no mail of ours")

    assert len(list_caught(folder)) == 1


def test_a_folder_that_is_not_there_yet_holds_no_mail(tmp_path):
    assert list_caught(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "not_an_id",
    [
        "",
        "..",
        "../secret_key",
        "20260101T000000000000-0000000g",
        "20260101T000000000000-00000000\n",
        "20260101T000000000000-00000000/../../secret_key",
        "20260101T000000000000-00000000",
    ],
)
def test_an_id_from_a_page_is_never_used_as_a_path(client, folder, not_an_id):
    (folder / "secret_key").write_text("geheim")

    with pytest.raises(NoSuchMail):
        read_caught(folder, not_an_id)


def keep(folder: Path, source: bytes) -> str:
    folder.mkdir(exist_ok=True)
    mail_id = "20260101T000000000000-00000000"
    (folder / f"{mail_id}.eml").write_bytes(source)
    (folder / f"{mail_id}.json").write_text('{"mail_from": null, "rcpt_tos": []}')
    return mail_id


def test_a_rare_character_in_a_mail_labelled_gb2312_is_read(folder):
    body = "王镕喆".encode("gb18030")
    mail_id = keep(
        folder,
        b"Content-Type: text/plain; charset=gb2312\r\nSubject: =?gb2312?B?5Lg=?=\r\n\r\n" + body,
    )

    assert read_caught(folder, mail_id).text == "王镕喆"


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\r\n\r\n",
        b"no header at all",
        b"Subject: =?utf-8?B?!!!?=\r\n\r\nx",
        b"Subject: =?no-such-charset?Q?=41?=\r\n\r\nx",
        b"Subject: \xff\xfe\r\nContent-Type: text/html; charset=nonsense\r\n\r\n<a href=http://[>\xff",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n&&&",
    ],
)
def test_a_broken_mail_is_shown_as_far_as_it_goes(folder, source):
    mail_id = keep(folder, source)

    assert len(list_caught(folder)) == 1
    assert read_caught(folder, mail_id).source == source


SHARED = Path(__file__).resolve().parents[3] / "shared" / "mail"


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared/ does not stand beside the project")
def test_every_mail_of_the_shared_collection_can_be_opened(folder):
    for path in sorted(SHARED.glob("*/*")):
        source = path.read_bytes()
        assert read_caught(folder, keep(folder, source)).source == source
        assert len(list_caught(folder)) == 1
