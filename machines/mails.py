"""The catalogue of mails and the answers they ask for (design of the ledger; S3.2-5 to S3.2-7).

An answer names the moves it may make, tried in order from the state the case then stands in; an
answer without a move, or whose moves are closed, goes to the branch secretary as a task.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from machines import keywords
from machines.words import FeedbackResult


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer a mail offers: its number, its words and the moves (`track.action`) it may make.

    `says_more` holds the graduate to a word of explanation: the label asks for it.
    `result` is what the number itself says of the transfer, where its move is a feedback (S3.1-4).
    `keywords` are words that say the same in a reply, in the spelling of `machines.keywords`.
    """

    number: int
    label: str
    moves: tuple[str, ...] = ()
    says_more: bool = False
    keywords: tuple[str, ...] = ()
    result: FeedbackResult | None = None


@dataclass(frozen=True, slots=True)
class MailKind:
    """A mail: its name (the folder of its templates), subject matter, answers and rules.

    `borrows_link`: it asks nothing itself, but leads to the form of an answer to another mail.
    `of_address`: it speaks of one mail address and goes to that which is given; what is answered
    to it tells of the address it went to, and opens nothing else.
    `at_once`: it answers what the graduate has just done (S3.1-4), so it leaves at any hour.
    """

    name: str
    label: str
    rules: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    all_addresses: bool = False
    borrows_link: bool = False
    of_address: bool = False
    at_once: bool = False

    @property
    def has_link(self) -> bool:
        """Whether a link stands in it."""
        return bool(self.answers) or self.borrows_link

    def answer(self, number: int) -> Answer:
        """The answer of that number. Raises KeyError."""
        for answer in self.answers:
            if answer.number == number:
                return answer
        raise KeyError(f"mail {self.name} offers no answer {number}")


HELP = "需要帮助"
# The mail that is sent back when an answer needs a form: see `tracker.outbox.form_link`.
ANSWER_FORM = "answer_form"
_NEED_HELP = Answer(5, HELP, keywords=keywords.HELP)

_REISSUE = ("transfer.ask_exchange", "transfer.request_reissue")
_RETENTION = ("transfer.request_retention",)
_FEEDBACK = ("transfer.record_feedback",)
_DESTINATION = ("transfer.propose_destination",)
_ABROAD_NEWS = ("abroad.report_well",)

_ABROAD_ANSWERS = (
    Answer(1, "一切都好，仍在学习", _ABROAD_NEWS, keywords=keywords.WELL),
    Answer(
        2, "回国时间已定（请写明日期）", _ABROAD_NEWS, says_more=True, keywords=keywords.RETURNING
    ),
    Answer(
        3, "联系方式或地址有变（请写明）", _ABROAD_NEWS, says_more=True, keywords=keywords.MOVED
    ),
    _NEED_HELP,
)

