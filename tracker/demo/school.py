"""The demo's university: forty invented colleges with their majors, and how branches are named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CollegeName:
    """A college, what is studied there."""

    name: str
    majors: tuple[str, ...]


# fmt: off
_COLLEGES = """
信息工程学院：计算机科学与技术 软件工程 网络工程 物联网工程
教师教育学院：小学教育 学前教育 汉语言文学 应用心理学
机械与电气工程学院：机械设计制造及其自动化 电气工程及其自动化 自动化 智能制造工程
化学与材料工程学院：应用化学 材料科学与工程 高分子材料与工程
建筑工程学院：土木工程 工程管理 工程造价 建筑学
外国语学院：英语 日语 翻译 商务英语
商学院：国际经济与贸易 会计学 市场营销 财务管理
艺术设计学院：视觉传达设计 环境设计 产品设计
医学院：护理学 康复治疗学 医学检验技术
体育工作学院：体育教育 社会体育指导与管理
法学院：法学 知识产权 社会工作
数理学院：数学与应用数学 应用统计学 物理学
生命科学学院：生物技术 食品科学与工程 园林
环境与资源学院：环境工程 资源循环科学与工程 给排水科学与工程
马克思主义学院：思想政治教育 马克思主义理论
人文学院：汉语国际教育 历史学 秘书学
传媒学院：新闻学 广播电视编导 网络与新媒体
音乐学院：音乐学 音乐表演 舞蹈学
旅游管理学院：旅游管理 酒店管理 会展经济与管理
公共管理学院：行政管理 公共事业管理 劳动与社会保障
经济学院：经济学 金融工程 投资学
物流学院：物流管理 供应链管理 采购管理
交通工程学院：交通运输 车辆工程 交通工程
能源学院：能源与动力工程 新能源科学与工程 储能科学与工程
电子信息学院：电子信息工程 通信工程 微电子科学与工程
人工智能学院：人工智能 数据科学与大数据技术 机器人工程
纺织服装学院：纺织工程 服装设计与工程 轻化工程
药学院：药学 制药工程 中药学
口腔医学院：口腔医学 口腔医学技术
中医学院：中医学 针灸推拿学
公共卫生学院：预防医学 卫生检验与检疫
农学院：农学 植物保护 茶学
林学院：林学 木材科学与工程
水利学院：水利水电工程 水文与水资源工程
测绘学院：测绘工程 地理信息科学
安全工程学院：安全工程 消防工程
航空学院：飞行器制造工程 航空航天工程
海洋学院：海洋科学 船舶与海洋工程
国际教育学院：国际商务 金融学
继续教育学院：人力资源管理 工商管理
"""
# fmt: on


def _read(line: str) -> CollegeName:
    name, _, majors = line.partition("：")
    return CollegeName(name, tuple(majors.split()))


COLLEGES = tuple(_read(line) for line in _COLLEGES.strip().splitlines())
# How many branches each of the first three has; later colleges follow them in turn.
BRANCHES = (4, 3, 3)
_DIGITS = "〇一二三四五六七八九"


def branch_name(college: str, number: int) -> str:
    """信息工程学院学生第十二党支部."""
    return f"{college}学生第{chinese(number)}党支部"


def chinese(number: int) -> str:
    """1 to 999 as people say them: 十二, 一百〇五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "〇"
    return words + (_DIGITS[ones] if ones else "")


def phone_of(college_no: int) -> str:
    """The enquiry number of a college, 1 to 99; 555 is no exchange of any Chinese town."""
    return f"0570-555-01{college_no:02d}"


def class_of(college: CollegeName, year: int, pick: int) -> str:
    """A class of the college's majors that entered four years before `year`: 软件工程2202班."""
    major = college.majors[pick % len(college.majors)]
    return f"{major}{(year - 4) % 100:02d}{pick // len(college.majors) % 3 + 1:02d}班"
