"""The files (S2): members' and activists'. No row edits an original (S2.1-2)."""

from __future__ import annotations

from machines.guards.data import (
    days_are_in_order,
    id_number_agrees,
    only_the_regularised_have_the_day,
)
from machines.guards.materials import (
    file_of_a_probationer,
    finding_is_explained,
    form_has_no_open_defect,
    no_open_defect,
    nothing_required_missing,
    only_defects_are_withdrawn,
    probation_settled_if_due,
    registration_form_sealed,
    something_defective,
    something_missing,
    something_required_missing,
    two_checkers_named,
)
from machines.orders.materials import (
    Archive,
    ConfidentialPost,
    ConfidentialReceipt,
    Defect,
    DefectWithdrawal,
    InvestigationNote,
    ItemCheck,
    Reconstructed,
    Reconstruction,
    RegistrationForm,
    SeparateSeal,
)
from machines.orders.transfer import DataCorrection
from machines.roles import COLLEGE, FILES, Role
from machines.table import STAY, Move, State, Track
from machines.waits.before_leaving import FILE_DUE

OPEN = ("unchecked", "checked", "defective", "reconstructing")
# A check may record a problem without moving the file: it is explained or withdrawn from here too.
MAY_HOLD_DEFECTS = ("unchecked", "checked", "defective")
COMPLETE = (nothing_required_missing, no_open_defect, two_checkers_named)
READY = (*COMPLETE, registration_form_sealed, probation_settled_if_due)

NO_LIMIT = "调查需要多久由事实决定，补齐后方可归档（S2.1-5）"
IN_POST = "机要流转的时间由邮路决定，由组织员跟踪（S2.2-4）"

STATES = (
    State("unchecked", "未检查", Role.ORGANIZER, waits=(FILE_DUE,)),
    State("checked", "检查无误", Role.ORGANIZER, waits=(FILE_DUE,)),
    State("defective", "有问题", Role.ORGANIZER, waits=(FILE_DUE,)),
    State("reconstructing", "调查补档中", Role.ORGANIZER, no_wait=NO_LIMIT),
    State("archived", "已归档", final=True),
)

MOVES = (
    Move("check_items", "检查材料", OPEN, STAY, FILES, ("S2.1-1", "S2.1-2"),
         checks=(finding_is_explained,), asks=ItemCheck, writes=("item_check",)),
    Move("mark_checked", "确认检查无误", ("unchecked",), "checked", FILES, ("S2.1-1",),
         only_if=COMPLETE),
    Move("report_defect", "登记问题", ("unchecked", "checked"), "defective", FILES, ("S2.1-2",),
         asks=Defect, writes=("defect",)),
    Move("add_investigation_note", "附调查核实材料", MAY_HOLD_DEFECTS, "checked", COLLEGE, ("S2.1-3",),
         only_if=(something_defective, nothing_required_missing, two_checkers_named),
         asks=InvestigationNote, writes=("investigation_note",)),
    Move("withdraw_defect", "撤销误登的问题", MAY_HOLD_DEFECTS, "unchecked", COLLEGE, ("S2.1-2",),
         only_if=(something_defective,), checks=(only_defects_are_withdrawn,),
         asks=DefectWithdrawal, writes=("defect_withdrawal",)),
    Move("start_reconstruction", "启动调查补档", ("unchecked", "defective"), "reconstructing", FILES,
         ("S2.1-5",), only_if=(something_required_missing,), asks=Reconstruction,
         writes=("reconstruction",), mail="materials_missing"),
    Move("complete_reconstruction", "补档完成", ("reconstructing",), "unchecked", FILES, ("S2.1-5",),
         only_if=(nothing_required_missing,), asks=Reconstructed, writes=("reconstruction",)),
    Move("seal_registration_form", "登记党员登记表盖章", OPEN, STAY, COLLEGE, ("S2.1-6", "S2.2-3"),
         only_if=(form_has_no_open_defect,), asks=RegistrationForm, writes=("registration_form",)),
    Move("remind_form", "提醒填写党员登记表", OPEN, STAY, FILES, ("S2.1-6", "S2.2-3"), mail="form_due"),
    Move("remind_missing", "提醒补交材料", OPEN, STAY, FILES, ("S2.1-5",),
         only_if=(something_missing,), mail="materials_missing"),
    Move("archive", "归档", ("checked",), "archived", (Role.ORGANIZER,), ("S2.1-4", "S2.2-1", "S2.2-3"),
         only_if=READY, asks=Archive, mail="materials_filed"),
)  # fmt: skip

