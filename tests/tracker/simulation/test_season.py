"""A season of every kind foretold from July: who is written to when, and who is asked to see to it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.tracker.simulation.conftest import Walked, at
from tracker.clock import SHANGHAI
from tracker.models import Staff
from tracker.simulation.comparing import compare
from tracker.simulation.report import Happening, Report

# Issued on 06-20, valid for ninety days: until 09-18. A third is 07-20, a Saturday; a day before
# the end is 09-17, the last of three days of 中秋节 before which a Saturday is worked.
LETTER = [
    (date(2024, 7, 19), "report_now"),
    (date(2024, 8, 19), "report_now"),
    (date(2024, 9, 11), "report_now"),
    (date(2024, 9, 14), "report_now"),
    (date(2024, 9, 19), "letter_expired"),
]


def _mails(report: Report, key: int, *kinds: str) -> list[tuple[date, str]]:
    return [
        (row.day, row.mail)
        for row in report.rows
        if row.case_id == key and row.kind is Happening.MAIL and row.mail in kinds
    ]


@pytest.fixture(scope="module")
def until() -> dict[str, date]:
    """To the end of the letters and of what is asked next."""
    return {"until_day": date(2024, 9, 30)}


def test_a_letter_is_spoken_of_at_its_thirds_seven_days_and_a_day_before_its_end_and_after_it(
    season: dict[str, int], walked: Walked, until: dict[str, date]
) -> None:
    """S4.4-1, S3.1-3, D-1: before a deadline on the working day before, at nine."""
    report = walked(**until)
    assert _mails(report, season["full"], "report_now", "letter_expired") == LETTER
    mails = [row for row in report.rows if row.mail == "report_now"]
    assert {row.at.astimezone(SHANGHAI).time() for row in mails} == {time(9)}
    assert {row.wait for row in mails} == {"letter_validity"}
    assert {row.role for row in mails} == {"graduate"}


def test_who_has_no_receipt_is_seen_to_by_the_secretary_named(
    season: dict[str, int], walked: Walked, until: dict[str, date]
) -> None:
    """S3.1-6, S4.4-5: the branch secretary is asked first, by name, under the rules."""
    report = walked(**until)
    found = [
        row
        for row in report.rows
        if (row.case_id, row.kind, row.wait)
        == (season["full"], Happening.ESCALATION, "letter_validity")
    ]
    assert found
    first = found[0]
    assert (first.role, first.recipient) == ("branch_secretary", "周书记")
    assert "S4.4-5" in first.rules


def test_another_series_of_reminders_moves_those_mails_and_nothing_else(
    season: dict[str, int], walked: Walked, until: dict[str, date]
) -> None:
    """S0-1: the days before the end are data."""
    before = walked(cohort="2024", **until)
    after = walked(cohort="2024", items={"letter_reminder_days": [12, 1]}, **until)
    found = compare(before, after)
    graduates = [(o.day, n.day) for o, n in found.moved if n.role == "graduate"]
    assert graduates == [(date(2024, 9, 11), date(2024, 9, 6))]
    touched = {row.case_id for row in (*found.added, *found.dropped, *(n for _, n in found.moved))}
    assert touched == {season["full"]}


def test_whoever_of_the_staff_has_an_address_is_sent_his_digests(
    season: dict[str, int], walked: Walked, session: Session
) -> None:
    """What waits for him, and nothing where nothing waits; without digests none is foretold."""
    session.connection(execution_options={"writing": True})
    staff = session.scalars(sa.select(Staff).filter_by(name="周书记")).one()
    staff.mail_address, staff.next_digest_at = "shuji@example.org", at(2024, 7, 3)
    session.commit()
    days = {"until_day": date(2024, 7, 12)}
    digests = [row for row in walked(**days).rows if row.kind is Happening.DIGEST]
    assert digests
    assert {(row.recipient, row.role) for row in digests} == {("周书记", "branch_secretary")}
    assert not walked(**days, digests=False).totals[Happening.DIGEST]


def test_the_whole_season_to_next_may_is_walked_for_every_kind_and_comes_to_an_end(
    season: dict[str, int], walked: Walked
) -> None:
    """Each kind is spoken of, in order, only on days asked for, and nothing is said twice."""
    report = walked(until_day=date(2025, 5, 31), cohort="2024")
    kinds = {season[name] for name in ("full", "probationary", "abroad")}
    assert kinds <= {row.case_id for row in report.rows}
    assert list(report.rows) == sorted(report.rows, key=lambda row: row.at)
    assert not report.totals[Happening.TROUBLE]
    once = [(row.day, row.kind, row.case_id, row.wait, row.mail, row.role) for row in report.rows]
    assert len(once) == len(set(once))
    assert all(isinstance(row.at, datetime) and row.at.tzinfo for row in report.rows)
    assert report.cases == 4
