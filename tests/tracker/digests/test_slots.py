"""When digests are due: on the working days of China, at the hour from which mails leave."""

from datetime import date, datetime, time

import pytest

from machines.policy import Policy
from machines.roles import Role
from tracker.clock import SHANGHAI
from tracker.digests.slots import Hours, newest_slot, receipts_slots
from tracker.models import DigestRhythm
from tracker.waits.workdays import packaged

HOURS = Hours(packaged(), time(9), time(20))
DAILY, WEEKLY = DigestRhythm.DAILY, DigestRhythm.WEEKLY


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (at(7, 4, 9), at(7, 4)),
        (at(7, 4, 8, 59), at(7, 3)),
        (at(7, 7, 12), at(7, 5)),
        # 调休: Saturday 2024-09-14 was worked, 15 to 17 September were free.
        (at(9, 14, 10), at(9, 14)),
        (at(9, 17, 10), at(9, 14)),
        (at(10, 6, 10), at(9, 30)),
    ],
)
def test_a_daily_digest_belongs_to_the_newest_working_day(now, slot):
    assert newest_slot(DAILY, now, HOURS) == slot


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (at(7, 4), at(7, 1)),
        (at(7, 1, 8), at(6, 24)),
        # Monday to Tuesday of that week were Mid-Autumn.
        (at(9, 19), at(9, 18)),
        (at(9, 17, 10), at(9, 9)),
        # The week of 7 October begins with the last day of the holidays.
        (at(10, 8, 9), at(10, 8)),
        (at(10, 7, 9), at(9, 30)),
    ],
)
def test_a_weekly_digest_belongs_to_the_first_working_day_of_the_week(now, slot):
    assert newest_slot(WEEKLY, now, HOURS) == slot


def test_who_wants_none_has_no_slot():
    assert newest_slot(DigestRhythm.NEVER, at(7, 4), HOURS) is None


def test_the_next_look_is_at_the_next_working_day_and_never_now():
    assert HOURS.next_after(at(7, 4, 9)) == at(7, 5)
    assert HOURS.next_after(at(7, 4, 8, 59)) == at(7, 4)
    assert HOURS.next_after(at(7, 5, 21)) == at(7, 8)


def test_s4_4_8_secretary_and_organizer_first_then_the_committee_then_the_department():
    """09-01, 09-15 and 09-25 of 2024; the first two are free, so the working day before tells."""
    first, second, third = at(8, 30), at(9, 14), at(9, 25)
    told = {
        role: [slot for slot, _ in receipts_slots(Policy(), role, HOURS)] for role in list(Role)
    }

    assert told[Role.BRANCH_SECRETARY] == told[Role.ORGANIZER] == [first, second, third]
    assert told[Role.COMMITTEE] == [second, third]
    assert told[Role.DEPARTMENT] == [third]
    assert told[Role.COUNSELOR] == told[Role.CONTACT_PERSON] == []


def test_s4_4_8_the_days_are_the_policys():
    policy = Policy(receipt_cutoff=date(2024, 7, 31), receipt_digest_days=(7,))

    assert [slot for slot, _ in receipts_slots(policy, Role.ORGANIZER, HOURS)] == [at(7, 24)]
    assert list(receipts_slots(policy, Role.DEPARTMENT, HOURS)) == []
