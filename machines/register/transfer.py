"""Part 三, 1 and 2, of the notice: transferring membership, and where to."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

TRANSFER: tuple[Rule, ...] = (
    *notice_rules(
        "三、1.组织关系转移工作要点",
        (
            "S3.1-1",
            "在红色根脉强基系统中完成组织关系转接的同时，将系统生成的介绍信打印盖章",
            (
                "The transfer is made in the system, and the letter it generates is printed and "
                "sealed."
            ),
        ),
        (
            "S3.1-2",
            "对组织关系转出但尚未被接收的党员，原所在党组织仍然负有管理责任",
            "Until the member is accepted, the original organisation stays responsible.",
        ),
        (
            "S3.1-3",
            (
                "各学院党委要督促党员在有效期内持纸质介绍信、"
                "居民身份证和对方要求提供的证明材料到去往党组织报到"
            ),
            "The college urges the member to report to the receiver within the letter's validity.",
        ),
        (
            "S3.1-4",
            "毕业生党员在组织关系转接成功后，应通过各种方式向学院党组织做一次反馈",
            "After a successful transfer the member gives feedback once, by any means.",
        ),
        (
            "S3.1-5",
            (
                "要明确责任、落实分工、加强管理…认真做好党员材料归档、组织关系转移、"
                "组织关系回执反馈等各项具体工作"
            ),
            "Filing, transfer and receipts each have somebody who answers for them.",
        ),
        (
            "S3.1-6",
            "明确毕业生党员所在党支部书记对本支部党员组织关系转移负有直接责任",
            "The branch secretary is directly responsible for the transfers of the branch.",
        ),
        (
            "S3.1-7",
            (
                "各学院组织员对本学院的学生党员组织关系转移负有监督和管理责任，"
                "要督促党员按规定及时转移组织关系"
            ),
            "The organizer supervises and manages the transfers of the college.",
        ),
        (
            "S3.1-8",
            (
                "对因不负责任或疏忽大意，造成不良后果的有关责任人，"
                "各单位党组织要进行批评教育和必要的处理"
            ),
            "Whoever causes harm by negligence is criticised and, where needed, dealt with.",
        ),
    ),
    *notice_rules(
        "三、2.毕业生党员转出去向",
        (
            "S3.2-1",
            "已落实工作单位或继续求学的，应将党员组织关系及时转移到所去单位党组织",
            "With a job or further study, membership goes to the organisation of that unit.",
        ),
        (
            "S3.2-2",
            (
                "就业或创业单位尚未建立党组织的，则应转入单位所在地的社区（乡镇）党组织（党建服务"
                "中心流动党员党组织）"
            ),
            (
                "When the unit has no organisation, membership goes to the community or township "
                "where the unit is."
            ),
        ),
        (
            "S3.2-3",
            (
                "尚未落实工作单位的，可将党员组织关系转往本人居住地或父母居住地的社区（乡镇）党组"
                "织（党建服务中心流动党员党组织），也可随同档案转移到区县级以上政府所属公共就业和"
                "人才服务机构党组织"
            ),
            (
                "Without a unit, membership goes to the member's or the parents' residence, or "
                "with the file to a public talent service of district level or above."
            ),
        ),
        (
            "S3.2-4",
            "各学院党委要让每一位毕业生党员了解组织关系转移方法、流程和遇到困难时的处理方式",
            "Every member is made to understand how to transfer and what to do in difficulty.",
        ),
        (
            "S3.2-5",
            "确定一位联系人",
            "Each college names exactly one contact person.",
        ),
        (
            "S3.2-6",
            "设立一个咨询电话号码，切实为组织关系转移中遇到困难的毕业生党员提供服务",
            "Each college sets exactly one enquiry telephone number.",
        ),
        (
            "S3.2-7",
            "毕业生党员遇到困难，也可联系咨询当地“12371”（全国统一党员咨询服务电话）",
            "In difficulty a member may also call the local 12371 line.",
        ),
        (
            "S3.2-8",
            "转出组织关系注意事项模板详见附件 1，供各学院修改后使用，发放给每一位毕业生党员",
            "Every graduating member is given the college's version of the instructions.",
        ),
    ),
)