FULL_MATERIALS = Track("materials", "材料", STATES, MOVES)

SEALED_STATES = (
    State("sealed_separately", "已单独密封", Role.ORGANIZER, no_wait=IN_POST),
    State("sent_confidentially", "机要寄出", Role.ORGANIZER, no_wait=IN_POST),
    State("receipt_confirmed", "对方已签收", final=True),
)

SEALED_MOVES = (
    Move("seal_separately", "单独密封", ("checked",), "sealed_separately", (Role.ORGANIZER,),
         ("S2.2-4",), only_if=(file_of_a_probationer, *READY), asks=SeparateSeal),
    Move("send_confidentially", "机要寄出", ("sealed_separately",), "sent_confidentially",
         (Role.ORGANIZER,), ("S2.2-4",), asks=ConfidentialPost,
         mail="sealed_materials_sent"),
    Move("confirm_confidential_receipt", "登记对方签收", ("sent_confidentially",), "receipt_confirmed",
         (Role.ORGANIZER,), ("S2.2-4",), asks=ConfidentialReceipt),
)  # fmt: skip

PROBATIONARY_MATERIALS = Track(
    "materials", "材料", (*STATES, *SEALED_STATES), (*MOVES, *SEALED_MOVES)
)

COLLECTING = ("collecting", "checked")

ACTIVIST_MATERIALS = Track(
    "materials",
    "材料",
    states=(
        State("collecting", "收集中", Role.COUNSELOR, waits=(FILE_DUE,)),
        State("checked", "检查无误", Role.ORGANIZER, waits=(FILE_DUE,)),
        State("archived", "已归档", final=True),
    ),
    moves=(
        Move("check_items", "检查材料", COLLECTING, STAY, FILES, ("S2.3-1", "S2.3-2", "S2.3-3"),
             checks=(finding_is_explained,), asks=ItemCheck, writes=("item_check",)),
        Move("remind_form", "提醒填写培养考察登记表", ("collecting",), STAY, FILES, ("S2.3-1",),
             mail="form_due"),
        Move("remind_missing", "提醒补交材料", COLLECTING, STAY, FILES, ("S2.3-2",),
             only_if=(something_missing,), mail="materials_missing"),
        Move("mark_checked", "确认检查无误", ("collecting",), "checked", FILES,
             ("S2.3-1", "S2.3-2", "S2.3-3", "D-11"),
             only_if=(nothing_required_missing, no_open_defect)),
        Move("add_investigation_note", "附调查核实材料", COLLECTING, STAY, COLLEGE, ("S2.1-3",),
             only_if=(something_defective, nothing_required_missing), asks=InvestigationNote,
             writes=("investigation_note",)),
        Move("withdraw_defect", "撤销误登的问题", COLLECTING, STAY, COLLEGE, ("S2.1-2",),
             only_if=(something_defective,), checks=(only_defects_are_withdrawn,),
             asks=DefectWithdrawal, writes=("defect_withdrawal",)),
        Move("correct_data", "更正信息", COLLECTING, STAY, (*FILES, Role.BRANCH_SECRETARY),
             ("S2.3-2", "S4.1-6"),
             checks=(id_number_agrees, days_are_in_order, only_the_regularised_have_the_day),
             asks=DataCorrection, writes=("data_correction",)),
        Move("reopen", "退回继续收集", ("checked",), "collecting", FILES, ("S2.3-2",)),
        Move("archive", "归档", ("checked",), "archived", (Role.ORGANIZER,), ("S2.3-2", "S2.3-3", "X-D12"),
             only_if=(nothing_required_missing, no_open_defect), asks=Archive,
             mail="materials_filed"),
    ),
)  # fmt: skip
