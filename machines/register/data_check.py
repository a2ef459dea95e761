"""Part 四, 1 and 2, of the notice: checking the data and summing up destinations."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

DATA_CHECK: tuple[Rule, ...] = (
    *notice_rules(
        "四、1.做好党管系统信息核对和补充",
        (
            "S4.1-1",
            "5 月底至 6 月初，在红色根脉强基系统摸清毕业生党员底数，导出毕业生党员信息进行认真核对",
            (
                "Between late May and early June the college counts its graduating members and "
                "checks the exported data."
            ),
        ),
        (
            "S4.1-2",
            "毕业生党员的“工作岗位”应为“* * 毕业年级学生”",
            "The post must read as a graduating-year student with a prefix.",
        ),
        (
            "S4.1-3",
            "“学历学位”应维护为毕业时获得的学历学位",
            "The degree must be the one obtained at graduation.",
        ),
        (
            "S4.1-4",
            "“党费缴纳截止日期”须维护到“2024-05-30”或实际转出当月的最后一天",
            "Dues must be paid until 2024-05-30 or the last day of the month of transfer.",
        ),
        (
            "S4.1-5",
            "其他必填项信息也要仔细核对",
            "All other required items are checked as well.",
        ),
        (
            "S4.1-6",
            "为了便于党组织和党员之间的联系，请务必将党员有效的“手机号码”录入系统",
            "A valid mobile number must be entered.",
        ),
    ),
    *notice_rules(
        "四、2.汇总毕业生党员信息",
        (
            "S4.2-1",
            (
                "汇总所有毕业生党员的转至党组织名称、具体单位及手机号码等信息，"
                "填写《衢州学院党员转出组织关系登记表》（样张见附件3）"
            ),
            "Every transferring member has a row in the transfer register, form 3.",
        ),
        (
            "S4.2-2",
            "报学校党委组织部备案",
            "The transfer register is filed with the organization department.",
        ),
    ),
)
