"""Education before leaving (S1): pending until attended or made up; what was told is kept beside it."""

from __future__ import annotations

from machines.orders.education import Attendance, MakeUp, Pledge, Told
from machines.roles import CARERS, Role
from machines.table import STAY, Move, State, Track
from machines.waits.before_leaving import EDUCATION_DUE

ANY = ("pending", "attended")

EDUCATION = Track(
    "education",
    "离校教育",
    states=(
        State(
            "pending",
            "待参加",
            Role.BRANCH_SECRETARY,
            waits=(EDUCATION_DUE,),
        ),
        State("attended", "已接受教育", final=True),
    ),
    moves=(
        Move("invite", "发送教育通知", ("pending",), STAY, CARERS, ("S1-1", "S1-2"),
             mail="education_invitation"),
        Move("invite_make_up", "发送补课通知", ("pending",), STAY, CARERS, ("S1-1",),
             mail="education_make_up"),
        Move("record_attendance", "登记参加", ANY, "attended", CARERS, ("S1-1", "S1-3", "S1-4"),
             asks=Attendance, writes=("attendance",)),
        Move("record_make_up", "登记补课", ("pending",), "attended", CARERS, ("S1-1",),
             asks=MakeUp, writes=("make_up",)),
        Move("record_pledge", "登记承诺书", ANY, STAY, CARERS, ("S1-4",),
             asks=Pledge, writes=("pledge",)),
        Move("send_notes", "发送注意事项", ANY, STAY, CARERS, ("S3.2-8", "S3.2-4", "S1-5"),
             mail="transfer_notes"),
        Move("record_told", "登记当面告知", ANY, STAY, CARERS, ("S1-5", "S3.2-8"),
             asks=Told, writes=("told",)),
        Move("acknowledge_notes", "确认已阅读注意事项", ANY, STAY, (Role.GRADUATE,),
             ("S1-5", "S3.2-4", "S3.2-8"), writes=("notes_acknowledged",)),
    ),
)  # fmt: skip
