"""Mails that are no letter to us: our own come back, and what a mailing list hands round."""

from __future__ import annotations

from tracker.config import Settings
from tracker.inbox.parsed import ParsedMail
from tracker.outbox.tokens import token_in

_LIST_HEADERS = ("List-Id", "List-Post", "List-Unsubscribe")


def own_mail_back(mail: ParsedMail, settings: Settings) -> str:
    """Why this is a mail of our own that came back, "" where it is none.

    Its own Message-ID says so, or its sender. Such a mail is never answered (RFC 3834).
    """
    if token_in(mail.message_id):
        return "这是本系统自己发出的邮件，又寄了回来"
    if mail.from_address and mail.from_address.lower() == settings.mail_from.lower():
        return "发件人就是本系统的发信邮箱"
    return ""


def from_a_list(mail: ParsedMail) -> str:
    """Why this is what a mailing list handed round, "" where it is not."""
    if any(mail.header(name) for name in _LIST_HEADERS):
        return "这是邮件列表或订阅邮件，没有对得上的个案"
    return ""
