"""Acts of those who study abroad: application, talk, departure, news, return (S3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.dates import add_months, days, month_end
from machines.orders.overseas import (
    Departure,
    OverseasApplication,
    OverseasApproval,
    OverseasPapers,
    OverseasPreparation,
    OverseasTalk,
    Return,
)
from machines.orders.shared import Filing, Reason, Saying
from machines.roles import Role
from machines.words import AbroadPaper, AbroadPurpose
from tracker.demo.acts import BS, CON, DW, Act, act, move, own
from tracker.demo.hand import Hand
from tracker.demo.people import mobile
from tracker.demo.troubles import refusing
from tracker.demo.workdays import session_of

ZZB = Role.DEPARTMENT

ask_papers = move(BS, "abroad.ask_papers")
invite_talk = move(BS, "abroad.invite_talk")
ask_news = move(CON, "abroad.ask_news")
refuse_abroad = refusing("abroad.refuse", "出国目的为工作，不属于保留范围，请按一般去向办理")
# Where they go, to which invented school, for how many months.
OVERSEAS = (
    ("英国", "北海大学", 12), ("英国", "泰恩河商学院", 12), ("英国", "西高地大学", 13),
    ("澳大利亚", "南十字理工大学", 24), ("澳大利亚", "珊瑚湾大学", 18), ("日本", "关东艺术大学", 30),
    ("日本", "濑户内工业大学", 24), ("德国", "莱茵应用技术大学", 26), ("法国", "卢瓦尔高等商学院", 20),
    ("新加坡", "狮城管理学院", 12), ("马来西亚", "槟城科技大学", 18), ("韩国", "汉江大学", 24),
    ("中国香港", "港岛理工学院", 12), ("中国澳门", "濠江大学", 22), ("俄罗斯", "涅瓦河音乐学院", 24),
)  # fmt: skip
RELATIONS = ("父亲", "母亲", "母亲", "姐姐", "哥哥", "姑姑", "舅舅", "祖父")
# Where the numbers of those at home begin: nobody of the demo has one of them.
HOME_NUMBERS = 6_000_000


@dataclass(frozen=True, slots=True)
class Stay:
    """What somebody means to do abroad."""

    country: str
    school: str
    starts_on: date
    returns_on: date
    limit_on: date


def stay_of(hand: Hand) -> Stay:
    """The stay of a life: begins soon after the summer he leaves in (D-6), each on a day of its own."""
    luck = hand.life.luck("abroad")
    country, school, months = luck.choice(OVERSEAS)
    starts_on = hand.life.season.day(luck.randrange(76, 96))
    returns_on = add_months(starts_on, months) + days(luck.randrange(-12, 20))
    limit_on = month_end(add_months(returns_on, luck.randrange(1, 7)))
    return Stay(country, school, starts_on, returns_on, limit_on)


@act
def apply_abroad(hand: Hand) -> None:
    """附件2 with its papers (S3.3-2)."""
    stay = stay_of(hand)
    relation = hand.life.luck("at home").choice(RELATIONS)
    order = OverseasApplication(
        purpose=AbroadPurpose.STUDY,
        directly_after=True,
        country=stay.country,
        school=stay.school,
        starts_on=stay.starts_on,
        returns_on=stay.returns_on,
        home_contact=f"{relation}，{mobile(HOME_NUMBERS + hand.life.case_id)}",
        papers=(AbroadPaper.WRITTEN_APPLICATION, AbroadPaper.FORM),
    )
    hand.do(BS, "abroad.apply", order)


@act
def record_papers(hand: Hand) -> None:
    """The offer and the visa arrive (S3.3-2)."""
    hand.do(BS, "abroad.record_papers", OverseasPapers(papers=(AbroadPaper.PROOF,)))


@act
def approve_abroad(hand: Hand) -> None:
    """The committee agrees (S3.3-3)."""
    order = OverseasApproval(
        approved_on=hand.today,
        signatory=session_of(hand.today),
        limit_on=stay_of(hand).limit_on,
    )
    hand.do(DW, "abroad.approve", order)


@act
def file_abroad(hand: Hand) -> None:
    """Filed with the department (S3.3-3, D-19)."""
    number = f"境〔{hand.today.year}〕{hand.life.case_id}号"
    hand.do(ZZB, "abroad.file", Filing(filed_on=hand.today, filing_no=number))


@act
def prepare_abroad(hand: Hand) -> None:
    """Branch and contact person (S3.3-4)."""
    order = OverseasPreparation(branch=hand.life.branch_id, contact_person=hand.staff(CON).id)
    hand.do(BS, "abroad.prepare", order)


TALKS = (
    "在外期间遵守纪律、保持联系、每半年至少报告一次、按时返回",
    "提醒遵守当地法律和外事纪律，每半年报告思想学习情况，党费由家人代交",
    "本人表示学成按期回国；约定每学期末以邮件报告，地址变动随时告知",
    "讲明保留期限、联系人和联系方式，提醒注意人身安全，遇事及时与支部联系",
)


@act
def talk(hand: Hand) -> None:
    """At least one talk before departure (S3.3-5)."""
    order = OverseasTalk(
        talked_on=hand.today,
        talked_by=hand.staff(BS).name,
        content=hand.life.luck("talk").choice(TALKS),
    )
    hand.do(BS, "abroad.record_talk", order)


def _depart(hand: Hand) -> None:
    """Leaves the country (S3.3-4), and writes so to the branch a few days later."""
    ago = hand.life.luck("departure").randrange(4)
    hand.do(BS, "abroad.depart", Departure(departed_on=hand.today - days(ago)))


depart = Act(_depart, loose=9)


def change_mind(name: str) -> Act:
    """The member gives the way abroad up (D-6)."""
    return act(lambda hand: hand.do(BS, name, Reason(reason="本人决定在国内就业，不再出国")))


go_ordinary = change_mind("abroad.go_ordinary")
withdraw_abroad = change_mind("abroad.withdraw")


@own
def send_news(hand: Hand) -> None:
    """News from abroad by link (S3.3-6)."""
    end = stay_of(hand).returns_on
    news = hand.life.luck(f"news {hand.today}").choice(
        (
            f"学习顺利，预计{end.year}年{end.month}月回国",
            "课程跟得上，正在写论文，身体都好，党费已托家人交",
            f"这学期成绩不错，假期在学校图书馆做助理，{end.year}年毕业",
        )
    )
    hand.answer("overseas_half_year", 1, Saying(text=news))


@act
def come_back(hand: Hand) -> None:
    """Back home: organisational life resumes (X-R34.2)."""
    early = hand.today < stay_of(hand).returns_on - days(60)
    report = "改读一年制课程，已结业，提前回国" if early else "已取得学位回国"
    order = Return(returned_on=hand.today, report=f"{report}；在外期间按要求保持联系")
    hand.do(BS, "abroad.come_back", order)
