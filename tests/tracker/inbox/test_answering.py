"""The answer is read from the own words by number or by word; whatever is open is left to a person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machines import keywords
from machines.mails import MAILS, get_mail
from tracker.inbox.answering import read_answer, words_beyond
from tracker.inbox.answering.saying import MOST_TEXT
from tracker.inbox.findings import OwnWords, ReadAnswer

REPORT = "report_now"

CLEAR = {
    REPORT: {
        1: [
            "1", "１", "①", "一", "(1)", "（1）", "1.", "1。", "1)", "[1]", "1️⃣", "one", "选1", "选项1", "第一个", "1吧",
            "Option 1", "我选1，谢谢老师", "1、已报到", "1已报到，对方已接收", "一、已报到，对方已接收", "1:已报到", "1 已报到",
            "1，介绍信2024年9月1日交的", "您好，1", "老师好\n1\n谢谢", "1\n【张三 20200101】", "张三 1", "1 张三",
            "1\n\n张三\n13900000001", "老师，我选一", "对方已接收", "没换单位，已接收", "我是张三，学号20200101，已报到，对方已接收",
            "老师您好！我是2020级计算机1班的张三，1", "1。已经报到了，对方也接收了", "1，住5、6号楼", "1，3和4班的一起去的",
        ],
        2: ["已报到", "老师，我已经报到了", "回复：2", "option 2", "我的选择是2", "2等待接收", "已报到，等待接收", "已报到，对方还没接收", "2，对方还没接收"],
        3: ["我选择第三项", "答案是3", "选择：③", "换单位了，需要重开介绍信"],
        4: ["4", "保留", "申请保留组织关系"],
        5: ["五", "5，不知道怎么办", "帮助", "HELP", "需要帮助", "5/帮助", "5 请联系我 13900000001"],
    },
    "education_invitation": {
        1: ["参加", "我会参加", "会准时参加", "能参加"],
        2: ["不能参加，在外地实习", "2 在实习", "我参加不了", "不会参加", "请假"],
    },
    "confirm_data": {
        1: ["无误", "信息无误", "没有错误", "没问题", "确认无误，谢谢"],
        2: ["有误，手机号错了", "信息不正确"],
    },
    "letter_ready": {1: ["已领取", "介绍信已收到"], 5: ["帮助"]},
    "materials_missing": {1: ["交了", "已经交了", "已寄出", "1"]},
    "overseas_half_year": {
        1: ["一切都好，仍在学习", "都好", "1一切都好"],
        2: ["2，2025年6月30日回国", "2 2025年6月", "2025年6月底回国"],
        3: ["3 新地址：上海路5号"],
    },
    "cannot_reach": {1: ["1", "我在", "我在的，老师", "收到，我在", "是本人，一直在这个号码"]},
    "retention_ending": {1: ["可以转出了"], 2: ["还不能转出"]},
    "reissue_refused": {5: ["5", "需要帮助"]},
}  # fmt: skip

OPEN = {
    REPORT: [
        "", "是选1吗？", "3是什么意思", "1，2", "1和3", "1 5", "1\n5", "7", "12", "0", "十", "还没报到", "没有接收", "不需要保留",
        "1，还没报到", "1，换单位了", "5，想保留组织关系", "3已报到", "收到", "好的", "谢谢老师的帮助", "下周去报到",
        "1 或者 2 吧", "1 和 2 我分不清", "我选1或者2", "第1和第2项", "选一或者二", "1或2都行", "1、2都可以",
        "如果已接收我再告诉您", "可能已接收", "等对方已接收后告诉您", "1，材料要交到哪里？", "一切都好",
    ],
    "letter_ready": ["未收到", "还没领", "没拿到", "2"],
    "materials_missing": ["还没交", "没交", "1，还没交", "2"],
    "confirm_data": ["有没有错误"],
    "closed_thanks": ["1"],
    "reissue_refused": ["1"],
}  # fmt: skip


def own(text: str) -> OwnWords:
    return OwnWords(text, True, "")


def read(mail: str, text: str, stripped: bool = True) -> ReadAnswer:
    return read_answer(get_mail(mail), OwnWords(text, stripped, ""))


@pytest.mark.parametrize(
    ("mail", "number", "text"),
    [(m, n, text) for m, answers in CLEAR.items() for n, said in answers.items() for text in said],
)
def test_an_answer_a_person_would_be_sure_of_is_clear(mail: str, number: int, text: str) -> None:
    answer = read(mail, text)
    assert (answer.number, answer.clear) == (number, True), answer.how


@pytest.mark.parametrize(
    ("mail", "text"), [(mail, text) for mail, said in OPEN.items() for text in said]
)
def test_an_answer_open_to_doubt_is_left_to_a_person(mail: str, text: str) -> None:
    answer = read(mail, text)
    assert not answer.clear
    assert answer.how


@pytest.mark.parametrize(
    "text",
    [
        "9月1日", "2024.9.1", "1.5", "1.5万", "1000元", "1,234元", "13900000001", "0570-8800001", "人民路5号", "我在5楼",
        "3号去报到", "1个月后", "1-2周", "15:00到", "2位老师", "第一次办", "第一个单位不要我了", "一般", "宿舍1栋", "2024年",
    ],
)  # fmt: skip
def test_numbers_of_dates_telephones_amounts_and_houses_are_no_answers(text: str) -> None:
    assert read(REPORT, text).found == ()


def test_several_numbers_are_all_told() -> None:
    answer = read(REPORT, "1，5")
    assert (answer.number, answer.found) == (None, (1, 5))


def test_a_choice_with_a_question_keeps_its_number_but_waits_for_a_person() -> None:
    answer = read(REPORT, "1，材料要交到哪里？")
    assert (answer.number, answer.clear, answer.found) == (1, False, (1,))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1\n\n在上文 2 3", 1), ("老师好\n选2\n1 已报到", 2), ("已报到 1\n2", None)],
)
def test_where_the_quote_hangs_on_only_a_number_alone_on_the_first_line_counts(
    text: str, number: int | None
) -> None:
    answer = read(REPORT, text, stripped=False)
    assert answer.number == number
    assert answer.clear == (number is not None)


def test_quoted_lines_among_the_answers_are_not_read() -> None:
    assert read(REPORT, "> 5 需要帮助\n1\n> 2").number == 1


@pytest.mark.parametrize(
    ("text", "number", "beyond"),
    [
        ("3，换到杭州某公司了", 3, "换到杭州某公司了"),
        ("3\n新单位：杭州某公司", 3, "新单位：杭州某公司"),
        ("选3，新单位是杭州", 3, "新单位是杭州"),
        ("③ 换了", 3, "换了"),
        ("３、换了", 3, "换了"),
        ("换单位了 3", 3, "换单位了"),
        ("2\n2025年6月30日", 2, "2025年6月30日"),
        ("1", 1, ""),
        ("1️⃣", 1, ""),
        ("老师好，1，谢谢", 1, ""),
        ("换单位了", 3, "换单位了"),
    ],
)
def test_what_is_said_beyond_the_number_is_kept_as_written(
    text: str, number: int, beyond: str
) -> None:
    assert words_beyond(get_mail(REPORT), number, own(text)) == beyond


@pytest.mark.parametrize(
    "text",
    [
        "1，" + " " * 200_000 + "x",
        " 1" * 100_000,
        "\n".join([" ，" * 150] * 1_000),
        "街道" + "，" * 300_000,
        "1" + "（" * 300_000,
    ],
)
def test_no_more_is_looked_at_than_a_letter_is_long(text: str) -> None:
    read(REPORT, text)
    assert len(words_beyond(get_mail(REPORT), 1, own(text))) <= MOST_TEXT


def test_a_clear_answer_carries_its_words_so_that_nothing_is_read_under_the_lock() -> None:
    assert read(REPORT, "3，换到杭州某公司了").words == "换到杭州某公司了"
    assert read(REPORT, "1，下周去").words == ""


def forms(number: int) -> list[str]:
    """A number in each of the ways people write one as an answer."""
    han, wide, ring = "一二三四五"[number - 1], chr(0xFF10 + number), chr(0x2460 + number - 1)
    written = (str(number), han, wide, ring, f"{number}\ufe0f\u20e3", f"({number})", f"（{wide}）")
    said = tuple(f"{lead}{number}" for lead in ("选", "我选", "选择", "回复：", "option "))
    return [*written, *said, f"第{han}项", f"{number}.", f"{number}、", f"{number}。"]


PICKS = [(kind.name, answer.number) for kind in MAILS.values() for answer in kind.answers]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_offered_number_is_read_whatever_the_courtesies(data: st.DataObject) -> None:
    mail, number = data.draw(st.sampled_from(PICKS))
    before = data.draw(
        st.sampled_from(
            ["", "您好，", "老师好！\n", "老师您好，\n\n", "尊敬的王老师：\n", "收到，"]
        )
    )
    after = data.draw(
        st.sampled_from(
            ["", "\n谢谢", "，谢谢老师", "\n\n【张三】", "\n\n祝好\n张三", "！", "\n张三 20200101"]
        )
    )
    answer = read(mail, before + data.draw(st.sampled_from(forms(number))) + after)
    assert (answer.number, answer.clear) == (number, True), answer.how


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(MAILS.values())),
    st.text() | st.text("1２三一选第项不没已报到，。？\n 5①"),
    st.booleans(),
)
def test_no_text_raises_and_only_offered_numbers_are_read(kind, text: str, stripped: bool) -> None:
    answer = read_answer(kind, OwnWords(text, stripped, ""))
    offered = {each.number for each in kind.answers}
    assert answer.number is None or answer.number in offered
    assert not answer.clear or answer.number in offered
    for number in offered:
        words_beyond(kind, number, own(text))


@pytest.mark.parametrize(("mail", "number"), PICKS)
def test_each_answer_can_be_given_by_its_label(mail: str, number: int) -> None:
    label = get_mail(mail).answer(number).label.partition("（")[0]
    answer = read(mail, label)
    assert (answer.number, answer.clear) == (number, True), answer.how


@pytest.mark.parametrize(("mail", "number"), PICKS)
def test_each_answer_has_keywords_and_none_says_the_opposite(mail: str, number: int) -> None:
    answer = get_mail(mail).answer(number)
    assert answer.keywords
    for keyword in answer.keywords:
        assert keyword == keyword.lower().strip()
        assert number in {*read(mail, keyword.removeprefix("=")).found, number}


def test_every_list_of_keywords_is_used() -> None:
    used = {word for kind in MAILS.values() for answer in kind.answers for word in answer.keywords}
    lists = [value for name, value in vars(keywords).items() if name.isupper()]
    assert used == {word for words in lists for word in words}
