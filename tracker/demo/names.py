"""Made-up names of all peoples, with their ethnicity, from a seeded generator."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    """What a person is called and which people he belongs to."""

    name: str
    ethnicity: str


# fmt: off
# The commoner a surname, the oftener it stands here.
_SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈陈杨杨黄黄赵赵吴吴吴周周周徐徐徐孙孙马朱朱胡胡郭何何林林高罗郑郑梁谢"
    "宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋蒋余余于杜叶叶程魏苏吕丁任卢姚姚沈沈钟姜崔谭陆范汪廖石金金韦贾夏傅方"
    "邹熊白孟秦邱侯江江尹薛阎段雷龙黎史陶贺毛毛顾龚郝邵邵万覃武钱钱戴严莫孔向常汤柴祝祝徐舒郎占鲁琚"
)
_COMPOUND = ("欧阳", "诸葛", "上官", "司徒", "尉迟", "皇甫", "慕容", "端木")
_MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成峰晨昊天博文轩泽瑞恒逸铭睿哲翰霖航弘毅骏驰毓"
_FEMALE = "芳娜敏静丽艳娟霞燕玲丹萍红玉洁莉梅琳雪婷慧莹晶颖露倩佳怡欣悦雨涵诗琪梦瑶思彤雯静嘉懿语桐若溪书瑜婉清芷晴菲蕊筱"
_RARE = ("㛃", "𬱟", "堃", "喆", "燚", "赟")
_HAN_LIKE = (
    ("畲族", "雷蓝钟"), ("回族", "马白哈丁"), ("土家族", "向田彭"), ("苗族", "龙石吴"),
    ("满族", "佟关那"), ("壮族", "韦覃莫"), ("朝鲜族", "金朴崔"), ("侗族", "杨石"), ("瑶族", "盘赵"),
)
_DOTTED = (
    ("维吾尔族", "阿依古丽 古丽娜尔 迪丽努尔 艾力 玉素甫 麦麦提 热依汗 努尔比娅",
     "买买提 艾山 吐尔逊 阿不都拉 肉孜 依明"),
    ("哈萨克族", "阿依江 叶尔波 古丽扎 巴合提 加娜尔", "哈力 木拉提 赛力克 努尔兰"),
    ("藏族", "扎西 卓玛 次仁 德吉 旦增 白玛", "多吉 央金 平措 罗布"),
    ("蒙古族", "巴特尔 其木格 乌兰 斯琴 苏日娜", "巴图 高娃 朝鲁 哈斯"),
)
# fmt: on


class NameMaker:
    """Names one after another; within the first few hundred no two are the same."""

    def __init__(self, random: Random, taken: frozenset[str] = frozenset()) -> None:
        self._random = random
        self._taken = set(taken)
        self._count = 0

    def next(self, *, male: bool) -> Name:
        """A name nobody in the demo bears yet, as long as there are some."""
        self._count += 1
        for _ in range(20):
            name = self._draw(male)
            if name.name not in self._taken:
                break
        if len(self._taken) < 2000:
            self._taken.add(name.name)
        return name

    def _draw(self, male: bool) -> Name:
        random, turn = self._random, self._count % 100
        if turn in (17, 58, 83):
            ethnicity, given, fathers = random.choice(_DOTTED)
            return Name(
                f"{random.choice(given.split())}·{random.choice(fathers.split())}", ethnicity
            )
        if turn in (9, 35, 66, 92):
            ethnicity, surnames = random.choice(_HAN_LIKE)
            return Name(random.choice(surnames) + self._given(male), ethnicity)
        if turn in (23, 71):
            return Name(random.choice(_COMPOUND) + self._given(male), "汉族")
        if turn == 47:
            rare = _RARE[self._count // 100 % len(_RARE)]
            return Name(random.choice(_SURNAMES) + rare, "汉族")
        return Name(random.choice(_SURNAMES) + self._given(male), "汉族")

    def _given(self, male: bool) -> str:
        pool = _MALE if male else _FEMALE
        first = self._random.choice(pool)
        return first if self._random.random() < 0.18 else first + self._random.choice(pool)
