"""The real engine on a copy: what expires, who is written to, who answers (D-1, S4.4-1, S4.5)."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.tracker.simulation.conftest import Walked, at
from tracker import clock
from tracker.models import ContactEntry, Mail, MoveRecord
from tracker.simulation.question import Answering, BadQuestion
from tracker.simulation.report import Happening, Report, Row

LAST_VALID = date(2024, 9, 18)


def _of(report: Report, key: int, *kinds: Happening) -> list[Row]:
    return [row for row in report.rows if row.case_id == key and row.kind in kinds]


def test_a_letter_expires_on_the_first_moment_after_its_last_valid_day(
    season: dict[str, int], walked: Walked
) -> None:
    """D-1."""
    [expiry] = _of(walked(), season["full"], Happening.EXPIRY)
    assert expiry.at == at(2024, 9, 19, 0, 0)
    assert (expiry.wait, expiry.role) == ("letter_validity", "clock")
    assert (expiry.college, expiry.tag) == ("信息工程学院", f"QZ-2024-{season['full']:04d}")


def test_the_graduate_is_then_asked_to_choose_and_the_ledger_of_the_copy_alone_says_so(
    season: dict[str, int], walked: Walked, session: Session
) -> None:
    """S4.5: the mail is written by the move itself; the live ledger stays as it was."""
    report = walked(from_day=date(2024, 9, 19), until_day=date(2024, 9, 19))
    mails = [
        row for row in _of(report, season["full"], Happening.MAIL) if row.mail == "letter_expired"
    ]
    assert [mail.what for mail in mails] == ["介绍信已过有效期，请选择"]
    assert {mail.role for mail in mails} == {"graduate"}
    for model in (ContactEntry, Mail, MoveRecord):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_nothing_is_listed_of_the_days_before_the_first_asked_for(
    season: dict[str, int], walked: Walked
) -> None:
    whole, later = walked(), walked(from_day=date(2024, 9, 20))
    assert later.rows == tuple(row for row in whole.rows if row.day >= date(2024, 9, 20))


def test_the_last_day_asked_for_is_listed_and_no_day_after_it(
    season: dict[str, int], walked: Walked
) -> None:
    assert _of(walked(until_day=date(2024, 9, 19)), season["full"], Happening.EXPIRY)
    assert not _of(walked(until_day=LAST_VALID), season["full"], Happening.EXPIRY)


def test_everybody_answers_on_the_next_day_at_noon_by_the_verb_of_his_link(
    season: dict[str, int], walked: Walked, all_answer: Answering
) -> None:
    report = walked(answering=all_answer, from_day=date(2024, 9, 19))
    answers = [
        row for row in _of(report, season["full"], Happening.ANSWER) if row.mail == "letter_expired"
    ]
    assert [row.what for row in answers] == ["介绍信已过有效期，请选择：1 其实已被接收"]
    assert answers[0].note == "办理：登记本人反馈"
    assert answers[0].at.astimezone(at(2024, 1, 1).tzinfo).hour == 12


def test_nobody_answers_unless_asked_for(season: dict[str, int], walked: Walked) -> None:
    assert not walked().totals[Happening.ANSWER]


def test_the_same_seed_gives_the_same_report_and_another_one_other_answers(
    season: dict[str, int], walked: Walked
) -> None:
    seven, again, *others = (walked(answering=Answering.read(s)) for s in ("7", "7", "8", "9"))
    assert seven.rows == again.rows
    assert any(other.rows != seven.rows for other in others)


def test_one_cohort_is_looked_after_alone(season: dict[str, int], walked: Walked) -> None:
    assert walked().cases == 5
    report = walked(cohort="2024届")
    assert report.cases == 4
    assert {row.case_id for row in report.rows if row.case_id} <= set(season.values()) - {
        season["earlier"]
    }


def test_another_policy_moves_what_depends_on_it_and_nothing_else(
    season: dict[str, int], walked: Walked
) -> None:
    """D-1: the cut-off ends a letter's validity; the letter of another cohort is not touched."""
    before = walked(cohort="2024")
    after = walked(cohort="2024", items={"receipt_cutoff": "2024-09-10"})
    [moved] = _of(after, season["full"], Happening.EXPIRY)
    assert moved.at == at(2024, 9, 11, 0, 0)
    assert "2024届第 1 版政策，改动 receipt_cutoff" in after.policy
    assert before.policy == "2024届现行政策"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cohort": "1999届"}, "没有名为“1999届”的届别：现有 2023届、2024届"),
        ({"items": {"receipt_cutoff": "2024-06-01"}}, "receipt_cutoff"),
        ({"items": {"letter_days": 91}}, "最长不超过三个月"),
    ],
)
def test_a_cohort_or_policy_that_cannot_be_is_refused_in_words(
    season: dict[str, int], walked: Walked, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(BadQuestion, match=words):
        walked(**changes)


def test_the_clock_of_whoever_asks_does_not_move(season: dict[str, int], walked: Walked) -> None:
    walked(until_day=date(2024, 9, 19))
    assert not clock.is_moved()
