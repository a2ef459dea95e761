"""From May to the next May for every kind: what any season must keep, in a leap year as well.

Staff do nothing here, so every ladder is climbed to its end.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.policy import Policy
from machines.words import AbroadPurpose, Kind
from tests.factories import make_case, make_cohort, make_letter
from tracker.clock import SHANGHAI, day_of, standing_at
from tracker.desk import Desk
from tracker.models import Case, CasePlan, Cohort, Mail, ReminderRecord, Retention, Stay
from tracker.waits.engine import do_due
from tracker.waits.planning import replan
from tracker.waits.workdays import calendar_of

TRANSFERS = ("verifying", "verified", "registered", "letter_issued", "expired", "out_of_contact")
DATES = ("data_check_from", "data_check_until", "dues_literal", "probation_split", "leaving_day",
         "receipt_cutoff")  # fmt: skip


def moved(year: int) -> dict[str, date]:
    """The notice's dates in another year."""
    return {name: getattr(Policy(), name).replace(year=year) for name in DATES}


def cases_of(session: Session, cohort: Cohort, year: int) -> dict[str, Case]:
    """One of every kind, and a full member in each state in which he may be left."""
    left, cases = date(year, 6, 30), {}
    for state in (*TRANSFERS, "retained"):
        states = {"transfer": state, "education": "attended"}
        case = make_case(session, cohort=cohort, states=states, left_on=left)
        cases[state] = case
        if state in ("letter_issued", "expired", "out_of_contact"):
            make_letter(session, case, issued_on=date(year, 6, 20))
        for track in case.tracks:
            track.since = datetime(year, 5, 27, 12, tzinfo=SHANGHAI)
    until = date(year + 1, 4, 30)
    session.add(Retention(case_id=cases["retained"].id, started_on=date(year, 5, 31), until=until))
    for kind in (Kind.PROBATIONARY_MEMBER, Kind.OVERSEAS_MEMBER, Kind.ACTIVIST):
        states = {"abroad": "abroad", "transfer": "kept_abroad"}
        cases[kind.value] = make_case(
            session,
            cohort=cohort,
            kind=kind,
            left_on=left,
            probation_ends_on=date(year, 6, 20),
            states=states if kind is Kind.OVERSEAS_MEMBER else {},
        )
    stay = session.get_one(Stay, cases["overseas_member"].id)
    stay.departed_on, stay.purpose = date(year, 8, 31), AbroadPurpose.STUDY
    session.flush()
    return cases


def walk(desk: Desk, until: datetime) -> None:
    """From one due moment to the next, as a worker that never sleeps."""
    due = sa.select(sa.func.min(CasePlan.next_at))
    for _ in range(2000):
        moment = desk.session.scalar(due)
        desk.session.rollback()
        if moment is None or moment > until:
            return
        with standing_at(moment):
            assert do_due(replace(desk, now=moment), "a worker")
    raise AssertionError("there is always something due")


@pytest.mark.parametrize("year", [2024, 2027], ids=["to May 2025", "over 2028-02-29"])
def test_a_season_says_each_thing_once_on_working_days_and_ends_only_letters(
    session: Session, desk: Desk, year: int
) -> None:
    """S4.4-1, S3.3-6, S4.5(2)-6, S2.2-1, D-1, D-2: from May to the next May."""
    began = datetime(year, 5, 27, 12, tzinfo=SHANGHAI)
    desk = replace(desk, now=began)
    cases = cases_of(session, make_cohort(session, year, **moved(year)), year)
    for case in cases.values():
        replan(desk, case)
    session.commit()
    before = {name: {t.name: t.state for t in case.tracks} for name, case in cases.items()}

    walk(desk, datetime(year + 1, 5, 31, 23, tzinfo=SHANGHAI))

    session.expire_all()
    assert session.scalar(sa.select(sa.func.max(CasePlan.failures))) == 0
    records = session.scalars(sa.select(ReminderRecord).order_by(ReminderRecord.at)).all()
    assert {record.case_id for record in records} == {case.id for case in cases.values()}
    calendar = calendar_of(session)
    for record in records:
        said_by_clock = all("move" in line for line in record.said)
        local = record.at.astimezone(SHANGHAI)
        assert local.time() == (time(0) if said_by_clock else time(9))
        assert said_by_clock or calendar.is_workday(local.date())
        assert record.made_at == record.at > began
        assert record.folded == []
    once = Counter((record.case_id, record.wait, record.at) for record in records)
    assert set(once.values()) == {1}
    mails = session.scalars(sa.select(Mail).order_by(Mail.case_id, Mail.kind, Mail.made_at)).all()
    for one, other in pairwise(mails):
        if (one.case_id, one.kind, one.to_address) == (other.case_id, other.kind, other.to_address):
            assert day_of(other.made_at) - day_of(one.made_at) >= timedelta(days=3)
    after = {name: {t.name: t.state for t in case.tracks} for name, case in cases.items()}
    assert after.pop("letter_issued")["transfer"] == "expired"
    del before["letter_issued"]
    assert after == before

    abroad = [r for r in records if r.wait == "abroad_contact"]
    assert abroad[0].due_on == date(year + 1, 2, 29 if year == 2027 else 28)
