"""A refusal is about how much is sent, or about the one mail: only the first spares a provider."""

import pytest

from tracker.outbox.slowing import asks_for_fewer


@pytest.mark.parametrize(
    "words",
    [
        "450 4.7.1 Sender frequency limited",
        "421 Too many messages from your IP, slow down",
        "451 4.7.0 message rate limit exceeded",
        "450 4.2.1 the user you are trying to contact is receiving mail too quickly, throttled",
        "451 发信频率过高，请稍后再试",
        "421 连接过于频繁",
        "450 当前连接发送的邮件数量超出限制",
    ],
)
def test_too_many_in_whatever_words(words):
    assert asks_for_fewer(words)


@pytest.mark.parametrize(
    "words",
    [
        "451 4.7.1 greylisted, come back later",
        "452 4.2.2 mailbox full, quota limit exceeded",
        "452 4.5.3 too many recipients",
        "554 5.4.6 too many hops",
        "552 5.3.4 message size exceeds the limit",
        "452 收件人邮箱已满，超过容量上限",
        "421 4.3.2 shutting down",
    ],
)
def test_of_the_one_mail_or_of_the_server(words):
    assert not asks_for_fewer(words)
