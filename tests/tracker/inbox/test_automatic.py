"""An automatic reply is known by its head, its subject or its whole text; a person never is."""

from __future__ import annotations

import pytest

from tests.tracker.inbox.letters import letter
from tracker.inbox.automatic import weak_only, why_automatic
from tracker.inbox.automatic.vacation import is_vacation_text
from tracker.inbox.parsed import Envelope

PERSON = "老师好，已报到。"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto-Submitted", "auto-replied (vacation)"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "zuzhibu"),
        ("X-Auto-Reply-From", "zhangsan@example.com"),
        ("X-QQ-AUTO-REPLY", "true"),
        ("X-QQ-HolidayReply", "true"),
        ("X-Precedence", "auto_reply"),
        ("X-MS-Exchange-Inbox-Rules-Loop", "zhangsan@example.com"),
        ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
        ("X-POST-MessageClass", "9; Autoresponder"),
        ("Return-Path", "<>"),
        ("Return-Path", "<10001+auto_=zuzhibu=example.org@qq.example>"),
    ],
)
def test_each_sign_in_the_head_tells_a_program(header: str, value: str) -> None:
    assert why_automatic(letter(PERSON, **{header: value}), ())


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Precedence", "list"),
        ("Precedence", "bulk"),
        ("Precedence", "junk"),
        ("List-Id", "<party.example.org>"),
        ("List-Unsubscribe", "<mailto:leave@example.org>"),
        ("Auto-Submitted", "no"),
        ("X-Mailer", "Foxmail 7.2"),
        ("X-Loop", "party@example.org"),
        ("Return-Path", "<zhangsan@example.com>"),
    ],
)
def test_what_also_stands_on_peoples_mails_tells_nothing(header: str, value: str) -> None:
    assert why_automatic(letter(PERSON, **{header: value}), ()) == ()


@pytest.mark.parametrize("sender", ["", "<>", "10001+auto_=zuzhibu=example.org@qq.example"])
def test_the_envelope_tells_a_program(sender: str) -> None:
    assert why_automatic(letter(PERSON), (Envelope(sender),))


@pytest.mark.parametrize("sender", [None, "zhangsan@example.com"])
def test_a_persons_envelope_tells_nothing(sender: str | None) -> None:
    assert why_automatic(letter(PERSON), (Envelope(sender),)) == ()


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复: 请报到", "自动回复：请报到", "自动答复: 请报到", "自動回覆: 請報到", "[自动回复] 请报到", "【系统自动回复】",
        "Automatic reply: report now", "Auto: report now", "AutoReply: x", "Out of Office: x", "Out of the office",
        "Réponse automatique : x", "Automatische Antwort: x", "Abwesenheitsnotiz: x", "Respuesta automática: x",
        "自動応答: x", "자동 회신: x", "Автоответ: x", "不在办公室: x", "休假中：请报到", "外出", "Away until May 5",
    ],
)  # fmt: skip
def test_a_subject_that_begins_so_tells_a_program(subject: str) -> None:
    assert why_automatic(letter(PERSON, subject=subject), ())


@pytest.mark.parametrize(
    "subject",
    [
        "回复：自动回复: 请报到", "Re: Automatic reply: x", "关于自动回复的问题", "休假期间能否报到", "外出实习报到",
        "Automation lab", "Autonomous cars", "Generation leaves on vacation", "出差说明", "自动化专业张三",
    ],
)  # fmt: skip
def test_a_word_within_a_subject_tells_nothing(subject: str) -> None:
    assert why_automatic(letter(PERSON, subject=subject), ()) == ()


@pytest.mark.parametrize(
    "subject",
    ["自动回复：x", "自動回覆：x", "Automatic reply: x", "Out of Office: x", "AUTO: x", "Automatische Antwort: x"],
)  # fmt: skip
def test_a_subject_that_names_itself_automatic_decides_alone(subject: str) -> None:
    assert not weak_only(why_automatic(letter("1", subject=subject), ()))


@pytest.mark.parametrize(
    "subject", ["请假", "休假", "出差中", "外出：已报到", "请假：无法参加集中教育", "away", "Out of the office"]
)  # fmt: skip
def test_a_subject_that_people_type_too_is_a_hint(subject: str) -> None:
    assert weak_only(why_automatic(letter("1", subject=subject), ()))


def test_a_hint_beside_a_sign_in_the_head_is_proof() -> None:
    mail = letter("1", subject="休假", **{"Auto-Submitted": "auto-replied"})
    assert not weak_only(why_automatic(mail, ()))


def test_no_reason_at_all_is_no_hint() -> None:
    assert not weak_only(())


@pytest.mark.parametrize(
    "sender", ["no-reply@example.com", "DoNotReply@example.com", "Auto_Reply@example.com"]
)
def test_nobody_writes_from_a_programs_address(sender: str) -> None:
    assert why_automatic(letter(PERSON, sender=sender), ())


