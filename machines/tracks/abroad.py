"""Retention abroad (S3.3): apply, approve, file, prepare, abroad, back. At five years a decision."""

from __future__ import annotations

from machines.guards.education import education_attended, notes_received
from machines.guards.overseas import (
    abroad_limit_is_lawful,
    branch_and_contact_set,
    departure_follows_filing,
    listed_as_going_abroad,
    relation_not_on_its_way,
    return_follows_departure,
    stay_extension_is_later,
    study_straight_after_graduating,
    talk_held,
    three_papers_present,
)
from machines.guards.transfer import no_live_letter, no_review_running
from machines.orders.overseas import (
    Departure,
    OverseasApplication,
    OverseasApproval,
    OverseasPapers,
    OverseasPreparation,
    OverseasTalk,
    Return,
    StayExtension,
)
from machines.orders.shared import Filing, Reason, Saying
from machines.roles import BRANCH, CARERS, COLLEGE, Role
from machines.table import STAY, Becomes, Move, State, Then, Track
from machines.waits.abroad import (
    ABROAD_DECISION,
    ABROAD_FILING,
    ABROAD_LIMIT,
    HALF_YEAR,
    PAPERS_DUE,
    RETURN_EXPECTED,
)

G = Role.GRADUATE

ABROAD = Track(
    "abroad",
    "出国（境）保留",
    states=(
        State("not_applied", "未申请", resting=True,
              no_wait="是否申请由本人决定（S3.3-1），不申请按一般去向转出（D-6）", owner=G),
        State("applying", "申请中", Role.ORGANIZER, waits=(PAPERS_DUE, ABROAD_DECISION)),
        State("approved", "学院党委已同意", Role.DEPARTMENT, waits=(PAPERS_DUE, ABROAD_FILING)),
        State("preparing", "行前准备", Role.BRANCH_SECRETARY, waits=(PAPERS_DUE,)),
        State("abroad", "在国（境）外", Role.CONTACT_PERSON, waits=(HALF_YEAR, ABROAD_LIMIT, RETURN_EXPECTED)),
        State("returned", "已返回", final=True),
    ),
    moves=(
        Move("apply", "提交出国（境）保留申请", ("not_applied",), "applying", (*BRANCH, G),
             ("S3.3-1", "S3.3-2"), only_if=(relation_not_on_its_way, no_live_letter, no_review_running),
             asks=OverseasApplication, writes=("overseas_application",)),
        Move("go_ordinary", "不申请保留，按一般去向办理", ("not_applied",), STAY, (*BRANCH, G), ("D-6",),
             only_if=(listed_as_going_abroad,), asks=Reason, becomes=Becomes.HOME),
        Move("correct_application", "更正申请内容", ("applying",), STAY, (*BRANCH, G), ("S3.3-2",),
             asks=OverseasApplication, writes=("overseas_application",)),
        Move("record_papers", "登记补交材料", ("applying",), STAY, BRANCH, ("S3.3-2",),
             asks=OverseasPapers, writes=("overseas_papers",)),
        Move("ask_papers", "提醒补交材料", ("applying",), STAY, BRANCH, ("S3.3-2",),
             mail="overseas_documents"),
        Move("approve", "学院党委同意", ("applying",), "approved", COLLEGE, ("S3.3-3", "D-19", "D-6"),
             only_if=(study_straight_after_graduating, three_papers_present, relation_not_on_its_way,
                      no_live_letter),
             checks=(abroad_limit_is_lawful,), asks=OverseasApproval, writes=("overseas_approval",),
             then=(Then("transfer", "keep_abroad"),), becomes=Becomes.ABROAD, mail="overseas_result"),
        Move("refuse", "不同意", ("applying",), "not_applied", COLLEGE, ("S3.3-3", "D-19", "D-6"),
             asks=Reason, writes=("overseas_refusal",), becomes=Becomes.HOME, mail="overseas_result"),
        Move("withdraw", "撤回申请", ("applying", "approved", "preparing"), "not_applied", (*BRANCH, G),
             ("D-6", "D-19"), asks=Reason, writes=("overseas_withdrawal",), becomes=Becomes.HOME,
             then=(Then("transfer", "resume_from_abroad"),)),
        Move("file", "报组织部备案", ("approved",), "preparing", (Role.DEPARTMENT, Role.ORGANIZER),
             ("S3.3-3", "D-19"), asks=Filing, writes=("overseas_filing",)),
        Move("prepare", "编入支部和指定联系人", ("preparing", "abroad"), STAY, BRANCH, ("S3.3-4",),
             asks=OverseasPreparation, writes=("overseas_preparation",)),
        Move("invite_talk", "通知行前谈话", ("preparing",), STAY, CARERS, ("S3.3-5",),
             mail="overseas_talk"),
        Move("record_talk", "登记行前谈话", ("preparing",), STAY, CARERS, ("S3.3-5",),
             asks=OverseasTalk, writes=("overseas_talk",)),
        Move("depart", "登记出国（境）", ("preparing",), "abroad", BRANCH, ("S3.3-4", "S3.3-5", "S1-1", "S3.2-8"),
             only_if=(education_attended, notes_received, branch_and_contact_set, talk_held),
             checks=(departure_follows_filing,), asks=Departure, writes=("departure",),
             then=(Then("probation", "freeze"),)),
        Move("ask_news", "发送近况联系", ("abroad",), STAY, CARERS, ("S3.3-6", "X-R34.2"),
             mail="overseas_half_year"),
        Move("report_well", "本人报告近况", ("preparing", "abroad"), STAY, (G,), ("S3.3-6",), asks=Saying),
        Move("extend_stay", "延长保留期", ("abroad",), STAY, COLLEGE, ("D-8", "S3.3-7"),
             checks=(stay_extension_is_later,), asks=StayExtension, writes=("stay_extension",)),
        Move("come_back", "登记返回", ("abroad",), "returned", BRANCH, ("X-R34.2", "S3.3-7"),
             checks=(return_follows_departure,), asks=Return, writes=("return_home",), becomes=Becomes.HOME,
             then=(Then("probation", "unfreeze"), Then("transfer", "resume_from_abroad"))),
    ),
)  # fmt: skip
