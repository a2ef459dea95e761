"""Part 四, 4, of the notice: receipts of introduction letters."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

RECEIPTS: tuple[Rule, ...] = (
    *notice_rules(
        "四、4.接收介绍信回执",
        (
            "S4.4-1",
            "各学院党委督促提醒每一位毕业生党员，确保对方党组织在介绍信有效期内接收介绍信",
            "Every member is reminded so that the receiver takes the letter within its validity.",
        ),
        (
            "S4.4-2",
            "将加盖党组织公章的介绍信回执通过适当方式（邮寄、快递或传真）返回学院党委",
            "The receipt with the receiver's seal comes back by post, courier or fax.",
        ),
        (
            "S4.4-3",
            "转出的纸质回执作为参考，最终以对方党组织在红色根脉强基系统中接收为准",
            "The paper receipt is a reference; acceptance in the system is what counts.",
        ),
        (
            "S4.4-4",
            "各学院党委要做好毕业生党员介绍信回执的登记工作",
            "The college keeps a register of receipts.",
        ),
        (
            "S4.4-5",
            (
                "未收到介绍信回执和毕业生党员本人反馈的，应主动联系党员，敦促其转出组织关系，"
                "在转出存根上做好联系经过的书面记录"
            ),
            (
                "With neither receipt nor feedback the college contacts the member and writes "
                "each contact on the stub."
            ),
        ),
        (
            "S4.4-6",
            "接收到回执之后，及时登记回执信息，并将纸质回执妥善保存好",
            "A receipt is registered promptly and the paper is kept safe.",
        ),
        (
            "S4.4-7",
            "转入非建库单位的，还需将回执信息录入红色根脉强基系统，以结束流程",
            (
                "For a unit outside the database, entering the receipt in the system ends the "
                "transfer."
            ),
        ),
        (
            "S4.4-8",
            "毕业生党员的回执登记工作应于9月30日前全部完成",
            "All receipts are registered by 30 September.",
        ),
    ),
)
