"""The programs people answer with: measured headers, ids, charsets and quotes, as a table.

QQ gives each mail an id of its own; Foxmail sends no In-Reply-To; a quarter of QQ webmail's answers
cite nothing; Tencent's mail for companies alters the id it was sent under, and answers cite that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from machines.words import Word
from tracker.catcher.answering import html_quotes, quotes
from tracker.catcher.answering.draft import Draft
from tracker.catcher.answering.mime import Writing

GB18030 = Writing("gb18030")
GBK = Writing("GBK")
GB2312 = Writing("gb2312")
UTF8 = Writing("utf-8")
PHONE = Writing("utf-8", "quoted-printable")

QQ_HEADERS = (
    ("X-QQ-MIME", "TCMime 1.0 by Tencent"),
    ("X-Mailer", "QQMail 2.x"),
    ("X-QQ-Mailer", "QQMail 2.x"),
)


class Cites(Word):
    """Which headers of an answer name the mail it answers."""

    BOTH = "both", "In-Reply-To 和 References"
    REFERENCES = "references", "只有 References"
    NEITHER = "neither", "都没有"
    ALTERED = "altered", "改写过的编号"


@dataclass(frozen=True, slots=True)
class Program:
    """One mail program: `message_id` makes the part of its ids before the @."""

    name: str
    label: str
    subject: str
    writing: Writing
    cites: Cites
    message_id: Callable[[Draft], str]
    text: Callable[[Draft], str] | None
    html: Callable[[Draft], str] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    boundary: str = "----=_Part_{hexes}"


def _tencent(draft: Draft) -> str:
    return f"tencent_{draft.hexes(42)}"


def _foxmail(draft: Draft) -> str:
    return f"{draft.now:%Y%m%d%H%M%S}{draft.digits(10)}"


def _coremail(draft: Draft) -> str:
    user = draft.address.partition("@")[0]
    return f"{draft.hexes(8)}.{draft.hexes(4)}.{draft.hexes(11)}.Coremail.{user}".lower().replace(
        "coremail", "Coremail"
    )


def _outlook(draft: Draft) -> str:
    return f"{draft.hexes(12)}${draft.hexes(8)}${draft.hexes(8)}".lower()


def _uuid(draft: Draft) -> str:
    return "-".join(draft.hexes(count) for count in (8, 4, 4, 4, 12))


def _gmail(draft: Draft) -> str:
    return f"CA+{draft.hexes(50)}"


PROGRAMS = (
    Program(
        "qq",
        "QQ 邮箱网页版",
        "回复：",
        GB18030,
        Cites.BOTH,
        _tencent,
        quotes.qq,
        html_quotes.qq,
        (("X-Priority", "3"), *QQ_HEADERS),
        "----=_NextPart_{hexes}",
    ),
    Program(
        "qq_bare",
        "QQ 邮箱网页版（不带会话头）",
        "回复：",
        GB18030,
        Cites.NEITHER,
        _tencent,
        quotes.qq,
        html_quotes.qq,
        (("X-Priority", "3"), *QQ_HEADERS),
        "----=_NextPart_{hexes}",
    ),
    Program(
        "foxmail",
        "Foxmail",
        "回复: ",
        GB2312,
        Cites.REFERENCES,
        _foxmail,
        quotes.foxmail,
        html_quotes.foxmail,
        (("X-Priority", "3"), ("X-Has-Attach", "no"), ("X-Mailer", "Foxmail 7.2.25.331[cn]")),
        "----=_001_NextPart{hexes}_=----",
    ),
    Program(
        "exmail",
        "腾讯企业邮箱",
        "回复：",
        UTF8,
        Cites.ALTERED,
        _tencent,
        quotes.exmail,
        html_quotes.exmail,
        (("X-Priority", "3"), *QQ_HEADERS),
        "----=_NextPart_{hexes}",
    ),
    Program(
        "netease",
        "网易邮箱网页版",
        "Re:",
        GBK,
        Cites.BOTH,
        _coremail,
        quotes.netease,
        html_quotes.netease,
        (
            ("X-Priority", "3"),
            ("X-Mailer", "Coremail Webmail Server Version XT_Ux_snapshot"),
            ("X-CM-TRANSID", "synthetic"),
        ),
    ),
    Program(
        "netease_wrote",
        "网易邮箱网页版（“写道”）",
        "Re:",
        GBK,
        Cites.BOTH,
        _coremail,
        quotes.netease_wrote,
        None,
        (("X-Mailer", "Coremail Webmail Server Version XT_Ux_snapshot"),),
    ),
    Program(
        "mail_master",
        "网易邮箱大师",
        "回复：",
        UTF8,
        Cites.BOTH,
        _uuid,
        quotes.mail_master,
        html_quotes.mail_master,
        (("X-Mailer", "MailMasterPC/5.0"),),
        "Part_{hexes}",
    ),
    Program(
        "coremail",
        "学校邮箱（Coremail）",
        "Re: ",
        UTF8,
        Cites.BOTH,
        _coremail,
        quotes.coremail,
        None,
        (("X-Mailer", "Coremail Webmail Server Version XT5.0.14"),),
    ),
    Program(
        "outlook",
        "Outlook 桌面版",
        "答复: ",
        GB2312,
        Cites.BOTH,
        _outlook,
        quotes.outlook,
        None,
        (("X-Mailer", "Microsoft Outlook 16.0"), ("Content-Language", "zh-cn")),
    ),
    Program(
        "outlook_phone",
        "Outlook 手机版",
        "回复: ",
        UTF8,
        Cites.BOTH,
        _outlook,
        quotes.outlook_phone,
        html_quotes.outlook_web,
        (("Accept-Language", "zh-CN, en-US"), ("Content-Language", "zh-CN")),
        "_000_{hexes}_",
    ),
    Program(
        "gmail",
        "Gmail",
        "Re: ",
        UTF8,
        Cites.BOTH,
        _gmail,
        quotes.gmail,
        html_quotes.gmail,
        (),
        "000000000000{hexes}",
    ),
    Program(
        "iphone",
        "iPhone 邮件",
        "回复：",
        PHONE,
        Cites.BOTH,
        _uuid,
        quotes.iphone,
        html_quotes.iphone,
        (("X-Mailer", "iPhone Mail (21G93)"),),
        "Apple-Mail-{hexes}",
    ),
    Program(
        "huawei",
        "华为手机",
        "回复：",
        UTF8,
        Cites.BOTH,
        _uuid,
        quotes.huawei,
    ),
    Program(
        "xiaomi",
        "小米手机",
        "回复：",
        UTF8,
        Cites.REFERENCES,
        _uuid,
        quotes.xiaomi,
    ),
    Program(
        "thunderbird",
        "Thunderbird（答在引文下方）",
        "Re: ",
        Writing("utf-8", "8bit"),
        Cites.BOTH,
        _uuid,
        quotes.thunderbird,
        None,
        (("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "zh-CN")),
    ),
    Program(
        "plain",
        "纯文本，不带引文",
        "Re: ",
        Writing("utf-8", "8bit"),
        Cites.NEITHER,
        _uuid,
        quotes.words_only,
    ),
    Program(
        "html",
        "只有 HTML（Outlook 网页版）",
        "回复: ",
        GB2312,
        Cites.BOTH,
        _outlook,
        None,
        html_quotes.outlook_web,
        (("Accept-Language", "zh-CN, en-US"), ("Content-Language", "zh-CN")),
    ),
)
