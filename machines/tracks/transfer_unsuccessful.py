"""The rows of a transfer that did not succeed: reissue after expiry and retention (S4.5(1), S4.5(2))."""

from __future__ import annotations

from machines.guards.transfer import (
    letter_number_is_new,
    letter_validity_is_lawful,
    no_review_running,
)
from machines.guards.unsuccessful import (
    extension_is_later,
    letter_out_of_validity,
    new_unit_is_named,
    no_other_request,
    original_letter_returned,
    reissue_in_time_or_excepted,
    reissue_still_in_time,
    retention_filed,
    retention_not_yet_filed,
    retention_period_is_lawful,
    retention_request_is_specific,
)
from machines.orders.shared import Filing, Reason, Saying
from machines.orders.transfer import ReissueLetter
from machines.orders.unsuccessful import (
    ConductReview,
    Dues,
    HostOrganisation,
    Participation,
    ReissueApproval,
    ReissueRequest,
    Retain,
    RetentionApproval,
    RetentionExtension,
    RetentionRequest,
)
from machines.roles import BRANCH, CARERS, COLLEGE, Role
from machines.table import STAY, Back, Move

G = Role.GRADUATE
ASKED_FROM = ("letter_issued", "expired")
REISSUE = ("reissue_requested", "reissue_approved")
RETENTION = ("retention_requested", "retention_approved")

UNSUCCESSFUL_MOVES = (
    # Reissue after expiry (S4.5(1), D-4, D-17)
    Move("request_reissue", "申请重开介绍信（附件4）", ASKED_FROM, "reissue_requested", (*BRANCH, G),
         ("S4.5(1)-1", "D-4"), only_if=(letter_out_of_validity, no_other_request), checks=(new_unit_is_named,),
         asks=ReissueRequest,
         writes=("reissue_request",), mail="reissue_received"),
    Move("return_reissue", "退回修改", ("reissue_requested",), Back(ASKED_FROM), COLLEGE,
         ("S4.5(1)-1", "D-19"), asks=Reason, writes=("application_returned",), mail="reissue_returned"),
    Move("refuse_reissue", "不同意重开", REISSUE, "expired", COLLEGE, ("S4.5(1)-2", "D-17", "D-19"),
         asks=Reason, writes=("application_refused",), mail="reissue_refused"),
    Move("withdraw_reissue", "撤回重开申请", REISSUE, "expired", (*BRANCH, G), ("S4.5(1)-1",), asks=Reason,
         writes=("application_withdrawn",)),
    Move("approve_reissue", "学院党委审核同意重开", ("reissue_requested",), "reissue_approved", COLLEGE,
         ("S4.5(1)-2", "D-17", "D-19", "X-33"), only_if=(no_review_running,),
         checks=(reissue_in_time_or_excepted,),
         asks=ReissueApproval, writes=("application_approved",), mail="reissue_approved"),
    Move("reissue_letter", "作废原介绍信，重新开具", ("reissue_approved",), "letter_issued",
         (Role.ORGANIZER,), ("S4.5(1)-3", "S4.5-0b", "D-4", "D-1", "D-17"),
         only_if=(reissue_still_in_time, no_review_running),
         checks=(original_letter_returned, letter_number_is_new, letter_validity_is_lawful),
         asks=ReissueLetter, writes=("replacement_letter", "application_done"), mail="letter_ready"),
    # Retention at home (S4.5(2), D-7, D-8)
    Move("request_retention", "申请保留组织关系（附件5）", ASKED_FROM, "retention_requested", (*BRANCH, G),
         ("S4.5(2)-1", "D-7"), only_if=(no_other_request,), checks=(retention_request_is_specific,),
         asks=RetentionRequest, writes=("retention_request",), mail="retention_received"),
    Move("return_retention", "退回修改", ("retention_requested",), Back(ASKED_FROM), COLLEGE,
         ("S4.5(2)-1", "D-19"), asks=Reason, writes=("application_returned",), mail="retention_returned"),
    Move("refuse_retention", "不同意保留", ("retention_requested",), Back(ASKED_FROM), COLLEGE,
         ("S4.5(2)-2", "D-19"), asks=Reason, writes=("application_refused",), mail="retention_refused"),
    Move("withdraw_retention", "撤回保留申请", ("retention_requested",), Back(ASKED_FROM), (*BRANCH, G),
         ("S4.5(2)-1",), asks=Reason, writes=("application_withdrawn",)),
    Move("approve_retention", "学院党委审核同意保留", ("retention_requested",), "retention_approved",
         COLLEGE, ("S4.5(2)-2", "S4.5(2)-6", "D-4", "D-7", "D-8", "D-19"), only_if=(no_review_running,),
         checks=(original_letter_returned, retention_period_is_lawful), asks=RetentionApproval,
         writes=("application_approved", "retention"), mail="retention_approved"),
    Move("file_retention", "报组织部备案", ("retention_approved",), STAY,
         (Role.DEPARTMENT, Role.ORGANIZER), ("S4.5(2)-2", "D-19"), only_if=(retention_not_yet_filed,),
         asks=Filing, writes=("application_filed",)),
    Move("retain", "编入支部、录入流动党员模块", ("retention_approved",), "retained", BRANCH,
         ("S4.5(2)-4", "S4.3-5", "S4.5(3)-1", "S3.2-5"), only_if=(retention_filed,), asks=Retain,
         writes=("retained", "application_done"), mail="retention_duties"),
    Move("record_participation", "登记参加活动", ("retained",), STAY, CARERS, ("S4.5(2)-3", "S4.5(3)-2"),
         asks=Participation),
    Move("record_dues", "登记党费", ("retained",), STAY, CARERS, ("S4.5(2)-3", "S4.5(3)-2"), asks=Dues,
         writes=("dues",)),
    Move("record_host", "登记流入地党组织纳管", ("retained",), STAY, CARERS, ("S4.5(2)-5", "X-R32"),
         asks=HostOrganisation),
    Move("remind_duties", "提醒参加活动和交纳党费", ("retained",), STAY, CARERS, ("S4.5(2)-3",),
         mail="retention_reminder"),
    Move("warn_ending", "提醒保留期将满", ("retained",), STAY, CARERS, ("S4.5(2)-6",),
         mail="retention_ending"),
    Move("extend_retention", "延长保留期（例外）", ("retained",), STAY, COLLEGE, ("D-8", "S4.5(2)-6"),
         checks=(extension_is_later,), asks=RetentionExtension, writes=("retention_extension",)),
    Move("report_transferable", "本人告知可以转出", ("retained",), STAY, (G,), ("S4.5(2)-7",), asks=Saying,
         writes=("task",)),
    Move("start_conduct_review", "开始审核离校期间表现", ("retained",), "conduct_review", BRANCH,
         ("S4.5(2)-7",)),
    Move("pass_conduct_review", "审核合格，办理转出", ("conduct_review",), "verified", COLLEGE,
         ("S4.5(2)-7", "S4.5(3)-4"), asks=ConductReview, writes=("conduct_review",)),
    Move("fail_conduct_review", "审核未通过，继续保留管理", ("conduct_review",), "retained", COLLEGE,
         ("S4.5(2)-7",), asks=ConductReview, writes=("conduct_review",)),
)  # fmt: skip
