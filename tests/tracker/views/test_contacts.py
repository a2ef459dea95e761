"""Contact by hand: what cannot be true is refused, what was written stays, corrections are further entries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from machines.words import Channel, Grade
from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.clock import SHANGHAI
from tracker.models import ContactEntry

CALL = {"channel": "phone", "outcome": "answered", "said": "下周去报到", "address": "13900000001"}


def address(world: World) -> str:
    return f"/cases/{world.case.id}/contacts/new"


@pytest.mark.parametrize(
    ("channel", "outcome", "grade"),
    [
        ("phone", "answered", Grade.SPOKEN),
        ("phone", "put_off", Grade.SPOKEN),
        ("phone", "nobody", Grade.FAILED),
        ("phone", "dead", Grade.FAILED),
        ("phone", "rejected", Grade.FAILED),
        ("through_others", "passed_on", Grade.PASSED_ON),
        ("sms", "sent", Grade.HANDED_OVER),
        ("wechat", "replied", Grade.REPLIED),
    ],
)
def test_the_outcome_gives_the_grade(
    world: World, secretary: Browser, channel: str, outcome: str, grade: Grade
) -> None:
    by = "母亲" if grade is Grade.PASSED_ON else "本人"
    secretary.send(
        address(world), channel=channel, outcome=outcome, said="说已知道", answered_by=by
    )
    [entry] = world.rows(ContactEntry)
    assert entry.grade is grade
    assert entry.channel is Channel(channel)


def test_a_call_answered_by_the_father_is_not_a_call_with_the_member(
    world: World, secretary: Browser
) -> None:
    """D-15: what somebody else said is passed on, never two-way."""
    page = secretary.send(address(world), 422, **CALL | {"answered_by": "父亲"})
    assert "由他人应答的不是与本人联系" in page.text
    assert world.rows(ContactEntry) == []


def test_everything_written_is_kept(world: World, secretary: Browser) -> None:
    secretary.send(
        address(world), at="2024-07-01T21:30", answered_by="本人", promised_on="2024年7月8日",
        next_step="七月九日再问", **CALL,
    )  # fmt: skip
    [entry] = world.rows(ContactEntry)
    assert entry.at.astimezone(SHANGHAI).isoformat() == "2024-07-01T21:30:00+08:00"
    assert entry.promised_on is not None
    assert entry.promised_on.isoformat() == "2024-07-08"
    assert (entry.address, entry.next_step) == ("13900000001", "七月九日再问")
    assert "下周去报到" in secretary.follow().text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"at": (NOW + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M")}, "不能晚于现在"),
        ({"said": ""}, "请写明对方说了什么"),
        ({"outcome": "sent"}, "“电话”的结果只能是"),
        ({"channel": "through_others", "outcome": "passed_on"}, "请写明由谁转达"),
        ({"direction": "in", "outcome": "nobody"}, "对方来联系的"),
        ({"channel": "link"}, "请从列表中选择"),
        ({"at": "昨天"}, "请填写日期和时间"),
    ],
)
def test_what_cannot_be_true_is_refused_beside_its_field(
    world: World, secretary: Browser, values: dict[str, str], words: str
) -> None:
    page = secretary.send(address(world), 422, **(CALL | values))
    assert words in page.text
    assert "13900000001" in page.raw
    assert world.count(ContactEntry) == 0


def test_a_correction_is_a_further_entry(world: World, secretary: Browser) -> None:
    secretary.send(address(world), **CALL | {"outcome": "nobody", "said": "响铃未接"})
    [first] = world.rows(ContactEntry)
    path = f"/cases/{world.case.id}/contacts/{first.id}/correct"
    secretary.send(path, outcome="dead", said="记错了，是停机")
    old, new = world.rows(ContactEntry)
    assert old.said == "无人接听。响铃未接"
    assert (new.corrects_id, new.grade) == (old.id, Grade.FAILED)
    text = secretary.follow().text
    assert f"已由 记录 {new.id} 更正" in text
