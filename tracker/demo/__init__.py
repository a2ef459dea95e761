"""A believable cohort of a few dozen synthetic graduates, lived through the verbs day by day.

Every history is true: each move, mail and answer is made on its day by whoever would make it; the
mails leave by SMTP into the catcher.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask import Flask

from machines.roles import Role
from machines.words import Kind, PartyStatus, Vehicle
from tracker import clock
from tracker.actions import expire_due, keep_upload
from tracker.actions.activities import ActivityOrder, add_activity
from tracker.actions.roster import do_roster, open_roster, try_roster
from tracker.catcher import catching
from tracker.clock import at_noon, day_of
from tracker.config import LOCAL, Settings
from tracker.demo.hand import Hand
from tracker.demo.people import activity_day, make_activists, make_members
from tracker.demo.season import Season
from tracker.demo.staff import LOGINS, make_staff
from tracker.demo.stories import FOR_MEMBERS, FOR_MEMBERS_ABROAD, STORIES, Act, Story, regularise
from tracker.desk import Actor, Desk
from tracker.models import (
    Case,
    Cohort,
    College,
    PolicyVersion,
    Staff,
    db,
)
from tracker.outbox.send import Sender, send_due
from tracker.roster.sample import build_xlsx

__all__ = ["LOGINS", "make_demo"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_demo(app: Flask, today: date | None = None) -> None:
    """Fill an empty database with the demo cohort as it stands on `today`."""
    settings: Settings = app.config["SETTINGS"]
    season = Season(today or day_of(clock.now()))
    with app.app_context(), catching(settings.catcher_dir) as port:
        local = replace(
            settings, smtp_host=LOCAL, smtp_port=port, smtp_tls="none", mail_divert="none"
        )
        first = Desk(db.session(), local, at_noon(season.day(-36)))
        with clock.standing_at(first.now):
            make_staff(first)
            _open_cohort(first, season)
            _import_rosters(first, season)
            _hold_activities(first, season)
        _live(app, first, season)
        db.session.remove()


def _open_cohort(desk: Desk, season: Season) -> None:
    year = season.leaving.year
    cohort = Cohort(name=f"{year}届", year=year, opened_at=desk.now)
    cohort.policies = [
        PolicyVersion(
            version=1, data=season.policy.to_data(), reason="按通知确定", made_at=desk.now
        )
    ]
    desk.session.add(cohort)
    desk.session.commit()


def _import_rosters(desk: Desk, season: Season) -> None:
    department = Actor(Role.DEPARTMENT, desk.session.scalars(sa.select(Staff).limit(1)).one())
    cohort = desk.session.scalars(sa.select(Cohort)).one()
    for title, people in (
        (f"{cohort.name}毕业生党员基本信息表", make_members(season)),
        (f"{cohort.name}毕业生入党积极分子和申请人名册", make_activists(season)),
    ):
        data = build_xlsx(people, title=title)
        upload = keep_upload(desk, f"{title}.xlsx", XLSX, data, department, None)
        made = open_roster(desk, cohort.id, [upload], department)
        try_roster(desk, made.id, department)
        do_roster(desk, made.id, department)


def _hold_activities(desk: Desk, season: Season) -> None:
    order = ActivityOrder(
        Vehicle.LECTURE,
        activity_day(season),
        "一号报告厅",
        "不忘初心、文明离校专题党课",
        "学院党委书记",
    )
    organizers = desk.session.scalars(sa.select(Staff).filter_by(role=Role.ORGANIZER.value)).all()
    for college in desk.session.scalars(sa.select(College)).all():
        organizer = next(o for o in organizers if o.college_id == college.id)
        add_activity(desk, college.id, order, Actor(Role.ORGANIZER, organizer))


def _live(app: Flask, first: Desk, season: Season) -> None:
    """Every act of every story on its day; mails leave and letters expire each evening."""
    diary: dict[int, list[tuple[int, Act]]] = {}
    for case_id, story in _stories(first, season):
        for offset, act in story:
            diary.setdefault(offset, []).append((case_id, act))
    for offset in sorted({*diary, *range(-8, 40)}):
        desk = replace(first, now=at_noon(season.day(offset)))
        with clock.standing_at(desk.now):
            for case_id, act in diary.get(offset, []):
                act(Hand(desk, case_id))
            expire_due(desk)
            _send(app, desk)


def _stories(desk: Desk, season: Season) -> list[tuple[int, Story]]:
    found: list[tuple[int, Story]] = []
    members = abroad = 0
    for case in desk.session.scalars(sa.select(Case).order_by(Case.id)).all():
        if case.kind is Kind.ACTIVIST:
            name = "activist_filed" if case.id % 3 == 0 else "activist"
        elif case.abroad:
            name, abroad = FOR_MEMBERS_ABROAD[abroad % len(FOR_MEMBERS_ABROAD)], abroad + 1
        else:
            name, members = FOR_MEMBERS[members % len(FOR_MEMBERS)], members + 1
        found.append((case.id, _fitting(case, STORIES[name], season)))
    return found


def _fitting(case: Case, story: Story, season: Season) -> Story:
    """What a person's data rule out is left out; who ends probation in time is regularised."""
    if case.kind is Kind.ACTIVIST:
        return story
    if not case.person.mail_addresses or case.person.job_post == "学生":
        return story[:1]
    due = season.policy.probation_split
    joined = case.person.joined_on
    early = joined is not None and joined.replace(year=joined.year + 1) <= due
    if case.status is PartyStatus.PROBATIONARY and early:
        return sorted([*story, (-17, regularise)], key=lambda act: act[0])
    return story


def _send(app: Flask, desk: Desk) -> None:
    """Hand over what the day's moves put into the outbox, by SMTP to the catcher."""
    desk.session.commit()
    sender = Sender(app, desk.session, desk.settings)
    while send_due(sender):
        pass
