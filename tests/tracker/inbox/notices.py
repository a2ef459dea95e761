"""Notices of delivery composed for the tests, in the forms of the servers that send them."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from tests.tracker.inbox.notice_texts import (
    ALIMAIL,
    COREMAIL,
    EXCHANGE,
    EXIM,
    NETEASE,
    OURS,
    POSTFIX,
    QMAIL,
    QQ,
    TO,
)
from tracker.inbox.words import BounceReason as Why
from tracker.inbox.words import IncomingKind


@dataclass(frozen=True)
class Sample:
    """A notice and what it says; `permanent` and `why` are of its one recipient."""

    name: str
    raw: bytes
    kind: IncomingKind
    permanent: bool | None = None
    why: Why | None = None
    recipients: tuple[str, ...] = (TO,)
    named: bool = True


def letter(
    sender: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    path: str = "<>",
    charset: str = "utf-8",
) -> EmailMessage:
    """A mail to us, plain or HTML."""
    message = EmailMessage()
    message["Return-Path"] = path
    message["From"] = sender
    message["To"] = "bounce@jobs.example.org"
    message["Subject"] = subject
    message["Message-ID"] = "<notice.1@mx.example.net>"
    message["Date"] = "Fri, 06 Nov 2026 09:30:00 +0800"
    message.set_content(html or text, subtype="html" if html else "plain", charset=charset)
    return message


def report(
    sender: str, subject: str, text: str, fields: str, kind: str = "delivery-status"
) -> bytes:
    """A report of RFC 6522: text, fields, the head of our mail."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: bounce@jobs.example.org\nSubject: {subject}\n"
        "Message-ID: <notice.2@mx.example.net>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="=b="\n\n'
        f"--=b=\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--=b=\nContent-Type: message/{kind}\n\n{fields}\n"
        f"--=b=\nContent-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nTo: {TO}\n"
        "Subject: =?utf-8?B?5q+V5Lia5Y675ZCR5qC45a6e?=\n\n--=b=--\n"
    ).encode()


def status(action: str, code: str, words: str, address: str = TO) -> str:
    """The fields of RFC 3464 on one recipient."""
    return (
        "Reporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; {words}\n"
    )


BOUNCE, DELAY, REPORT = IncomingKind.BOUNCE, IncomingKind.DELAY, IncomingKind.REPORT

