"""What education and the file wait for: the day of leaving (S1-1, S2.1, S2.3)."""

from __future__ import annotations

from machines.roles import Role
from machines.waits.conditions import FORM_WANTED, PAPER_MISSING
from machines.waits.transfer import leaving_day
from machines.waits.wait import Reminder, Wait, When, ladder

G = Role.GRADUATE
BEFORE, AFTER = When.DAYS_BEFORE, When.DAYS_AFTER
FORMS = ("S2.1-6", "S2.2-3", "S2.3-1")

EDUCATION_DUE = Wait(
    "education_due",
    "离校前完成",
    "离校日期",
    leaving_day,
    ("S1-1",),
    until="离校日期当天",
    reminders=(
        # Who took part but is not entered yet is no laggard: the branch enters it first.
        Reminder(Role.BRANCH_SECRETARY, BEFORE, "education_reminder_days", ("S1-1",), at=0,
                 words="请登记集中教育的参加情况；没有参加的，离校前安排补上"),
        Reminder(G, BEFORE, "education_reminder_days", ("S1-1",), at=1, mail="education_make_up"),
        Reminder(G, AFTER, "leaving_overdue_days", ("S1-1",), mail="education_make_up"),
        *ladder(Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT,
                rules=("S1-1", "S1-7"), words="离校前集中教育还没有完成，请安排补课，或登记原因"),
    ),
)  # fmt: skip
FILE_DUE = Wait(
    "file_due",
    "离校前归档",
    "离校日期",
    leaving_day,
    ("S2.1-1", "S2.1-4", "S2.3-2", "S2.3-3"),
    until="离校日期当天",
    reminders=(
        Reminder(G, BEFORE, "form_reminder_days", FORMS, mail="form_due", only_if=(FORM_WANTED,)),
        Reminder(G, BEFORE, "form_reminder_days", ("S2.1-5", "S2.3-2"), mail="materials_missing",
                 only_if=(PAPER_MISSING,)),
        *ladder(Role.COUNSELOR, Role.ORGANIZER, Role.DEPARTMENT, rules=("S2.1-1", "S2.1-4", "S2.3-2"),
                words="材料还没有归档，请检查；缺少的补交，有问题的附调查核实材料"),
    ),
)  # fmt: skip
