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
# Whole given names, as parents chose them about the year 2002; the commoner, the oftener.
_MALE = """
俊杰 俊杰 浩然 浩然 文杰 志豪 佳豪 子豪 宇航 宇航 嘉豪 嘉俊 俊豪 宇轩 天宇 天乐 文博 文豪 文涛 文轩 明哲 明轩 明辉 志远
志鹏 志强 志伟 家豪 家辉 家乐 伟杰 伟豪 永康 永杰 国栋 国庆 建伟 建峰 晓峰 晓东 晓明 海涛 海洋 海波 鹏飞 鹏程 云飞 云鹏
泽宇 泽楷 泽霖 思远 思源 思哲 凯文 凯旋 凯瑞 睿哲 昊天 昊宇 皓轩 逸凡 逸飞 一凡 一鸣 一帆 毅恒 奕辰 奕帆 冠宇 冠霖 振宇
振华 正阳 正豪 成龙 成杰 启航 启明 世杰 世豪 少杰 少华 铭杰 铭轩 锦涛 锦程 荣杰 家明 家伟 立群 立恒 书豪 书航 旭东 旭阳
乐天 景行 致远 承志 承恩 继伟 学文 金鑫 龙飞 涵宇 瑞祥 瑞霖 梓豪 弘毅 毓麟 翰林 嘉诚 嘉伟 伟 磊 涛 强 超 鑫 浩 凯 斌 鹏
宇 杰 健 帅 旭 晨 昊 博 俊 恒 铭 睿 翔 阳 峰 亮 宁 哲 航
"""
_FEMALE = """
雨欣 雨欣 佳怡 佳怡 嘉怡 思雨 思琪 思琪 思颖 静怡 静雯 梦婷 梦瑶 梦洁 梦琪 欣怡 欣怡 欣悦 欣瑶 佳慧 佳琪 佳颖 佳雯 佳妮
雅婷 雅婷 雅琪 雅文 婉婷 婉清 晓雯 晓彤 晓燕 晓丽 诗琪 诗雨 诗婷 诗涵 雨婷 雨婷 雨晴 雨桐 雨薇 语嫣 语桐 慧敏 慧琳 慧颖
慧玲 美玲 美琪 美婷 丽娟 丽娜 丽君 艳红 艳玲 海燕 海霞 海英 春燕 春梅 玉婷 玉洁 玉兰 文静 文婷 文雅 文倩 若彤 若琳 若曦
可欣 可馨 可儿 紫薇 紫怡 紫涵 子涵 子怡 子璇 梓萱 依婷 依琳 怡然 怡婷 怡君 悦然 乐怡 心怡 心悦 心语 馨怡 馨月 晨曦 晨露
秋月 秋萍 秋怡 冰洁 冰清 雪莹 雪琴 雪梅 雪婷 莹莹 婷婷 露露 倩倩 媛媛 楠楠 璐瑶 璐璐 书瑶 书涵 筱雨 芷晴 芷若 静 敏 婷
倩 颖 莹 洁 琳 雪 悦 娜 丹 慧 璐 瑶 妍 怡 欣 玥 彤 蕾 萍 芳 燕 玲 霞 琪
"""
_RARE = {True: ("堃", "喆", "赟"), False: ("㛃", "𬱟", "赟")}
_HAN_LIKE = (
    ("畲族", "雷蓝钟"), ("回族", "马白哈丁"), ("土家族", "向田彭"), ("苗族", "龙石吴"),
    ("满族", "佟关那"), ("壮族", "韦覃莫"), ("朝鲜族", "金朴崔"), ("侗族", "杨石"), ("瑶族", "盘赵"),
)
# A people with its men's and its women's names; what follows the dot is the father's name.
_DOTTED = (
    ("维吾尔族", "艾力 玉素甫 麦麦提 艾合买提 依力亚尔 木合塔尔", "阿依古丽 古丽娜尔 迪丽努尔 热依汗 努尔比娅 米热古丽",
     "买买提 艾山 吐尔逊 阿不都拉 肉孜 依明"),
    ("哈萨克族", "叶尔波 巴合提 叶尔江 达吾列 阿依波", "古丽扎 加娜尔 阿依江 巴合提古丽 叶尔克古丽", "哈力 木拉提 赛力克 努尔兰"),
)
# These have no surnames: two words of the same sex, or one word alone.
_ALONE = (
    ("藏族", "扎西平措 次仁多吉 旦增罗布 洛桑旦增 多吉扎西 平措次仁", "卓玛央金 德吉卓嘎 次仁央宗 白玛曲珍 旦增卓嘎 拉姆曲珍"),
    ("蒙古族", "巴特尔 朝鲁门 苏和 那日苏 阿拉坦 哈斯巴根", "其木格 乌兰图雅 斯琴塔娜 苏日娜 萨仁花 娜仁托娅"),
)
# Chance would sooner or later make somebody whom everybody knows.
_FAMOUS = """
林俊杰 林书豪 李嘉欣 李娜 李宁 李静 李强 李健 李鹏 李超 李晨 李铭 张杰 张亮 张勇 张翰 张丹 张敏 张子怡 张静怡 张国栋 刘洋 刘涛 刘亮
王超 王浩 王鹏 王楠 王凯 王语嫣 王雪 杨洋 杨超 陈晨 陈龙 陈静 陈慧琳 陈慧敏 陈伟 黄磊 黄晓明 郭涛 孙杨 孙俪 郑凯 郑爽 赵薇 赵丽娜
徐静 曹颖 何洁 关晓彤 毛晓彤 韩雪 田亮 董洁 林丹 马龙 朱鹏 唐嫣 贾静雯 胡静 胡杰 冯喆 金铭 彭帅 慕容雪 欧阳娜娜 高敏 周杰 许静
"""
# fmt: on
_GIVEN = {True: _MALE.split(), False: _FEMALE.split()}


class NameMaker:
    """Names one after another; within the first few hundred no two are the same."""

    def __init__(self, random: Random, taken: frozenset[str] = frozenset()) -> None:
        self._random = random
        self._taken = {*taken, *_FAMOUS.split()}
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
        if turn in (17, 83):
            ethnicity, *of_sex, fathers = random.choice(_DOTTED)
            return Name(
                f"{_word(random, of_sex, male)}·{random.choice(fathers.split())}", ethnicity
            )
        if turn == 58:
            ethnicity, *of_sex = random.choice(_ALONE)
            return Name(_word(random, of_sex, male), ethnicity)
        if turn in (9, 35, 66, 92):
            ethnicity, surnames = random.choice(_HAN_LIKE)
            return Name(random.choice(surnames) + self._given(male), ethnicity)
        if turn in (23, 71):
            return Name(random.choice(_COMPOUND) + self._given(male), "汉族")
        if turn == 47:
            return Name(random.choice(_SURNAMES) + random.choice(_RARE[male]), "汉族")
        return Name(random.choice(_SURNAMES) + self._given(male), "汉族")

    def _given(self, male: bool) -> str:
        return self._random.choice(_GIVEN[male])


def _word(random: Random, of_sex: list[str], male: bool) -> str:
    """One of the men's or the women's names, which stand in this order."""
    men, women = of_sex
    return random.choice((men if male else women).split())
