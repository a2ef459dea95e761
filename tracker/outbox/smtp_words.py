"""What a server said when it refused, out of smtplib's errors."""

from __future__ import annotations

import smtplib


def code_of(error: smtplib.SMTPException) -> int:
    """The reply code, 0 where the server gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((int(code) for code, _ in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0))


def words_of(error: Exception) -> str:
    """The server's own words, on one line, short enough for a list."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        parts = [f"{code} {_text(said)}" for code, said in error.recipients.values()]
        return "；".join(parts)[:500]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
