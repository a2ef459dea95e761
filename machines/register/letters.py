"""Part 四, 3, of the notice: the online transfer and the introduction letter."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

LETTERS: tuple[Rule, ...] = (
    *notice_rules(
        "四、3.网上转接及组织关系介绍信打印",
        (
            "S4.3-1",
            "在红色根脉强基系统进行网上组织关系转接",
            "The transfer is made online in the system.",
        ),
        (
            "S4.3-2",
            "到外省的，转接类型选择“跨省转接”",
            "A transfer out of the province has the cross-province type.",
        ),
        (
            "S4.3-3",
            "到省内的，选择“省内转接”，接收单位为非建库单位的选择“其他非建库单位”",
            (
                "A transfer within the province has the in-province type, or the type for units "
                "outside the database."
            ),
        ),
        (
            "S4.3-4",
            (
                "在转接信息填写完成以后系统可直接形成电子版组织关系介绍信，"
                "并打印加盖学院党委公章，交给毕业生党员本人"
            ),
            (
                "The generated letter is printed, sealed by the college committee and handed to "
                "the member in person."
            ),
        ),
        (
            "S4.3-5",
            "到我校其他支部、延期毕业、保留组织关系的，在学校党委内转接",
            (
                "Another branch of the school, deferred graduation and retention are internal "
                "transfers without a letter."
            ),
        ),
    ),
)