@pytest.mark.parametrize(
    "text",
    [
        "这是自动回复",
        "您好，这是自动回复，您的邮件我已收到。",
        "您好！您的邮件已收到，我会尽快给您回复。",
        "您的来信已收到，我会尽快回复！谢谢",
        "来信已收到，会尽快回复您。",
        "我已收到您的邮件，将尽快给您回复！",
        "您好，我已经收到了您的来信，会尽快回复您的",
        "您好，来信收到，我会尽快回复。张三",
        "您好，您的邮件已经收到，我会在24小时内给您回复。祝工作顺利！",
        "您好，我最近正在休假中，无法亲自回复您的邮件。我将在假期结束后，尽快给您回复。",
        "这是来自邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。",
        "您好，我正在休假，9月10日返回办公室，期间无法及时回复邮件，如有急事请致电 0570-0000000。",
        "【自动回复】邮件已收到",
        "自动回复：您好，我在出差，回来后尽快回复您",
        "此邮件为系统自动回复，请勿直接回复。",
        "(系统自动回复)邮件已收到",
        "来信收到，会尽快回信。\n\n---------- 来自 zhangsan@example.com 的自动回复",
        "我在休假，9月1日返回，期间无法及时回复。有急事请找王老师。此邮件由系统自动发送。",
        "您发的邮件我已收到，会在第一时间向您回复。",
        "您好，张三已经收到您的邮件，会在看到后的第一时间给您回复。",
        "感谢您的来信，我会尽快阅读并回复",
        "本人因公出差，9月8日至12日不能及时回复邮件，请见谅。",
        "Thank you for your message. We have received your email and will answer within two days.",
        "本邮件由系统自动发送，请勿回复",
        "I am out of the office until Sept 5. I will reply when I return.",
        "Thank you for your email. I am currently on leave and will get back to you as soon as possible.",
    ],
)
def test_a_text_that_is_a_vacation_text_from_end_to_end_tells_a_program(text: str) -> None:
    assert is_vacation_text(text)
    assert why_automatic(letter(html=f"<p>{text}</p>"), ())


@pytest.mark.parametrize(
    "text",
    [
        "收到，谢谢", "我已收到您的来信，1", "我在休假，下周一去报到", "收到您的邮件，谢谢老师", "已收到您的邮件",
        "老师您好，邮件已收到，我会尽快办理", "您的邮件已收到，我明天去报到，谢谢", "收到，我会尽快回复",
        "老师，邮件收到，我会尽快回复您", "邮件收到，尽快回复", "谢谢老师，介绍信已收到", "我在外地出差，回来后交材料",
        "老师好，我目前在国外，无法报到", "感谢您的来信，一切都好，仍在学习", "不好意思老师，最近在休假没看到邮件，已报到",
        "我是自动化专业的张三", "这不是自动回复，我已经报到了", "您发的是自动回复吗？", "我在外地，无法查收邮件，但已经报到了",
        "您的邮件已收到，我的电话是13900000001", "感谢您的来信，邮件已收到。", "我叫张三，邮件已收到",
        "我在外地出差，暂时无法处理", "您好，已收到您的邮件", "收到您的来信，我的新邮箱是lisi@example.com",
        "Thank you for your email. I have reported.", "Thank you for your email.", "1", "",
    ],
)  # fmt: skip
def test_what_a_person_writes_is_never_taken_for_a_program(text: str) -> None:
    assert why_automatic(letter(text), ()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "您好！我已离职，工作事宜请联系王经理", "您好！我已离职，工作事宜请联系王经理 wang@example.com。",
        "本邮箱已停用，请联系李老板", "本邮箱已停用，请发送至 new@example.com", "您好，本人已从公司离职，此邮箱不再使用。",
        "我正在休年假，9月5日返岗，期间邮件回复可能不及时，急事请电0570-0000000", "您的邮件已收到，谢谢",
        "I am on parental leave until 1 August.", "This mailbox is no longer monitored. Please contact a@example.com.",
        "不好意思，我在出差，回来后尽快回复您", "邮件收悉，稍后回复您",
        "您好，感谢您的来信。我们会在3个工作日内与您联系。",
    ],
)  # fmt: skip
def test_the_words_of_the_absent_and_the_departed_are_a_hint(text: str) -> None:
    assert weak_only(why_automatic(letter(text), ()))


@pytest.mark.parametrize(
    "text",
    [
        "这是自动回复", "本邮件由系统自动发送，请勿回复", "This is an automated reply. I am away.", "[自动回复] 我在外地",
    ],
)  # fmt: skip
def test_a_text_that_names_itself_automatic_decides_alone(text: str) -> None:
    reasons = why_automatic(letter(text), ())
    assert reasons
    assert not weak_only(reasons)


@pytest.mark.parametrize(
    "text",
    [
        "您好，您的邮件已收到。我最近在外地出差，回去就去报到。", "我已离职", "我已离职，档案转回老家了",
        "我正在休假，8月返校", "您的邮件已收到，我会尽快联系单位", "I am currently on leave and will report in August.",
        "您的邮件收到了，1", "本人已从公司离职，介绍信要重开",
    ],
)  # fmt: skip
def test_who_tells_of_himself_beside_such_words_is_a_person(text: str) -> None:
    assert why_automatic(letter(text), ()) == ()


def test_a_vacation_text_within_the_quote_tells_nothing() -> None:
    text = "1\n\n-----原始邮件-----\n发件人: a@example.org\n主题: x\n\n这是自动回复，请勿回复。"
    assert why_automatic(letter(text), ()) == ()
