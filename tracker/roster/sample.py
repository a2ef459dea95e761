"""A roster as the members system exports it, filled with made-up people, for tests and the demo."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import xlsxwriter
from stdnum.cn import ric

from machines.dates import add_months
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell

Person = Mapping[Field, Cell]

# fmt: off
HEADINGS: tuple[tuple[Field, str], ...] = (
    (Field.NAME, "姓名"), (Field.STUDENT_NO, "学工号"), (Field.ID_NUMBER, "公民身份号码"),
    (Field.SEX, "性别"), (Field.ETHNICITY, "民族"), (Field.BIRTH_DATE, "出生日期"),
    (Field.NATIVE_PLACE, "籍贯"), (Field.DEGREE, "学历学位"), (Field.LEVEL, "培养层次"),
    (Field.MAJOR_CLASS, "毕业班级"), (Field.MEMBER_KIND, "人员类别"),
    (Field.MEMBERSHIP_STATUS, "党籍状态"), (Field.COLLEGE, "所在学院"),
    (Field.BRANCH, "所在党支部"), (Field.JOINED_ON, "加入党组织日期"),
    (Field.REGULARISED_ON, "转为正式党员日期"), (Field.JOB_POST, "工作岗位"),
    (Field.DUES_PAID_UNTIL, "党费缴纳\n截止日期"), (Field.MOBILE, "手机号码"),
    (Field.EMAIL, "电子邮箱"), (Field.HOME_ADDRESS, "家庭住址"),
    (Field.DEST_ORGANISATION, "转往党组织"), (Field.DEST_UNIT, "具体单位"),
    (Field.ABROAD, "是否出国（境）"), (Field.REMARK, "备注"),
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = ("明", "晓岚", "思远", "若溪", "子涵", "一诺", "佳", "文博", "雨桐", "嘉懿", "安", "书瑶")
_MINORITY = (("阿依古丽·买买提", "维吾尔族"), ("扎西·多吉", "藏族"), ("巴特尔·其木格", "蒙古族"))
_DESTINATIONS = (
    ("中共某市某区某街道工作委员会", "某市某科技有限公司"),
    ("中共某大学委员会组织部", "某大学（升学）"),
    ("中共某县某镇委员会", "未落实工作单位"),
)
# fmt: on
_EXPORTED_ON = date(2024, 5, 20)
_REGIONS = ("330802", "330803", "330106", "330881")


def build_xlsx(
    people: Sequence[Person],
    *,
    headings: Sequence[tuple[Field, str]] = HEADINGS,
    title: str = "2024届毕业生党员基本信息表",
    note: str = "说明：本表由系统导出，人员均为虚构；身份证号一列为文本格式。",
) -> bytes:
    """A .xlsx: title in row 1, note in row 2, header in row 3 behind 序号, people from row 4."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        # The same people make the same file, whenever it is written.
        book.set_properties({"created": datetime(2024, 5, 20, tzinfo=UTC)})
        page = book.add_worksheet("毕业生党员")
        bold = book.add_format({"bold": True, "align": "center", "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.merge_range(0, 0, 0, len(headings), title, bold)
        page.merge_range(1, 0, 1, len(headings), note)
        page.write_row(2, 0, ["序号", *(heading for _, heading in headings)], bold)
        for at, person in enumerate(people):
            page.write_number(3 + at, 0, at + 1)
            for column, (field, _) in enumerate(headings, 1):
                cell = person.get(field, "")
                if isinstance(cell, date):
                    page.write_datetime(3 + at, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(3 + at, column, cell)
                else:
                    page.write(3 + at, column, cell)
        page.freeze_panes(3, 2)
        page.set_column(1, len(headings), 16)
    return buffer.getvalue()


def made_up_id_number(born: date, order: int, region: str = _REGIONS[0]) -> str:
    """An ID number of nobody in particular with a right check digit; an odd `order` is 男."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def made_up_people(count: int, seed: int = 2024) -> list[Person]:
    """The same `count` people each time: full and probationary members, every eighth abroad."""
    random = Random(seed)
    return [_made_up_person(index, random) for index in range(count)]


def _made_up_person(index: int, random: Random) -> Person:
    # Whoever shares an order number was born on another day, so that no two numbers are equal.
    born = date(2001, 9, 1) + timedelta(days=(index // 800 + 37 * index) % 365)
    order = 100 + index % 800
    name, ethnicity = random.choice(_SURNAMES) + random.choice(_GIVEN), "汉族"
    if index % 12 == 11:
        name, ethnicity = random.choice(_MINORITY)
    return {
        Field.NAME: name,
        Field.STUDENT_NO: f"2020{index + 1:06d}",
        Field.ID_NUMBER: made_up_id_number(born, order, random.choice(_REGIONS)),
        Field.SEX: "男" if order % 2 else "女",
        Field.ETHNICITY: ethnicity,
        Field.BIRTH_DATE: born,
        Field.NATIVE_PLACE: "浙江衢州",
        Field.MOBILE: f"199{index + 1:08d}",
        Field.EMAIL: f"student{index + 1}@example.com",
        Field.HOME_ADDRESS: f"浙江省衢州市某路 {index + 1} 号",
        **_made_up_studies(index),
        **_made_up_membership(random),
        **_made_up_destination(index, random),
    }


def _made_up_studies(index: int) -> Person:
    college = ("信息工程学院", "教师教育学院")[index // 3 % 2]
    return {
        Field.DEGREE: "大学本科 学士",
        Field.LEVEL: "本科生",
        Field.MAJOR_CLASS: f"{college[:2]}200{1 + index % 3}班",
        Field.COLLEGE: college,
        Field.BRANCH: f"{college}学生第{'一二'[index // 2 % 2]}党支部",
        Field.JOB_POST: "本科毕业年级学生",
    }


def _made_up_membership(random: Random) -> Person:
    joined = date(2022, 5, 10) + timedelta(days=random.randrange(560))
    regularised = add_months(joined, 12)
    full = regularised <= _EXPORTED_ON
    return {
        Field.MEMBER_KIND: "正式党员" if full else "预备党员",
        Field.MEMBERSHIP_STATUS: "正常",
        Field.JOINED_ON: joined,
        Field.DUES_PAID_UNTIL: date(2024, 5, 30),
        **({Field.REGULARISED_ON: regularised} if full else {}),
    }


def _made_up_destination(index: int, random: Random) -> Person:
    organisation, unit = random.choice(_DESTINATIONS)
    if index % 8 == 7:
        return {Field.ABROAD: "是"}
    return {
        Field.ABROAD: "否",
        Field.DEST_ORGANISATION: organisation,
        Field.DEST_UNIT: unit,
    }
