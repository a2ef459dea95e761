"""Answers to caught mails, written as mail programs and servers in China write them. Pure.

Everybody in them is made up; programs' own domains are replaced by the writer's. What each program
does to headers, charsets and quotes was measured on real mails.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial
from random import Random
from types import MappingProxyType

from tracker.catcher.answering import automatic, notices
from tracker.catcher.answering.bounces import SHAPES
from tracker.catcher.answering.draft import Draft, Sent, read_prompt
from tracker.catcher.answering.failures import FAILURES
from tracker.catcher.answering.mime import encoded
from tracker.catcher.answering.photo import NameForm, Photo, receipt_photo
from tracker.catcher.answering.programs import PROGRAMS, UTF8, Cites
from tracker.catcher.answering.quotes import words_only
from tracker.catcher.answering.replies import compose_reply
from tracker.catcher.answering.style import Group, Style

__all__ = [
    "STYLES",
    "Group",
    "NameForm",
    "Photo",
    "Sent",
    "Style",
    "compose_answer",
    "compose_new",
    "receipt_photo",
]

_AWAY = "您好，邮件已收到。我近期外出，不能及时查看邮箱，会尽快回复您。"
_ALL = (
    *(Style(one.name, one.label, Group.REPLY, partial(compose_reply, one)) for one in PROGRAMS),
    Style("auto_qq", "QQ 邮箱假期自动回复", Group.AUTOMATIC, automatic.qq_2024,
          "这是来自QQ邮箱的假期自动回复邮件。\n您好，我最近正在休假中，无法亲自回复您的邮件。我将在假期结束后，尽快给您回复。"),
    Style("auto_qq_2020", "QQ 邮箱假期自动回复（2020 年的样子）", Group.AUTOMATIC, automatic.qq_2020,
          "这是来自QQ邮箱的假期自动回复邮件。\n您好，我最近正在休假中，无法亲自回复您的邮件。"),
    Style("auto_netease", "网易邮箱自动回复（没有任何标记）", Group.AUTOMATIC, automatic.netease,
          "这是自动回复，您的来信我已收到，会尽快回复您。"),
    Style("auto_outlook", "Outlook 外出答复", Group.AUTOMATIC, automatic.outlook, _AWAY),
    Style("auto_vacation", "按 RFC 3834 的外出答复", Group.AUTOMATIC, automatic.vacation, _AWAY),
    *(
        Style(f"bounce_{shape}_{failure.name}", f"{server}：{failure.label}", Group.BOUNCE,
              partial(compose, failure))
        for shape, server, compose in SHAPES
        for failure in FAILURES
    ),
    Style("delay", "延迟通知（仍在重试）", Group.DELAY, notices.delayed),
    Style("read_receipt", "已读回执", Group.DELAY, notices.opened),
)  # fmt: skip

STYLES = MappingProxyType({style.name: style for style in _ALL})


_BY_NAME = {program.name: program for program in PROGRAMS}


def compose_answer(
    caught_bytes: bytes,
    style: str,
    words: str = "",
    *,
    envelope_from: str,
    envelope_to: str,
    now: datetime,
    attachment: Photo | None = None,
    sender: str = "",
    name: str | None = None,
) -> Sent:
    """What comes back for a caught mail that went from `envelope_from` to `envelope_to`.

    It comes from `sender`, by default the recipient, under `name`, by default the recipient's; the
    same arguments give the same bytes. `now` is an aware datetime. Raises KeyError for a style that
    is not in STYLES.
    """
    chosen = STYLES[style]
    prompt = read_prompt(caught_bytes, envelope_from, envelope_to, now)
    given = (caught_bytes, style, words, sender or envelope_to, now.isoformat())
    draft = Draft(
        prompt=prompt,
        words=words.replace("\r\n", "\n").strip() or chosen.words,
        name=prompt.to_name if name is None else name,
        address=sender or envelope_to,
        now=now,
        photo=attachment,
        luck=Random(hashlib.sha256(repr(given).encode()).hexdigest()),
    )
    return chosen.compose(draft)


def compose_new(
    style: str, subject: str, words: str, *, sender: str, name: str, to: str, now: datetime
) -> Sent:
    """A mail somebody writes of his own accord: nothing quoted, nothing cited.

    `style` is one of the group REPLY. Raises KeyError for any other.
    """
    program = replace(_BY_NAME[style], subject="", cites=Cites.NEITHER, text=words_only, html=None)
    addressed = f"Subject: {encoded(subject, UTF8)}\r\n\r\n".encode()
    given = (style, subject, words, sender, to, now.isoformat())
    draft = Draft(
        prompt=read_prompt(addressed, to, sender, now),
        words=words,
        name=name,
        address=sender,
        now=now,
        photo=None,
        luck=Random(hashlib.sha256(repr(given).encode()).hexdigest()),
    )
    return compose_reply(program, draft)
