"""The S3.2 decision table and the transfer type of S4.3: pure answers from what was entered."""

from __future__ import annotations

from machines.refusals import Refusal
from machines.roles import Role
from machines.words import DestinationKind, Employment, OrgLevel, TransferType

OPEN_TO = {
    Employment.STUDY: (DestinationKind.UNIT,),
    Employment.EMPLOYED: (DestinationKind.UNIT, DestinationKind.UNIT_COMMUNITY),
    Employment.TWO_NEW: (DestinationKind.UNIT, DestinationKind.UNIT_COMMUNITY),
    Employment.OWN_BUSINESS: (DestinationKind.UNIT, DestinationKind.UNIT_COMMUNITY),
    Employment.NONE_YET: (
        DestinationKind.HOME_COMMUNITY,
        DestinationKind.PARENTS_COMMUNITY,
        DestinationKind.TALENT_SERVICE,
    ),
}

PROVINCES = frozenset(
    [
        "北京市",
        "天津市",
        "上海市",
        "重庆市",
        "河北省",
        "山西省",
        "辽宁省",
        "吉林省",
        "黑龙江省",
        "江苏省",
        "浙江省",
        "安徽省",
        "福建省",
        "江西省",
        "山东省",
        "河南省",
        "湖北省",
        "湖南省",
        "广东省",
        "海南省",
        "四川省",
        "贵州省",
        "云南省",
        "陕西省",
        "甘肃省",
        "青海省",
        "台湾省",
        "内蒙古自治区",
        "广西壮族自治区",
        "西藏自治区",
        "宁夏回族自治区",
        "新疆维吾尔自治区",
        "香港特别行政区",
        "澳门特别行政区",
    ]
)

RULE_OF = {
    DestinationKind.UNIT: "S3.2-1",
    DestinationKind.UNIT_COMMUNITY: "S3.2-2",
    DestinationKind.HOME_COMMUNITY: "S3.2-3",
    DestinationKind.PARENTS_COMMUNITY: "S3.2-3",
    DestinationKind.TALENT_SERVICE: "S3.2-3",
}

HIGH_ENOUGH = (OrgLevel.COUNTY, OrgLevel.CITY, OrgLevel.PROVINCE)


def transfer_type(province: str, *, in_database: bool, home_province: str) -> TransferType:
    """转接类型: 非建库单位 first, since it may also lie outside the province (S4.3-3), then S4.3-2."""
    if not in_database:
        return TransferType.OTHER_UNIT
    if same_province(province, home_province):
        return TransferType.IN_PROVINCE
    return TransferType.OUT_OF_PROVINCE


def transfer_type_rule(kind: TransferType) -> str:
    """The rule that gives the transfer type."""
    return "S4.3-2" if kind is TransferType.OUT_OF_PROVINCE else "S4.3-3"


def same_province(one: str, other: str) -> bool:
    """浙江 and 浙江省 are one province: the sheets write both (S4.3-3).

    The first two characters tell all provinces, regions and cities of that rank apart, whatever
    suffix follows.
    """
    return one.strip()[:2] == other.strip()[:2]


def destination_refusals(
    employment: Employment,
    kind: DestinationKind,
    *,
    province: str,
    unit: str | None,
    unit_has_no_org: bool,
    level: OrgLevel | None,
    address: str | None,
) -> list[Refusal]:
    """Why a destination does not fit the decision table of S3.2; empty when it fits."""
    found: list[Refusal] = []

    def no(missing: str, field: str, rule: str) -> None:
        found.append(Refusal(missing, rule, Role.BRANCH_SECRETARY, "转移 · 登记去向", field))

    if province.strip() not in PROVINCES:
        no("请填写省级行政区全称，如：浙江省、上海市、广西壮族自治区", "province", "S4.3-2")
    allowed = OPEN_TO[employment]
    if kind not in allowed:
        names = "、".join(k.label for k in allowed)
        no(f"“{employment.label}”只能转往：{names}", "kind", RULE_OF[allowed[0]])
    if employment is not Employment.NONE_YET and not (unit or "").strip():
        no("请填写具体单位", "unit", "S3.2-1")
    if kind is DestinationKind.UNIT_COMMUNITY and not unit_has_no_org:
        no("转往单位所在地社区须先核实该单位尚未建立党组织", "unit_has_no_org", "S3.2-2")
    if kind is DestinationKind.UNIT and unit_has_no_org:
        no("该单位没有党组织，应转往单位所在地社区（乡镇）党组织", "kind", "S3.2-2")
    if kind is DestinationKind.TALENT_SERVICE and level not in HIGH_ENOUGH:
        no("人才服务机构须为区县级以上", "level", "S3.2-3")
    community = (DestinationKind.HOME_COMMUNITY, DestinationKind.PARENTS_COMMUNITY)
    if kind in community and not (address or "").strip():
        no("请填写居住地地址（到村、社区）", "address", "S3.2-3")
    return found
