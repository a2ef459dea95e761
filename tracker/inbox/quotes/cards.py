"""The lines that cards and programs' footers consist of; below a rule all others are a person's.

A line is looked at piece by piece ("张三 | 销售部 | 13900000000"). What no table knows is kept: a
card too many in the text costs a look, a correction below a rule that is cut off costs the answer.
"""

from __future__ import annotations

import re

LONGEST_CARD_LINE = 160
MOST_PIECES = 8

# Words of sentences: no name, firm or post has them, "不是1，是3" and "但是还没接收" do.
SENTENCE = re.compile(
    "[我你您他她它的了在来去不没已是要会能就也还都再又被把让给请吗呢吧啊呀选改错误漏补废消撤换转报收退领拿丢寄填写办"
    "从到因但如若请想等待未无这那哪谁么只才刚先后可以应该别勿误缺少重假过完暂另尚仍正]"
    "|有(?!限)|经过|确认|核实|属实|准备|一家|一个|关系|上班|下班|全部|[好坏到各别四用]处|明天|昨天|今天"
)
_SURNAMES = (
    "于应赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛"
    "禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢房裘缪干解丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀甄曲封储靳段富焦巴车侯宓蓬班仰秋仲"
    "伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎薄印白蒲池乔阴苍双闻莘党翟谭贡姬申冉宰雍桑桂牛寿边扈燕冀尚农温"
    "庄晏柴瞿阎充慕茹习宦艾鱼容向古慎戈廖庾衡耿匡国文寇广禄阙东欧殳蔚越夔隆师巩厍聂晁勾敖融"
    "冷辛阚饶曾沙鞠关蒯查荆红游竺权肖付涂岳闫邸代仝覃"
)
_COMPOUND = "欧阳|诸葛|上官|司徒|司马|尉迟|皇甫|慕容|端木|东方|夏侯|令狐|公孙"
# Words that open like a name.
_NO_NAMES = (
    "方便|成功|安全|平安|高兴|高中|常年|何时|单位|江苏|车票|时间|金额|任何|应届|温州|黄山|于今|和平|明天|万一|左右|全部|白天"
    "|华为|文件|水平|国家|国外|东西|广州|党员|通知|通过|相同|相反|关系|计划|解决|支部|支持|管理|路上|干部|向上|易地|都好|都行"
    "|满意|连续|居住|利用|步骤|简单|宁可|乐意|空号|暂停|停机|生病|住院|司机|师范|文科|全对|全新|单身|马上|何地|何人|时限"
)
# A card as a whole, or one piece of it.
NAMES = {
    "zh": rf"(?!{_NO_NAMES})(?:[{_SURNAMES}] ?[\u4e00-\u9fff](?: ?[\u4e00-\u9fff])?"
    rf"|(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}})(?:同学|老师|先生|女士)?",
    "minorities": r"[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff]{2,8}",
}
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
POSTS = {
    "zh": r"[\u4e00-\u9fffA-Za-z\d（）()&·]{0,16}(?:经理|主任|教授|讲师|工程师|博士|硕士|研究生|本科生|助理|总监|秘书|书记|会计"
    r"|辅导员|主席|委员|律师|医生|教师)",
    "firm": r"[\u4e00-\u9fffA-Za-z\d（）()&·]{2,36}(?:公司|集团|大学|学院|学校|中学|小学|研究院|研究所|医院|银行|事务所|中心|委员会"
    r"|局|厅|部|处|科|室|系|专业|班|党支部)",
    "class": r"\d{2,4}[级届][\u4e00-\u9fffA-Za-z\d]{0,24}",
    "town": rf"(?:中国)? ?(?:{_PROVINCES})(?:省|市)? ?(?:[\u4e00-\u9fff]{{2,3}}(?:市|区|县)?)?",
    "place": r"[\u4e00-\u9fff]{2,12}(?:省|市|区|县|镇|乡)[\u4e00-\u9fff\dA-Za-z#-]{0,40}(?:路|街|道|巷|村|号|楼|室|幢|栋|层|座)",
}
CONTACTS = {
    "telephone": r"(?:联系)?(?:电话|手机|手机号|qq|微信) ?\d[\d() +转-]{4,24}",
    "labelled": r"(?:办公|联系|移动|固定|单位|家庭)?(?:电话|手机|手机号|手机号码|邮箱|电子邮箱|电子邮件|邮件|传真|qq|微信|微信号|网址|网站|主页|邮编"
    r"|邮政编码|地址|学号|工号|姓名|班级|学院|专业|职务|职位|部门"
    r"|tel|phone|mobile|cell|fax|e-?mail|mail|web|www|wechat|add|address|t|m|e|p|f)"
    rf"(?:号码|号)? ?[:：] ?(?!.{{0,60}}(?:[。！？!?；;]|{SENTENCE.pattern})).{{1,60}}",
    "address": r"[<(\[]?[\w.+-]{1,64}@[\w.-]{1,100}[>)\]]?(?:<?mailto:[^<>\s]{1,120}>?)?",
    "link": r"<?(?:https?://|www\.)[^\s<>]{1,140}>?",
    "number": r"[+(]{0,2}\d[\d() +转-]{5,24}",
    "date": r"(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?(?: ?\d{1,2}:\d\d(?::\d\d)?)?",
    "handle": r"@\w{2,30}",
}
CLOSINGS = {
    "zh": r"此致|敬礼|祝好|谨上|敬上|谢谢(?:老师|您)?|(?:顺|敬)?(?:祝|颂)[^\d]{0,10}|以上",
    "mottos": "天道酬勤|厚德载物|宁静致远|自强不息|上善若水|知行合一|淡泊明志|海纳百川|求真务实|求是创新|实事求是",
    "tongues": r"(?:(?:best|kind|kindest|warm|with(?: best| kind)?) )?(?:regards|wishes)|thanks?(?: you)?|cheers|sincerely"
    r"|yours(?: \w+)?|(?:viele|liebe|beste|mit freundlichen) gr[üu](?:ß|ss)en?|cordialement|saluti|saludos",
}
# Footers of lists and firms: whole lines, sentences too.
FOOTERS = {
    "list": r"(?!.*我).{0,30}(?:退订|取消订阅|unsubscribe|mailing list).{0,80}",
    "ways out": r"to (?:leave|post|subscribe)\b.{0,80}[@/].{0,80}",
    "named list": rf"(?:来自|发自)?[:：]?(?!.*(?:{SENTENCE.pattern})).{{0,24}}(?:邮件列表|邮件组|群组|列表)",
    "why": r"(?:您|你)(?:之所以)?收到(?:此|这封|本)邮件.{0,100}",
    "secret": r"(?!.*我).{0,20}(?:本|此|该)(?:电子)?邮件.{0,30}(?:保密|机密|专属|仅供|仅限|涉密).{0,160}"
    r"|(?!.*我).{0,6}(?:如|若|如果|若是)(?:您|你)?.{0,10}(?:误收|并非|不是).{0,20}(?:收件人|邮件).{0,160}",
    "paper": r"(?!.*我).{0,16}(?:打印|环境|纸张).{0,16}(?:打印|环保|环境|纸张).{0,20}|.{0,10}consider the environment.{0,80}",
    "scanned": r".{0,40}(?:virus-free|scanned (?:by|for)|viruses by|fingerprint|pgp key|gpg key).{0,80}",
    "hexadecimal": r"(?:[0-9A-F]{2,8}[ :]{1,3}){4,20}[0-9A-F]{2,8}",
    "named": r"(?:and )?(?:here(?:'s| is) )?(?:my )?signature[.:]?|我的签名(?:档)?|个人签名",
}
# In a tail that says it is one, lines of western letters belong to it: sentences are wrapped.
NAMES_FOOTER = re.compile(
    r"unsubscribe|subscribed|mailing list|confidential|intended recipient|privileged|退订|邮件列表|群组|列表",
    re.IGNORECASE,
)
HAN = re.compile("[\u4e00-\u9fff]")
NOTHING_SAID = re.compile(r"[-—–_*=~+#.·|\u1427\s]+")

