"""Acts of those who study abroad: application, talk, departure, news, return (S3.3)."""

from __future__ import annotations

from machines.dates import add_months
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
from tracker.demo.troubles import refusing

ZZB = Role.DEPARTMENT

ask_papers = move(BS, "abroad.ask_papers")
invite_talk = move(BS, "abroad.invite_talk")
ask_news = move(CON, "abroad.ask_news")
refuse_abroad = refusing("abroad.refuse", "出国目的为工作，不属于保留范围，请按一般去向办理")
OVERSEAS = (
    ("英国", "北海大学"), ("澳大利亚", "南十字理工大学"), ("日本", "关东艺术大学"),
    ("德国", "莱茵应用技术大学"), ("新加坡", "狮城管理学院"), ("中国香港", "港岛理工学院"),
)  # fmt: skip


@act
def apply_abroad(hand: Hand) -> None:
    """附件2 with its papers (S3.3-2)."""
    country, school = hand.life.luck("abroad").choice(OVERSEAS)
    today = hand.today
    order = OverseasApplication(
        purpose=AbroadPurpose.STUDY,
        directly_after=True,
        country=country,
        school=school,
        starts_on=hand.life.season.day(70),
        returns_on=add_months(today, 14),
        home_contact="父亲，0570-555-0166",
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
        signatory="学院党委会（第11次）",
        limit_on=add_months(hand.today, 24),
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


@act
def talk(hand: Hand) -> None:
    """At least one talk before departure (S3.3-5)."""
    order = OverseasTalk(
        talked_on=hand.today,
        talked_by=hand.staff(BS).name,
        content="在外期间遵守纪律、保持联系、每半年至少报告一次、按时返回",
    )
    hand.do(BS, "abroad.record_talk", order)


@act
def depart(hand: Hand) -> None:
    """Leaves the country (S3.3-4)."""
    hand.do(BS, "abroad.depart", Departure(departed_on=hand.today))


def change_mind(name: str) -> Act:
    """The member gives the way abroad up (D-6)."""
    return act(lambda hand: hand.do(BS, name, Reason(reason="本人决定在国内就业，不再出国")))


go_ordinary = change_mind("abroad.go_ordinary")
withdraw_abroad = change_mind("abroad.withdraw")


@own
def send_news(hand: Hand) -> None:
    """News from abroad by link (S3.3-6)."""
    hand.answer("overseas_half_year", 1, Saying(text="学习顺利，预计明年夏天毕业"))


@act
def come_back(hand: Hand) -> None:
    """Back home: organisational life resumes (X-R34.2)."""
    order = Return(returned_on=hand.today, report="已取得学位回国，在外期间按要求保持联系")
    hand.do(BS, "abroad.come_back", order)
