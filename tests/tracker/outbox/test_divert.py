"""The switch that diverts all mail: to a folder, or to the catcher; the server gets nothing."""

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from tests.factories import make_case, make_mail
from tracker.catcher import catching, list_caught
from tracker.models import MailState
from tracker.outbox.send import send_due


@pytest.fixture
def mails(session):
    case = make_case(session)
    rows = [make_mail(session, case) for _ in range(2)]
    session.commit()
    return rows


def test_into_a_folder_each_mail_is_a_file(sender, server, session, mails, tmp_path):
    settings = replace(sender.settings, mail_divert="folder", divert_dir=tmp_path / "a" / "b")

    assert send_due(replace(sender, settings=settings)) == 2

    files = sorted(settings.divert_dir.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    for file, mail in zip(files, mails, strict=True):
        session.refresh(mail)
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert (mail.state, mail.raw) == (MailState.SENT, file.read_bytes())
        assert message["Message-ID"] == mail.message_id
        assert message["To"].addresses[0].addr_spec == mail.to_address
    assert server.connections == 0


def test_a_folder_that_cannot_be_written_is_tried_again(sender, session, mails, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings = replace(sender.settings, mail_divert="folder", divert_dir=tmp_path / "file")

    send_due(replace(sender, settings=settings))

    session.refresh(mails[0])
    assert (mails[0].state, mails[0].tries) == (MailState.PENDING, 1)
    assert "cannot be written" in mails[0].last_error


def test_to_the_catcher_in_place_of_the_server(sender, server, session, mails, tmp_path):
    folder = tmp_path / "caught"
    with catching(folder) as port:
        settings = replace(
            sender.settings,
            mail_divert="catcher",
            catcher_port=port,
            # What is meant for the real server is not told to the catcher.
            smtp_tls="starttls",
            smtp_username="user",
            smtp_password="secret",
        )
        assert send_due(replace(sender, settings=settings)) == 2

    caught = list_caught(folder)
    assert {mail.message_id for mail in caught} == {mail.message_id for mail in mails}
    assert server.connections == 0
