"""Probation (S2.2, S4.5(3), X-C7, X-D32; D-5). Nothing here is ever ended by a clock."""

from __future__ import annotations

from machines.guards.materials import file_not_sealed_away
from machines.guards.probation import (
    extension_length_is_lawful,
    meeting_after_probation,
    meeting_was_valid,
    member_was_heard,
    not_extended_before,
    probation_is_over,
    receiver_regularises,
    school_regularises,
)
from machines.orders.probation import (
    BranchDecision,
    Cancellation,
    Extension,
    LocalException,
    RegularisationApplication,
)
from machines.roles import BRANCH, COLLEGE, Role
from machines.table import STAY, Back, Becomes, Move, State, Then, Track
from machines.waits.probation import PROBATION_APPLIED, PROBATION_ENDS

RUNNING = ("on_probation", "extended", "applied")
BEFORE_APPLYING = ("on_probation", "extended")

PROBATION = Track(
    "probation",
    "预备期",
    states=(
        State("on_probation", "预备期内", Role.GRADUATE, waits=(PROBATION_ENDS,)),
        State("extended", "预备期已延长", Role.GRADUATE, waits=(PROBATION_ENDS,)),
        State("applied", "已递交转正申请", Role.BRANCH_SECRETARY, waits=(PROBATION_APPLIED,)),
        State("frozen", "出国（境）期间暂停计算", Role.CONTACT_PERSON, remembers=True,
              no_wait="在国（境）外期间预备期不计（D-5），返回后继续"),
        State("regularised", "已转正", final=True),
        State("handed_over", "由接收单位转正", final=True),
        State("cancelled", "预备党员资格已取消", final=True),
    ),
    moves=(
        Move("remind", "提醒递交转正申请书", BEFORE_APPLYING, STAY, BRANCH, ("S2.2-1", "S4.5(3)-3"),
             only_if=(school_regularises,), mail="regularisation_due"),
        Move("tell_receiver_regularises", "告知向接收单位申请转正", BEFORE_APPLYING, STAY, BRANCH,
             ("S2.2-2",), only_if=(receiver_regularises,), mail="regularisation_elsewhere"),
        Move("apply", "登记转正申请书", BEFORE_APPLYING, "applied", BRANCH, ("S4.5(3)-3", "S2.2-1"),
             asks=RegularisationApplication, writes=("regularisation_application",)),
        Move("allow_here", "登记由本校转正的例外", RUNNING, STAY, COLLEGE, ("S2.2-2",),
             asks=LocalException, writes=("local_exception",)),
        Move("regularise", "转正", ("applied",), "regularised", BRANCH, ("X-C7", "S2.2-1", "S4.5(3)-4"),
             only_if=(probation_is_over, school_regularises, file_not_sealed_away),
             checks=(meeting_was_valid, meeting_after_probation), asks=BranchDecision,
             writes=("regularisation",), becomes=Becomes.FULL),
        Move("extend", "延长预备期", ("applied",), "extended", BRANCH, ("X-C7", "X-D32"),
             only_if=(probation_is_over, school_regularises, not_extended_before),
             checks=(meeting_was_valid, meeting_after_probation, extension_length_is_lawful),
             asks=Extension, writes=("extension",)),
        Move("cancel", "取消预备党员资格（支部大会决定）", ("applied",), "cancelled", COLLEGE,
             ("X-C7", "X-C4", "X-C43", "SA-4"),
             only_if=(probation_is_over, school_regularises),
             checks=(meeting_was_valid, meeting_after_probation, member_was_heard),
             asks=Cancellation,
             then=(Then("transfer", "end_with_membership"),)),
        Move("hand_over", "随组织关系交接收单位", RUNNING, "handed_over", (), ("S2.2-2",),
             only_if=(receiver_regularises,)),
        Move("freeze", "出国（境）暂停计算", RUNNING, "frozen", (), ("D-5",), writes=("probation_frozen",)),
        Move("unfreeze", "返回继续计算", ("frozen",), Back(RUNNING), (), ("D-5",),
             writes=("probation_unfrozen",)),
    ),
)  # fmt: skip
