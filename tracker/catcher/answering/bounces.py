"""Notices of failure as five kinds of server write them, to the return path, by the null sender."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tracker.catcher.answering.draft import Draft, Sent
from tracker.catcher.answering.failures import Failure
from tracker.catcher.answering.mime import (
    Writing,
    dated,
    encoded,
    mail,
    mailbox,
    multipart,
    text_body,
    text_head,
    text_part,
)
from tracker.catcher.answering.programs import GB18030, UTF8

SEVEN = Writing("us-ascii", "7bit")
HOST = "mx.example.net"


def postfix(failure: Failure, draft: Draft) -> Sent:
    """Postfix: RFC 3464 in full, the mail returned whole."""
    to = draft.prompt.to_address
    said = _said(failure.postfix, failure, to)
    diagnosis = (
        f"smtp; {_said(failure.remote, failure, to)}" if failure.remote else f"X-Postfix; {said}"
    )
    words = (
        f"This is the mail system at host {HOST}.\n\n"
        "I'm sorry to have to inform you that your message could not\n"
        "be delivered to one or more recipients. It's attached below.\n\n"
        "                   The mail system\n\n"
        f"<{to}>: {said}\n"
    )
    fields = _fields(failure, to, diagnosis)
    return report(
        draft,
        "Undelivered Mail Returned to Sender",
        f"MAILER-DAEMON@{HOST} (Mail Delivery System)",
        [text_part("plain", words, SEVEN), status_part(fields), returned(draft)],
    )


def tencent(failure: Failure, draft: Draft) -> Sent:
    """QQ: a page of HTML with the subject in it; neither a status part nor the mail itself."""
    asked = draft.prompt
    rows = (
        ("收件人", f"<{asked.to_address}>"),
        ("主题", asked.subject),
        ("时间", f"{asked.at:%Y-%m-%d %H:%M:%S}"),
        ("退信原因", _said(failure.tencent, failure, asked.to_address)),
    )
    table = "".join(
        f"<tr><td>{label}</td><td>{escape(words).replace(chr(10), '<br>')}</td></tr>"
        for label, words in rows
    )
    html = f"<div><p>抱歉，您的邮件被退回来了……</p><table>{table}</table><p>此邮件由系统发送，请勿回复</p></div>"
    head = [
        *_head(
            draft,
            "来自邮件系统的退信",
            mailbox("PostMaster", f"PostMaster@{draft.domain}", GB18030),
            GB18030,
        ),
        ("X-QQ-MIME", "TCMime 1.0 by Tencent"),
        *text_head("html", GB18030),
    ]
    return _sent(draft, mail(head, text_body(html, GB18030)))


def netease(failure: Failure, draft: Draft) -> Sent:
    """NetEase: two languages, a status part, the mail returned."""
    to = draft.prompt.to_address
    said = _said(failure.netease, failure, to)
    words = (
        "抱歉，您的来信未能送达。\nSorry, your message could not be delivered.\n\n"
        f"收件人 / Recipient: {to}\n退信原因 / Reason: {said}\n"
    )
    return report(
        draft,
        "系统退信/The email is returned",
        mailbox("Postmaster", f"Postmaster@{draft.domain}", UTF8),
        [
            text_part("plain", words, UTF8),
            status_part(_fields(failure, to, f"smtp; {said}")),
            returned(draft),
        ],
    )


def exchange(failure: Failure, draft: Draft) -> Sent:
    """Exchange: its own diagnosis, only the head of the mail returned, the prompt cited."""
    asked = draft.prompt
    words = (
        "您的邮件无法传递到以下收件人或通讯组:\n\n"
        f"{asked.to_address}\n{_said(failure.exchange_says, failure, asked.to_address)}\n\n\n"
        "供管理员使用的诊断信息:\n\n"
        f"生成服务器: mailbox.{draft.domain}\n\n{asked.to_address}\n"
        f"Remote Server returned '{_said(failure.exchange, failure, asked.to_address)}'\n"
    )
    diagnosis = f"smtp;{_said(failure.exchange, failure, asked.to_address)}"
    head = asked.source.replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n", b"\r\n")
    return report(
        draft,
        f"未送达: {asked.subject}",
        mailbox("Microsoft Outlook", f"postmaster@{draft.domain}", UTF8),
        [
            text_part("plain", words, UTF8),
            status_part(_fields(failure, asked.to_address, diagnosis)),
            mail([("Content-Type", "text/rfc822-headers")], head + b"\r\n"),
        ],
        [
            ("In-Reply-To", asked.message_id),
            ("References", asked.message_id),
            ("X-MS-Exchange-Message-Is-Ndr", "yes"),
        ],
    )


def qmail(failure: Failure, draft: Draft) -> Sent:
    """qmail: no MIME at all; the mail stands below a line of words."""
    to = draft.prompt.to_address
    said = _said(failure.remote, failure, to)
    why = (
        f"192.0.2.25 does not like recipient.\nRemote host said: {said}\nGiving up on 192.0.2.25.\n"
        if said
        else "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n"
        "I'm not going to try again; this message has been in the queue too long.\n"
    )
    words = (
        f"Hi. This is the qmail-send program at {HOST}.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{to}>:\n{why}\n--- Below this line is a copy of the message.\n\n"
        f"Return-Path: <{draft.prompt.return_path}>\n"
    )
    head = [
        ("From", f"MAILER-DAEMON@{HOST}"),
        ("To", draft.prompt.return_path),
        ("Subject", "failure notice"),
        ("Date", dated(draft.now)),
    ]
    body = words.replace("\n", "\r\n").encode("utf-8") + draft.prompt.source
    return _sent(draft, mail(head, body))


SHAPES: tuple[tuple[str, str, Callable[[Failure, Draft], Sent]], ...] = (
    ("postfix", "Postfix", postfix),
    ("tencent", "QQ 邮箱", tencent),
    ("netease", "网易邮箱", netease),
    ("exchange", "Exchange", exchange),
    ("qmail", "qmail（没有状态部分）", qmail),
)


def report(
    draft: Draft,
    subject: str,
    sender: str,
    parts: list[bytes],
    more: list[tuple[str, str]] | None = None,
    kind: str = "delivery-status",
) -> Sent:
    """A multipart/report (RFC 6522) to the return path."""
    boundary = f"{draft.hexes(10)}.{draft.digits(10)}/{HOST}"
    head = [
        *_head(draft, subject, sender, UTF8),
        ("Auto-Submitted", "auto-replied"),
        *(more or []),
        ("Content-Type", f'multipart/report; report-type={kind};\r\n\tboundary="{boundary}"'),
    ]
    body = multipart(boundary, parts, b"This is a MIME-encapsulated message.\r\n\r\n")
    return _sent(draft, mail(head, body))


def status_part(fields: str) -> bytes:
    """message/delivery-status of one recipient."""
    block = f"Reporting-MTA: dns; {HOST}\n\n{fields}\n".replace("\n", "\r\n")
    return mail([("Content-Type", "message/delivery-status")], block.encode("utf-8"))


def returned(draft: Draft) -> bytes:
    """The mail itself, as it was."""
    return mail([("Content-Type", "message/rfc822")], draft.prompt.source)


def _fields(failure: Failure, to: str, diagnosis: str) -> str:
    remote = f"Remote-MTA: dns; {HOST}\n" if failure.remote else ""
    return (
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {failure.status}\n"
        f"{remote}Diagnostic-Code: {diagnosis}"
    )


def _said(words: str, failure: Failure, to: str) -> str:
    return words.replace("{remote}", failure.remote).replace("{to}", to)


def _head(draft: Draft, subject: str, sender: str, writing: Writing) -> list[tuple[str, str]]:
    return [
        ("From", sender),
        ("To", f"<{draft.prompt.return_path}>"),
        ("Subject", encoded(subject, writing)),
        ("Date", dated(draft.now)),
        ("Message-ID", f"<{draft.now:%Y%m%d%H%M%S}.{draft.hexes(10)}@{HOST}>"),
        ("X-Synthetic", "yes"),
        ("MIME-Version", "1.0"),
    ]


def _sent(draft: Draft, raw: bytes) -> Sent:
    return Sent(raw, "", draft.prompt.return_path)
