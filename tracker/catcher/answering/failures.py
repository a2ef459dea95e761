"""Why a mail does not arrive, in the words of each server that says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason. `status` is RFC 3463; the words have room for {to}, the address that failed.

    `remote` is what the receiving server answers, "" where none was ever reached.
    """

    name: str
    label: str
    status: str
    remote: str
    postfix: str
    tencent: str
    netease: str
    exchange: str
    exchange_says: str


FAILURES = (
    Failure(
        "unknown",
        "没有这个邮箱",
        "5.1.1",
        "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table",
        "host mx.example.net[192.0.2.25] said: {remote} (in reply to RCPT TO command)",
        "收件人邮件地址（{to}）不存在，邮件无法送达。\nhost mx.example.net[192.0.2.25] said: 550 Mailbox not found.",
        "550 User not found: {to}",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup",
        "找不到 {to}，或者该地址不存在。",
    ),
    Failure(
        "full",
        "邮箱已满",
        "5.2.2",
        "552 5.2.2 <{to}>: The email account that you tried to reach is over quota",
        "host mx.example.net[192.0.2.25] said: {remote} (in reply to RCPT TO command)",
        "收件人（{to}）邮箱空间已满，暂时无法接收新邮件。\nhost mx.example.net[192.0.2.25] said: 552 Mailbox is full.",
        "552 Quota exceeded or service disabled: {to}",
        "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
        "收件人 {to} 的邮箱已满，现在无法接收邮件。",
    ),
    Failure(
        "spam",
        "当作垃圾邮件拒收",
        "5.7.1",
        "550 5.7.1 Message rejected as spam by content filtering; see https://mx.example.net/spam",
        "host mx.example.net[192.0.2.25] said: {remote} (in reply to end of DATA command)",
        "您的邮件内容被对方服务器判定为垃圾邮件，拒绝接收。\nhost mx.example.net[192.0.2.25] said: 550 Mail content denied.",
        "554 DT:SPM mx3, see https://mail.example.net/help_spam.htm",
        "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
        "您的邮件被收件人所在组织的安全策略拒绝。",
    ),
    Failure(
        "expired",
        "多次投递超时，已放弃",
        "4.4.1",
        "",
        "connect to mx.example.net[192.0.2.25]:25: Connection timed out",
        "多次尝试投递均未成功，已放弃。\nconnect to mx.example.net[192.0.2.25]: Connection timed out",
        "Connection timed out when connecting to mx.example.net, message expired",
        "550 4.4.7 QUEUE.Expired; message expired",
        "多次尝试后仍无法连接收件人的邮件系统，已停止投递。",
    ),
)
