"""A believable September: a season's graduates, lived through the verbs day by day.

Every history is true: each move, mail and answer is made at its hour by whoever would make it; the
mails leave by SMTP into the catcher. The season slides with today, so that it is mid-September on
whatever day the demo is made; the words 5 月底至 6 月初 are the rule's and stay. Beyond three hundred people those lives are copied, each with
a person of its own (`tracker.demo.copying`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random

import sqlalchemy as sa
from flask import Flask

from machines.roles import Role
from machines.words import Vehicle
from tracker import clock
from tracker.actions import keep_upload
from tracker.actions.activities import ActivityOrder, add_activity
from tracker.actions.roster import do_roster, open_roster, try_roster
from tracker.catcher import catching
from tracker.clock import at_noon, day_of
from tracker.config import LOCAL, Settings
from tracker.demo.copying import copy_lives
from tracker.demo.hand import Life
from tracker.demo.hasty import hasty
from tracker.demo.living import Entry, diary_of, live
from tracker.demo.plan import Planned, plan_people
from tracker.demo.season import Season
from tracker.demo.staff import LOGINS, Roster, make_staff
from tracker.demo.workdays import workday_before, workday_from
from tracker.desk import Desk
from tracker.models import Case, Cohort, College, PolicyVersion, Staff, db
from tracker.models import Person as PersonRow
from tracker.roster.aliases import Field
from tracker.roster.sample import HEADINGS, Person, build_xlsx

__all__ = ["LIVED", "LOGINS", "SEED", "is_empty", "make_demo"]

# What a members' export has, and the columns the college adds: for the check of S4.1-3, to reach him.
COLUMNS = (
    *HEADINGS,
    (Field.DEGREE_AWARDED, "毕业时获得的学历学位"),
    (Field.EMAIL2, "备用邮箱"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# So many live through the verbs; more are copies of them.
LIVED = 300
SEED = 2024
ACTIVITIES = (
    (Vehicle.OATH, "重温入党誓词", ""),
    (Vehicle.LECTURE, "不忘初心、文明离校专题党课", "学院党委书记"),
)


def is_empty() -> bool:
    """Whether the database holds neither people nor accounts nor a cohort."""
    return not any(
        db.session.scalar(sa.select(sa.exists(sa.select(model.id))))
        for model in (PersonRow, Staff, Cohort)
    )


def make_demo(app: Flask, today: date | None = None, people: int = LIVED, seed: int = SEED) -> None:
    """Fill an empty database with the demo cohort as it stands on the morning of `today`."""
    settings: Settings = app.config["SETTINGS"]
    today = today or day_of(clock.now())
    season = Season.around(today)
    with (
        app.app_context(),
        hasty(db.engine),
        catching(settings.catcher_dir, durable=False) as port,
    ):
        local = replace(
            settings, smtp_host=LOCAL, smtp_port=port, smtp_tls="none", mail_divert="none"
        )
        desk = Desk(db.session(), local, at_noon(season.before.day(-60)))
        with clock.standing_at(desk.now):
            make_staff(desk, Random(f"{seed}/staff"))
        taken = frozenset(desk.session.scalars(sa.select(Staff.name)).all())
        planned = plan_people(season, min(people, LIVED), seed, taken)
        staff = Roster(desk)
        # Last year's cohort comes first: a few of it are under way still.
        openings = {
            workday_before(one.day(-36), 0): partial(_begin, one, planned, staff, seed)
            for one in (season.before, season)
        }
        live(app, desk, openings, today)
        db.session.remove()
        if people > LIVED:
            copy_lives(db.engine, settings, people, seed)


def _begin(
    season: Season, planned: Sequence[Planned], staff: Roster, seed: int, desk: Desk
) -> list[Entry]:
    """Open the cohort of a season, import its rosters, plan its education; its lives' diary."""
    cohort = _open_cohort(desk, season)
    mine = {one.student_no: one for one in planned if one.season == season}
    for title, activists in (("毕业生党员基本信息表", False), ("入党积极分子和申请人名册", True)):
        rows = [p.row for p in mine.values() if p.story.who.endswith("activist") is activists]
        if rows:
            _import_roster(desk, cohort, f"{season.cohort_name}{title}", rows, staff)
    _plan_activities(desk, season, staff)
    query = sa.select(Case, PersonRow.student_no).join(Case.person).filter(Case.cohort == cohort)
    lives = [
        (
            mine[number],
            Life(case.id, case.college_id, case.branch_id, season, staff, f"{seed}/{number}"),
        )
        for case, number in desk.session.execute(query.order_by(Case.id)).all()
    ]
    return [entry for one, life in lives for entry in diary_of(life, one.steps)]


def _open_cohort(desk: Desk, season: Season) -> Cohort:
    cohort = Cohort(name=season.cohort_name, year=season.year, opened_at=desk.now)
    cohort.policies = [
        PolicyVersion(
            version=1, data=season.policy.to_data(), reason="按通知确定", made_at=desk.now
        )
    ]
    desk.session.add(cohort)
    desk.session.commit()
    return cohort


def _import_roster(
    desk: Desk, cohort: Cohort, title: str, rows: Sequence[Person], staff: Roster
) -> None:
    """The department imports a sheet as anybody would: first a dry run, then for good."""
    data = build_xlsx(rows, title=title, headings=COLUMNS)
    upload = keep_upload(desk, f"{title}.xlsx", XLSX, data, staff.department, None)
    made = open_roster(desk, cohort.id, [upload], staff.department)
    try_roster(desk, made.id, staff.department)
    do_roster(desk, made.id, staff.department)


def _plan_activities(desk: Desk, season: Season, staff: Roster) -> None:
    """S1-3, S1-4: each college's lecture and oath, a week after the cohort is opened."""
    for college_id in desk.session.scalars(sa.select(College.id).order_by(College.id)).all():
        organizer = staff.holder(Role.ORGANIZER, college_id, 0)
        for vehicle, theme, lecturer in ACTIVITIES:
            order = ActivityOrder(
                vehicle, workday_from(season.day(-30)), "一号报告厅", theme, lecturer
            )
            add_activity(desk, college_id, order, organizer)
