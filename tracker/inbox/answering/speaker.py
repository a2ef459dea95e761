"""Who speaks: a letter that denies being the graduate, or speaks for him, is not his own word (D-15).

It may come from an address of his: somebody else reads that mailbox now, or answers in his stead.
"""

from __future__ import annotations

import re

from tracker.inbox.answering.saying import plain

NOT_HIM = "来信人说自己不是本人"
FOR_HIM = "来信是别人代说的"

# Where the quote hangs on, only what stands first can be the sender's.
_FIRST_LINES = 3
_KIN = (
    "妈妈?|母亲|爸爸?|父亲|家长|父母|奶奶|爷爷|外公|外婆|姑姑|叔叔|舅舅|阿姨|哥哥?|姐姐?|弟弟?|妹妹?|爱人|妻子|丈夫|老公|老婆|对象|女友|男友|女朋友|男朋友"
    "|未婚[夫妻]|家属|家人|亲戚|表[哥姐弟妹]|堂[哥姐弟妹]|室友|舍友|同学|同事|朋友|同乡|老乡|班长|辅导员|导师|领导|主管|房东|邻居|秘书|助理|支部书记"
)
# A surname and a given name that is not the graduate's; "我不是党员" and "我不是很清楚" are none.
_SURNAME = "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈任姚卢姜崔钟谭陆汪范廖石贾夏韦付方邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤]"
_END = r"(?=$|[\s,，。.;；!！、~]|同学|同志|本人|啊|呀|哦|哈|的)"

# What the table says stands beside each pattern; HIM is the graduate's name and what stands for it.
TABLE = (
    (NOT_HIM, r"我(?:真的|确实|也|可|并)?(?:不是|不叫|并非)(?:HIM|本人|这个人|那个人|此人|您?你?们?要?找的|收件人|你说的|您说的)"),
    (NOT_HIM, rf"我(?:真的|确实|并)?(?:不是|不叫){_SURNAME}[\u4e00-\u9fff]{{1,2}}{_END}"),
    (NOT_HIM, r"(?:不认识|没听说过|从没听过)(?:这个|这位|此|该|你们?说的|您说的)?(?:人|同学|学生|HIM)"),
    (NOT_HIM, r"(?:发|寄|送|找|搞|弄|认|打)错(?:了)?(?:人|对象)|(?:邮件|信)(?:是不是)?发错邮箱"),
    (NOT_HIM, r"(?<!我)(?:您|你|你们|贵校|贵处|贵方|学校)(?:们)?(?:是不是|应该是|可能是|好像|可能)?(?:把)?(?:邮件|信)?(?:发|寄|找|搞|弄|认|打)错了?(?!.{0,12}我已)"),
    (NOT_HIM, r"(?:这|此|该)(?:个)?(?:邮箱|邮件地址|号码)?(?:并)?不(?:是|属于)(?:HIM|他的|她的|本人)"),
    (NOT_HIM, r"(?:这里|我们这里?|我司|本公司|本单位)(?:并)?(?:没有|查无|无)(?:这个|此|该|叫)?(?:人|HIM)|查无此人"),
    (NOT_HIM, r"\b(?:wrong (?:person|address|email|recipient)|i(?: a|')m not (?:him|her|the (?:person|one)|this person))"),
    (FOR_HIM, rf"我(?:是|乃)(?:HIM|孩子|学生|该生|该同学|[\u4e00-\u9fff]{{2,3}}(?=的(?!同学)))的?(?:{_KIN})(?!HIM)"),
    (FOR_HIM, rf"我是(?:家长|家属)|我(?:的)?(?:孩子|儿子|女儿|室友|舍友|爱人|老公|老婆|弟弟|妹妹|哥哥|姐姐)HIM|(?:{_KIN})代(?:为)?(?:回复|答复|回信)"),
    (FOR_HIM, r"(?:代|替|帮)(?:HIM|本人|孩子|同学|室友)(?:回复|答复|回信|回(?:邮件|信)|说|告知|转告|填|选)"),
    (FOR_HIM, r"(?:转告|转达|转发|转)(?:给)?(?:了)?(?:HIM|本人)|(?:受|应)(?:HIM)(?:委托|之托|要求)"),
    (FOR_HIM, r"(?:HIM)(?:委托|托|让|叫|请|要)我(?:来|帮|代|替|给|跟|和|向)?(?:他|她)?(?:忙)?(?:回|告|转|说|答|联系|报告|汇报)"),
    (FOR_HIM, r"(?:此人|该生|该同学|该党员|该同志|这个同学|这名同学|HIM)(?:本人)?(?:目前|现在|已经?|一直|暂时|也|都)*(?:联系不上|联系不到|失联|失去联系|下落不明)"),
    (FOR_HIM, r"(?:联系不上|联系不到|找不到)(?:此人|该生|该同学|该党员|该同志|这个人|HIM(?!们))"),
    (FOR_HIM, r"(?:^|[\s,，。;；!！])(?:HIM)(?:本人)?(?:目前|现在|已经?|早就|最近|正)*(?:换(?:了)?(?:手机|号码|邮箱|电话)|不用这个|不在这|离职|去世|出国了|失踪|生病住院|手机)"),
)  # fmt: skip
_CASUAL = "他|她|其本人|其人"


def not_himself(text: str, name: str, stripped: bool = True) -> str:
    """Why the own words are not the word of the graduate of that name, "" where they are.

    The words that tell it stand in the reason. `stripped` as in `OwnWords`.
    """
    said = plain(text)
    if not stripped:
        said = "\n".join([line for line in said.split("\n") if line][:_FIRST_LINES])
    him = f"(?:{'|'.join(filter(None, (_CASUAL, re.escape(name))))})"
    for reason, pattern in TABLE:
        found = re.search(pattern.replace("HIM", him), said, re.IGNORECASE | re.MULTILINE)
        if found:
            return f"{reason}（“{found[0].strip()[:30]}”）"
    return ""
