"""Hands mails to the server by Flask-Mail over one connection, and knows how far each one got.

smtplib raises the same error for a connection lost before a mail left and for one lost after; the
difference decides whether the mail may be sent again.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from typing import Any

import flask_mail
from flask import Flask

from tracker.config import MailServer, Settings
from tracker.outbox.about_us import is_about_us
from tracker.outbox.message import build_message, flask_mail_state
from tracker.outbox.outcome import Outcome, later, refused, sent, unknown
from tracker.outbox.sendable import Sendable
from tracker.outbox.slowing import asks_for_fewer
from tracker.outbox.smtp_words import code_of, words_of

TIMEOUT_SECONDS = 60
_END_OF_MAIL = b"\r\n.\r\n"


class _Watched(smtplib.SMTP):
    """An SMTP client that remembers when a whole mail has left without an answer."""

    in_doubt = False

    def send(self, s: Any) -> None:
        super().send(s)
        # Commands are text; only the mail itself goes out as bytes that end with the lone dot.
        self.in_doubt = isinstance(s, bytes) and s.endswith(_END_OF_MAIL)

    def getreply(self) -> tuple[int, bytes]:
        reply = super().getreply()
        self.in_doubt = False
        return reply


class _WatchedOverTls(_Watched, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with our client: a time limit, and certificates that are checked."""

    def __init__(self, state: Any, server: MailServer) -> None:
        super().__init__(state)
        self.server = server

    def configure_host(self) -> smtplib.SMTP:
        """Connect and log in. Raises OSError and SMTPException."""
        server = self.server
        # Reading the authorities of the system takes longer than sending a mail.
        trusted = ssl.create_default_context() if server.tls != "none" else None
        host: smtplib.SMTP
        if server.tls == "ssl":
            host = _WatchedOverTls(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=trusted
            )
        else:
            host = _Watched(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.tls == "starttls":
                host.starttls(context=trusted)
            if server.username:
                host.login(server.username, server.password)
        except BaseException:
            host.close()
            raise
        return host


class SmtpHandover:
    """One batch over one connection, opened when first needed and again when it was lost.

    When the server cannot be reached the rest of the batch is not made to wait for it again.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._settings = settings
        self._state = flask_mail_state(app)
        self._connection: _Connection | None = None
        self._unreachable = ""

    def hand_over(self, mail: Sendable) -> Outcome:
        """Try once over the open connection."""
        try:
            message = build_message(self._settings, mail)
        except ValueError as error:
            return refused(f"cannot be put into a message: {error}")
        connection = self._connected()
        if connection is None:
            return later(self._unreachable)
        try:
            connection.send(message, message.return_path)
        except smtplib.SMTPException as error:
            return self._judged(connection, error, message.as_bytes())
        except OSError as error:
            self._drop()
            return later(words_of(error))
        except ValueError as error:
            # An address that no SMTP command can carry; nothing of the mail has left.
            self._drop()
            return refused(words_of(error))
        except Exception as error:
            return self._unforeseen(connection, error, message.as_bytes())
        return sent(message.as_bytes())

    def close(self) -> None:
        """Say QUIT; the server may be gone already."""
        if self._connection and self._connection.host:
            with suppress(Exception):
                self._connection.host.quit()
        self._drop()

    def _connected(self) -> _Connection | None:
        if self._connection is None and not self._unreachable:
            connection = _Connection(self._state, self._settings.mail_server)
            try:
                self._connection = connection.__enter__()
            except (smtplib.SMTPException, OSError) as error:
                self._unreachable = f"the mail server cannot be used: {words_of(error)}"
            except Exception as error:
                # Its words may hold the password, so the class has to do.
                self._unreachable = f"the mail server cannot be used: {type(error).__name__}"
        return self._connection

    def _judged(self, connection: _Connection, error: smtplib.SMTPException, raw: bytes) -> Outcome:
        """A refusal of recipient or mail is final at 5xx; of anything else it may pass."""
        words, in_doubt = words_of(error), getattr(connection.host, "in_doubt", False)
        if isinstance(error, smtplib.SMTPServerDisconnected):
            self._drop()
            return unknown(words, raw) if in_doubt else later(words)
        code, spare = code_of(error), asks_for_fewer(words)
        if code == 421:
            self._drop()
        of_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        returned = of_mail and not is_about_us(code, words)
        if of_mail and code >= 500:
            return refused(words, spare=spare, returned=returned)
        return later(words, spare=spare, returned=returned)

    def _unforeseen(self, connection: _Connection, error: Exception, raw: bytes) -> Outcome:
        """What no server should cause; the connection is not trusted again."""
        in_doubt = getattr(connection.host, "in_doubt", False)
        self._drop()
        words = type(error).__name__
        return unknown(words, raw) if in_doubt else later(words)

    def _drop(self) -> None:
        if self._connection and self._connection.host:
            self._connection.host.close()
        self._connection = None
