"""Where the demo's graduates go: invented employers, universities, communities and their committees."""

from __future__ import annotations

from random import Random

from machines.orders.transfer import Destination
from machines.words import DestinationKind, Employment, OrgLevel

# fmt: off
# Employer, the district whose committee receives, province. None of them exists.
_COMPANIES = """
杭州云帆软件有限公司 杭州市滨江区 浙江省
杭州拾光数字科技有限公司 杭州市余杭区 浙江省
宁波海越制造有限公司 宁波市北仑区 浙江省
宁波甬信检测技术有限公司 宁波市鄞州区 浙江省
温州瓯越电气股份有限公司 温州市乐清市 浙江省
嘉兴禾城纺织有限公司 嘉兴市秀洲区 浙江省
绍兴稽山建设集团有限公司 绍兴市越城区 浙江省
金华双龙医药有限公司 金华市婺城区 浙江省
义乌商联供应链有限公司 金华市义乌市 浙江省
衢州柯山新材料有限公司 衢州市衢江区 浙江省
衢州信安水务有限公司 衢州市柯城区 浙江省
江山须江机电有限公司 衢州市江山市 浙江省
台州湾港机械有限公司 台州市路桥区 浙江省
丽水瓯江生态科技有限公司 丽水市莲都区 浙江省
湖州苕溪智能装备有限公司 湖州市吴兴区 浙江省
上海浦岸信息技术有限公司 上海市浦东新区 上海市
上海沪望建筑设计有限公司 上海市杨浦区 上海市
苏州金鸡湖精密仪器有限公司 苏州市工业园区 江苏省
南京栖霞云计算有限公司 南京市栖霞区 江苏省
合肥巢湖新能源有限公司 合肥市包河区 安徽省
黄山徽茗食品有限公司 黄山市屯溪区 安徽省
南昌赣江电子有限公司 南昌市青山湖区 江西省
上饶信江光学有限公司 上饶市信州区 江西省
福州闽海物流有限公司 福州市马尾区 福建省
深圳前湾智造有限公司 深圳市宝安区 广东省
广州越秀山教育咨询有限公司 广州市越秀区 广东省
武汉东湖通信设备有限公司 武汉市洪山区 湖北省
成都锦江文化传播有限公司 成都市锦江区 四川省
郑州中原冷链有限公司 郑州市中原区 河南省
乌鲁木齐天山商贸有限公司 乌鲁木齐市天山区 新疆维吾尔自治区
"""
_SCHOOLS = """
衢州市信安小学 衢州市柯城区 浙江省
龙游县灵山中学 衢州市龙游县 浙江省
开化县芹江幼儿园 衢州市开化县 浙江省
杭州市西溪实验学校 杭州市西湖区 浙江省
常山县人民路小学 衢州市常山县 浙江省
"""
_UNIVERSITIES = """
江南理工大学 计算机学院 江苏省
浙西师范大学 教育学院 浙江省
之江工业大学 机械工程学院 浙江省
钱塘大学 数学科学学院 浙江省
申江财经大学 会计学院 上海市
皖江科技大学 材料学院 安徽省
楚天师范大学 文学院 湖北省
岭海大学 电子与信息学院 广东省
燕山北大学 马克思主义学院 北京市
渝州理工大学 人工智能学院 重庆市
"""
# Small firms without an organisation of their own, with street and community where they sit.
_STUDIOS = """
衢州小禾文化工作室 衢州市柯城区 荷花街道 荷一社区
衢州鹿鸣摄影工作室 衢州市柯城区 信安街道 书院社区
杭州拾贝电子商务有限公司 杭州市上城区 九堡街道 三村社区
义乌青橙跨境电商商行 金华市义乌市 福田街道 诚信社区
宁波三江口设计事务所 宁波市海曙区 鼓楼街道 苍水社区
"""
_HOMES = """
衢州市柯城区 府山街道 县学街社区
衢州市衢江区 樟潭街道 信安社区
衢州市江山市 双塔街道 鹿溪社区
衢州市龙游县 龙洲街道 文化社区
衢州市开化县 芹阳街道 花山社区
衢州市常山县 天马街道 塔山社区
丽水市缙云县 五云街道 溪滨社区
温州市苍南县 灵溪镇 建兴社区
金华市兰溪市 云山街道 延安社区
台州市天台县 赤城街道 劳动社区
"""
_TALENT = ("衢州市柯城区", "衢州市龙游县", "金华市婺城区", "宁波市鄞州区")
_OUTSIDE = (
    ("某部队文职岗位", "中共某部队政治工作部支部委员会", "某部队政治工作部组织处"),
    ("驻衢某部战士（大学生入伍）", "中共驻衢某部机关支部委员会", "驻衢某部政治工作处"),
    ("某军工研究所", "中共某军工研究所第三支部委员会", "某军工研究所政治部组织处"),
    ("某边防单位", "中共某边防单位支部委员会", "某边防单位政治处"),
)
# fmt: on


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def _unit(
    employment: Employment, unit: str, org_name: str, title: str, province: str
) -> Destination:
    return Destination(
        employment=employment,
        kind=DestinationKind.UNIT,
        unit=unit,
        unit_has_no_org=False,
        org_name=org_name,
        title=title,
        province=province,
        in_database=True,
    )


