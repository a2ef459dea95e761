"""Part 二 of the notice: checking and filing the materials."""

from machines.register.notice import notice_rules
from machines.register.rule import Rule

MATERIALS: tuple[Rule, ...] = (
    *notice_rules(
        "二、1.毕业生正式党员材料",
        (
            "S2.1-1",
            (
                "在毕业生正式党员离校前，组织员、辅导员应分工合作，"
                "对所有毕业生党员材料（包括非我校发展）进行一次全覆盖检查，"
                "确保党员材料的规范和完整"
            ),
            (
                "The organizer and the counsellor check the materials of every member, also of "
                "those admitted elsewhere, before they leave."
            ),
        ),
        (
            "S2.1-2",
            "发现问题的，不得对原始材料进行随意涂改、增减",
            "An original is never altered, added to or removed from when a problem is found.",
        ),
        (
            "S2.1-3",
            "应以学院党委的名义补充一份调查核实材料，说明情况",
            "A problem is cured by one investigation note in the name of the college committee.",
        ),
        (
            "S2.1-4",
            "检查无误后，将毕业生的全套党员材料归入其人事档案",
            "Only after a clean check does the full set go into the personnel file.",
        ),
        (
            "S2.1-5",
            "如发现《入党志愿书》等重要材料缺失，应启动调查补档程序，补齐后再进行归档",
            (
                "A missing key document starts a replacement procedure, and filing waits until it "
                "is complete."
            ),
        ),
        (
            "S2.1-6",
            "《中国共产党党员登记表》要求一人一档，经学院党委盖章后归入党员材料",
            "Each full member has one registration form, sealed by the college committee.",
        ),
    ),
    *notice_rules(
        "二、2.毕业生预备党员材料",
        (
            "S2.2-1",
            "6月30日以前预备期满的，应按期完成转正审批手续后，将党员材料进行归档",
            "A probation that ends by 30 June is decided here, on time and before filing.",
        ),
        (
            "S2.2-2",
            "7月1日以后预备期满的，原则上由转往单位党组织负责转正工作",
            (
                "A probation that ends from 1 July on is in principle decided by the receiving "
                "organisation."
            ),
        ),
        (
            "S2.2-3",
            (
                "《中国共产党党员登记表》要求一人一档，经学院党委盖章后，"
                "随同《入党志愿书》及培养考察材料、预备党员考察材料等一并归入毕业生人事档案"
            ),
            (
                "A probationer's sealed registration form is filed together with the three other "
                "groups of materials."
            ),
        ),
        (
            "S2.2-4",
            (
                "如人事档案与单位党组织分离，可根据对方要求，将全套党员材料单独密封，"
                "通过机要流转给转往单位党组织"
            ),
            (
                "On the receiver's request the full set is sealed separately and sent by "
                "confidential post."
            ),
        ),
    ),
    *notice_rules(
        "二、3.毕业生入党积极分子材料",
        (
            "S2.3-1",
            (
                "对被确定为入党积极分子但毕业前尚未发展入党的毕业生，"
                "都要发放并填写积极分子培养考察登记表，一人一档"
            ),
            (
                "Every confirmed activist not yet admitted is given a training form, which is "
                "filled in."
            ),
        ),
        (
            "S2.3-2",
            (
                "连同入党申请书、谈话记录、思想汇报、推优表、"
                "参加党校学习培训材料等一并归入毕业生人事档案"
            ),
            "The activist's six kinds of papers go into the personnel file together.",
        ),
        (
            "S2.3-3",
            (
                "对于在校学习期间递交过入党申请书，但尚未确定为入党积极分子（包括原为入党积极分"
                "子，后暂停考察）的毕业生，也应将他们的入党申请书等材料归入毕业生人事档案"
            ),
            (
                "The papers of applicants, also of former activists whose examination was "
                "suspended, are filed as well."
            ),
        ),
    ),
)
