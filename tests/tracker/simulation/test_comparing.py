"""Two reports side by side: added, dropped, moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.tracker.simulation.conftest import at
from tracker.simulation.comparing import compare
from tracker.simulation.report import Happening, Report, Row

MAIL = Row(at(2024, 7, 1, 9), Happening.MAIL, 1, role="graduate", recipient="林晓燕", wait="letter_validity", mail="report_now")  # fmt: skip
LATER = replace(MAIL, at=at(2024, 8, 1, 9))


def _report(*rows: Row) -> Report:
    return Report(date(2024, 7, 1), date(2024, 12, 31), "", "", "", rows)


def test_the_same_mail_of_a_case_and_wait_on_another_day_has_moved() -> None:
    found = compare(_report(MAIL), _report(LATER))
    assert (found.moved, found.added, found.dropped) == (((MAIL, LATER),), (), ())


def test_what_stays_on_its_day_is_no_difference_whatever_its_place() -> None:
    assert not compare(_report(MAIL, LATER), _report(LATER, MAIL))


def test_of_a_series_only_the_one_that_is_gone_is_dropped() -> None:
    found = compare(_report(MAIL, LATER), _report(LATER))
    assert (found.moved, found.added, found.dropped) == ((), (), (MAIL,))


def test_mails_of_another_case_or_to_another_recipient_are_added() -> None:
    others = (replace(MAIL, case_id=2), replace(MAIL, recipient="周书记", role="branch_secretary"))
    found = compare(_report(MAIL), _report(MAIL, *others))
    assert set(found.added) == set(others)


def test_a_report_survives_being_written_down() -> None:
    report = _report(MAIL, LATER)
    assert Report.from_data(report.to_data()) == report


def test_sums_count_every_kind_by_day_person_role_and_wait() -> None:
    report = _report(MAIL, LATER, replace(MAIL, kind=Happening.EXPIRY))
    assert {day: n.total() for day, n in report.sums("day").items()} == {
        "2024-07-01": 2,
        "2024-08-01": 1,
    }
    assert report.sums("person")["林晓燕"][Happening.MAIL] == 2
    assert report.sums("role")["毕业生本人"].total() == 3
    assert report.totals[Happening.EXPIRY] == 1
