"""The mail as bytes: built once by Flask-Mail from the row, with the row's own id and date."""

from __future__ import annotations

from email.charset import BASE64, Charset
from email.mime.text import MIMEText
from typing import Any

import flask_mail
from flask import Flask

from tracker.config import Settings
from tracker.outbox.claim import Claimed

# Chinese in base64: no server on the way has to know 8BITMIME, and no line grows too long.
_CHARSET = Charset("utf-8")
_CHARSET.body_encoding = BASE64


class OutboxMessage(flask_mail.Message):
    """A message that is put into bytes once, so that what is kept is what was sent."""

    _bytes: bytes | None = None

    def as_bytes(self) -> bytes:
        """Every byte as it goes out, before SMTP doubles leading dots."""
        if self._bytes is None:
            self._bytes = super().as_bytes()
        return self._bytes

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        lines = "\r\n".join((text or "").splitlines()) + "\r\n"
        return MIMEText(lines, subtype, _CHARSET)  # type: ignore[arg-type]


def build_message(settings: Settings, mail: Claimed) -> OutboxMessage:
    """The message of a row. Needs the application's context; raises ValueError for a bad address."""
    message = OutboxMessage(
        subject=mail.subject,
        recipients=[(mail.to_name, mail.to_address)],
        body=mail.text,
        html=mail.html,
        date=mail.made_at.timestamp(),
        extra_headers={
            # Replies of people are welcome, those of machines are not (RFC 3834); notices of
            # delivery are left alone, because a bounce is evidence.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "X-Case-Tag": mail.case_tag,
        },
        sender=(settings.mail_from_name, settings.mail_from),
    )
    # As a pair, so that no character of the name can be taken for part of the address.
    message.sender = (settings.mail_from_name, settings.mail_from)
    message.msgId = mail.message_id
    if message.has_bad_headers():
        raise ValueError("a header has more than one line")
    message.as_bytes()
    return message


def flask_mail_state(app: Flask) -> Any:
    """Flask-Mail's state: never suppressed, not even in tests, where servers are real too."""
    if "mail" not in app.extensions:
        app.config.setdefault("MAIL_SUPPRESS_SEND", False)
        flask_mail.Mail(app)
    return app.extensions["mail"]
