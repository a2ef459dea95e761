"""The school's own decisions where the notice is silent or disagrees with itself.

Words are a Chinese rendering of the decision; the gloss is the decision itself.
"""

from datetime import date

from machines.register.rule import Rule

DECIDED_WITH_THE_NOTICE = date(2024, 5, 27)


def _decision(rule_id: str, section: str, words: str, gloss: str) -> Rule:
    """Return one decision; its section names the question it settles."""
    return Rule(rule_id, section, words, gloss, DECIDED_WITH_THE_NOTICE, "本校执行口径")


DECISIONS: tuple[Rule, ...] = (
    _decision(
        "D-1",
        "有效期的两个标准",
        (
            "有效期内，指当日不晚于介绍信有效期截止日，且不晚于本届回执登记截止日（9月30日，"
            "含当日）。介绍信有效期截止日默认取开具之日起第90天与回执登记截止日中较早者。"
        ),
        (
            "Within validity = today ≤ the letter's valid-until and today ≤ the cohort's "
            "receipt cut-off (09-30, that day included). A letter's valid-until defaults to the "
            "earlier of issue + 90 days and the cut-off."
        ),
    ),
    _decision(
        "D-2",
        "超过6个月的算法",
        (
            "“超过”6个月为严格超过，即当日晚于离校日期加6个月。按日历月相加，"
            "遇月末取当月最后一日（8月31日加6个月为2月28日或29日）。时区为Asia/Shanghai。"
        ),
        (
            "Strictly more: today > left-on + 6 months. Months are added on the calendar and "
            "clamp to the month's end (08-31 + 6 months = 02-28 or 29). Time zone Asia/Shanghai."
        ),
    ),
    _decision(
        "D-3",
        "处置的决定机关",
        (
            "组织处置须全部留下记录。学院党委讨论始终必须有。"
            "除名和取消预备党员资格须有支部大会决议和上级党组织批准，停止党籍缺少时予以提示。"
            "事前备案为单独一项，未填时予以提示。"
        ),
        (
            "A disposition records all of them. Committee discussion is required always. Branch "
            "resolution and superior approval are required for removal (除名) and cancellation "
            "(取消资格) and warned about for suspension. Prior filing is a field, warned about "
            "when empty."
        ),
    ),
    _decision(
        "D-4",
        "其他原因重开介绍信",
        (
            "介绍信过期但单位未变更、也无转接困难的（忘记办理、介绍信遗失），以“其他”原因重开，"
            "由学院党委决定。遗失介绍信的，以本人签名的遗失说明代替原介绍信，"
            "并将作废编号告知接收单位。"
        ),
        (
            'Reissue with the reason "other", the committee decides. A lost letter needs a signed '
            "statement of loss in place of the original, and notice to the receiver of the void "
            "number."
        ),
    ),
    _decision(
        "D-5",
        "出国（境）预备党员的转正",
        "预备党员在国（境）外期间，预备期计时暂停。任何资格都不因时限届满而自动取消。",
        "The probation clock is frozen while abroad. Nothing is ever cancelled by a timer.",
    ),
    _decision(
        "D-6",
        "未申请保留的出国（境）党员",
        "出国（境）但未申请保留组织关系，或并非毕业后随即出国（境）的，按一般转出去向办理。",
        "The ordinary destination rules (S3.2) hold.",
    ),
    _decision(
        "D-7",
        "过期前申请保留",
        "介绍信过期之前提交保留组织关系审批表（附件5）的，可以受理，须说明理由，并提示审批人。",
        "Allowed, with a reason, and flagged to the approver.",
    ),
    _decision(
        "D-8",
        "一般不超过的期限",
        "“一般不超过”2年、5年的期限，可凭书面例外延长，须写明理由、批准人和新的截止日期。",
        "The limit can be exceeded by a recorded exception: reason, approver, new end date.",
    ),
    _decision(
        "D-9",
        "情节严重的认定",
        (
            "“情节严重”须有书面认定，并列明所依据的联系记录。没有书面认定的，"
            "只作教育和继续联系，不作组织处置。"
        ),
        (
            "A written finding that names the contact entries it rests on. Without it the outcome "
            "is education and further contact, not disposition."
        ),
    ),
    _decision(
        "D-10",
        "外省接收的认定",
        "外省的接收情况可能无法在系统中看到，应登记“观察到已接收”的日期、观察人和得知方式。",
        '"Acceptance observed": date, observer, how it was seen.',
    ),
    _decision(
        "D-11",
        "暂停考察的入党积极分子",
        (
            "原为入党积极分子、后暂停考察的，按入党申请人办理：不要求培养考察登记表，"
            "已有的予以保留并归档。"
        ),
        (
            "Treated as applicant: the training form is not required, but an existing one is kept "
            "and filed."
        ),
    ),
    _decision(
        "D-12",
        "延期毕业",
        "延期毕业的，在校内转接，退出本届，转入下一届，不计6个月期限。",
        "Internal transfer, leaves the cohort, joins the next; no six-month clock.",
    ),
    _decision(
        "D-13",
        "出国（境）党员失去联系",
        "出国（境）党员未满5年失去联系的，适用失去联系的规定，不适用5年的规定。",
        "The lost-contact ground (X-R24.3), not the 5-year rule.",
    ),
    _decision(
        "D-14",
        "停止党籍之后",
        "停止党籍之后仍有出路：可凭申请恢复党籍；再过2年仍无法取得联系的，以该理由重新审议。",
        (
            "Never a dead end: restoration (恢复党籍) on application, or after 2 more years of no "
            "contact a new review on that ground."
        ),
    ),
    _decision(
        "D-15",
        "联系的认定",
        (
            "仅有电子邮件不能证明“拒不联系”。启动审议前的默认最低要求：至少联系6次，"
            "至少3种渠道，其中至少1种为通话或当面，至少在4个不同日期，前后至少相隔60天，"
            "最近一次在30天以内，所用邮箱地址均不得只试过一次。自动回复和退信只证明曾经联系，"
            "不算取得联系。任何双向联系即停止计时。"
        ),
        (
            'E-mail alone never proves "refused". Default minimum before a review may open: at '
            "least 6 attempts, on at least 3 channels of which at least one is by voice or in "
            "person, on at least 4 different days, spread over at least 60 days, the newest "
            "within the last 30 days, and none of the mail addresses tried only once. Automatic "
            "replies and bounces are evidence of an attempt, never of contact. Any two-way "
            "contact stops the clock."
        ),
    ),
    _decision(
        "D-16",
        "除名的两种理由",
        (
            "除名有两种理由，由审议人选定。失去联系：只能停止党籍，再过2年方可除名。"
            "自行脱党（已取得联系，无正当理由，6个月不参加组织生活、"
            "不交纳党费或不做所分配的工作）：停止党籍或除名。"
        ),
        (
            "The reviewer chooses the ground. *Lost contact* → suspension only; removal needs 2 "
            "more years. *Self-withdrawal* (reached, no proper reason, 6 months without activity, "
            "dues or assigned work) → suspension or removal."
        ),
    ),
    _decision(
        "D-17",
        "长期未转后重开介绍信",
        "自转出之日起超过6个月的，不予重开介绍信，学院党委记录例外及其理由的除外。",
        (
            "After 6 months from transfer-out: refused unless the committee records an exception "
            "with its reason."
        ),
    ),
    _decision(
        "D-18",
        "党费缴纳截止日期",
        "“2024-05-30”和实际转出当月的最后一天，两种字面值均为正确，不作更正。",
        "Both literal values are right; nothing is corrected.",
    ),
    _decision(
        "D-19",
        "重开和保留的审批人",
        (
            "组织员录入学院党委的审批意见（日期、会议或签批人），或由学院党委账号自行审批。"
            "报组织部备案在审批之后，单独作为一步。"
        ),
        (
            "The organizer enters the college committee's approval (date, meeting or signatory), "
            "or a committee account approves itself. Filing with the department follows approval "
            "and is a step of its own."
        ),
    ),
    _decision(
        "D-20",
        "提出与决定分开",
        (
            "提出处置建议的人不得登记处置决定。越过任何一项条件须写明理由，在个案中显示，"
            "并列表报组织部。"
        ),
        (
            "Who proposes a disposition cannot record its decision. Overrides of any guard need a "
            "reason, are shown on the case, and are listed for the department."
        ),
    ),
)
