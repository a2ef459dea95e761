"""What probation waits for: its end (S2.2, S4.5(3), X-C7). Nothing is ended by a clock (D-5)."""

from __future__ import annotations

from machines.facts import Facts
from machines.roles import Role
from machines.waits.conditions import ELSEWHERE, HERE, NOT_HERE, ON_THE_WAY
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import Reminder, Wait, When, ladder

G = Role.GRADUATE
BEFORE = When.DAYS_BEFORE
ESCALATION = (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)
ITEM = "regularisation_reminder_days"


def probation_end(facts: Facts) -> Reckoning | None:
    """X-C7: the day probation ends, as recorded."""
    if facts.probation is None or facts.probation.ends_on is None:
        return None
    ends_on = facts.probation.ends_on
    return counted_from("登记的预备期满日", ends_on, "probation.ends_on", "X-C7")


def meeting_due(facts: Facts) -> Reckoning | None:
    """S2.2-1, X-C7: the branch discusses at the end of probation, or once he applied after it."""
    end, since = probation_end(facts), facts.since.get("probation")
    if end is None or since is None or since <= end.day:
        return end
    return counted_from("递交转正申请书的日期", since, "since.probation", "S4.5(3)-1", "X-C7")


PROBATION_ENDS = Wait(
    "probation_ends",
    "预备期满",
    "登记的预备期满日",
    probation_end,
    ("S2.2-1", "S2.2-2", "S4.5(3)-3"),
    until="登记的预备期满日当天",
    reminders=(
        Reminder(G, BEFORE, ITEM, ("S2.2-1", "S4.5(3)-3"), mail="regularisation_due",
                 only_if=(HERE,)),
        Reminder(G, BEFORE, ITEM, ("S2.2-2",), mail="regularisation_elsewhere", at=0,
                 only_if=(ELSEWHERE, ON_THE_WAY)),
        Reminder(Role.BRANCH_SECRETARY, BEFORE, ITEM, ("S2.2-2",), at=1,
                 words="预备期将满而组织关系还没有转出，请督促报到，或提请登记由本校转正的例外",
                 only_if=(NOT_HERE,)),
        *ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S4.5(3)-3", "S2.2-1"),
                words="预备期已满，本人还没有递交转正申请书，请当面提醒", only_if=(HERE,)),
        *ladder(*ESCALATION, rules=("S2.2-2",),
                words="预备期已满而组织关系还没有转出，请与接收单位商定由谁办理转正，需要的登记例外",
                only_if=(NOT_HERE,)),
    ),
)  # fmt: skip
# A wait of its own: who applies late finds the branch asked from the first rung on.
PROBATION_APPLIED = Wait(
    "probation_applied",
    "讨论转正申请",
    "登记的预备期满日，之后才申请的按递交转正申请书的日期",
    meeting_due,
    ("S2.2-1", "S4.5(3)-1", "X-C7"),
    until="这一天当天",
    reminders=(
        Reminder(Role.BRANCH_SECRETARY, BEFORE, ITEM, ("S2.2-1", "S4.5(3)-1", "X-C7"), at=1,
                 words="预备期将满，本人已递交转正申请书，请准备支部大会讨论"),
        *ladder(*ESCALATION, rules=("S2.2-1", "X-C7"),
                words="预备期已满，本人已递交转正申请书，请及时召开支部大会讨论，报上级审批"),
    ),
)  # fmt: skip
