"""The transfer of the relation (S3, S4): from the data check to acceptance. The clock only expires."""

from __future__ import annotations

from machines.guards.data import (
    days_are_in_order,
    id_number_agrees,
    only_the_regularised_have_the_day,
    something_is_stated,
)
from machines.guards.education import education_attended, notes_received
from machines.guards.materials import probation_settled_if_due
from machines.guards.transfer import (
    acceptance_day_is_possible,
    data_checks_pass,
    destination_fits,
    destination_registered,
    letter_number_is_new,
    letter_validity_is_lawful,
    letter_was_issued,
    no_live_letter,
    no_open_application,
    no_review_running,
    receiver_in_database,
    receiver_not_in_database,
    retained_probationer_regularised,
    sealed_receipt_registered,
    someone_is_responsible,
)
from machines.guards.unsuccessful import (
    answered_since_reported,
    letter_has_run_out,
    letter_still_runs,
    letter_within_validity,
    no_answer_for_half_a_year,
    original_letter_returned,
)
from machines.orders.shared import Saying
from machines.orders.transfer import (
    Acceptance,
    DataCorrection,
    Deferral,
    Destination,
    DestinationProposal,
    ExchangeLetter,
    Feedback,
    HandOver,
    InternalTransfer,
    Letter,
    OutOfContact,
    Receipt,
    ReceiptEntry,
    WrongData,
)
from machines.orders.unsuccessful import ExchangeWish
from machines.roles import BRANCH, CARERS, Role
from machines.table import STAY, Back, Move, State, Then, Track, Trigger
from machines.tracks.transfer_unsuccessful import UNSUCCESSFUL_MOVES
from machines.waits.conditions import NO_RECEIPT, NOT_REVIEWED
from machines.waits.retained import (
    ACTIVITY_DUE,
    CONDUCT_REVIEW_DUE,
    DUES_DUE,
    NEGLECT,
    REGULARISED_HERE,
    RETENTION_ENDS,
    TRANSFERABLE,
)
from machines.waits.transfer import (
    AFTER_LEAVING,
    DATA_CHECK,
    LEAVING,
    LETTER_DUE,
    LETTER_VALIDITY,
    RECEIPT_IN,
    RECEIPT_RETURN,
)
from machines.waits.unsuccessful import (
    CALLS,
    CHOOSE_AGAIN,
    OVER_SIX_MONTHS,
    RECEIPTS_BY,
    REISSUE_DECISION,
    REISSUE_LIMIT,
    RETENTION_DECISION,
    RETENTION_FILING,
    SIX_MONTHS_BESIDE,
)

G = Role.GRADUATE
ZZY = Role.ORGANIZER

EARLY = ("verifying", "verified", "registered")
LETTER_OUT = ("letter_issued", "expired")
REQUESTED = ("reissue_requested", "reissue_approved", "retention_requested", "retention_approved")
KEPT = ("retained", "conduct_review")
SILENT_IN = (*EARLY, *LETTER_OUT, *KEPT)
ACCEPTABLE = (
    *LETTER_OUT,
    "reissue_requested",
    "reissue_approved",
    "retention_requested",
    "out_of_contact",
)
OPEN = (*EARLY, "deferred", *LETTER_OUT, *REQUESTED, *KEPT, "out_of_contact", "kept_abroad")
CONSISTENT = (id_number_agrees, days_are_in_order, only_the_regularised_have_the_day)
SPEAKING = (*LETTER_OUT, *REQUESTED, *KEPT, "out_of_contact", "accepted", "moved_internally")

BEFORE_THE_LETTER = (LEAVING, AFTER_LEAVING, SIX_MONTHS_BESIDE)
WHILE_RETAINED = (
    RETENTION_ENDS, TRANSFERABLE, REGULARISED_HERE, DUES_DUE, ACTIVITY_DUE, NEGLECT,
)  # fmt: skip

