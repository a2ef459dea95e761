"""The demo's graduates as rows of a roster: made-up members and activists of one season."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from machines.dates import add_months, days
from machines.words import PartyStatus
from tracker.demo.names import NameMaker
from tracker.demo.school import BRANCHES, COLLEGES, branch_name, class_of
from tracker.demo.season import Season
from tracker.roster.aliases import Field
from tracker.roster.sample import made_up_id_number

# Real counties by their codes, so that the number's first digits agree with the native place.
REGIONS = (
    ("330802", "浙江衢州"), ("330803", "浙江衢州"), ("330881", "浙江江山"), ("330822", "浙江常山"),
    ("330824", "浙江开化"), ("330825", "浙江龙游"), ("330106", "浙江杭州"), ("330205", "浙江宁波"),
    ("330327", "浙江苍南"), ("330781", "浙江兰溪"), ("331023", "浙江天台"), ("331122", "浙江缙云"),
    ("341002", "安徽黄山"), ("361102", "江西上饶"), ("350102", "福建福州"), ("320102", "江苏南京"),
    ("410102", "河南郑州"), ("510104", "四川成都"), ("520102", "贵州贵阳"), ("620102", "甘肃兰州"),
)  # fmt: skip
HOMES_OF = {
    "维吾尔族": (("650102", "新疆乌鲁木齐"), ("653201", "新疆和田")),
    "哈萨克族": (("654002", "新疆伊宁"), ("654202", "新疆乌苏")),
    "藏族": (("540102", "西藏拉萨"), ("542301", "西藏日喀则")),
    "蒙古族": (("150102", "内蒙古呼和浩特"), ("150202", "内蒙古包头")),
}  # fmt: skip
_STREETS = ("文昌路", "人民路", "建设路", "新安路", "双港路", "花园街", "劳动路", "江滨路")
BIRTHDAYS, PAIRS = 4 * 365, 500
MOBILE_PREFIX = "154"


def id_number(index: int, region: str, year: int, *, male: bool) -> tuple[str, date]:
    """The ID number of the `index`-th person and his birthday.

    Its check digit is right. The 15th to 17th digits count down from 999: they number the births of
    one county on one day, which hardly ever come near so many.
    """
    born = date(year - 21, 8, 31) - days(index * 37 % BIRTHDAYS)
    order = 998 - 2 * (index // BIRTHDAYS % PAIRS) + male
    return made_up_id_number(born, order, region), born


def mobile(index: int) -> str:
    """The `index`-th mobile number: 154 has never been given to any operator of the mainland."""
    return f"{MOBILE_PREFIX}{(index * 7919 + 10007) % 10**8:08d}"


def address(index: int, random: Random) -> str:
    """The `index`-th mail address, as students choose them, under a domain reserved for examples."""
    domain = random.choice(("example.com", "example.net", "example.org"))
    match index % 4:
        case 0:
            return f"{1200000000 + index * 7907 % 1700000000}@{domain}"
        case 1:
            word = random.choice(("sunny", "xiaoyu", "amber", "leaf", "chenxi", "hello", "momo"))
            return f"{word}{index + 100}@{domain}"
        case 2:
            return f"stu{index + 2000}@{domain}"
    return f"{random.choice(('li', 'zh', 'wang', 'chen', 'lin'))}_{index * 31 + 7:05d}@{domain}"


def native(index: int, ethnicity: str) -> tuple[str, str]:
    """Region code and native place that suit the people somebody belongs to.

    Birthdays and orders begin anew after 730,000 people; the region is another one then.
    """
    again = index // (BIRTHDAYS * PAIRS)
    places = HOMES_OF.get(ethnicity)
    return places[again % 2] if places else REGIONS[(index + again) % len(REGIONS)]


def home_address(place: str, random: Random) -> str:
    """Where the parents live."""
    return f"{place}市{random.choice(_STREETS)}{random.randrange(1, 300)}号"


class PersonMaker:
    """The people of one season, one after another; the same for the same seed."""

    def __init__(
        self, season: Season, random: Random, names: NameMaker, first: int, year: int
    ) -> None:
        self.season = season
        self._year = year
        self._random = random
        self._names = names
        self._index = first

    def next(self, status: PartyStatus, *, abroad: bool, early: bool) -> dict[Field, Any]:
        """One row of the roster. `early`: probation ends before leaving (S2.2-1), else after."""
        index, random = self._index, self._random
        self._index += 1
        male = random.random() < 0.42
        name = self._names.next(male=male)
        region, place = native(index, name.ethnicity)
        number, born = id_number(index, region, self._year, male=male)
        return {
            Field.NAME: name.name,
            Field.ETHNICITY: name.ethnicity,
            Field.SEX: "男" if male else "女",
            Field.ID_NUMBER: number,
            Field.BIRTH_DATE: born,
            Field.NATIVE_PLACE: place,
            Field.MOBILE: mobile(index),
            Field.EMAIL: address(index, random),
            Field.HOME_ADDRESS: home_address(place, random),
            **self._studies(index),
            **dict(self._membership(status, abroad=abroad, early=early)),
        }

    def _studies(self, index: int) -> dict[Field, Any]:
        at = index % sum(BRANCHES)
        college, branch = _branch_at(at)
        year = self.season.year
        return {
            Field.STUDENT_NO: student_no(year, college + 1, index),
            Field.DEGREE: "大学本科 学士",
            # Some colleges hand their list in before all certificates are decided.
            Field.DEGREE_AWARDED: "" if index % 9 == 0 else "大学本科 学士",
            Field.LEVEL: "本科生",
            Field.MAJOR_CLASS: class_of(COLLEGES[college], year, index // sum(BRANCHES)),
            Field.COLLEGE: COLLEGES[college].name,
            Field.BRANCH: branch_name(COLLEGES[college].name, branch),
        }

    def _membership(
        self, status: PartyStatus, *, abroad: bool, early: bool
    ) -> Iterator[tuple[Field, Any]]:
        season, random = self.season, self._random
        yield Field.MEMBER_KIND, status.label
        match status:
            case PartyStatus.FULL:
                full_on = season.day(-60 - random.randrange(400))
                yield Field.JOINED_ON, add_months(full_on, -12)
                yield Field.REGULARISED_ON, full_on
            case PartyStatus.PROBATIONARY:
                ends_on = season.day(-24 if early else random.choice((100, 128, 160, 195)))
                yield Field.JOINED_ON, add_months(ends_on, -12)
            case _:
                return
        yield Field.MEMBERSHIP_STATUS, "正常"
        yield Field.JOB_POST, "本科毕业年级学生"
        yield Field.DUES_PAID_UNTIL, season.policy.dues_literal
        yield Field.ABROAD, "是" if abroad else "否"


def _branch_at(at: int) -> tuple[int, int]:
    """College from 0 and branch from 1 of the `at`-th branch."""
    for college, count in enumerate(BRANCHES):
        if at < count:
            return college, at + 1
        at -= count
    raise ValueError(at)


def student_no(year: int, college: int, index: int) -> str:
    """Year of entry, two digits of the college, the person's own running number."""
    return f"{year - 4}{college:02d}{index + 1:04d}"
