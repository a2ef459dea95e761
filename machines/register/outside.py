"""Outside rules that bind the same people.

Words are quoted pieces of each rule, with "…" where text is left out, or a short summary in
Chinese where the wording itself was not at hand.
"""

from datetime import date

from machines.register.rule import Rule


def _rules_of(law: str, valid_from: date, *rows: tuple[str, str, str, str]) -> tuple[Rule, ...]:
    """Return the rules of one law; a row is ID, article, words, gloss."""
    return tuple(
        Rule(rule_id, article, words, gloss, valid_from, law + article)
        for rule_id, article, words, gloss in rows
    )


OUTSIDE: tuple[Rule, ...] = (
    *_rules_of(
        "《中国共产党党员教育管理工作条例》",
        date(2019, 5, 6),
        (
            "X-R24.2",
            "第二十四条第二款",
            (
                "出国学习研究超过5年仍未返回的党员，一般予以停止党籍。"
                "停止党籍的决定由保留其组织关系的党组织按照有关规定作出"
            ),
            (
                "A member abroad for study over five years and not returned is generally "
                "suspended by the organisation that keeps the relation."
            ),
        ),
        (
            "X-R24.3",
            "第二十四条第三款",
            (
                "失去联系6个月以上、通过各种方式查找仍然没有取得联系的党员，予以停止党籍…"
                "停止党籍2年后确实无法取得联系的，按照自行脱党予以除名"
            ),
            (
                "After six months of lost contact a member not found by any means is suspended, "
                "and removed if still unreachable two years later."
            ),
        ),
        (
            "X-R24.4",
            "第二十四条第四款",
            (
                "对停止党籍的党员，符合条件的，可以按照规定程序恢复党籍…自行脱党除名…"
                "原则上不能恢复党籍，符合条件的可以重新入党"
            ),
            (
                "Suspended membership can be restored by procedure; membership lost by removal in "
                "principle cannot."
            ),
        ),
        (
            "X-R25.3",
            "第二十五条第三款",
            (
                "对组织关系转出但尚未被接收的党员，原所在党组织仍然负有管理责任。"
                "党组织不得无故拒转拒接党员组织关系"
            ),
            (
                "Until acceptance the original organisation stays responsible, and no "
                "organisation may refuse a transfer without reason."
            ),
        ),
        (
            "X-R29",
            "第二十九条",
            "流动到外地工作生活不与党组织主动保持联系的…情节较轻的…及时进行批评教育",
            "Minor lapses meet timely criticism and education before any disposition.",
        ),
        (
            "X-R31.6",
            "第三十一条第六项",
            (
                "没有正当理由，连续6个月不参加党的组织生活，或者不交纳党费，"
                "或者不做党所分配的工作，按照自行脱党予以除名"
            ),
            (
                "Six months running without organisational life, dues or assigned work, and "
                "without proper reason, is self-withdrawal."
            ),
        ),
        (
            "X-R32",
            "第三十二条",
            "流动党员可以在流入地党组织或者流动党员党组织参加民主评议",
            "A floating member may take part in the appraisal of the organisation where he lives.",
        ),
        (
            "X-R34.1",
            "第三十四条第一款",
            "党员组织关系保留时间一般不超过2年，对符合转出组织关系条件的及时转出",
            "Graduates' membership is retained at the university for two years at most, as a rule.",
        ),
        (
            "X-R34.2",
            "第三十四条第二款",
            "每半年至少与其联系1次。出国（境）学习研究党员返回后按照规定恢复组织生活",
            (
                "A member abroad is contacted at least once each half-year and resumes "
                "organisational life on return."
            ),
        ),
    ),
    # The date is that of the last amendment of the Charter.
    *_rules_of(
        "《中国共产党章程》",
        date(2022, 10, 22),
        (
            "X-C4",
            "第四条",
            (
                "在党组织讨论决定对党员的党纪处分或作出鉴定时，本人有权参加和进行申辩，"
                "其他党员可以为他作证和辩护…向党的上级组织直至中央提出请求、申诉和控告，"
                "并要求有关组织给以负责的答复…党的任何一级组织直至中央都无权剥夺党员的上述权利"
            ),
            (
                "A member has the right to attend, to defend himself and to appeal, and no "
                "organisation may take it away."
            ),
        ),
        (
            "X-C7",
            "第七条",
            (
                "预备党员的预备期为一年…需要继续考察和教育的，可以延长预备期，但不能超过一年…"
                "应当取消预备党员资格…都应当经支部大会讨论通过和上级党组织批准…"
                "从支部大会通过他为预备党员之日算起"
            ),
            (
                "Probation is one year from the branch meeting, is extended by one year at most, "
                "and each outcome needs the branch meeting and approval above."
            ),
        ),
        (
            "X-C9",
            "第九条",
            "支部大会应当决定把这样的党员除名，并报上级党组织批准",
            (
                "In a case of self-withdrawal the branch meeting decides and the organisation "
                "above approves."
            ),
        ),
        (
            "X-C43",
            "第四十三条",
            (
                "处分决定所依据的事实材料和处分决定必须同本人见面，听取本人说明情况和申辩。"
                "如果本人对处分决定不服，可以提出申诉，有关党组织必须负责处理或者迅速转递，"
                "不得扣压"
            ),
            (
                "Facts and decision are shown to the person, the statement is heard, and an "
                "appeal is handled and never withheld."
            ),
        ),
    ),
    # The date is that of publication.
    *_rules_of(
        "《中国共产党发展党员工作细则》",
        date(2014, 6, 11),
        (
            "X-D12",
            "第十二条",
            "应当及时将培养教育等有关材料转交现单位（居住地）党组织…培养教育时间可连续计算",
            (
                "An activist's papers are handed to the new organisation and the time of training "
                "counts on."
            ),
        ),
        (
            "X-D32",
            "第三十二条",
            "可以延长一次预备期，延长时间不能少于半年，最长不超过一年",
            "Probation is extended once only, by half a year to one year.",
        ),
        (
            "X-D37",
            "第三十七条",
            (
                "预备党员转正后，《入党志愿书》、入党申请书、政治审查材料、转正申请书、"
                "培养教育考察材料归入本人人事档案"
            ),
            "After regularisation the five materials go to the personnel file.",
        ),
    ),
    *_rules_of(
        "中央组织部组通字〔2006〕45号文件",
        date(2006, 12, 8),
        (
            "X-45",
            "（介绍信样式和使用）",
            "介绍信一式三联，回执由接收党员的基层党委寄回原基层党委，不层层回执，并粘贴在存根上",
            (
                "The letter has three parts, and the receipt passes between the two committees "
                "and is glued to the stub."
            ),
        ),
    ),
    # No document with a date states the limit, so it holds from the day of the notice.
    *_rules_of(
        "中央组织部指导意见和各地做法",
        date(2024, 5, 27),
        (
            "X-90",
            "（介绍信有效期）",
            "一般市内的为10天，市外的为30天，最长不超过3个月…最多可填写90天",
            "A letter is valid for three months, that is 90 days, at most.",
        ),
    ),
    # Only the year is documented, so the rule is dated to the last day on which it can have begun.
    *_rules_of(
        "中央组织部《关于做好高校毕业生党员组织关系管理工作的通知》（组通字〔2015〕33号）",
        date(2015, 12, 31),
        (
            "X-33",
            "第一条、第三条",
            (
                "由于接收单位发生变动等客观原因，导致组织关系介绍信逾期的，"
                "自党员组织关系转出之日起6个月内，高校党组织可根据党员本人提供的原凭证重新开具…"
                "应将组织关系保留在原就读高校党组织…报高校党委组织部登记备案"
            ),
            (
                "An expired letter is reissued within six months of transfer-out against the "
                "original; going abroad means retention with application and record."
            ),
        ),
    ),
    # The rule was issued after the notice and before anybody of the cohort was away for six months.
    *_rules_of(
        "《中国共产党不合格党员组织处置办法》",
        date(2024, 6, 16),
        (
            "X-U2",
            "第一条至第六条及处置程序",
            (
                "支部委员会研究提出启动意见，报基层党委事前备案，经调查核实等五个步骤办理；"
                "不因同一问题再进行组织处置；劝其退党、除名的，5年内不得重新入党"
            ),
            (
                "Prior filing with the higher committee, investigation and five steps are "
                "required, nobody is handled twice for one matter, and re-entry is barred for "
                "five years after removal."
            ),
        ),
    ),
    *_rules_of(
        "《中华人民共和国个人信息保护法》",
        date(2021, 11, 1),
        (
            "X-PIPL",
            "第十七条、第十九条、第二十八条、第四十四条至第五十一条、第五十五条至第五十七条",
            (
                "处理敏感个人信息须有特定的目的和充分的必要性，并采取严格保护措施；告知本人；"
                "保存期限为实现处理目的所必要的最短时间；保障查阅、复制、更正；合理确定操作权限，"
                "采取加密等措施，组织培训，制定应急预案；影响评估报告和处理情况记录至少保存三年"
            ),
            (
                "Sensitive data need purpose, necessity, strict protection, notice, the shortest "
                "retention, access rights, security measures and an impact assessment kept for "
                "three years."
            ),
        ),
    ),
)