def _employers() -> list[Destination]:
    return [
        _unit(Employment.EMPLOYED, unit, f"中共{unit}支部委员会", f"中共{seat}委组织部", province)
        for unit, seat, province in _rows(_COMPANIES) + _rows(_SCHOOLS)
    ]


def _universities() -> list[Destination]:
    return [
        _unit(
            Employment.STUDY,
            f"{school}{faculty}（攻读硕士研究生）",
            f"中共{school}{faculty}委员会",
            f"中共{school}委员会组织部",
            province,
        )
        for school, faculty, province in _rows(_UNIVERSITIES)
    ]


def _communities() -> list[Destination]:
    studios = [
        Destination(
            employment=Employment.TWO_NEW,
            kind=DestinationKind.UNIT_COMMUNITY,
            unit=unit,
            unit_has_no_org=True,
            org_name=f"中共{seat}{street}流动党员支部委员会",
            title=f"中共{seat}委组织部",
            province="浙江省",
            in_database=True,
            address=f"{seat}{street}{community}",
        )
        for unit, seat, street, community in _rows(_STUDIOS)
    ]
    homes = [
        Destination(
            employment=Employment.NONE_YET,
            kind=kind,
            unit_has_no_org=False,
            org_name=f"中共{seat}{street}{community}支部委员会",
            title=f"中共{seat}委组织部",
            province="浙江省",
            in_database=True,
            address=f"{seat}{street}{community}",
        )
        for at, (seat, street, community) in enumerate(_rows(_HOMES))
        for kind in [_HOME_OR_PARENTS[at % 2]]
    ]
    return studios + homes


_HOME_OR_PARENTS = (DestinationKind.HOME_COMMUNITY, DestinationKind.PARENTS_COMMUNITY)


def _talent() -> list[Destination]:
    return [
        Destination(
            employment=Employment.NONE_YET,
            kind=DestinationKind.TALENT_SERVICE,
            unit_has_no_org=False,
            org_name=f"中共{seat}人才服务中心支部委员会",
            title=f"中共{seat}委组织部",
            province="浙江省",
            in_database=True,
            level=OrgLevel.COUNTY,
        )
        for seat in _TALENT
    ]


def _outside() -> list[Destination]:
    return [
        Destination(
            employment=Employment.EMPLOYED,
            kind=DestinationKind.UNIT,
            unit=unit,
            unit_has_no_org=False,
            org_name=org_name,
            title=title,
            province="浙江省",
            in_database=False,
        )
        for unit, org_name, title in _OUTSIDE
    ]


# Half find work, a fifth study on, the rest goes home for the time being.
_GROUPS = ((50, _employers()), (20, _universities()), (22, _communities()), (8, _talent()))
OUTSIDE_DATABASE = _outside()


def draw_destination(random: Random) -> Destination:
    """A destination by the decision table of S3.2, in the national system."""
    weights = [weight for weight, _ in _GROUPS]
    [group] = random.choices([places for _, places in _GROUPS], weights)
    return random.choice(group)


def draw_employer(random: Random) -> Destination:
    """An employer with an organisation of its own."""
    return random.choice(_GROUPS[0][1])
