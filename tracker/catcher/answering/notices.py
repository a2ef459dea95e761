"""Notices that say nothing final: a delay, and that a mail was opened."""

from __future__ import annotations

from email.utils import format_datetime

from machines.dates import days
from tracker.catcher.answering.bounces import HOST, SEVEN, report, returned, status_part
from tracker.catcher.answering.draft import Draft, Sent
from tracker.catcher.answering.mime import mail, mailbox, text_part
from tracker.catcher.answering.programs import UTF8


def delayed(draft: Draft) -> Sent:
    """Postfix warns that it is still trying."""
    to = draft.prompt.to_address
    why = f"connect to {HOST}[192.0.2.25]:25: Connection timed out"
    words = (
        f"This is the mail system at host {HOST}.\n\n"
        "####################################################################\n"
        "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
        "####################################################################\n\n"
        "Your message could not be delivered for more than 4 hour(s).\n"
        f"It will be retried until it is 5 day(s) old.\n\n<{to}>: {why}\n"
    )
    until = format_datetime(draft.now + days(5))
    fields = (
        f"Final-Recipient: rfc822; {to}\nAction: delayed\nStatus: 4.4.1\n"
        f"Diagnostic-Code: X-Postfix; {why}\nWill-Retry-Until: {until}"
    )
    return report(
        draft,
        "Delayed Mail (still being retried)",
        f"MAILER-DAEMON@{HOST} (Mail Delivery System)",
        [text_part("plain", words, SEVEN), status_part(fields), returned(draft)],
    )


def opened(draft: Draft) -> Sent:
    """A receipt that the mail was displayed (RFC 8098)."""
    asked = draft.prompt
    fields = (
        "Reporting-UA: mail.example.net; Outlook\n"
        f"Final-Recipient: rfc822; {draft.address}\n"
        f"Original-Message-ID: {asked.message_id}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    head = [("Content-Type", "message/disposition-notification")]
    return report(
        draft,
        f"已读: {asked.subject}",
        mailbox(draft.name, draft.address, UTF8),
        [
            text_part("plain", f"您的邮件已被阅读。\n主题：{asked.subject}\n", UTF8),
            mail(head, fields.replace("\n", "\r\n").encode("utf-8")),
        ],
        kind="disposition-notification",
    )
