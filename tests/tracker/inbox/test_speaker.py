"""Who says that he is another, or speaks for the graduate, is not the graduate (D-15)."""

from __future__ import annotations

import pytest

from tracker.inbox.answering.speaker import FOR_HIM, NOT_HIM, not_himself

NAME = "林晓燕"

DENIED = [
    "您发错了，我不是他", "我不认识这个人", "我不是林晓燕", "您发错了，我不是他，也不认识这个人。", "你发错人了", "发错了，我不认识他",
    "收到了你们的邮件，但我不是林晓燕，请不要再发。", "我不是本人", "您好，我不叫林晓燕", "这个邮箱不是他的", "我们公司没有这个人，查无此人",
    "你们找错人了吧", "我不是您要找的人", "我并不是张伟，别发了", "I'm not the person you look for", "wrong person", "1 您打错了",
]  # fmt: skip
FOR_ANOTHER = [
    "我是他妈妈，他换手机了联系不上。", "我是他室友，1", "我是她同学，她让我回复一下", "我是林晓燕的妈妈，已报到", "此人联系不上，请组织员处理",
    "代他回复：1", "我已转告他，他说收到了", "他让我回复您，他已经报到了", "林晓燕已离职，不在这里", "我是学生家长，孩子在外地", "该生失联",
    "我是他爸爸", "受林晓燕委托，1", "联系不上他", "替她回复，1", "我是家长",
]  # fmt: skip
HIS_OWN = [
    "", "1", "我是林晓燕，1", "老师好，我是2020级计算机1班的林晓燕", "我不是很清楚怎么办", "我不是党员吗", "对方联系不上", "我换手机了",
    "我和同学一起报到的", "我妈妈帮我寄的", "我已经联系他们了，他们说下周审核", "我不在杭州", "他们让我等消息", "介绍信抬头写错了",
    "老师，接收单位联系不上", "我上次回错了，应该是4", "我是您的学生林晓燕", "我是辅导员王老师班的林晓燕", "我不是不想报到", "老师您是不是发错了，我已经转走了",
    "我不是计算机学院的了", "我把介绍信寄错地方了",
]  # fmt: skip


@pytest.mark.parametrize("text", DENIED)
def test_who_denies_being_the_graduate_is_believed(text: str) -> None:
    assert not_himself(text, NAME).startswith(NOT_HIM)


@pytest.mark.parametrize("text", FOR_ANOTHER)
def test_who_speaks_for_the_graduate_is_another(text: str) -> None:
    assert not_himself(text, NAME).startswith(FOR_HIM)


@pytest.mark.parametrize("text", HIS_OWN)
def test_what_the_graduate_says_of_himself_stays_his(text: str) -> None:
    assert not_himself(text, NAME) == ""


def test_where_the_quote_hangs_on_its_words_are_not_taken_for_the_senders() -> None:
    text = "1\n\n\n发件人：组织部\n主题：通知\n正文\n如果我不是林晓燕本人请告知"
    assert not_himself(text, NAME, stripped=False) == ""
