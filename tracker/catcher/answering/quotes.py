"""How each program sets the answered mail below, above or beside the answer, in plain text."""

from __future__ import annotations

from tracker.catcher.answering.draft import Draft
from tracker.catcher.answering.moments import (
    chinese_day,
    half_day,
    of_the_day,
    padded_minute,
    weekday,
)


def words_only(draft: Draft) -> str:
    """Somebody who deletes the quote."""
    return f"{draft.words}\n"


def qq(draft: Draft) -> str:
    """QQ webmail's plain part: white space and angle brackets still escaped as in HTML."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n\n------------------&nbsp;原始邮件&nbsp;------------------\n"
        f'发件人:&nbsp;"{asked.from_name}"<{asked.from_address}&gt;;\n'
        f"发送时间:&nbsp;{chinese_day(asked.at)}(星期{weekday(asked.at)}) {of_the_day(asked.at)}\n"
        f'收件人:&nbsp;"{asked.to_name}"<{asked.to_address}&gt;;\n\n'
        f"主题:&nbsp;{asked.subject}\n\n\n\n{asked.quoted}\n"
    )


def exmail(draft: Draft) -> str:
    """Tencent's mail for companies, with the signature of its phone program."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n\n发自我的企业微信\n\n\n"
        "------------------ Original ------------------\n"
        f'From: "{asked.from_name}"<{asked.from_address}>;\n'
        f"Date: {chinese_day(asked.at)}(星期{weekday(asked.at)}) {of_the_day(asked.at)}\n"
        f'To: "{asked.to_name}"<{asked.to_address}>;\n'
        f"Subject: {asked.subject}\n\n{asked.quoted}\n"
    )


def foxmail(draft: Draft) -> str:
    """Foxmail: the writer's address as signature, a line of one space, full-width colons."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n\n\n{draft.address}\n \n发件人： {asked.from_name}\n"
        f"发送时间： {asked.at:%Y-%m-%d %H:%M}\n收件人： {asked.to_name}\n"
        f"主题： {asked.subject}\n{asked.quoted}\n"
    )


def netease(draft: Draft) -> str:
    """NetEase webmail's block."""
    asked = draft.prompt
    return (
        f'{draft.words}\n\n\n\n\n发件人："{asked.from_name}" <{asked.from_address}>\n'
        f"发送日期：{asked.at:%Y-%m-%d %H:%M:%S}\n"
        f'收件人："{asked.to_name}" <{asked.to_address}>\n'
        f"主题：{asked.subject}\n\n{asked.quoted}\n"
    )


def netease_wrote(draft: Draft) -> str:
    """NetEase webmail in older skins: an attribution, the quote behind bare brackets."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n\n\n\n\n"
        f'在 {asked.at:%Y-%m-%d %H:%M:%S}，"{asked.from_name}" <{asked.from_address}> 写道：\n'
        f"{_behind('>', asked.quoted)}\n"
    )


def mail_master(draft: Draft) -> str:
    """网易邮箱大师: a table turned into bars, the writer's card before it."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n\n| |\n{draft.name}\n|\n|\n{draft.address}\n|\n"
        "---- 回复的原邮件 ----\n"
        f"| 发件人 | {asked.from_name}<{asked.from_address}> |\n"
        f"| 发送日期 | {padded_minute(asked.at)} |\n"
        f"| 收件人 | <{asked.to_address}> |\n| 主题 | {asked.subject} |\n{asked.quoted}\n"
    )


def coremail(draft: Draft) -> str:
    """Coremail as universities run it: the whole block quoted like the text below."""
    asked = draft.prompt
    block = (
        "-----原始邮件-----\n"
        f'发件人:"{asked.from_name}" <{asked.from_address}>\n'
        f"发送时间:{asked.at:%Y-%m-%d %H:%M:%S} (星期{weekday(asked.at)})\n"
        f'收件人: "{asked.to_name}" <{asked.to_address}>\n抄送: \n'
        f"主题: {asked.subject}\n\n{asked.quoted}"
    )
    return f"{draft.words}\n\n\n{_behind('> ', block)}\n"


def outlook(draft: Draft) -> str:
    """Outlook for Windows in Chinese, plain text."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n-----邮件原件-----\n"
        f"发件人: {asked.from_name} [mailto:{asked.from_address}] \n"
        f"发送时间: {chinese_day(asked.at)} {asked.at.hour}:{asked.at:%M}\n"
        f"收件人: {asked.to_name} <{asked.to_address}>\n主题: {asked.subject}\n\n{asked.quoted}\n"
    )


def outlook_phone(draft: Draft) -> str:
    """Outlook on a phone: its advertisement, a line, the block."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n获取 Outlook for Android<https://get.example.com/outlook>\n"
        "________________________________\n"
        f"发件人: {asked.from_name} <{asked.from_address}>\n"
        f"发送时间: {chinese_day(asked.at)}, 星期{weekday(asked.at)} {asked.at:%H:%M}\n"
        f"收件人: {asked.to_name} <{asked.to_address}>\n主题: {asked.subject}\n\n{asked.quoted}\n"
    )


def gmail(draft: Draft) -> str:
    """Gmail in Chinese: its attribution breaks where the line grows long."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n{asked.from_name} <{asked.from_address}> "
        f"于{chinese_day(asked.at)}周{weekday(asked.at)}\n{asked.at:%H:%M}写道：\n\n"
        f"{_behind('> ', asked.quoted)}\n"
    )


def iphone(draft: Draft) -> str:
    """iPhone Mail: even its attribution stands behind a bracket."""
    asked = draft.prompt
    attribution = (
        f"在 {chinese_day(asked.at)}，{asked.at:%H:%M}，"
        f"{asked.from_name} <{asked.from_address}> 写道："
    )
    quote = _behind("> ", f"{attribution}\n\n{asked.quoted}")
    return f"{draft.words}\n\n发自我的 iPhone\n\n{quote}\n"


def huawei(draft: Draft) -> str:
    """The mail program of a Huawei phone."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n从我的华为手机发送\n\n\n-------- 原始邮件 --------\n"
        f"发件人： {asked.from_name} <{asked.from_address}>\n"
        f"日期： {chinese_day(asked.at)}周{weekday(asked.at)} {half_day(asked.at)}\n"
        f"收件人： {asked.to_address}\n主 题： {asked.subject}\n\n{asked.quoted}\n"
    )


def xiaomi(draft: Draft) -> str:
    """The mail program of a Xiaomi phone."""
    asked = draft.prompt
    return (
        f"{draft.words}\n\n发自我的小米手机\n"
        f"在 {asked.from_name} <{asked.from_address}>，"
        f"{chinese_day(asked.at)} {half_day(asked.at)}写道：\n\n{_behind('> ', asked.quoted)}\n"
    )


def thunderbird(draft: Draft) -> str:
    """Thunderbird: the answer stands below the quote."""
    asked = draft.prompt
    return (
        f"在 {asked.at.year}/{asked.at.month}/{asked.at.day} {asked.at.hour}:{asked.at:%M}, "
        f"{asked.from_name} 写道:\n{_behind('> ', asked.quoted)}\n\n{draft.words}\n"
    )


def _behind(mark: str, text: str) -> str:
    return "\n".join(f"{mark}{line}" if line else mark.rstrip() for line in text.split("\n"))
