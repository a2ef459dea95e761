"""Notices of delivery composed for the tests, in the forms of the servers that send them."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from tracker.inbox.words import BounceReason as Why
from tracker.inbox.words import IncomingKind

OURS = "<qz.Ab3dEf7h.1@jobs.example.org>"
TO = "zhangsan@mail.example.com"


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


NETEASE = f"""抱歉，您的邮件被退回来了……
原邮件信息：
  时  间  2026-11-06 09:29:40
  主  题  [QZ-2026-0012] 毕业去向核实
  收件人  {TO}
退信原因：
  收件人的邮箱不存在，请核对地址。
  英文说明: 550 User not found: {TO}
建议解决方案：
  如果对方邮箱已满，或者邮件被怀疑为垃圾邮件，请稍后再试。
"""
QQ = f"""<p>很抱歉，您发送的邮件被退回，相关信息如下：</p><table>
<tr><td>被退回邮件</td><td>主题：毕业去向核实<br>时间：2026-11-06 09:29</td></tr>
<tr><td colspan="2">无法发送到 {TO}</td></tr>
<tr><td>退信原因</td><td>对方邮箱空间已满<br>host mx.example.com said: 552 5.2.2 mailbox over quota</td>
</tr><tr><td>解决方案</td><td>请检查地址是否存在</td></tr></table>"""
COREMAIL = f"""您的邮件被退回 / Sorry, your mail is returned
收件人/To : \t{TO}
退信原因/Bounce reason :
对方服务器认为是垃圾邮件，拒绝接收
DATA: 554 DT:SPM mx1,AbCdEf 1762392580, please see https://help.example.com/user-unknown
退信代码/Bounce Code : rejected by system
"""
ALIMAIL = f"""尊敬的用户，您好！
您发给 {TO} 的邮件投递失败。
失败原因：收件人域名不存在，无法解析 (domain not found)
原邮件 Message-ID: {OURS}
"""
EXCHANGE = f"""未能将邮件传递给以下收件人或组：

{TO}
找不到您输入的电子邮件地址。请检查收件人的电子邮件地址。

供管理员使用的诊断信息：
{TO}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
"""
POSTFIX = f"""This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{TO}>: host mx.example.com said: 550 5.1.1 <{TO}>: User unknown
"""
QMAIL = f"""Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{TO}>:
Sorry, I couldn't find any host named mail.example.com. (#5.1.2)

--- Below this line is a copy of the message.

Message-ID: {OURS}
To: {TO}
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  {TO}
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
"""
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

HUMAN = {
    "a reply that cites a code": letter(
        "张三 <zhangsan@mail.example.com>",
        "Re: [QZ-2026-0012] 毕业去向核实",
        "1\n\n上次发到学院邮箱时退信 550 5.1.1 User unknown，请以后发到这个邮箱。\n",
        path="<zhangsan@mail.example.com>",
    ),
    "a reply that quotes a whole bounce": letter(
        "张三 <zhangsan@mail.example.com>",
        "回复：毕业去向核实",
        "老师，您的邮件被退回来了，见下。\n\n"
        + "\n".join("> " + line for line in POSTFIX.splitlines()),
        path="<zhangsan@mail.example.com>",
    ),
    "a bounce pasted into a new letter": letter(
        "李四 <lisi@mail.example.com>",
        "我给您发的信退信了",
        "老师您好，我收到这样的话：\n\n" + POSTFIX,
        path="<lisi@mail.example.com>",
    ),
    "a bounce forwarded by a person": letter(
        "李四 <lisi@mail.example.com>",
        "Fwd: Undelivered Mail Returned to Sender",
        "---------- Forwarded message ---------\nFrom: MAILER-DAEMON@mx.example.net\n\n" + POSTFIX,
        path="<lisi@mail.example.com>",
    ),
    "a letter about a full mailbox": letter(
        "王五 <wangwu@mail.example.com>",
        "邮箱已满",
        "我的旧邮箱已满，无法接收邮件，请改发到这个地址。\n",
        path="<wangwu@mail.example.com>",
    ),
    "an automatic reply with the null sender": letter(
        "王五 <wangwu@mail.example.com>",
        "自动回复: 毕业去向核实",
        "您的邮件已收到，本人出差无法及时回复。如急事请联系 lisi@mail.example.com。\n",
    ),
    "a leaver's automatic reply with the null sender": letter(
        "王五 <wangwu@mail.example.com>",
        "已离职",
        "本人已离职，您的邮件无法送达本人，请改发 lisi@mail.example.com。\n",
    ),
    "an automatic reply without any mark": letter(
        "王五 <wangwu@mail.example.com>", "毕业去向核实", "您好，您的邮件我已收到，会尽快回复您。\n"
    ),
    "an office's automatic answer": letter(
        "noreply@corp.example",
        "您的来信已收到",
        "感谢来信，工单号 5.1.1，我们会在 24 小时内处理。\n",
        path="<noreply@corp.example>",
    ),
}
