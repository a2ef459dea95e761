"""Small waits of the tests' own, so that what the engine does can be read beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.facts import Facts
from machines.roles import Role
from machines.waits import Reckoning, Reminder, Wait, When, counted_from, ladder
from machines.words import Kind
from tests.factories import make_case, make_letter, make_person
from tracker.clock import SHANGHAI
from tracker.desk import Desk
from tracker.models import Case, Mail, PlannedWait, ReminderRecord, Task
from tracker.waits.engine import do_due
from tracker.waits.planned import Waits
from tracker.waits.planning import replan

DEADLINE = date(2024, 9, 30)
RULES = ("S4.4-1",)


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2024) -> datetime:
    """A moment in Shanghai; reminders fall on nine o'clock."""
    return datetime.combine(date(year, month, day), time(hour, minute), SHANGHAI)


def cutoff(facts: Facts) -> Reckoning:
    """The cohort's cut-off, 2024-09-30 unless the policy says otherwise."""
    return counted_from("截止日", facts.policy.receipt_cutoff, "", "S4.4-8", item="receipt_cutoff")


# Of three moments ahead (09-02, 09-14 for the 15th, a Sunday, 09-25) and three rungs after it.
# The 14th was a working day that year, for the Mid-Autumn holiday.
LETTER = Reminder(Role.GRADUATE, When.DAYS_BEFORE, "receipt_digest_days", RULES, mail="report_now")
ALERTS = ladder(
    Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, Role.ORGANIZER, words="请催办回执", rules=RULES
)
RECEIPT = Wait("small_receipt", "回执", "截止日", cutoff, RULES, (LETTER, *ALERTS))


def waiting(*waits: Wait, state: str = "letter_issued") -> Waits:
    """These waits in one state of the transfer, none anywhere else."""

    def found(_kind: Kind, track: str, standing: str) -> tuple[Wait, ...]:
        return waits if (track, standing) == ("transfer", state) else ()

    return found


WAITS = waiting(RECEIPT)
BEGAN = at(6, 20, 12)


def planned(desk: Desk, case: Case, waits: Waits = WAITS, began: datetime = BEGAN) -> Case:
    """The case, with its waits written down as of `began`, and committed."""
    replan(replace(desk, now=began), case, waits)
    desk.session.commit()
    return case


def look(desk: Desk, moment: datetime, waits: Waits = WAITS) -> int:
    """One round of a worker at that moment."""
    return do_due(replace(desk, now=moment), "a worker", waits=waits)


def failing(which: Callable[[Facts], bool]) -> Wait:
    """A wait that cannot be reckoned for some cases."""

    def due(facts: Facts) -> Reckoning:
        if which(facts):
            raise LookupError("no such day")
        return cutoff(facts)

    return replace(RECEIPT, due=due)


def letter_out(session: Session, *addresses: str, **columns: object) -> Case:
    """A case whose letter is out since June and valid to the cut-off."""
    person = make_person(session, *(addresses or ("biyesheng@example.com",)))
    case = make_case(
        session,
        person=person,
        states={"transfer": "letter_issued", "education": "attended"},
        **columns,  # type: ignore[arg-type]
    )
    make_letter(session, case, valid_until=DEADLINE)
    return case


@dataclass(frozen=True)
class Told:
    """All that was said of a case: the records, the mails and the tasks that came of them."""

    records: list[ReminderRecord]
    mails: list[Mail]
    tasks: list[Task]

    @property
    def moments(self) -> list[datetime]:
        """When each reminder was due."""
        return [record.at.astimezone(SHANGHAI) for record in self.records]

    @property
    def asked(self) -> list[str]:
        """The roles of the open tasks."""
        return sorted(task.role for task in self.tasks if task.settled_at is None)


def told(desk: Desk, case: Case) -> Told:
    """What was said of the case so far."""
    session = desk.session
    session.rollback()
    session.expire_all()
    ours = {"case_id": case.id}
    return Told(
        list(
            session.scalars(sa.select(ReminderRecord).filter_by(**ours).order_by(ReminderRecord.id))
        ),
        list(session.scalars(sa.select(Mail).filter_by(**ours).order_by(Mail.id))),
        list(session.scalars(sa.select(Task).filter_by(**ours).order_by(Task.id))),
    )


def row_of(desk: Desk, case: Case, name: str = RECEIPT.name) -> PlannedWait | None:
    """The wait as it is written down; None where the case does not stand in it."""
    query = sa.select(PlannedWait).filter_by(case_id=case.id, name=name)
    return desk.session.scalars(query).one_or_none()