STATES = (
    State("verifying", "信息核对中", Role.BRANCH_SECRETARY, waits=(DATA_CHECK, SIX_MONTHS_BESIDE)),
    State("verified", "信息已核对", Role.BRANCH_SECRETARY, waits=BEFORE_THE_LETTER),
    State("registered", "去向已登记", ZZY, waits=(LETTER_DUE, SIX_MONTHS_BESIDE)),
    State("letter_issued", "介绍信已开具", G,
          waits=(LETTER_VALIDITY, RECEIPT_RETURN, RECEIPT_IN, SIX_MONTHS_BESIDE)),
    State("expired", "介绍信已过期", G,
          waits=(RECEIPTS_BY, CHOOSE_AGAIN, REISSUE_LIMIT, RECEIPT_RETURN, RECEIPT_IN,
                 SIX_MONTHS_BESIDE)),
    State("reissue_requested", "重开申请待审核", Role.COMMITTEE, remembers=True,
          waits=(REISSUE_DECISION, REISSUE_LIMIT, RECEIPT_IN, SIX_MONTHS_BESIDE)),
    State("reissue_approved", "重开已同意，待换领", ZZY, waits=(REISSUE_LIMIT, RECEIPT_IN, SIX_MONTHS_BESIDE)),
    State("retention_requested", "保留申请待审核", Role.COMMITTEE, remembers=True,
          waits=(RETENTION_DECISION, SIX_MONTHS_BESIDE)),
    State("retention_approved", "保留已同意，待备案和编入支部", ZZY, waits=(RETENTION_FILING,)),
    State("retained", "组织关系保留在校", Role.BRANCH_SECRETARY, waits=WHILE_RETAINED),
    State("conduct_review", "审核离校期间表现", ZZY, waits=(CONDUCT_REVIEW_DUE,)),
    State("out_of_contact", "失去联系", Role.BRANCH_SECRETARY, remembers=True, waits=(OVER_SIX_MONTHS, CALLS)),
    State("deferred", "延期毕业", Role.BRANCH_SECRETARY,
          no_wait="延期毕业不计六个月（D-12），毕业后转入下一届"),
    State("kept_abroad", "出国（境）保留在校", Role.CONTACT_PERSON, remembers=True,
          no_wait="期限由出国（境）保留一栏管理（S3.3-6、S3.3-7）"),
    State("accepted", "对方已接收", final=True),
    State("moved_internally", "已在校内转接", final=True),
    State("ended_by_disposition", "因党籍处理终结", final=True),
)  # fmt: skip

