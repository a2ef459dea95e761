"""The engine: what is due is said once, to the right person, and what the clock must do is done.

Any number of workers claim due cases by lease and do a few in one short transaction; when one of
them fails, each is done by itself, so that the failing one stops no other. Whatever crashes, a
reminder, its mails and tasks and the case's next moment are committed together or not at all.

A reminder leaves the case's version as it is: no state and no fact that a form rests on has changed,
so whoever has the page open may go on with it. What the clock moves counts it up, as every move does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from tracker.desk import Desk
from tracker.lists import shelve_cases
from tracker.logs import keep_details_out
from tracker.models import CasePlan
from tracker.models.db import writing
from tracker.outbox.write_many import Unwritable
from tracker.waits.claim import LEASE, MOST_TRIES, SOON, Claimed, anything_due, claim_due, give_back
from tracker.waits.doing import do_case, held_cases
from tracker.waits.failing import put_off
from tracker.waits.giving import give, what_is_known
from tracker.waits.planned import Waits, by_the_tables
from tracker.waits.saying import Saying

log = logging.getLogger(__name__)
keep_details_out(log)

# Cases a transaction: the write lock of SQLite is held for so many at most.
BATCH = 25
LIMIT = 1000
BROKEN_OFF = f"处理时中断了 {MOST_TRIES} 次（服务器在处理途中停止，或内存不足）。"


def _never() -> bool:
    return False


def do_due(
    desk: Desk,
    worker: str,
    *,
    limit: int = LIMIT,
    lease: timedelta = LEASE,
    stopping: Callable[[], bool] = _never,
    waits: Waits = by_the_tables,
) -> int:
    """Do up to `limit` cases that are due at the desk's moment, the overdue first; gives how many.

    Commits. Ends between two cases when `stopping` says so. A case that fails is put an hour on.
    """
    if not anything_due(desk.session, desk.now):
        return 0
    done = 0
    while done < limit and not stopping():
        claimed = claim_due(desk.session, worker, desk.now, min(BATCH, limit - done), lease)
        if not claimed:
            break
        done += _Round(desk, worker, stopping, waits).do(claimed)
    return done


class _Round:
    """One claim's cases: all in one transaction, or one by one where that fails."""

    def __init__(self, desk: Desk, worker: str, stopping: Callable[[], bool], waits: Waits) -> None:
        self.desk = desk
        self.worker = worker
        self.stopping = stopping
        self.waits = waits
        self.left: set[int] = set()

    def do(self, claimed: Sequence[Claimed]) -> int:
        """Do them in the order claimed, and give how many; what broke off before is done by itself."""
        self.left = {one.case_id for one in claimed}
        fresh = [one.case_id for one in claimed if one.tries == 1]
        suspects = [one for one in claimed if one.tries > 1]
        try:
            self._together(fresh)
            for one in suspects:
                if one.tries > MOST_TRIES:
                    self._put_off(one.case_id, BROKEN_OFF)
                else:
                    self._alone(one.case_id)
        except OperationalError:
            # The database was away or busy: no case is at fault, and the leases end by themselves.
            self.desk.session.rollback()
            raise
        done = len(claimed) - len(self.left)
        self._give_back()
        return done

    def _together(self, case_ids: Sequence[int]) -> None:
        if not case_ids:
            return
        try:
            self._do(case_ids, {})
        except OperationalError:
            raise
        except Exception as error:
            log.info("%s cases one by one: %s", len(case_ids), type(error).__name__)
            for case_id in case_ids:
                if self.stopping():
                    return
                self._alone(case_id)

    def _alone(self, case_id: int) -> None:
        """One case by itself; a mail that cannot be written is told to people instead."""
        unwritable: dict[str, str] = {}
        while True:
            try:
                return self._do([case_id], unwritable)
            except Unwritable as one:
                if one.kind in unwritable:
                    return self._put_off(case_id, one.why)
                unwritable[one.kind] = one.why
            except OperationalError:
                raise
            except Exception as error:
                log.exception("what is due for case %s cannot be done", case_id)
                return self._put_off(case_id, error)

    def _do(self, case_ids: Sequence[int], unwritable: Mapping[str, str]) -> None:
        """Do cases within one transaction, as many as were begun before the worker must end."""
        desk, said = self.desk, list[Saying]()
        done: list[int] = []
        with writing(desk.session), desk.session.no_autoflush:
            known = what_is_known(desk, case_ids, unwritable)
            for case, standing in held_cases(desk, self.worker, case_ids):
                if self.stopping():
                    break
                said += do_case(desk, case, standing, self.waits, known)
                done.append(case.id)
            give(desk, said)
            # Whoever was asked, or need not be asked any more, shows in the lists.
            desk.session.flush()
            shelve_cases(desk.session, done)
        self.left.difference_update(done)

    def _give_back(self) -> None:
        """What was not done: a worker that ends leaves it at once, what is busy is for a little later."""
        after = timedelta(0) if self.stopping() else SOON
        give_back(self.desk.session, self.worker, self.left, after=after)

    def _put_off(self, case_id: int, why: Exception | str) -> None:
        put_off(self.desk.session, self.worker, case_id, self.desk.now, why)
        self.left.discard(case_id)


def look_again(desk: Desk, case_ids: Sequence[int] | None = None) -> int:
    """Have the worker plan these cases anew, or all that are open; within the caller's transaction.

    For whoever changes what every case is reckoned by, such as the calendar.
    """
    change = update(CasePlan).values(next_at=desk.now)
    if case_ids is not None:
        change = change.where(CasePlan.case_id.in_(case_ids))
    found = desk.session.execute(change.returning(CasePlan.case_id)).all()
    return len(found)
