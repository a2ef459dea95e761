"""Servers that fail, refuse, balk or are shared: what is told, and that nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.tracker.inbox.doors.dovecot import dovecot
from tests.tracker.inbox.doors.seeing import mailbox, stored, uids
from tests.tracker.inbox.doors.strict_server import strict_server
from tests.tracker.inbox.raw_mails import raw_mail
from tracker.clock import database_now
from tracker.inbox.doors import imap, reading
from tracker.models.incoming import ImapMailbox


def test_one_process_reads_a_mailbox_at_a_time(make_fetcher, server, session):
    first, second = make_fetcher(), make_fetcher()
    server.append(raw_mail("1"))
    first.round()
    server.append(raw_mail("2"))
    second.round()
    assert stored(session) == [raw_mail("1")]

    first.end()
    second.round()
    assert stored(session) == [raw_mail("1"), raw_mail("2")]


def test_the_lease_of_a_process_that_died_ends_by_itself(make_fetcher, server, session):
    first, second = make_fetcher(), make_fetcher()
    first.round()
    session.execute(
        sa.update(ImapMailbox).values(lease_until=database_now(session) - timedelta(seconds=1))
    )
    session.commit()
    server.append(raw_mail("1"))

    second.round()
    assert stored(session) == [raw_mail("1")]
    # Who slept too long does not write over what the other one noted.
    server.append(raw_mail("2"))
    first.round()
    assert stored(session) == [raw_mail("1")]


def test_a_server_that_is_started_anew_is_read_on(make_fetcher, session):
    with dovecot() as own:
        fetcher = make_fetcher(imap_port=own.port)
        own.append(raw_mail("1"))
        fetcher.round()
        own.stop()
        waits = [fetcher.round() for _ in range(3)]
        assert waits == [5, 10, 20]
        told = mailbox(session).last_error
        assert "邮箱服务器拒绝连接" in told
        assert "自动重试" in told
        own.start()
        own.append(raw_mail("2"))
        assert fetcher.round() == 7
        assert mailbox(session).last_error == ""
    assert stored(session) == [raw_mail("1"), raw_mail("2")]


def test_a_server_that_goes_in_mid_fetch_loses_and_doubles_nothing(
    make_fetcher, session, monkeypatch
):
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    mails = [raw_mail(str(number)) for number in range(7)]
    with dovecot() as own:
        own.append(*mails)
        fetcher = make_fetcher(imap_port=own.port)
        passed = iter([False, False, True])
        # Asked between two groups: the third time the server is gone.
        fetcher.stopping = lambda: next(passed) and own.stop()
        assert fetcher.round() == 5
        assert stored(session) == mails[:4]
        own.start()
        fetcher.stopping = lambda: False
        assert fetcher.round() == 7
    assert stored(session) == mails
    assert len(uids(session)) == 7


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"imap_password": "wrong-geheim"}, "邮箱服务器拒绝登录"),
        ({"imap_folder": "没有"}, "请核对文件夹名 TRACKER_IMAP_FOLDER"),
        ({"imap_host": "nowhere.invalid"}, "找不到邮箱服务器"),
        ({"imap_tls": "ssl"}, "加密连接失败"),
        ({"imap_tls": "starttls"}, "不支持所要求的功能"),
    ],
)
def test_what_is_wrong_is_told_in_plain_words_and_never_the_password(
    make_fetcher, session, caplog, changed, told
):
    caplog.set_level("INFO")
    assert make_fetcher(**changed).round() == 5

    shown = mailbox(session).last_error
    assert told in shown
    assert "服务器原话" in shown
    for place in (shown, caplog.text):
        assert "geheim" not in place
    assert mailbox(session).read_at is None


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_over_tls_a_certificate_that_is_trusted_is_believed_and_no_other(
    make_fetcher, session, monkeypatch, tls
):
    with dovecot(certified=True) as own:
        port = own.tls_port if tls == "ssl" else own.port
        own_settings = {"imap_host": "localhost", "imap_port": port, "imap_tls": tls}
        own.append(raw_mail("1"))
        careful = make_fetcher(**own_settings)
        assert careful.round() == 5
        assert "证书不可信" in mailbox(session).last_error
        assert stored(session) == []

        monkeypatch.setenv("SSL_CERT_FILE", str(own.certificate))
        assert careful.round() == 7
        assert stored(session) == [raw_mail("1")]


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 ID", "IMAP4rev1"])
def test_a_server_that_wants_to_know_who_reads_is_told(make_fetcher, session, capabilities):
    with strict_server(raw_mail("1"), capabilities) as strict:
        assert make_fetcher(imap_port=strict.port).round() == 7
        told = [command for command in strict.commands if command.startswith("ID ")]

    assert len(told) == 1
    assert '"name" "graduate-case-tracker"' in told[0]
    assert stored(session) == [raw_mail("1")]
    assert mailbox(session).last_error == ""


def test_a_mail_that_the_server_does_not_give_holds_up_no_other_and_is_asked_for_again(
    make_fetcher, session
):
    with strict_server(raw_mail("1"), withheld=frozenset({1})) as strict:
        fetcher = make_fetcher(imap_port=strict.port)
        for _ in range(2):
            assert fetcher.round() == 7
            assert "有 1 封邮件服务器列出却取不到" in mailbox(session).last_error
            assert mailbox(session).last_uid == 0
            assert uids(session) == [2]
        strict.withheld = frozenset()
        fetcher.round()

    assert uids(session) == [2, 1]
    assert (mailbox(session).last_uid, mailbox(session).last_error) == (2, "")


def test_a_mailbox_of_hundreds_of_thousands_is_listed_in_one_line(imap_settings):
    with strict_server(raw_mail("1")) as strict:
        strict.numbers = " ".join(str(number) for number in range(1, 300_001))
        opened = imap.OpenMailbox(replace(imap_settings, imap_port=strict.port))
        opened.open()
        assert opened.newer_than(299_990) == list(range(299_991, 300_001))
        opened.close()
