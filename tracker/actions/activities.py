"""Education activities of a college, and attendance of many recorded one by one (S1-1, S1-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from machines.orders.education import Attendance
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import Vehicle
from tracker.actions.moves import take_action
from tracker.actions.stale import Stale
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import College, EducationActivity, Track
from tracker.models.db import begin_writing
from tracker.permissions import RECORDERS

WHERE = "教育活动"
HORIZON = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ActivityOrder:
    """One activity as it is written down: date, place, theme, lecturer (S1-3)."""

    vehicle: Vehicle
    held_on: date
    place: str
    theme: str
    lecturer: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one case: no refusals means its attendance is recorded."""

    case_id: int
    refusals: tuple[str, ...] = ()

    @property
    def recorded(self) -> bool:
        """Whether the attendance stands in the file now."""
        return not self.refusals


def add_activity(
    desk: Desk, college_id: int, order: ActivityOrder, actor: Actor
) -> EducationActivity:
    """Write an activity down and commit. Raises Refused for another college or empty items."""
    begin_writing(desk.session)
    try:
        found = [*_not_theirs(college_id, actor), *_incomplete(desk, college_id, order)]
        if found:
            raise Refused(*found)
        activity = EducationActivity(
            college=desk.session.get_one(College, college_id),
            vehicle=order.vehicle,
            held_on=order.held_on,
            place=order.place.strip(),
            theme=order.theme.strip(),
            lecturer=order.lecturer.strip(),
            recorded_at=desk.now,
            recorded_by_id=actor.staff_id,
        )
        desk.session.add(activity)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return activity


def record_attendances(
    desk: Desk, activity_id: int, case_ids: Sequence[int], actor: Actor
) -> list[Verdict]:
    """Record one activity for many cases, each in its own transaction: one refusal stops no other.

    The caller has made sure that the cases are the actor's. No page version is asked for: the only
    thing the page relied on is that the education is still open, which the move itself checks.
    """
    return [_record(desk, activity_id, case_id, actor) for case_id in dict.fromkeys(case_ids)]


def _record(desk: Desk, activity_id: int, case_id: int, actor: Actor) -> Verdict:
    order = Attendance(activity=activity_id)
    has_track = sa.select(Track.id).filter_by(case_id=case_id, name="education")
    if desk.session.scalar(has_track) is None:
        return Verdict(case_id, ("这类个案没有离校教育这一项",))
    try:
        take_action(desk, case_id, "education", "record_attendance", order, actor)
    except Refused as refused:
        return Verdict(case_id, tuple(r.missing for r in refused.refusals))
    except Stale:
        return Verdict(case_id, ("刚才有人同时办理了这份个案，请再提交一次",))
    return Verdict(case_id)


def _not_theirs(college_id: int, actor: Actor) -> Iterator[Refusal]:
    if actor.role not in RECORDERS:
        who = "、".join(role.label for role in Role if role in RECORDERS)
        yield _no(f"教育活动由{who}登记，{actor.role.label}不能登记")
    elif actor.staff is None or actor.staff.college_id != college_id:
        yield _no("只能登记本学院的教育活动")


def _incomplete(desk: Desk, college_id: int, order: ActivityOrder) -> Iterator[Refusal]:
    if not order.place.strip():
        yield _no("请填写地点", "place")
    if not order.theme.strip():
        yield _no("请填写主题", "theme")
    if order.vehicle is Vehicle.LECTURE and not order.lecturer.strip():
        yield _no("党课请写明主讲人", "lecturer")
    if abs(order.held_on - day_of(desk.now)) > HORIZON:
        yield _no("日期离今天超过一年，请核对年份", "held_on")
    same = sa.select(EducationActivity.id).filter_by(
        college_id=college_id,
        vehicle=order.vehicle,
        held_on=order.held_on,
        theme=order.theme.strip(),
    )
    if desk.session.scalar(same):
        yield _no("同一天已登记过同一主题的这项活动", "theme")


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, "S1-3", Role.ORGANIZER, WHERE, field)
