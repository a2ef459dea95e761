"""The floors on the labelled mails beside the project: own words, automatic replies, no false alarm."""

from __future__ import annotations

import pytest

from tests.bench.mail import automatic, replies
from tests.bench.mail.corpus import ABSENT, labelled

pytestmark = pytest.mark.skipif(not labelled(), reason=ABSENT)


def test_chinese_replies_are_stripped_exactly_in_95_of_100() -> None:
    assert replies.judge(replies.ours).chinese >= 0.95


def test_replies_in_any_tongue_are_stripped_exactly_in_75_of_100() -> None:
    assert replies.judge(replies.ours).exact >= 0.75


def test_no_reply_is_emptied_while_own_lines_stand_in_it() -> None:
    assert replies.judge(replies.ours).emptied == 0


def test_every_automatic_reply_is_recognised() -> None:
    assert automatic.judge(automatic.ours).missed == ()


def test_no_human_reply_is_taken_for_an_automatic_one() -> None:
    assert automatic.judge(automatic.ours).alarms == ()
