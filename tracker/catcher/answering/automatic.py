"""Answers no person wrote: each provider's own marks, and the one that carries none."""

from __future__ import annotations

from html import escape

from tracker.catcher.answering.draft import Draft, Sent
from tracker.catcher.answering.mime import (
    Writing,
    dated,
    encoded,
    mail,
    mailbox,
    text_body,
    text_head,
)
from tracker.catcher.answering.programs import GB18030, GBK, QQ_HEADERS, UTF8


def qq_2024(draft: Draft) -> Sent:
    """QQ's holiday reply of today: HTML only, its mark, the prompt's id; no Auto-Submitted."""
    head = [
        ("In-Reply-To", draft.prompt.message_id),
        ("X-QQ-AUTO-REPLY", "true"),
        ("Message-ID", f"<tencent_{draft.hexes(42)}@{draft.domain}>"),
        *QQ_HEADERS,
    ]
    return _sent(draft, "自动回复: ", head, GB18030, "html", *_tencent_envelope(draft))


def qq_2020(draft: Draft) -> Sent:
    """QQ's holiday reply of 2020: another mark, and nothing cited."""
    head = [
        ("X-QQ-HolidayReply", "true"),
        ("Message-ID", f"<tencent_{draft.hexes(42)}@{draft.domain}>"),
        *QQ_HEADERS,
    ]
    return _sent(draft, "自动回复:", head, GB18030, "html", *_tencent_envelope(draft))


def netease(draft: Draft) -> Sent:
    """NetEase's: HTML only, and no header tells; only its words do."""
    head = [("Message-ID", f"<{draft.hexes(24)}@{draft.domain}>")]
    return _sent(draft, "Re:", head, GBK, "html", draft.address, draft.prompt.answer_to)


def outlook(draft: Draft) -> Sent:
    """Outlook's out-of-office reply, by the null sender."""
    head = [
        ("In-Reply-To", draft.prompt.message_id),
        ("References", draft.prompt.message_id),
        ("Message-ID", f"<{draft.hexes(32).lower()}@mail.{draft.domain}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-MS-Exchange-Inbox-Rules-Loop", draft.address),
        ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
    ]
    return _sent(draft, "自动答复: ", head, UTF8, "html", "", draft.prompt.answer_to)


def vacation(draft: Draft) -> Sent:
    """As RFC 3834 asks for: from nobody to the return path, Auto-Submitted, the prompt cited."""
    head = [
        ("In-Reply-To", draft.prompt.message_id),
        ("References", draft.prompt.message_id),
        ("Message-ID", f"<dovecot-sieve-{draft.digits(10)}-{draft.digits(6)}-0@{draft.domain}>"),
        ("Auto-Submitted", "auto-replied (vacation)"),
        ("Precedence", "bulk"),
        ("X-Sieve", "Pigeonhole Sieve"),
    ]
    return _sent(draft, "Auto: ", head, UTF8, "plain", "", draft.prompt.return_path)


def _tencent_envelope(draft: Draft) -> tuple[str, str]:
    """QQ answers the envelope's sender, and puts it into its own, with `=` for its @."""
    user, _, domain = draft.address.rpartition("@")
    asker = draft.prompt.return_path
    return f"{user}+auto_={asker.replace('@', '=')}@{domain}", asker


def _sent(
    draft: Draft,
    prefix: str,
    marks: list[tuple[str, str]],
    writing: Writing,
    subtype: str,
    mail_from: str,
    rcpt_to: str,
) -> Sent:
    text = (
        draft.words
        if subtype == "plain"
        else f"<div>{escape(draft.words).replace(chr(10), '<br>')}</div>"
    )
    head = [
        ("From", mailbox(draft.name, draft.address, writing)),
        ("To", mailbox("", rcpt_to, writing)),
        ("Subject", encoded(prefix + draft.prompt.subject, writing)),
        *marks,
        ("Date", dated(draft.now)),
        ("X-Synthetic", "yes"),
        ("MIME-Version", "1.0"),
        *text_head(subtype, writing),
    ]
    return Sent(mail(head, text_body(text, writing)), mail_from, rcpt_to)
