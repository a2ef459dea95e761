"""An answer that is taken back, narrowed or put off beside its number is left to a person."""

from __future__ import annotations

import pytest

from machines.mails import get_mail
from tracker.inbox.answering import read_answer
from tracker.inbox.answering.saying import MOST_TEXT
from tracker.inbox.findings import OwnWords, ReadAnswer

DOUBTFUL = {
    "report_now": [
        "别选1", "不选1", "1 作废", "1 还没办", "1 没有", "1 否", "1 被拒", "1，下周才去报到", "已接收不到", "已经接收不了了",
        "接收了再说", "转接成功后再告诉您", "以为已接收，其实被退回", "1\n——\n我填错了，应该是4", "忘记报到了", "已报到，对方拒收",
        "报到了但对方不接收", "已报到但被退回了", "同学已报到，我没有", "去报到了才发现介绍信不对", "我已报到，但是抬头写错了，需要修改",
        "1 或者 2 吧", "1 和 2 我分不清", "1 我准备下个月报到", "刚才回的1作废，改为3", "取消1", "撤回1", "1 暂未报到",
        "报到时被告知介绍信抬头错误", "去报到了，但人家不收", "错过了报到，已接收不了", "转接失败，1", "2，被退回来了", "2 还没去报到",
        "2，下周去报到", "1，过几天去", "1，打算月底去报到", "1 其实没有", "3 或者 4 吧", "取消4", "3，不过我想先问问",
        "1 but not yet accepted", "I have not reported, 1", "1，一部分材料被打回，缺证明", "1，社区要求重新开证明，没收",
        "室友帮我报到了，1", "谁说已报到", "1 待定", "暂定1", "1，等通知", "1，介绍信丢了", "1，单位要求补材料", "如果选1", "1，还在等",
    ],
    "receipt_chase": ["1，还没有", "1，下周才接收", "2，被拒绝了", "1 对方说不归他们管", "已接收？没有"],
    "confirm_data": [
        "无误，除了邮箱", "1 有问题", "1 但是手机号换了", "基本无误", "1，手机号改为13900000000", "信息正确，但籍贯写错了",
        "没问题，就是名字错了", "不完全正确", "1 生日不对", "1 电话换了", "没有问题吧", "都对 就是班级不对", "1，另外民族应为汉族",
        "没错，名字错了", "1 出生日期是2002年",
    ],
    "letter_ready": ["室友已领", "领了别人的", "领取了错误的介绍信", "别人已领", "1 还没领", "代领了", "没领到，1"],
    "cannot_reach": ["1 不是我", "我是他室友，1", "收到", "看到邮件了", "收到了，谢谢", "已收到"],
    "retention_ending": ["1 不可以转出", "可以转出了，不过还没找到单位", "下个月可以转出了", "能转出就转出"],
    "materials_missing": ["1，还差一份", "交了，但缺一张照片", "1，明天交", "1，室友代交"],
    "address_confirm": ["1 不是我的邮箱", "并不是我的", "是我的，但是不用了"],
    "reissue_returned": ["1，撤回申请"],
}  # fmt: skip

NATURAL = {
    "report_now": {
        1: [
            "1，对方昨天接收了，谢谢老师", "老师好，1，手续都办好了", "1，9月1日报到的", "1 已于8月底在社区报到并接收",
            "选1，江滨区党群服务中心，李老师经办", "1，组织关系已转到上海某公司党支部", "您好，已报到，对方已接收。谢谢老师",
            "1\n张三\n计算机学院2020级", "已经报到了，单位党委也接收了", "好的老师，1", "1，特别感谢老师的帮助",
            "1，没有换单位", "不好意思回复晚了，1", "1，对方说一切顺利", "老师您好，我已经顺利报到，对方已接收，辛苦了",
            "1，不用担心", "1 昨天下午去街道办的，已接收", "1，回执也给我了", "收到，1，没有问题", "1。祝老师工作顺利", "1，期待老师回信", "1，我在高等教育出版社报到的",
        ],
        2: [
            "老师好，2，社区说下周审核", "2，对方还没审批", "2 已报到，等待接收", "2，街道说要等上会", "2，已经交了介绍信，还在办理",
            "2，对方还没消息", "我报到了，在等对方接收", "2，接收单位正在审核中", "2，单位说月底前处理",
        ],
        3: ["3，原来的单位不要我了", "3 换到杭州的公司了", "3，没去原单位，换单位了"],
        4: ["4，还没找到工作", "4 目前没有工作单位，准备考研", "4，暂时没有接收单位"],
        5: ["5，不知道去哪里报到", "5 对方不接收，请联系我"],
    },
    "receipt_chase": {
        1: ["1，上周接收的", "对方已接收，回执已寄出"],
        2: ["2，对方还没处理", "2，说下周批", "2，还没有回执"],
    },
    "confirm_data": {
        1: ["1，全部正确", "核对过了，没有问题", "信息无误，谢谢老师", "没错", "1 没有错误", "1，没有变化", "都正确，辛苦了"],
        2: ["2，手机号换了", "2 籍贯不对"],
    },
    "letter_ready": {1: ["1，昨天领的", "已领取，谢谢老师", "老师，介绍信已收到，1", "1，上午到学院领了"]},
    "materials_missing": {1: ["1，上周交给郑老师了", "已经交了，一共三份", "1，顺丰寄出的"]},
    "retention_ending": {1: ["1，单位已同意接收"], 2: ["2，还没找到单位", "2，还需要一段时间，下个月再联系"]},
    "cannot_reach": {1: ["1，我在杭州", "我在的，换了手机号", "联系上了，谢谢"]},
    "education_invitation": {
        1: ["1，明天准时到", "会参加，谢谢老师"],
        2: ["2，公司不给假", "不能参加，人在国外"],
    },
    "overseas_half_year": {
        1: ["1，一切都好，没有变化", "1，仍在读博士三年级"],
        2: ["2，预计明年6月回国"],
    },
}  # fmt: skip


def read(mail: str, text: str) -> ReadAnswer:
    return read_answer(get_mail(mail), OwnWords(text, True, ""))


@pytest.mark.parametrize(
    ("mail", "text"), [(mail, text) for mail, said in DOUBTFUL.items() for text in said]
)
def test_what_speaks_against_the_answer_leaves_it_to_a_person(mail: str, text: str) -> None:
    answer = read(mail, text)
    assert not answer.clear, answer.how
    assert answer.how


@pytest.mark.parametrize(
    ("mail", "number", "text"),
    [(m, n, text) for m, said in NATURAL.items() for n, texts in said.items() for text in texts],
)
def test_what_people_naturally_add_leaves_the_answer_clear(
    mail: str, number: int, text: str
) -> None:
    answer = read(mail, text)
    assert (answer.number, answer.clear) == (number, True), answer.how


def test_the_number_of_a_doubtful_answer_and_the_doubt_are_kept_for_people() -> None:
    answer = read("report_now", "1，下周才去报到")
    assert (answer.number, answer.found) == (1, (1,))
    assert "下周" in answer.how


def test_a_letter_too_long_to_be_read_whole_is_never_clear() -> None:
    assert not read("report_now", "1\n" + "谢谢老师\n" * MOST_TEXT).clear
