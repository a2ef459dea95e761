"""What people and their programs write that looks like a notice of delivery and is none."""

from __future__ import annotations

from tests.tracker.inbox.notice_texts import POSTFIX
from tests.tracker.inbox.notices import letter

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
