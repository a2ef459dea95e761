"""Attempts to reach somebody (S4.4-5), each case in its own order, words and channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

import sqlalchemy as sa

from machines.orders.transfer import OutOfContact
from machines.words import Channel, Direction, Grade
from tracker.demo.acts import BS, Act, act
from tracker.demo.hand import Hand
from tracker.models import ContactEntry

# An attempt may come so many days after its own day.
LOOSE = 7


@dataclass(frozen=True, slots=True)
class Try:
    """One way to reach somebody: which channel, what came of it, who answered, under what address."""

    channel: Channel
    said: str
    grade: Grade = Grade.FAILED
    by: str = ""
    address: str | None = None


_HANDED, _PASSED = Grade.HANDED_OVER, Grade.PASSED_ON
HOME, FAMILY = "家庭住址", "家庭电话"
CALLS = tuple(
    Try(Channel.PHONE, said)
    for said in (
        "无人接听，响铃两次", "关机", "响铃后被挂断，再拨无人接听", "提示暂时无法接通",
        "中午、下午各打一次，均无人接听", "第一次占线，过十分钟再拨已关机",
    )
)  # fmt: skip
WRITTEN = (
    *(
        Try(Channel.SMS, said, _HANDED)
        for said in ("已发短信提醒报到，未回复", "短信告知介绍信已过期、请回电，未回复")
    ),
    *(
        Try(Channel.WECHAT, said, _HANDED, address="本人微信")
        for said in (
            "已发微信提醒报到，未回复",
            "微信语音无人应答，留言未回",
            "班级群里点名提醒，未见回复",
        )
    ),
    *(
        Try(Channel.QQ, said, _HANDED, address="本人QQ")
        for said in ("QQ 留言提醒，未回复", "QQ 头像一直是灰的，已留言")
    ),
)
PASSED = (
    Try(Channel.THROUGH_OTHERS, "母亲答应转告", _PASSED, "母亲", FAMILY),
    Try(Channel.THROUGH_OTHERS, "父亲说他换了工作，过年才回来，答应转告", _PASSED, "父亲", FAMILY),
    Try(Channel.THROUGH_OTHERS, "同班同学说已去外地，答应转告", _PASSED, "同学", "同学微信"),
    Try(
        Channel.THROUGH_OTHERS,
        "室友说毕业后没有再联系过，有消息就告诉我们",
        _PASSED,
        "室友",
        "室友电话",
    ),
)
LETTERS = tuple(
    Try(Channel.POST, said, _HANDED, address=HOME)
    for said in ("挂号信寄往家庭住址，催促报到", "邮政快递寄出催办函，显示他人代收")
)
VISITS = tuple(
    Try(Channel.VISIT, said, address=HOME)
    for said in (
        "上门走访，邻居说不常在家",
        "请当地社区工作人员上门，家中无人",
        "书记回乡途中上门，只见到祖母，不清楚他在哪里",
    )
)
ANSWERED = (
    "本人接听，说近日就去单位报到",
    "本人接听，之前在外出差，答应本周办理",
    "本人接听，说单位正在办，下周给回话",
)
# How a secretary goes about it: what is handy comes often, a letter seldom.
_USUAL = (CALLS, WRITTEN, PASSED, CALLS, WRITTEN, LETTERS, CALLS, WRITTEN, PASSED)


def _plan(hand: Hand) -> list[Try]:
    """The attempts of one case in their order; nothing is said twice before all else was."""
    luck = hand.life.luck("calls")
    kinds = [CALLS, *luck.sample(_USUAL, len(_USUAL))]
    words = {kind: cycle(luck.sample(kind, len(kind))) for kind in dict.fromkeys(kinds)}
    return [next(words[kind]) for kind in kinds]


def _make(hand: Hand, one: Try) -> None:
    hand.contact(one.channel, one.grade, one.said, by=one.by, address=one.address)


def attempt(number: int) -> Act:
    """The case's `number`-th attempt, by whatever way its secretary tries then."""

    def make(hand: Hand) -> None:
        plan = _plan(hand)
        _make(hand, plan[number % len(plan)])

    return Act(make, loose=LOOSE)


def _any(of: str, ways: tuple[Try, ...]) -> Callable[[Hand], None]:
    return lambda hand: _make(hand, hand.life.luck(f"{of} {hand.today}").choice(ways))


nobody_answers = Act(_any("call", CALLS), loose=LOOSE)
letter_posted = Act(_any("letter", LETTERS), loose=LOOSE)
visited = Act(_any("visit", VISITS), loose=LOOSE)
spoken = act(_any("spoken", tuple(Try(Channel.PHONE, said, Grade.SPOKEN) for said in ANSWERED)))
right_by_phone = act(
    _any(
        "by phone",
        (
            Try(Channel.PHONE, "本人接听，说没看到邮件；逐项念给他听，信息无误", Grade.SPOKEN),
            Try(Channel.MEETING, "在寝室找到本人，当面逐项核对，信息无误", Grade.SPOKEN),
        ),
    )
)


def tried_channels(hand: Hand) -> str:
    """The channels by which somebody was tried, as a summary names them."""
    query = sa.select(ContactEntry.channel).filter_by(
        case_id=hand.life.case_id, direction=Direction.OUT
    )
    found = set(hand.desk.session.scalars(query))
    return "、".join(channel.label for channel in Channel if channel in found)


@act
def report_lost(hand: Hand) -> None:
    """Nobody reached him for over half a year (S4.5(4)-1)."""
    order = OutOfContact(summary=f"{tried_channels(hand)}均已试过，半年多没有本人回应")
    hand.do(BS, "transfer.report_out_of_contact", order)
