"""Part 四, 5, of the notice: transfers that did not succeed."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

UNSUCCESSFUL: tuple[Rule, ...] = (
    *notice_rules(
        "四、5.转出不成功的后续工作",
        (
            "S4.5-0",
            (
                "9月30日以前（介绍信有效期内），毕业生党员需重开组织关系介绍信，"
                "应主动向原所在学院党委提出申请，交回原介绍信"
            ),
            (
                "Within validity a member who needs a new letter applies to the college and "
                "returns the original."
            ),
        ),
        (
            "S4.5-0b",
            "由组织员将原转出记录作废、重新登记后，凭原介绍信换领",
            (
                "The organizer voids the old record before the new letter is exchanged for the "
                "original."
            ),
        ),
    ),
    *notice_rules(
        "四、5.（1）因工作单位变更重开介绍信",
        (
            "S4.5(1)-1",
            (
                "因工作单位变更需重开组织关系介绍信，应主动向原所在学院党委提交《重开组织关系介绍"
                "信申请表》（附件4），说明原因及离校以来的思想表现，交回原介绍信"
            ),
            (
                "After expiry a change of unit needs form 4 with reason and conduct since "
                "leaving, and the original letter."
            ),
        ),
        (
            "S4.5(1)-2",
            "经学院党委审核同意后",
            "The college committee reviews and approves the reissue.",
        ),
        (
            "S4.5(1)-3",
            "由组织员将原转出记录作废、重新登记（需填写审核情况）后，凭校内介绍信及原介绍信换领",
            (
                "The organizer re-registers with the review noted, and the letter is exchanged "
                "for the internal letter and the original."
            ),
        ),
    ),
    *notice_rules(
        "四、5.（2）转接遇到困难保留组织关系",
        (
            "S4.5(2)-1",
            (
                "因转接过程中遇到困难，还需要保留一段时间以便继续联系转出的，"
                "应主动向原所在学院党委提交《党员保留组织关系审批表》（附件5），写明原因和情况，"
                "以及申请保留在校的具体期限，交回原介绍信"
            ),
            (
                "After expiry a member in difficulty asks for retention with form 5, a specific "
                "period and the original letter."
            ),
        ),
        (
            "S4.5(2)-2",
            "经学院党委审核同意后，报组织部备案",
            "The college committee approves the retention and then files it with the department.",
        ),
        (
            "S4.5(2)-3",
            "组织关系保留在学校的毕业生，应定期参加活动、按时交纳党费",
            "A retained member attends activities regularly and pays dues on time.",
        ),
        (
            "S4.5(2)-4",
            "学院党委要将其重新编入支部，继续履行管理职责，并及时录入红色根脉强基系统流动党员模块",
            (
                "The college assigns the retained member to a branch and enters the "
                "floating-member module."
            ),
        ),
        (
            "S4.5(2)-5",
            "已被流入地党组织纳管的毕业生流动党员也可申请就近就便参加流入地党组织活动和民主评议",
            "A member managed by a host organisation may join its activities and its appraisal.",
        ),
        (
            "S4.5(2)-6",
            "党员组织关系保留时间一般不超过2年",
            "Retention generally lasts two years at most.",
        ),
        (
            "S4.5(2)-7",
            "能够办理转出或保留期满的，应及时审核其离校期间表现，仍符合党员条件的，可办理转出",
            (
                "When transfer is possible or the period ends, conduct while away is reviewed "
                "before the transfer."
            ),
        ),
        (
            "S4.5(2)-8",
            "毕业生党员出国留学和出境学习的，其组织关系保留在我校时间一般不超过5年",
            "Retention for study abroad generally lasts five years at most.",
        ),
    ),
    *notice_rules(
        "四、5.（3）预备党员保留组织关系",
        (
            "S4.5(3)-1",
            "预备党员转出遇到困难，申请保留在校获得批准后，编入支部，继续接受预备期考察",
            "A retained probationer joins a branch and continues the examination.",
        ),
        (
            "S4.5(3)-2",
            "考察期间应定期参加支部组织生活、交纳党费",
            "Meanwhile the probationer attends branch life and pays dues.",
        ),
        (
            "S4.5(3)-3",
            "预备期满主动递交转正申请书",
            (
                "When probation ends the probationer hands in the application for full membership "
                "unasked."
            ),
        ),
        (
            "S4.5(3)-4",
            "待考察合格办理转正后，及时将组织关系转出",
            "After regularisation the membership is transferred promptly.",
        ),
    ),
    *notice_rules(
        "四、5.（4）失去联系与拖拉未果",
        (
            "S4.5(4)-1",
            (
                "离校超过半年无正当理由失去联系的、反复联系拖拉未果的毕业生党员，"
                "学院党委应及时进行讨论，必要时启动相应党籍处理程序"
            ),
            (
                "Lost contact or fruitless delay over half a year after leaving is discussed "
                "promptly by the college committee."
            ),
        ),
        (
            "S4.5(4)-2",
            (
                "正式党员停止党籍或按自行脱党予以除名，预备党员取消预备党员资格。"
                "不合格党员的组织处置办法详见附录"
            ),
            (
                "A full member may be suspended or removed, a probationer's status may be "
                "cancelled, as the appendix says."
            ),
        ),
    ),
)