TRANSFER = Track(
    "transfer",
    "组织关系转移",
    states=STATES,
    moves=(
        # Data (S4.1)
        Move("ask_confirm_data", "请本人核对信息", EARLY, STAY, BRANCH, ("S4.1-1", "S4.1-6"),
             mail="confirm_data"),
        Move("confirm_data", "本人确认信息无误", EARLY, STAY, (G,), ("S4.1-1",), writes=("data_confirmed",)),
        Move("report_wrong_data", "本人指出信息有误", OPEN, STAY, (G,), ("S4.1-1",),
             checks=(something_is_stated, days_are_in_order, only_the_regularised_have_the_day),
             asks=WrongData, writes=("data_proposals", "task")),
        Move("correct_data", "更正信息", OPEN, STAY, BRANCH, ("S4.1-1", "S4.1-5", "S4.1-6"),
             checks=CONSISTENT, asks=DataCorrection, writes=("data_correction",)),
        Move("verify", "信息核对通过", ("verifying",), "verified", BRANCH,
             ("S4.1-1", "S4.1-2", "S4.1-3", "S4.1-4", "S4.1-5", "S4.1-6", "D-18"),
             only_if=(data_checks_pass, someone_is_responsible)),
        # Destination (S3.2, S4.2)
        Move("ask_destination", "请本人确认去向", (*EARLY, "conduct_review"), STAY, BRANCH,
             ("S4.2-1", "S3.2-4"), mail="confirm_destination"),
        Move("propose_destination", "本人填写去向", EARLY, STAY, (G,), ("S3.2-1", "S3.2-2", "S3.2-3"),
             asks=DestinationProposal, writes=("destination_proposal", "task")),
        Move("register_destination", "登记去向", ("verified",), "registered", BRANCH,
             ("S3.2-1", "S3.2-2", "S3.2-3", "S4.2-1", "S4.3-2", "S4.3-3", "D-6"),
             checks=(destination_fits,), asks=Destination, writes=("destination",)),
        Move("change_destination", "更改去向", ("registered", "expired", "reissue_approved"), STAY, BRANCH,
             ("S4.2-1", "S3.2-1", "S4.5(1)-1"), checks=(destination_fits,), asks=Destination,
             writes=("destination",)),
        # Letter (S3.1-1, S4.3)
        Move("issue_letter", "开具介绍信", ("registered",), "letter_issued", (ZZY,),
             ("S3.1-1", "S4.3-1", "S4.3-4", "S1-1", "S3.2-8", "X-90", "X-45", "D-1"),
             only_if=(data_checks_pass, education_attended, notes_received, destination_registered, no_live_letter,
                      no_open_application, probation_settled_if_due, retained_probationer_regularised,
                      no_review_running),
             checks=(letter_number_is_new, letter_validity_is_lawful), asks=Letter,
             writes=("letter",), mail="letter_ready"),
        Move("record_hand_over", "登记介绍信交给本人", LETTER_OUT, STAY, BRANCH, ("S4.3-4",), asks=HandOver,
             writes=("hand_over",)),
        Move("confirm_collected", "本人确认已领取", LETTER_OUT, STAY, (G,), ("S4.3-4",),
             writes=("collected",)),
        Move("urge_report", "提醒在有效期内报到", ("letter_issued",), STAY, CARERS,
             ("S3.1-3", "S4.4-1", "S3.1-7"), only_if=(letter_still_runs,), mail="report_now"),
        # Receipt, feedback, acceptance (S4.4)
        Move("chase_receipt", "催办回执", LETTER_OUT, STAY, CARERS, ("S4.4-2", "S4.4-5", "S4.4-8"),
             mail="receipt_chase"),
        Move("record_receipt", "登记回执", (*ACCEPTABLE, "accepted"), STAY, BRANCH,
             ("S4.4-2", "S4.4-4", "S4.4-6"), asks=Receipt, writes=("receipt",)),
        Move("record_feedback", "登记本人反馈", SPEAKING, STAY, (*BRANCH, G), ("S3.1-4", "S4.4-3"),
             asks=Feedback, writes=("task",), mail="feedback_thanks"),
        Move("confirm_acceptance", "确认对方已接收", ACCEPTABLE, "accepted", BRANCH,
             ("S4.4-3", "D-10", "X-R25.3"), only_if=(letter_was_issued, receiver_in_database),
             checks=(acceptance_day_is_possible,), asks=Acceptance,
             writes=("acceptance", "open_application_closed"), then=(Then("probation", "hand_over"), Then("disposition", "end_on_acceptance")),
             mail="closed_thanks"),
        Move("enter_receipt", "录入回执，结束流程（非建库单位）", ACCEPTABLE, "accepted", (ZZY,),
             ("S4.4-7", "S4.3-3"),
             only_if=(letter_was_issued, receiver_not_in_database, sealed_receipt_registered),
             checks=(acceptance_day_is_possible,), asks=ReceiptEntry,
             writes=("acceptance", "open_application_closed"), then=(Then("probation", "hand_over"), Then("disposition", "end_on_acceptance")),
             mail="closed_thanks"),
        # Within validity (S4.5-0)
        Move("expire", "介绍信过期", ("letter_issued",), "expired", (Role.CLOCK,), ("D-1", "S4.5-0"),
             only_if=(letter_has_run_out,), mail="letter_expired",
             mail_if=(NOT_REVIEWED, NO_RECEIPT), on=Trigger.CLOCK),
        Move("ask_choice", "再次请本人选择重开或保留", ("expired",), STAY, CARERS,
             ("S4.5(1)-1", "S4.5(2)-1", "S3.1-7"), only_if=(letter_has_run_out,), mail="letter_expired"),
        Move("ask_exchange", "本人要求换领介绍信", ("letter_issued",), STAY, (G,), ("S4.5-0",),
             only_if=(letter_within_validity,), asks=ExchangeWish, writes=("task",),
             mail="reissue_how_to"),
        Move("exchange_letter", "有效期内换领介绍信", ("letter_issued",), "letter_issued", (ZZY,),
             ("S4.5-0", "S4.5-0b", "D-1", "D-4"), only_if=(letter_within_validity, no_review_running),
             checks=(original_letter_returned, letter_number_is_new, letter_validity_is_lawful),
             asks=ExchangeLetter, writes=("replacement_letter",), mail="letter_ready"),
        Move("change_destination_before_exchange", "换领前更改去向", ("letter_issued",), STAY, (ZZY,),
             ("S4.5-0", "S3.2-1"), only_if=(letter_within_validity,), checks=(destination_fits,),
             asks=Destination, writes=("destination",)),
        *UNSUCCESSFUL_MOVES,
        # Within the school (S4.3-5, D-12)
        Move("transfer_internally", "校内转接", ("verified", "registered", "deferred", *KEPT),
             "moved_internally", BRANCH, ("S4.3-5",), only_if=(no_live_letter, no_review_running),
             asks=InternalTransfer,
             writes=("internal_transfer",)),
        Move("defer", "延期毕业", EARLY, "deferred", BRANCH, ("D-12", "S4.3-5"),
             only_if=(no_live_letter, no_review_running),
             asks=Deferral, writes=("deferral",)),
        Move("rejoin", "转入下一届", ("deferred",), "verifying", BRANCH, ("D-12",), writes=("rejoined",)),
        # Abroad (S3.3): only ever follows the retention-abroad track.
        Move("keep_abroad", "出国（境）保留", (*EARLY, "deferred"), "kept_abroad", (), ("S3.3-3", "S4.3-5")),
        Move("resume_from_abroad", "恢复转移", ("kept_abroad",), Back((*EARLY, "deferred")), (),
             ("X-R34.2", "D-6")),
        # Lost contact (S4.5(4)-1)
        Move("report_out_of_contact", "登记失去联系", SILENT_IN, "out_of_contact", CARERS,
             ("S4.5(4)-1", "D-2", "D-15"), only_if=(no_answer_for_half_a_year, no_open_application),
             asks=OutOfContact, writes=("out_of_contact",), mail="cannot_reach"),
        Move("call_again", "再次发出联系邮件", ("out_of_contact",), STAY, CARERS, ("S4.5(4)-1", "S4.4-5"),
             mail="cannot_reach"),
        Move("answer_call", "本人回应", ("out_of_contact", *SILENT_IN), STAY, (G,), ("D-15",), asks=Saying,
             writes=("task",)),
        Move("contact_restored", "恢复联系", ("out_of_contact",), Back(SILENT_IN), (*CARERS, G),
             ("S4.5(4)-1", "D-15"), only_if=(answered_since_reported,), on=Trigger.TWO_WAY_CONTACT),
        Move("end_with_membership", "随党籍处理终结", OPEN, "ended_by_disposition", (), ("S4.5(4)-2", "SA-3"),
             writes=("letter_void_at_end", "open_application_closed")),
    ),
)  # fmt: skip
