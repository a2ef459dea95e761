"""The appendix of the notice: dispositions of members who no longer qualify."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

DISPOSITION: tuple[Rule, ...] = (
    *notice_rules(
        "附录：不合格党员组织处置办法",
        (
            "SA-1",
            (
                "党员离开原单位超过6个月未转出组织关系，且无正当理由拒不与原单位党组织联系的，"
                "学院党委应做好详细的联系经过记录"
            ),
            (
                "When a member refuses contact over six months after leaving, the college keeps a "
                "detailed contact record."
            ),
        ),
        (
            "SA-2",
            (
                "情节严重的，经学院党委讨论可决定停止党籍，或按自行脱党予以除名，"
                "并将处理决定存档，并归入党员个人档案"
            ),
            (
                "In a serious case the committee may decide on suspension or removal, and the "
                "decision is archived and filed."
            ),
        ),
        (
            "SA-3",
            (
                "预备党员离开原单位超过6个月未转出组织关系，且无正当理由拒不与原单位党组织联系、"
                "不提出转正申请的，经学院党委讨论可决定取消预备党员资格，"
                "并将处理决定填入《入党志愿书》，并归入党员个人档案"
            ),
            (
                "A probationer who also does not apply for regularisation may lose the status, "
                "which is written into the admission document."
            ),
        ),
        (
            "SA-4",
            (
                "各学院党委在处置党员过程中，要充分保障党员的权利，必须做到“事实清楚，理由充分，"
                "处理恰当，手续完备”"
            ),
            (
                "Rights are fully protected: facts clear, reasons sufficient, outcome "
                "proportionate, procedure complete."
            ),
        ),
    ),
)
