"""Part 三, 3, of the notice: retention for members going abroad."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

OVERSEAS: tuple[Rule, ...] = (
    *notice_rules(
        "三、3.毕业生党员出国（境）保留组织关系",
        (
            "S3.3-1",
            "毕业后随即出国（境）学习研究的党员，可申请将组织关系保留在校",
            (
                "A member who goes abroad to study or research straight after graduating may "
                "apply for retention at the school."
            ),
        ),
        (
            "S3.3-2",
            (
                "由本人提交书面申请和出国（境）证明材料，填写《党员出国（境）保留组织关系审批表》"
                "（附件 2）"
            ),
            "The application needs a written request, proof of going abroad and form 2.",
        ),
        (
            "S3.3-3",
            "经学院党委审批同意后，报组织部备案，审批表归入学生人事档案",
            "The college committee approves, then the department records, then the form is filed.",
        ),
        (
            "S3.3-4",
            (
                "学院党委应做好出国（境）党员的行前教育和管理工作，将出国（境）党员编入支部，"
                "指定联系人"
            ),
            "Before departure the member is assigned to a branch and given a named contact.",
        ),
        (
            "S3.3-5",
            "出国（境）前至少谈一次话",
            "At least one talk is held before departure.",
        ),
        (
            "S3.3-6",
            "每半年至少与其联系一次",
            "The member abroad is contacted at least once every half-year.",
        ),
        (
            "S3.3-7",
            "出国（境）学习研究超过 5 年仍未返回的党员，一般予以停止党籍",
            (
                "A member abroad for over five years and not returned generally has membership "
                "suspended."
            ),
        ),
        (
            "S3.3-8",
            "停止党籍的决定，由保留其组织关系的党组织按照有关规定作出",
            "The organisation that keeps the member's relation decides on suspension.",
        ),
    ),
)