_CATALOGUE = (
    MailKind(
        "confirm_data",
        "请核对您的信息",
        ("S4.1-1", "S4.1-6"),
        (
            Answer(1, "信息无误", ("transfer.confirm_data",), keywords=keywords.CORRECT),
            Answer(2, "信息有误", ("transfer.report_wrong_data",), keywords=keywords.WRONG),
        ),
    ),
    MailKind(
        "education_invitation",
        "离校前集中教育通知",
        ("S1-1", "S1-2"),
        (
            Answer(1, "我会参加", keywords=keywords.COMING),
            Answer(2, "不能参加（请说明原因）", says_more=True, keywords=keywords.NOT_COMING),
        ),
    ),
    MailKind(
        "education_make_up",
        "请补上离校前集中教育",
        ("S1-1",),
        (
            Answer(1, "我会参加补课", keywords=keywords.COMING),
            Answer(2, "不能参加（请说明原因）", says_more=True, keywords=keywords.NOT_COMING),
        ),
    ),
    MailKind(
        "transfer_notes",
        "组织关系转接注意事项（附件1）",
        ("S3.2-8", "S1-5", "S3.2-4"),
        (
            Answer(1, "已阅读并了解", ("education.acknowledge_notes",), keywords=keywords.READ),
            _NEED_HELP,
        ),
    ),
    MailKind(
        "confirm_destination",
        "请确认组织关系转往何处",
        ("S4.2-1", "S3.2-1"),
        (Answer(1, "填写去向", _DESTINATION, keywords=keywords.DESTINATION), _NEED_HELP),
    ),
    MailKind(
        "materials_missing",
        "请补交党员材料",
        ("S2.1-5", "S2.3-2"),
        (Answer(1, "已经交了", keywords=keywords.HANDED_IN), _NEED_HELP),
    ),
    MailKind(
        "form_due",
        "请填写登记表",
        ("S2.1-6", "S2.2-3", "S2.3-1"),
        (Answer(1, "已经交了", keywords=keywords.HANDED_IN), _NEED_HELP),
    ),
    MailKind("materials_filed", "您的材料已归档", ("S2.1-4", "X-D12")),
    MailKind("sealed_materials_sent", "您的党员材料已由机要寄出", ("S2.2-4",)),
    MailKind(
        "letter_ready",
        "组织关系介绍信已开具",
        ("S4.3-4", "S3.1-3"),
        (
            Answer(1, "已领取介绍信", ("transfer.confirm_collected",), keywords=keywords.COLLECTED),
            _NEED_HELP,
        ),
    ),
    MailKind(
        "report_now",
        "请在有效期内报到",
        ("S3.1-3", "S4.4-1"),
        (
            Answer(
                1,
                "已报到，对方已接收",
                _FEEDBACK,
                keywords=keywords.REPORTED + keywords.ACCEPTED,
                result=FeedbackResult.ACCEPTED,
            ),
            Answer(
                2,
                "已报到，等待接收",
                _FEEDBACK,
                keywords=keywords.REPORTED + keywords.WAITING,
                result=FeedbackResult.WAITING,
            ),
            Answer(3, "单位有变化，需要换领介绍信", _REISSUE, keywords=keywords.REISSUE),
            Answer(4, "遇到困难，需要保留组织关系", _RETENTION, keywords=keywords.RETENTION),
            _NEED_HELP,
        ),
    ),
    MailKind(
        "receipt_chase",
        "请催办介绍信回执",
        ("S4.4-2", "S4.4-5"),
        (
            Answer(
                1,
                "对方已接收",
                _FEEDBACK,
                keywords=keywords.ACCEPTED,
                result=FeedbackResult.ACCEPTED,
            ),
            Answer(
                2,
                "仍在办理",
                _FEEDBACK,
                keywords=keywords.WAITING,
                result=FeedbackResult.WAITING,
            ),
            _NEED_HELP,
        ),
    ),
    MailKind("feedback_thanks", "已收到您的反馈", ("S3.1-4",)),
    MailKind(
        "letter_expired",
        "介绍信已过有效期，请选择",
        ("S4.5-0", "S4.5(1)-1", "S4.5(2)-1"),
        (
            Answer(
                1,
                "其实已被接收",
                _FEEDBACK,
                keywords=keywords.ACCEPTED,
                result=FeedbackResult.ACCEPTED,
            ),
            Answer(3, "填写重开申请（附件4）", _REISSUE, keywords=keywords.REISSUE),
            Answer(4, "填写保留申请（附件5）", _RETENTION, keywords=keywords.RETENTION),
            _NEED_HELP,
        ),
    ),
    MailKind("reissue_how_to", "换领介绍信怎么办理", ("S4.5-0",), (_NEED_HELP,)),
    MailKind("reissue_received", "已收到重开申请", ("S4.5(1)-1",), (_NEED_HELP,)),
    MailKind(
        "reissue_returned",
        "重开申请需要修改",
        ("S4.5(1)-1", "D-19"),
        (
            Answer(1, "修改后重新提交", ("transfer.request_reissue",), keywords=keywords.AGAIN),
            _NEED_HELP,
        ),
    ),
    MailKind("reissue_approved", "重开申请已同意", ("S4.5(1)-2", "S4.5(1)-3"), (_NEED_HELP,)),
    MailKind("reissue_refused", "重开申请未获同意", ("S4.5(1)-2",), (_NEED_HELP,)),
    MailKind("retention_received", "已收到保留申请", ("S4.5(2)-1",), (_NEED_HELP,)),
    MailKind(
        "retention_returned",
        "保留申请需要修改",
        ("S4.5(2)-1", "D-19"),
        (Answer(1, "修改后重新提交", _RETENTION, keywords=keywords.AGAIN), _NEED_HELP),
    ),
    MailKind("retention_approved", "保留申请已同意", ("S4.5(2)-2",), (_NEED_HELP,)),
    MailKind("retention_refused", "保留申请未获同意", ("S4.5(2)-2",), (_NEED_HELP,)),
    MailKind(
        "retention_duties",
        "组织关系保留期间的要求",
        ("S4.5(2)-3", "S4.5(2)-4"),
        (Answer(1, "已阅读并了解", keywords=keywords.READ), _NEED_HELP),
    ),
    MailKind(
        "retention_reminder",
        "请参加活动、按时交纳党费",
        ("S4.5(2)-3", "S4.5(3)-2"),
        (
            Answer(1, "可以转出了", ("transfer.report_transferable",), keywords=keywords.READY),
            _NEED_HELP,
        ),
    ),
    MailKind(
        "retention_ending",
        "保留期将满，请办理转出",
        ("S4.5(2)-6", "S4.5(2)-7"),
        (
            Answer(1, "可以转出了", ("transfer.report_transferable",), keywords=keywords.READY),
            Answer(2, "还需要一段时间", keywords=keywords.LONGER),
            _NEED_HELP,
        ),
    ),
    MailKind(
        "regularisation_due",
        "请递交转正申请书",
        ("S2.2-1", "S4.5(3)-3"),
        (Answer(1, "已经递交", keywords=keywords.HANDED_IN), _NEED_HELP),
    ),
    MailKind(
        "regularisation_elsewhere",
        "预备期满请向接收单位申请转正",
        ("S2.2-2",),
        (Answer(1, "已阅读并了解", keywords=keywords.READ), _NEED_HELP),
    ),
    MailKind(
        "overseas_documents",
        "出国（境）保留材料待补交",
        ("S3.3-2",),
        (Answer(1, "已经交了", keywords=keywords.HANDED_IN), _NEED_HELP),
    ),
    MailKind("overseas_result", "出国（境）保留审批结果", ("S3.3-3",), (_NEED_HELP,)),
    MailKind(
        "overseas_talk",
        "出国（境）前谈话安排",
        ("S3.3-4", "S3.3-5"),
        (Answer(1, "可以参加", keywords=keywords.COMING), _NEED_HELP),
    ),
    MailKind("overseas_half_year", "近况联系", ("S3.3-6", "X-R34.2"), _ABROAD_ANSWERS),
    MailKind(
        "overseas_limit_near", "出国（境）保留期将满", ("S3.3-7", "S4.5(2)-8"), _ABROAD_ANSWERS
    ),
    MailKind(
        "overseas_limit_reached", "出国（境）保留期已满", ("S3.3-7", "S4.5(2)-8"), _ABROAD_ANSWERS
    ),
    MailKind(
        "cannot_reach",
        "请与我们联系",
        ("S4.5(4)-1",),
        (
            Answer(1, "我在，联系上了", ("transfer.answer_call",), keywords=keywords.HERE),
            _NEED_HELP,
        ),
        all_addresses=True,
    ),
    MailKind(
        ANSWER_FORM,
        "请点开链接填写",
        ("S3.1-4", "S4.5(1)-1", "S4.5(2)-1"),
        borrows_link=True,
        at_once=True,
    ),
    MailKind(
        "address_confirm",
        "请确认您的新邮箱",
        ("S4.1-6", "S3.1-4"),
        (Answer(1, "这是我的邮箱", keywords=keywords.MY_ADDRESS),),
        of_address=True,
        at_once=True,
    ),
    MailKind(
        "address_changed",
        "您登记的邮箱有变动",
        ("S4.1-6", "X-PIPL"),
        of_address=True,
        at_once=True,
    ),
    MailKind("closed_thanks", "组织关系已转接完成", ("S4.4-3", "S3.1-4")),
)

MAILS = MappingProxyType({mail.name: mail for mail in _CATALOGUE})


def get_mail(name: str) -> MailKind:
    """The mail of that name. Raises KeyError."""
    return MAILS[name]
