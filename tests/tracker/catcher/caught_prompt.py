"""A prompt as the outbox sends it, for answers to be composed from."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.policy import SMTP

TOKEN = "0123456789abcdef0123456789abcdef"
MESSAGE_ID = f"<qz.{TOKEN}.1@example.org>"
RETURN_PATH = f"bounce+{TOKEN}@example.org"
GRADUATE = "lihua@example.com"
OFFICE = "zuzhibu@example.org"
NOW = datetime(2024, 9, 2, 1, tzinfo=UTC)
SUBJECT = "请在有效期内报到 [QZ-2024-0012]"
ASKED = "请直接回复一个数字：\n1 已报到，对方已接收\n2 已报到，等待接收"


def prompt(reply_to: str = "") -> bytes:
    """The bytes of a prompt; made-up people."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"], mail["From"] = SUBJECT, f"党委组织部 <{OFFICE}>"
    mail["To"], mail["Message-ID"] = f"李 华 <{GRADUATE}>", MESSAGE_ID
    mail["Date"] = datetime(2024, 9, 1, 7, tzinfo=UTC)
    if reply_to:
        mail["Reply-To"] = reply_to
    mail.set_content(ASKED)
    mail.add_alternative(f"<html><body><p>{ASKED}</p></body></html>", subtype="html")
    # Python would draw another one each time.
    mail.set_boundary("=_prompt")
    return mail.as_bytes()


def words_of(part: Message) -> str:
    """A text part as read, whatever its charset is called."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    charset = part.get_content_charset("utf-8")
    return payload.decode("gb18030" if charset.startswith("gb") else charset)
