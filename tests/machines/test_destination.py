"""The S3.2 decision table, every row of it, and the transfer type of S4.3."""

from itertools import product

import pytest

from machines.destination import (
    OPEN_TO,
    RULE_OF,
    destination_refusals,
    same_province,
    transfer_type,
    transfer_type_rule,
)
from machines.register import RULES
from machines.roles import Role
from machines.words import DestinationKind, Employment, OrgLevel, TransferType

UNIT, AT_UNIT = DestinationKind.UNIT, DestinationKind.UNIT_COMMUNITY
HOME, PARENTS = DestinationKind.HOME_COMMUNITY, DestinationKind.PARENTS_COMMUNITY
TALENT = DestinationKind.TALENT_SERVICE

# S3.2-1: work or study goes to the unit. S3.2-2: a job or a business whose unit has no
# organisation goes to the community where the unit is. S3.2-3: who has no unit goes home.
S3_2 = {
    Employment.STUDY: {UNIT},
    Employment.EMPLOYED: {UNIT, AT_UNIT},
    Employment.TWO_NEW: {UNIT, AT_UNIT},
    Employment.OWN_BUSINESS: {UNIT, AT_UNIT},
    Employment.NONE_YET: {HOME, PARENTS, TALENT},
}


def refused(employment: Employment, kind: DestinationKind, **changes: object):
    entered = {
        "province": "浙江省",
        "unit": None if employment is Employment.NONE_YET else "某某科技有限公司",
        "unit_has_no_org": kind is AT_UNIT,
        "level": OrgLevel.COUNTY if kind is TALENT else None,
        "address": "某某市某某区某某社区" if kind in (HOME, PARENTS) else None,
    }
    return destination_refusals(employment, kind, **{**entered, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("employment", "kind"),
    list(product(Employment, DestinationKind)),
    ids=lambda word: word.value,
)
def test_a_destination_is_open_exactly_to_those_s3_2_names(employment, kind) -> None:
    refusals = refused(employment, kind)
    if kind in S3_2[employment]:
        assert refusals == []
    else:
        assert [r.field for r in refusals] == ["kind"]
        assert refusals[0].cure_by is Role.BRANCH_SECRETARY


def test_the_refusal_cites_the_rule_of_where_one_may_go() -> None:
    assert refused(Employment.NONE_YET, UNIT)[0].rule == "S3.2-3"
    assert refused(Employment.STUDY, HOME)[0].rule == "S3.2-1"


def test_the_table_covers_every_employment_and_every_kind() -> None:
    assert set(OPEN_TO) == set(Employment)
    assert set(RULE_OF) == set(DestinationKind)
    assert set(RULE_OF.values()) <= set(RULES)


@pytest.mark.parametrize(
    "employment",
    [e for e in Employment if e is not Employment.NONE_YET],
    ids=lambda word: word.value,
)
@pytest.mark.parametrize("unit", [None, "", "  "])
def test_who_has_a_unit_names_it(employment: Employment, unit: str | None) -> None:
    (refusal,) = refused(employment, UNIT, unit=unit)
    assert (refusal.rule, refusal.field) == ("S3.2-1", "unit")


def test_who_has_no_unit_yet_names_none() -> None:
    assert refused(Employment.NONE_YET, HOME, unit=None) == []


def test_the_units_community_is_open_once_the_unit_is_known_to_have_no_organisation() -> None:
    (refusal,) = refused(Employment.EMPLOYED, AT_UNIT, unit_has_no_org=False)
    assert (refusal.rule, refusal.field) == ("S3.2-2", "unit_has_no_org")


def test_a_unit_without_organisation_does_not_take_a_member() -> None:
    (refusal,) = refused(Employment.OWN_BUSINESS, UNIT, unit_has_no_org=True)
    assert (refusal.rule, refusal.field) == ("S3.2-2", "kind")


@pytest.mark.parametrize(
    ("level", "high_enough"),
    [
        (OrgLevel.COUNTY, True),
        (OrgLevel.CITY, True),
        (OrgLevel.PROVINCE, True),
        (OrgLevel.TOWNSHIP, False),
        (None, False),
    ],
)
def test_a_talent_service_is_of_a_county_or_above(level, high_enough: bool) -> None:
    refusals = refused(Employment.NONE_YET, TALENT, level=level)
    assert [(r.rule, r.field) for r in refusals] == ([] if high_enough else [("S3.2-3", "level")])


@pytest.mark.parametrize("kind", [HOME, PARENTS], ids=lambda word: word.value)
@pytest.mark.parametrize("address", [None, " "])
def test_a_home_community_is_found_by_its_address(kind, address) -> None:
    (refusal,) = refused(Employment.NONE_YET, kind, address=address)
    assert (refusal.rule, refusal.field) == ("S3.2-3", "address")


@pytest.mark.parametrize(
    ("province", "in_database", "kind", "rule"),
    [
        ("浙江省", True, TransferType.IN_PROVINCE, "S4.3-3"),
        ("浙江", True, TransferType.IN_PROVINCE, "S4.3-3"),
        (" 浙江省 ", True, TransferType.IN_PROVINCE, "S4.3-3"),
        ("江苏省", True, TransferType.OUT_OF_PROVINCE, "S4.3-2"),
        ("上海市", True, TransferType.OUT_OF_PROVINCE, "S4.3-2"),
        ("浙江省", False, TransferType.OTHER_UNIT, "S4.3-3"),
        ("江苏省", False, TransferType.OTHER_UNIT, "S4.3-3"),
    ],
    ids=[
        "in the province",
        "without the suffix",
        "with blanks",
        "another province",
        "a city of that rank",
        "outside the database in the province",
        "outside the database outside the province",
    ],
)
def test_the_transfer_type_follows_from_database_and_province(
    province: str, in_database: bool, kind: TransferType, rule: str
) -> None:
    assert transfer_type(province, in_database=in_database, home_province="浙江省") is kind
    assert transfer_type_rule(kind) == rule


PROVINCES = [
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
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
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "台湾省",
    "香港特别行政区",
    "澳门特别行政区",
]


def test_no_two_provinces_are_taken_for_one() -> None:
    for one, other in product(PROVINCES, PROVINCES):
        assert same_province(one, other) is (one == other)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("上海", "上海市"),
        ("广西", "广西壮族自治区"),
        ("内蒙古", "内蒙古自治区"),
        ("香港", "香港特别行政区"),
    ],
)
def test_a_province_is_one_with_and_without_its_suffix(short: str, long: str) -> None:
    assert same_province(short, long)
