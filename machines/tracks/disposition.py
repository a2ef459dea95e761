"""Disposition up to its opening (S4.5(4), SA). No row here is made by the clock or in bulk.

The decision states do not exist yet: there is no way to suspended or removed at all until the
procedure that guards it stands.
"""

from __future__ import annotations

from machines.guards.disposition import (
    contact_minimum_met,
    finding_names_its_entries,
    ground_matches_evidence,
    left_over_half_a_year_ago,
    no_two_way_contact_lately,
    relation_not_transferred,
)
from machines.guards.education import told_of_the_rules
from machines.guards.transfer import no_open_application
from machines.orders.disposition import ReviewOpening
from machines.orders.shared import Reason
from machines.roles import CARERS, COLLEGE, Role
from machines.table import Move, State, Track, Trigger

OPENING = (
    left_over_half_a_year_ago,
    relation_not_transferred,
    told_of_the_rules,
    contact_minimum_met,
    no_two_way_contact_lately,
    no_open_application,
)

DISPOSITION = Track(
    "disposition",
    "组织处置",
    states=(
        State("not_opened", "未启动", resting=True, owner=Role.COMMITTEE,
              no_wait="离校超过半年也只提请讨论，从不自动启动（S4.5(4)-1）"),
        State("reviewing", "审查中", Role.COMMITTEE,
              no_wait="审查不设自动期限：事实清楚、手续完备后才能决定（SA-4）"),
        State("dropped", "已终止", resting=True, owner=Role.COMMITTEE,
              no_wait="再次启动须重新满足全部条件（D-15）"),
    ),
    moves=(
        Move("open_review", "启动组织处置程序", ("not_opened", "dropped"), "reviewing", COLLEGE,
             ("S4.5(4)-1", "SA-1", "SA-3", "D-2", "D-9", "D-13", "D-15", "D-16", "X-U2"),
             only_if=OPENING,
             checks=(finding_names_its_entries, ground_matches_evidence),
             asks=ReviewOpening),
        Move("drop_review", "终止程序", ("reviewing",), "dropped", COLLEGE, ("X-R29", "SA-4"),
             asks=Reason),
        Move("stop_on_contact", "恢复联系，终止程序", ("reviewing",), "dropped",
             (*CARERS, Role.GRADUATE), ("D-15",), on=Trigger.TWO_WAY_CONTACT),
        # Whoever is accepted elsewhere has transferred: the ground is gone (SA-1).
        Move("end_on_acceptance", "组织关系已转出，终止程序", ("reviewing",), "dropped", (),
             ("SA-1", "X-R25.3")),
    ),
)  # fmt: skip
