"""The way to the server: encrypted where asked for, to a server that can prove its name, logged in."""

import ssl
import subprocess
from dataclasses import replace

import pytest

from tests.factories import make_case, make_mail
from tests.tracker.outbox.servers import Played, serving
from tracker.models import MailState
from tracker.outbox.send import send_due

LOGIN = ("zuzhibu", "a password")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that vouches for itself, and its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext"),
            *("subjectAltName=IP:127.0.0.1", "-keyout", folder / "key", "-out", folder / "cert"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def mail(session):
    mail = make_mail(session, make_case(session))
    session.commit()
    return mail


def secured(certificate, tls: str, login=None) -> Played:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert", certificate / "key")
    return Played(tls=tls, certified=context, login=login)


def send(sender, session, mail, played, **settings) -> MailState:
    settings = replace(sender.settings, smtp_port=played.port, **settings)
    send_due(replace(sender, settings=settings))
    session.refresh(mail)
    return mail.state


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_a_server_that_proves_its_name_gets_the_mail_encrypted(
    sender, session, mail, certificate, monkeypatch, tls
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))
    with serving(secured(certificate, tls)) as played:
        assert send(sender, session, mail, played, smtp_tls=tls) is MailState.SENT
    assert played.ids == [mail.message_id]


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_a_server_nobody_vouches_for_gets_nothing(sender, session, mail, certificate, tls):
    with serving(secured(certificate, tls)) as played:
        assert send(sender, session, mail, played, smtp_tls=tls) is MailState.PENDING
    assert "CERTIFICATE_VERIFY_FAILED" in mail.last_error
    assert played.taken == []


def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked_for(
    sender, server, session, mail
):
    assert send(sender, session, mail, server, smtp_tls="starttls") is MailState.PENDING
    assert "STARTTLS" in mail.last_error
    assert server.taken == []


@pytest.mark.parametrize(
    ("password", "state"), [(LOGIN[1], MailState.SENT), ("another", MailState.PENDING)]
)
def test_the_worker_logs_in(sender, session, mail, certificate, monkeypatch, password, state):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert"))
    with serving(secured(certificate, "starttls", LOGIN)) as played:
        given = {"smtp_username": LOGIN[0], "smtp_password": password, "smtp_tls": "starttls"}
        assert send(sender, session, mail, played, **given) is state
    assert len(played.taken) == (state is MailState.SENT)
    assert password not in mail.last_error
