"""Mails made in code for the tests of the words: a text, a page, or both, parsed as they arrive."""

from __future__ import annotations

from email.message import EmailMessage

from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing import parse_mail


def letter(
    text: str = "",
    html: str = "",
    subject: str = "回复：请报到",
    sender: str = "zhangsan@example.com",
    **headers: str,
) -> ParsedMail:
    """A mail with these parts; `headers` with "_" for "-" come on top."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "zuzhibu@example.org"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text or not html:
        message.set_content(text)
    if html and not text:
        message.set_content(html, subtype="html")
    elif html:
        message.add_alternative(html, subtype="html")
    return parse_mail(message.as_bytes())
