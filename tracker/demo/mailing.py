"""Mail that comes back in the demo: written as programs write it, taken in and read as any mail."""

from __future__ import annotations

import sqlalchemy as sa

from machines.roles import Role
from tracker.actions.addresses import NewAddress, add_address
from tracker.actions.incoming import file_receipt
from tracker.catcher.answering import (
    NameForm,
    Photo,
    Sent,
    compose_answer,
    compose_new,
    receipt_photo,
)
from tracker.demo.acts import BS, Act, act
from tracker.demo.hand import Hand
from tracker.desk import Actor
from tracker.inbox.chain import run_chain
from tracker.inbox.parsing import parse_mail
from tracker.inbox.store import Arrival, store_arrival
from tracker.inbox.words import Door, InboxState
from tracker.models import IncomingMail, Mail, MailState, Person
from tracker.models.db import writing
from tracker.outbox.tokens import return_path

# What graduates answer with, the usual more often; what they send receipts from.
PROGRAMS = (
    "qq", "qq", "qq", "qq_bare", "foxmail", "netease", "netease_wrote", "mail_master", "iphone",
    "iphone", "huawei", "xiaomi", "outlook", "outlook_phone", "gmail", "coremail",
)  # fmt: skip
PHOTOGRAPHED = (
    ("qq", NameForm.RFC2047), ("iphone", NameForm.RFC2231), ("netease", NameForm.RAW_GBK),
)  # fmt: skip


def by_mail(kind: str, *texts: str, program: str = "") -> Act:
    """The graduate presses Reply under the newest mail of that kind and writes one of the texts."""

    def write(hand: Hand) -> None:
        luck = hand.life.luck(f"mail {kind}")
        used = program or hand.life.luck("program").choice(PROGRAMS)
        _arrive(hand, _answer(hand, kind, used, luck.choice(texts)))

    return Act(write, by_graduate=True)


def with_photo(kind: str, *texts: str) -> Act:
    """The same, with a photo of the receipt slip."""

    def write(hand: Hand) -> None:
        luck = hand.life.luck(f"photo {kind}")
        program, form = luck.choice(PHOTOGRAPHED)
        _arrive(hand, _answer(hand, kind, program, luck.choice(texts), receipt_photo(form)))

    return Act(write, by_graduate=True)


def comes_back(kind: str, style: str) -> Act:
    """A server or program answers the newest mail of that kind, as soon as it came."""
    return Act(lambda hand: _arrive(hand, _answer(hand, kind, style)), by_machine=True)


def tag_alone(kind: str, words: str) -> Act:
    """Somebody writes from an address nobody knows, with nothing but the tag in the subject."""

    def write(hand: Hand) -> None:
        subject = f"Re: {_prompt(hand, kind).subject}"
        _write(hand, "plain", subject, words, f"friend{hand.life.case_id}@example.net", "")

    return Act(write, by_graduate=True)


def about_him(sender: str, name: str, subject: str, words: str) -> Act:
    """A third party writes of its own accord; `words` may name {name} and {student_no}."""

    def write(hand: Hand) -> None:
        person = hand.case.person
        said = words.format(name=person.name, student_no=person.student_no)
        _write(hand, "netease", subject.format(name=person.name), said, sender, name)

    return Act(write, by_graduate=True)


def from_own_address(subject: str, words: str) -> Act:
    """A new mail from the address he is known by: no token, no tag."""

    def write(hand: Hand) -> None:
        person = hand.case.person
        _write(hand, "qq", subject, words, person.mail_addresses[0], person.name)

    return Act(write, by_graduate=True)


@act
def share_address(hand: Hand) -> None:
    """Two of a family with one mailbox: the address of somebody else, entered after a look."""
    taken = sa.select(Person).where(Person.id != hand.case.person_id).order_by(Person.id).limit(1)
    other = hand.desk.session.scalars(taken).one()
    new = NewAddress(
        other.mail_addresses[0], "本人来电：与弟弟共用一个邮箱", first=False, contact_checked=True
    )
    add_address(hand.desk, hand.life.case_id, new, Actor(BS, hand.staff(BS)))


