"""The preamble and part 一 of the notice: education before leaving."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

EDUCATION: tuple[Rule, ...] = (
    *notice_rules(
        "通知开头",
        (
            "S0-1",
            (
                "2024 届毕业生离校在即，根据《中国共产党党员教育管理工作条例》（以下简称《条例》）"
                "和上级有关工作要求，现就做好 2024 年毕业生党员离校教育管理等有关事项通知如下"
            ),
            "The notice binds every college committee for the graduating members of one cohort.",
        ),
    ),
    *notice_rules(
        "一、认真开展毕业生党员离校前集中教育",
        (
            "S1-1",
            (
                "认真做好 2024 年毕业生党员离校集中党性教育工作，确保全覆盖，"
                "使毕业生党员在离校前普遍接受一次严格的党性教育"
            ),
            "Every graduating member receives one strict Party-spirit education before leaving.",
        ),
        (
            "S1-2",
            (
                "重点是毕业生中的预备党员、到“两新组织”就业的党员、出国（境）党员，"
                "以及未落实工作单位的党员"
            ),
            (
                "Four groups are the focus of the education: probationers, members going to "
                "new-type organisations, members going abroad and members without a unit."
            ),
        ),
        (
            "S1-3",
            (
                "在毕业生党员中集中开展一次党性教育活动，教育引导全体毕业生党员把思想和行动统一到"
                "习近平总书记重要讲话精神上来，用习近平新时代中国特色社会主义思想凝心铸魂…"
                "努力发挥好党员的先锋模范作用"
            ),
            "One concentrated Party-spirit activity is held for all graduating members.",
        ),
        (
            "S1-4",
            "要以召开一次专题组织生活会、上一堂党课、重温一次入党誓词、作出一份承诺等活动为抓手",
            (
                "The education is carried by a themed branch meeting, a Party lecture, the "
                "renewed oath and a personal pledge."
            ),
        ),
        (
            "S1-5",
            (
                "针对近年来出现的个别大学生党员毕业后组织观念不强、不按时转移组织关系、"
                "成为“滞留党员”“口袋党员”“隐性党员”等现象，"
                "明确告知党员关于自行脱党的有关规定，严明纪律要求"
            ),
            (
                "Every member is told explicitly of the rules on withdrawing from the Party by "
                "default."
            ),
        ),
        (
            "S1-6",
            (
                "通过正反两面案例教育，向毕业生党员讲明离校后转移组织关系应该注意什么，"
                "应该怎么做，帮助毕业生党员提高思想认识，解决实际问题"
            ),
            (
                "Good and bad cases show members how to transfer, and their practical problems "
                "are solved."
            ),
        ),
        (
            "S1-7",
            "将毕业生党员教育工作抓严做实，进一步把好学生党员的“出口关”",
            "The college answers for the way its student members leave.",
        ),
    ),
)
