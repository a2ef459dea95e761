"""A graduate's own words, told from the quote that his mail program hung below them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.inbox.letters import letter
from tests.tracker.inbox.quotes.clients import ASKED, MARKED, PAGES, SAID, TEXTS, TONGUES
from tracker.inbox.quotes import own_words, words_of_text
from tracker.inbox.quotes.lines import lines_of
from tracker.inbox.quotes.structure import lines_of_html

# Foxmail puts the name of its account below every mail; it stands above the quote like own words.
NAMED = {"Foxmail"}


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("program", TEXTS)
def test_the_quote_of_each_mail_program_is_cut_off(program: str) -> None:
    own = own_words(letter(TEXTS[program].format(said=SAID, asked=ASKED, marked=MARKED)))
    assert own.stripped
    assert folded(own.text).removesuffix(" 张三" if program in NAMED else "") == folded(SAID)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("quote", [MARKED, ASKED], ids=["marked", "unmarked"])
def test_who_wrote_is_known_in_every_tongue(tongue: str, quote: str) -> None:
    own = words_of_text(f"{SAID}\n\n{TONGUES[tongue]}\n\n{quote}")
    assert own.stripped
    assert folded(own.text) == folded(SAID)


@pytest.mark.parametrize("program", PAGES)
def test_a_page_gives_its_quote_away_by_its_markup(program: str) -> None:
    said, asked = (words.replace("\n", "<br>") for words in (SAID, ASKED))
    own = own_words(letter(html=PAGES[program].format(said=said, asked=asked)))
    assert own.stripped
    assert folded(own.text).removesuffix(" 张三" if program in NAMED else "") == folded(SAID)


def test_answers_between_the_quoted_lines_keep_what_they_answer() -> None:
    own = words_of_text(
        "在 2024/9/1 15:00, 组织部 写道:\n> 张三同学：\n> 报到了吗\n已报到\n> 材料交了吗\n交了\n"
    )
    assert own.stripped
    assert own.text.split("\n") == ["> 报到了吗", "已报到", "> 材料交了吗", "交了"]


def test_an_answer_below_the_quote_stands_without_it() -> None:
    own = words_of_text(f"在 2024/9/1 15:00, 组织部 写道:\n{MARKED}\n\n1\n\n发自我的iPhone")
    assert (own.text, own.stripped) == ("1", True)


def test_a_phones_line_above_the_quote_is_no_answer_but_the_words_below_are() -> None:
    own = words_of_text(
        f"发自我的iPhone\n\n> 在 2024年9月1日，15:00，组织部 写道：\n{MARKED}\n\n已报到"
    )
    assert (own.text, own.stripped) == ("已报到", True)


@pytest.mark.parametrize(
    "text",
    [
        "换单位了\n日期：8月20日",
        "To: 王老师\n我已报到",
        "时间：9月1日\n地点：图书馆\n我能去",
        "来自：浙江\n至：杭州",
    ],
)
def test_rows_of_his_own_above_the_copied_head_are_kept(text: str) -> None:
    head = (
        "发件人: 组织部 <zuzhibu@example.org>\n发送时间: 2024年9月1日\n收件人: 张三\n主题: 请报到\n"
    )
    assert words_of_text(f"{text}\n\n{head}\n{ASKED}").text == text
    assert words_of_text(f"{text}\n\n------- 原始邮件 -------\n{head}\n{ASKED}").text == text


def test_answers_within_a_marked_copy_of_the_head_are_kept() -> None:
    own = words_of_text(
        ">-----邮件原件-----\n>发件人: 组织部 <zuzhibu@example.org>\n>发送时间: 2024年9月1日\n>主题: 请报到\n"
        ">\n>报到了吗\n已报到\n>材料交了吗\n交了\n"
    )
    assert own.stripped
    assert "已报到" in own.text
    assert own.text.endswith("交了")


@pytest.mark.parametrize(
    "text",
    [
        f"在 2024/9/1 15:00, 组织部 写道:\n{ASKED}\n1",
        f"-----原始邮件-----\n发件人: a@example.org\n发送时间: 2024年9月1日\n主题: x\n\n{ASKED}",
        "发自我的iPhone",
        MARKED,
    ],
)
def test_where_nothing_would_be_left_the_whole_text_is_kept_and_flagged(text: str) -> None:
    own = words_of_text(text)
    assert not own.stripped
    assert folded(own.text) == folded(text)


def test_a_page_helps_where_the_plain_part_tells_nothing() -> None:
    page = f"<div>1</div><blockquote type='cite'>{ASKED}</blockquote>"
    own = own_words(letter("-----原始邮件-----\n1\n" + ASKED, page))
    assert (own.text, own.stripped) == ("1", True)


@pytest.mark.parametrize(
    "text",
    [
        "老师在通知里写道：\n材料要交齐。我都交了。",
        "发自内心地感谢老师！",
        "附件：\n--------------------\n1. 回执已经寄出，请查收。\n2. 复印件也寄了。",
        "我的时间：9月1日\n主题：党课",
        "从学校寄出的材料已经收到",
        "结果是 5>3 >_<",
        "你好\n\n>_< 我忘了",
    ],
)
def test_a_persons_own_sentences_are_no_markers(text: str) -> None:
    own = words_of_text(text)
    assert (own.text, own.stripped) == (text, True)


@pytest.mark.parametrize(
    "line",
    [
        "发自我的iPhone", "发自我的 iPad", "发自我的企业微信", "发自网易邮箱大师", "从我的华为手机发送", "发自我的小米手机",
        "从 Windows 版邮件发送", "來自我的 iPhone", "從我的 iPhone 傳送", "发自我的vivo手机", "Sent from my iPhone",
        "Sent from Mail for Windows", "Get Outlook for Android<https://aka.example.com/x>", "获取 Outlook for iOS",
        "----------该邮件从移动设备发送", "来自钉钉专属商务邮箱----------", "签名由 网易邮箱大师 定制", "通过 Spark 发送",
        "从 Windows 10 版邮件<https://go.example.com/x>发送", "下载适用于 Android 的 Outlook<https://aka.example.com/x>",
        "发送自 Windows 10 版邮件应用", "Signature is customized by Netease Mail Master", "</zuzhibu@example.org>",
        "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "iPhoneから送信", "나의 iPhone에서 보냄",
    ],
)  # fmt: skip
def test_lines_of_programs_are_no_words_of_the_graduate(line: str) -> None:
    assert words_of_text(f"1\n\n{line}").text == "1"


@pytest.mark.parametrize("rule", ["", "--------------\n"])
def test_the_senders_own_address_below_his_words_is_his_programs(rule: str) -> None:
    quote = "发件人： 组织部\n发送时间： 2024-09-01 13:16\n收件人： 张三\n主题： 请报到\n" + ASKED
    assert own_words(letter(f"1\n\n{rule}ZhangSan@example.com\n \n{quote}")).text == "1"
    assert own_words(letter(f"1\n\n{rule}zhangsan@example.com")).text == "1"


def test_another_address_below_the_words_may_be_the_new_one() -> None:
    own = own_words(
        letter(f"请寄到新邮箱：\nlisi@example.com\n\n在 2024/9/1 15:00, 组织部 写道:\n{MARKED}")
    )
    assert own.text.endswith("lisi@example.com")
    assert own_words(letter("zhangsan@example.com")).text == "zhangsan@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "原始邮件我删掉了，请再发一次",
        "请看\n原始邮件\n里面的附件",
        "来自微信群的通知看到了",
        "通过EMS发送",
    ],
)
def test_the_words_of_a_marker_within_a_letter_are_his_own(text: str) -> None:
    assert words_of_text(text).text == text


@pytest.mark.parametrize(
    "footer",
    [
        "____________________\n党建邮件列表\nparty@example.org",
        "-- \n您收到此邮件是因为您订阅了“党建”群组。\n要退订请发邮件到 leave@example.org。",
        "--~--~---------~--~----\n来自：党建列表\n退订：发空信即退！\n-~----------~----~----~",
        f"{'-' * 120}\nTo leave: party-leave@example.org",
    ],
)
def test_what_a_list_hangs_below_is_no_word_of_the_graduate(footer: str) -> None:
    assert words_of_text(f"已报到\n{footer}").text == "已报到"
    assert (
        words_of_text(f"已报到\n\n在 2024/9/1 15:00, 组织部 写道:\n{MARKED}\n{footer}").text
        == "已报到"
    )


RULES = ["--", "-- ", "---", "-----------------", "____", "_" * 32, "——", "-" * 120, "|"]
CARD = [
    "张三",
    "某某科技有限公司 销售部",
    "手机：13900000001",
    "zhangsan@example.com",
    "浙江省衢州市柯城区某某路1号",
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "line",
    [
        "但是对方还没有接收，介绍信被退回来了", "更正：不是1，是3", "以上作废，我选3", "我填错了，应该是4", "单位变了", "3", "选3",
        "1 已报到", "父亲病重", "手机：已换成13900000001", "接收单位：某某公司党委", "另一家公司", "没关系", "明天上班",
        "列表里没有张三", "单位因病毒停工", "还没报到", "第三项", "张三 3", "Not yet", "Rejected by the company", "please wait",
    ],
)  # fmt: skip
def test_what_a_person_wrote_below_a_rule_is_kept(rule: str, line: str) -> None:
    for tail in (line, f"张三\n{line}", f"{line}\n张三"):
        own = words_of_text(f"1\n{rule}\n{tail}")
        assert own.text.startswith("1")
        assert line in own.text.split("\n")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(RULES),
    st.lists(st.sampled_from(CARD), max_size=4),
    st.lists(
        st.sampled_from(
            ["我", "还没", "报到", "单位", "不", "接收", "应该", "是", "3", "手机", "换了", "介绍信", "请", "改成", "老师"]
        ),
        min_size=3,
        max_size=12,
    ).map("".join),
    st.integers(0, 4),
)  # fmt: skip
def test_free_prose_below_a_rule_is_never_lost(
    rule: str, card: list[str], prose: str, place: int
) -> None:
    prose = f"我{prose}"
    tail = [*card[:place], prose, *card[place:]]
    assert prose in words_of_text("\n".join(["1", rule, *tail])).text.split("\n")


@pytest.mark.parametrize("rule", ["-- ", "------------------", "________________"])
@pytest.mark.parametrize(
    "card",
    [
        *CARD, "\n".join(CARD), "张三 | 销售经理 | 某某科技有限公司 | 13900000001", "2020级计算机1班 张三", "Wang Ming", "祝好\n张三",
        "Eric Hodel - eric@example.net - https://example.net", "王小明\n衢州学院 计算机系\n学号：2020123456", "天道酬勤",
        "本邮件含有保密信息，仅供收件人使用，如误收请删除。", "Best regards,\nWang Ming\nTel: 0570-0000000",
        "This email is confidential and may be\nlegally privileged. If you are not the\nintended recipient, delete it.",
    ],
)  # fmt: skip
def test_a_card_below_a_rule_is_no_word_of_the_graduate(rule: str, card: str) -> None:
    assert words_of_text(f"1\n\n{rule}\n{card}").text == "1"


@pytest.mark.parametrize(
    "line", ["获取 Outlook for iOS", "Get Outlook for Android<https://aka.example.com/x>"]
)
def test_a_postscript_below_outlooks_line_is_not_lost(line: str) -> None:
    assert words_of_text(f"1\n\n{line}\n\n补充：还没报到").text.endswith("补充：还没报到")
    assert words_of_text(f"1\n\n{line}\n\n张三同学：\n报到了吗").text == "1"


def test_what_went_by_post_was_not_sent_by_a_program() -> None:
    assert words_of_text("1\nSent by post on Monday").text == "1\nSent by post on Monday"


def test_a_word_below_the_phones_line_is_not_lost() -> None:
    assert words_of_text("1\n\n发自我的iPhone\n\n补充：电话换了").text.endswith("补充：电话换了")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "> 引文", "1", "", "-- ", "发自我的iPhone", "在 2024/9/1 15:00, 组织部 写道:", "-----原始邮件-----",
                    "发件人: a <a@example.org>", "发送时间: 2024年9月1日", "主题: x", "|", "------------", "________________",
                ]
            ),
            st.text(max_size=40),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_text_raises_and_none_is_emptied(lines: list[str]) -> None:
    text = "\n".join(lines)
    own = words_of_text(text)
    assert own.text or not any(line.bare for line in lines_of(text))
    if any(line.own for line in lines_of(own.text)):
        return
    assert not own.stripped or not own.text


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_no_page_raises(html: str) -> None:
    lines_of_html(f"<div class='{html}'>{html}<blockquote>{html}")


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "> a\nb\n",
        "From: a\n",
        "在 2024 写道：\n",
        "----------\n",
        "|\n",
        "a(",
        "<a@",
        "谢",
        " ",
        "发自我的\n",
    ],
)
def test_long_texts_are_read_to_their_bound(unit: str) -> None:
    """A pattern that runs away would not come back from these within the suite's patience."""
    assert words_of_text(unit * (400_000 // len(unit))).text is not None
