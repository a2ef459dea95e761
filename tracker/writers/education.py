"""Evidence of the education before leaving (S1)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.orders import Nothing
from machines.orders.education import Attendance as AttendanceOrder
from machines.orders.education import MakeUp, Pledge, Told
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.models import Attendance, Briefing, EducationActivity
from tracker.writers.writing import Writing


def briefing_of(write: Writing) -> Briefing:
    """The case's briefing row, made when first needed."""
    found = write.session.get(Briefing, write.case.id)
    if found is None:
        found = Briefing(case_id=write.case.id, told_how="", text_version="")
        write.session.add(found)
    return found


def attendance(write: Writing, order: AttendanceOrder) -> None:
    """S1-3: the activity is one of the case's own college and has been held."""
    activity = write.session.get(EducationActivity, order.activity)
    if activity is None or activity.college_id != write.case.college_id:
        _refuse("没有这项教育活动，请先登记活动")
        return
    if activity.held_on > write.today:
        _refuse("活动尚未举行，不能登记参加")
    known = sa.select(Attendance.id).filter_by(case_id=write.case.id, activity_id=activity.id)
    if write.session.scalar(known) is not None:
        _refuse("已经登记参加过这项活动")
    write.session.add(
        Attendance(case_id=write.case.id, activity_id=activity.id, attended_on=activity.held_on)
    )


def _refuse(missing: str) -> None:
    raise Refused(Refusal(missing, "S1-3", Role.ORGANIZER, "教育活动", "activity"))


def make_up(write: Writing, order: MakeUp) -> None:
    """S1-1: a make-up with its reason."""
    write.session.add(
        Attendance(
            case_id=write.case.id,
            attended_on=order.held_on,
            make_up_reason=order.reason,
            make_up_content=order.content,
        )
    )


def pledge(write: Writing, order: Pledge) -> None:
    """S1-4: the signed pledge."""
    briefing = briefing_of(write)
    briefing.pledged_on = order.signed_on
    briefing.pledge_upload_id = order.scan.id if order.scan else None


def told(write: Writing, order: Told) -> None:
    """S1-5: told, how, and of which text; S3.2-8: whether the notes were handed out."""
    briefing = briefing_of(write)
    briefing.told_of_rules_on = order.told_on
    briefing.told_how = order.how
    briefing.text_version = write.case.policy_version.policy.rules_text_version
    if order.notes_given:
        briefing.notes_received_on = order.told_on


def notes_acknowledged(write: Writing, _order: Nothing) -> None:
    """S1-5, S3.2-8: read and understood by link; the text version is the one the link showed."""
    briefing = briefing_of(write)
    briefing.told_of_rules_on = briefing.told_of_rules_on or write.today
    briefing.told_how = briefing.told_how or "本人经签名链接确认已阅读"
    briefing.text_version = write.case.policy_version.policy.rules_text_version
    briefing.notes_received_on = briefing.notes_received_on or write.today


WRITES = {
    "attendance": attendance,
    "make_up": make_up,
    "pledge": pledge,
    "told": told,
    "notes_acknowledged": notes_acknowledged,
}
