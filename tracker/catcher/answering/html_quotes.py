"""The same in HTML, with the marks by which each program's quotes are known."""

from __future__ import annotations

from html import escape

from tracker.catcher.answering.draft import Draft
from tracker.catcher.answering.moments import (
    chinese_day,
    of_the_day,
    padded_minute,
    weekday,
)


def qq(draft: Draft) -> str:
    """QQ webmail: a grey block of bold labels."""
    asked = draft.prompt
    when = f"{chinese_day(asked.at)}(星期{weekday(asked.at)}) {of_the_day(asked.at)}"
    return (
        '<meta http-equiv="Content-Type" content="text/html; charset=GB18030">'
        f"{_divs(draft.words)}<div><br></div><div><br></div>"
        '<div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">'
        "------------------&nbsp;原始邮件&nbsp;------------------</div>"
        '<div style="font-size: 12px;background:#efefef;padding:8px;">'
        f"<div><b>发件人:</b>&nbsp;{_quoted_mailbox(asked.from_name, asked.from_address)};</div>"
        f"<div><b>发送时间:</b>&nbsp;{when}</div>"
        f"<div><b>收件人:</b>&nbsp;{_quoted_mailbox(asked.to_name, asked.to_address)};</div>"
        f"<div></div><div><b>主题:</b>&nbsp;{escape(asked.subject)}</div></div>"
        f"<div><br></div>{asked.html}"
    )


def exmail(draft: Draft) -> str:
    """Tencent's mail for companies."""
    return qq(draft).replace("原始邮件", "Original").replace("发件人:", "From:")


def foxmail(draft: Draft) -> str:
    """Foxmail: a rule, then the block in a div of its own."""
    asked = draft.prompt
    rows = (
        ("发件人", asked.from_name),
        ("发送时间", f"{asked.at:%Y-%m-%d %H:%M}"),
        ("收件人", asked.to_name),
        ("主题", asked.subject),
    )
    block = "".join(f"<div><b>{label}：</b>&nbsp;{escape(value)}</div>" for label, value in rows)
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=GB2312"></head>'
        f"<body>\n<div><span></span>{_divs(draft.words)}</div>\n<div><br></div>"
        '<hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left">\n'
        f"<div><span>{escape(draft.address)}</span></div>\n"
        '<blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em">'
        '<div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;'
        'padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px; FONT-SIZE: 12px;'
        f'BACKGROUND: #efefef; PADDING-TOP: 8px">{block}</div></div>'
        f'<div><div class="FoxDiv">{asked.html}</div></div></blockquote>\n</body></html>'
    )


def netease(draft: Draft) -> str:
    """NetEase webmail's block."""
    asked = draft.prompt
    return (
        '<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">'
        f"{_divs(draft.words)}<br><br><br><div></div>"
        '<div style="position:relative;zoom:1"></div>'
        f"<div>发件人：{_quoted_mailbox(asked.from_name, asked.from_address)}<br>"
        f"发送日期：{asked.at:%Y-%m-%d %H:%M:%S}<br>"
        f"收件人：{_quoted_mailbox(asked.to_name, asked.to_address)}<br>"
        f"主题：{escape(asked.subject)}</div><br>"
        f'<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; '
        f'BORDER-LEFT: #ccc 1px solid">{asked.html}</blockquote></div>'
    )


def mail_master(draft: Draft) -> str:
    """网易邮箱大师, by its class names."""
    asked = draft.prompt
    rows = (
        ("发件人", f"{asked.from_name}<{asked.from_address}>"),
        ("发送日期", padded_minute(asked.at)),
        ("收件人", f"<{asked.to_address}>"),
        ("主题", asked.subject),
    )
    table = "".join(f"<tr><td>{label}</td><td>{escape(value)}</td></tr>" for label, value in rows)
    return (
        f'<div id="mailContent">{_divs(draft.words)}</div>'
        '<div class="ntes-mailmaster-quote" style="padding-top: 1px; padding-bottom: 1px">'
        '<div style="margin-top: 2em; margin-bottom: 1em; font-size: 14px">'
        "---- 回复的原邮件 ----</div>"
        f"<table>{table}</table><div>{asked.html}</div></div>"
    )


def outlook_web(draft: Draft) -> str:
    """Outlook on the web, in HTML alone."""
    asked = draft.prompt
    when = f"{chinese_day(asked.at)} {asked.at.hour}:{asked.at:%M}"
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>'
        f'<body dir="ltr"><div class="elementToProof">{_divs(draft.words)}</div>'
        '<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">'
        f"<b>发件人:</b> {_mailbox(asked.from_name, asked.from_address)}<br>"
        f"<b>发送时间:</b> {when}<br>"
        f"<b>收件人:</b> {_mailbox(asked.to_name, asked.to_address)}<br>"
        f"<b>主题:</b> {escape(asked.subject)}</font><div>&nbsp;</div></div>"
        f"<div>{asked.html}</div></body></html>"
    )


def gmail(draft: Draft) -> str:
    """Gmail: attribution and quote share one class."""
    asked = draft.prompt
    when = f"{chinese_day(asked.at)}周{weekday(asked.at)} {asked.at:%H:%M}"
    return (
        f'<div dir="ltr">{_divs(draft.words)}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{escape(asked.from_name)} &lt;<a href="mailto:{escape(asked.from_address)}">'
        f"{escape(asked.from_address)}</a>&gt; 于{when}写道：<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{asked.html}</blockquote></div>"
    )


def iphone(draft: Draft) -> str:
    """iPhone Mail."""
    asked = draft.prompt
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="auto">{_divs(draft.words)}<br id="lineBreakAtBeginningOfSignature">'
        '<div dir="ltr">发自我的 iPhone</div><div dir="ltr"><br><blockquote type="cite">'
        f"在 {chinese_day(asked.at)}，{asked.at:%H:%M}，"
        f"{_mailbox(asked.from_name, asked.from_address)} 写道：<br><br></blockquote></div>"
        f'<blockquote type="cite"><div dir="ltr">{asked.html}</div></blockquote></body></html>'
    )


def _divs(words: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in words.split("\n"))


def _mailbox(name: str, address: str) -> str:
    return f"{escape(name)} &lt;{escape(address)}&gt;"


def _quoted_mailbox(name: str, address: str) -> str:
    return f'"{escape(name)}"&lt;{escape(address)}&gt;'
