"""The mail as bytes: built once from the row, with the row's own id and date.

Flask-Mail carries it. Its own way of building is not used: folding headers that are folded
already, it puts spaces into long Chinese names, and it takes longer than the server does.
"""

from __future__ import annotations

import hashlib
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formatdate
from functools import cache
from typing import Any

import flask_mail
from flask import Flask

from tracker.config import Settings
from tracker.outbox.sendable import Sendable
from tracker.outbox.tokens import reply_address, return_path

# Chinese in base64: no server on the way has to know 8BITMIME, and no line grows too long.
_CHARSET = Charset("utf-8")
_CHARSET.header_encoding = BASE64
_CHARSET.body_encoding = BASE64
_POLICY = compat32.clone(linesep="\r\n")


class OutboxMessage(flask_mail.Message):
    """A message whose bytes are made once, so that what is kept is what was sent."""

    def __init__(self, settings: Settings, mail: Sendable) -> None:
        # Not by Flask-Mail's own constructor: for a Message-ID that would not be used it asks the
        # name service for this machine's name, with every mail.
        self.sender = settings.mail_from
        self.recipients = [mail.to_address]
        self.subject, self.msgId, self.date = mail.subject, mail.message_id, _seconds(mail)
        self.return_path = return_path(settings, mail.token)
        self.body, self.alts, self.charset = mail.text, {"html": mail.html}, "utf-8"
        self.cc, self.bcc, self.attachments, self.reply_to = [], [], [], None
        self.extra_headers, self.mail_options, self.rcpt_options = None, [], []
        self._bytes = _bytes_of(settings, mail)

    def as_bytes(self) -> bytes:
        """Every byte as it goes out, before SMTP doubles leading dots."""
        return self._bytes


def build_message(settings: Settings, mail: Sendable) -> OutboxMessage:
    """The message of a row. Raises ValueError for what no header can carry."""
    given = (mail.to_name, mail.to_address, mail.subject, mail.message_id, mail.thread)
    if any(line != " ".join(line.splitlines()) for line in given):
        raise ValueError("a header has more than one line")
    return OutboxMessage(settings, mail)


def flask_mail_state(app: Flask) -> Any:
    """Flask-Mail's state: never suppressed, not even in tests, where servers are real too."""
    if "mail" not in app.extensions:
        app.config.setdefault("MAIL_SUPPRESS_SEND", False)
        flask_mail.Mail(app)
    return app.extensions["mail"]


def _bytes_of(settings: Settings, mail: Sendable) -> bytes:
    # The same mail has the same bytes on every try; base64 has no underscore to clash with.
    boundary = hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]
    root = MIMEMultipart("alternative", boundary=f"=_{boundary}")
    root["Subject"] = Header(mail.subject, _CHARSET, header_name="Subject").encode()
    root["From"] = f"{_our_name('From', settings.mail_from_name)} <{settings.mail_from}>"
    root["To"] = _mailbox("To", mail.to_name, mail.to_address)
    root["Date"] = formatdate(_seconds(mail), localtime=True)
    root["Message-ID"] = mail.message_id
    if mail.thread:
        root["In-Reply-To"] = mail.thread.rpartition(" ")[2]
        root["References"] = mail.thread
    if answers_to := reply_address(settings, mail.reply_token):
        root["Reply-To"] = f"{_our_name('Reply-To', settings.mail_from_name)} <{answers_to}>"
    # Replies of people are welcome, those of machines are not (RFC 3834); notices of delivery are
    # left alone, because a bounce is evidence.
    root["Auto-Submitted"] = "auto-replied" if mail.incoming_id else "auto-generated"
    root["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if mail.case_tag:
        root["X-Case-Tag"] = mail.case_tag
    root.attach(_part(mail.text, "plain"))
    root.attach(_part(mail.html, "html"))
    return root.as_bytes(policy=_POLICY)


def _seconds(mail: Sendable) -> float:
    return mail.made_at.timestamp()


@cache
def _our_name(header: str, name: str) -> str:
    """The sender's name as a header carries it: the same in every mail, so encoded once."""
    return Header(name, _CHARSET, header_name=header).encode()


def _mailbox(header: str, name: str, address: str) -> str:
    """Name and address; the name encoded whole, so that none of its characters means anything."""
    mailbox = Header(charset=_CHARSET, header_name=header)
    mailbox.append(name, _CHARSET)
    mailbox.append(f"<{address}>", "us-ascii")
    return mailbox.encode()


def _part(text: str, subtype: str) -> MIMEText:
    lines = "".join(f"{line}\r\n" for line in text.splitlines())
    return MIMEText(lines, subtype, _CHARSET)  # type: ignore[arg-type]