SAMPLES = (
    Sample(
        "NetEase, plain, GB 18030",
        letter("Postmaster@163.example", "系统退信", NETEASE, charset="gb18030").as_bytes(),
        BOUNCE,
        True,
        Why.NO_SUCH_USER,
        named=False,
    ),
    Sample(
        "QQ Mail, HTML only",
        letter("PostMaster@qq.example", "来自qq.com的退信", "", html=QQ).as_bytes(),
        BOUNCE,
        True,
        Why.FULL,
        named=False,
    ),
    Sample(
        "Exmail without a null sender",
        letter(
            "PostMaster@exmail.example",
            "[Qmail] 来自exmail.qq.com的退信",
            "",
            html=QQ,
            path="<postmaster@exmail.example>",
        ).as_bytes(),
        BOUNCE,
        True,
        Why.FULL,
        named=False,
    ),
    Sample(
        "Coremail, in two languages",
        letter(
            "Postmaster <postmaster@corp.example>", "系统退信/The email is returned", COREMAIL
        ).as_bytes(),
        BOUNCE,
        True,
        Why.REJECTED,
        named=False,
    ),
    Sample(
        "Alimail",
        letter("系统退信 <noreply@alimail.example>", "邮件投递失败通知", ALIMAIL).as_bytes(),
        BOUNCE,
        True,
        Why.NO_SUCH_DOMAIN,
    ),
    Sample(
        "Exchange in Chinese",
        letter(
            "Microsoft Outlook <MicrosoftExchange329e71ec@corp.example>",
            "无法送达: 毕业去向核实",
            EXCHANGE,
        ).as_bytes(),
        BOUNCE,
        True,
        Why.NO_SUCH_USER,
        named=False,
    ),
    Sample(
        "postfix, RFC 3464",
        report(
            "MAILER-DAEMON@mx.example.net (Mail Delivery System)",
            "Undelivered Mail Returned to Sender",
            POSTFIX,
            status("failed", "5.1.1", f"550 5.1.1 <{TO}>: User unknown"),
        ),
        BOUNCE,
        True,
        Why.NO_SUCH_USER,
    ),
    Sample(
        "a server's 4xx under a Status that only says failed",
        report(
            "MAILER-DAEMON@mx.example.net",
            "Undelivered Mail",
            POSTFIX,
            status("failed", "5.0.0", "452 4.2.2 mailbox full"),
        ),
        BOUNCE,
        False,
        Why.FULL,
    ),
    Sample(
        "an action of its own, with a comment",
        report(
            "MAILER-DAEMON@mx.example.net",
            "Delivery status notification: error",
            "Hi!",
            status("error (will not retry)", "5.4.6", "554 too many hops"),
        ),
        BOUNCE,
        True,
        Why.LOOP,
    ),
    Sample(
        "two recipients with no blank line between them",
        report(
            "MAILER-DAEMON@mx.example.net",
            "Undelivered Mail",
            "",
            status("failed", "5.1.1", "550 no such user")
            + "Final-Recipient: rfc822; <lisi@mail.example.com>\nAction: failed\nStatus: 5.1.1\n",
        ),
        BOUNCE,
        True,
        Why.NO_SUCH_USER,
        (TO, "lisi@mail.example.com"),
    ),
    Sample(
        "qmail",
        letter("MAILER-DAEMON@mx.example.net", "failure notice", QMAIL).as_bytes(),
        BOUNCE,
        True,
        Why.NO_SUCH_DOMAIN,
    ),
    Sample(
        "exim",
        letter(
            "Mail Delivery System <Mailer-Daemon@mx.example.net>",
            "Mail delivery failed: returning message to sender",
            EXIM,
        ).as_bytes(),
        BOUNCE,
        False,
        Why.EXPIRED,
    ),
    Sample(
        "a delay, RFC 3464",
        report(
            "MAILER-DAEMON@mx.example.net",
            "Delayed Mail (still being retried)",
            "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.",
            status("delayed", "4.4.1", "connect to mail.example.com: Connection timed out"),
        ),
        DELAY,
        False,
        Why.UNREACHABLE,
    ),
    Sample(
        "a delay, sendmail",
        letter(
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>",
            "Warning: could not send message for past 4 hours",
            f"THIS IS A WARNING MESSAGE ONLY.\n<{TO}>... Deferred: Connection refused\n"
            "Will keep trying until message is 5 days old\n",
        ).as_bytes(),
        DELAY,
        False,
        Why.UNREACHABLE,
        named=False,
    ),
    Sample(
        "a delay in Chinese",
        letter(
            "postmaster@corp.example",
            "邮件投递延迟通知",
            f"您发往 {TO} 的邮件暂时无法送达，系统将在 48 小时内继续尝试投递，无需重新发送。\n"
            "原因：连接对方服务器超时\n",
        ).as_bytes(),
        DELAY,
        False,
        Why.UNREACHABLE,
        named=False,
    ),
    Sample(
        "delivered, as asked for",
        report(
            "MAILER-DAEMON@mx.example.net",
            "Successful Mail Delivery Report",
            "delivered",
            status("relayed", "2.1.5", "250 ok"),
        ),
        REPORT,
        recipients=(),
    ),
    Sample(
        "read (RFC 8098)",
        report(
            TO,
            "已读: 毕业去向核实",
            "您的邮件已被阅读。",
            f"Final-Recipient: rfc822; {TO}\nOriginal-Message-ID: {OURS}\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n",
            "disposition-notification",
        ),
        REPORT,
        recipients=(),
    ),
    Sample(
        "a complaint (RFC 5965)",
        report(
            "feedback@isp.example",
            "FW: 毕业去向核实",
            "An abuse report.",
            "Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\n",
            "feedback-report",
        ),
        REPORT,
        recipients=(),
    ),
)