_PLAIN = {**CONTACTS, **CLOSINGS}
_PIECE = re.compile("|".join(f"(?:{each})" for each in _PLAIN.values()), re.IGNORECASE)
_NAME = re.compile("|".join(f"(?:{each})" for each in NAMES.values()))
_POST = re.compile("|".join(f"(?:{each})" for each in POSTS.values()))
_FOOTER = re.compile("|".join(f"(?:{each})" for each in FOOTERS.values()), re.IGNORECASE)
_SPACED = re.compile(r"[|｜ \t]+")
_JOINED = re.compile(r"[/,，、;；-]+")
_INITIALS = re.compile(r"(?!no|ok|not|yes|two|one|six|ten|but|bad)[a-z]{2,3}")
# "Stefano Costa", "Editor, Journal of Open Archaeology Data": each word of weight is a capital's.
_CAPITALS = re.compile(
    r"(?:(?:[A-Z][\w.&'’-]{0,20}|of|the|and|for|at|in|de|von|van|&|@\w{2,30})[,.]?(?: |$)){1,9}"
)
_NO_NAME = re.compile(
    r"\b(?:I|I'm|We|You|My|It|Is|Are|Not|No|Yes|But|Wrong|Sorry|Please|Actually|Correction|Option|Number|Answer|Still"
    r"|Never|Later|One|Two|Three|Four|Five|Six|Pending|Moving|Unemployed|\w{4,}ed|Have|Has|Will|Was|Cancel\w*|Ignore|Instead|None|Both|Only|Wait\w*|Yet)\b",
    re.IGNORECASE,
)


def is_card(tail: list[str]) -> bool:
    """Whether all these lines are of a card or of a footer, so that none is a person's own words."""
    told = any(NAMES_FOOTER.search(line[:LONGEST_CARD_LINE]) for line in tail)
    return all(is_card_line(line) or (told and not HAN.search(line)) for line in tail)


def is_card_line(line: str) -> bool:
    """Whether a card or a footer has such a line: a name, a post, a firm, a way to reach him."""
    bare = line.strip(" |\t*")
    if not bare or NOTHING_SAID.fullmatch(bare):
        return True
    if len(bare) > LONGEST_CARD_LINE:
        return False
    if _FOOTER.fullmatch(bare) or _INITIALS.fullmatch(bare) or _is_piece(bare):
        return True
    pieces = _SPACED.split(bare)
    return len(pieces) <= MOST_PIECES and all(
        _is_piece(piece) or all(map(_is_piece, _JOINED.split(piece))) for piece in pieces
    )


def _is_piece(piece: str) -> bool:
    piece = piece.strip(" ,，.。:：!！")
    if not piece or _PIECE.fullmatch(piece) or _is_capitals(piece):
        return True
    if SENTENCE.search(piece):
        return False
    return _NAME.fullmatch(piece) is not None or _POST.fullmatch(piece) is not None


def _is_capitals(bare: str) -> bool:
    return _CAPITALS.fullmatch(bare) is not None and not _NO_NAME.search(bare)