@act
def file_photo(hand: Hand) -> None:
    """The photo of the slip becomes the receipt (S4.4-2)."""
    query = (
        sa.select(IncomingMail)
        .filter_by(case_id=hand.life.case_id, state=InboxState.FILED)
        .where(IncomingMail.attachments > 0)
        .order_by(IncomingMail.id.desc())
        .limit(1)
    )
    incoming = hand.desk.session.scalars(query).one()
    [slip] = parse_mail(incoming.raw.data).attachments
    file_receipt(
        hand.desk,
        incoming.id,
        slip.position,
        Actor(Role.BRANCH_SECRETARY, hand.staff(BS)),
        seal_seen=True,
        storage="电子版存系统，原件待寄",
    )


reported = by_mail(
    "report_now",
    "2\n已到单位党支部报到，等待系统接收",
    "2，介绍信已交给单位党办，对方说月底统一接收",
    "老师您好，我选2。已交到社区",
)
chased = by_mail("receipt_chase", "2\n已问过单位，经办人出差，下周办理", "2 对方说还在走流程")
data_right = by_mail("confirm_data", "1", "信息无误", "1 没有问题，谢谢老师")
notes_read = by_mail("transfer_notes", "1", "已阅读并了解", "１")
collected = by_mail("letter_ready", "1", "1\n已经拿到了，谢谢老师", "已领取介绍信")
wants_reissue = by_mail("letter_expired", "3\n换了单位，需要重开")
undecided = by_mail(
    "report_now", "老师，1还是2我也分不清：单位说收下了，系统里还没看到。", program="qq"
)
photo_of_receipt = with_photo("report_now", "1\n单位已经接收，回执见附件", "1，已接收，附回执照片")
away = comes_back("report_now", "auto_qq")
away_again = comes_back("letter_expired", "auto_outlook")
delayed = comes_back("report_now", "delay")
opened = comes_back("report_now", "read_receipt")
unknown_address = comes_back("confirm_data", "bounce_netease_unknown")
dead_address = comes_back("report_now", "bounce_postfix_unknown")
full_mailbox = comes_back("report_now", "bounce_tencent_full")
no_token = tag_alone("report_now", "1 已报到。我手机没电了，用同学的邮箱回一下。")
from_his_unit = about_him(
    "dangban@example.net",
    "云帆公司党支部",
    "关于{name}同志组织关系的函",
    "学校组织部：\n贵校毕业生{name}（学号 {student_no}）的介绍信已收到，系统将于下周接收。\n云帆公司党支部",
)
advertisement = about_him(
    "service@example.com", "会务组", "党务干部培训班通知", "尊敬的老师：\n培训班现开始报名，详情请来电。"
)  # fmt: skip
of_the_two = from_own_address("组织关系的事", "老师好，介绍信我已经交到单位了，请问还要做什么？")


def _prompt(hand: Hand, kind: str) -> Mail:
    """The newest mail of that kind that left."""
    query = (
        sa.select(Mail)
        .filter_by(case_id=hand.life.case_id, kind=kind, state=MailState.SENT)
        .order_by(Mail.id.desc())
        .limit(1)
    )
    return hand.desk.session.scalars(query).one()


def _answer(hand: Hand, kind: str, style: str, words: str = "", photo: Photo | None = None) -> Sent:
    mail, settings = _prompt(hand, kind), hand.desk.settings
    return compose_answer(
        mail.raw or b"",
        style,
        words,
        envelope_from=return_path(settings, mail.token),
        envelope_to=mail.to_address,
        now=hand.desk.now,
        attachment=photo,
    )


def _write(hand: Hand, style: str, subject: str, words: str, sender: str, name: str) -> None:
    to = hand.desk.settings.mail_from
    _arrive(
        hand,
        compose_new(style, subject, words, sender=sender, name=name, to=to, now=hand.desk.now),
    )


def _arrive(hand: Hand, sent: Sent) -> None:
    """As the listener takes a mail, and the worker reads it in the same minute."""
    desk = hand.desk
    arrival = Arrival(Door.SMTP, desk.now, sent.raw, sent.mail_from, (sent.rcpt_to,))
    with writing(desk.session):
        incoming_id, _new = store_arrival(desk.session, arrival)
    run_chain(desk, incoming_id)
