"""One run over the files of an import: everybody's verdict, and what two runs must agree in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from machines.words import MEMBERS
from tracker.desk import Actor, Desk
from tracker.models import Case, Cohort
from tracker.roster.account import Tally, account_of
from tracker.roster.choices import Choices
from tracker.roster.directory import read_directory
from tracker.roster.files import Reading, Tell, quiet
from tracker.roster.gathering import Gathered, gather
from tracker.roster.judging import Bench, judge, missing
from tracker.roster.known import AT_ONCE, look_up
from tracker.roster.places import Part
from tracker.roster.purpose import Purpose
from tracker.roster.verdicts import Digest, Record, Verdict

_TELL_EVERY = 200

# Takes one verdict and its record, which is plain JSON in UTF-8.
Take = Callable[[Verdict, bytes], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a run found besides the verdicts: the files' account, the digest."""

    account: Record
    digest: str


def run_trial(
    desk: Desk,
    cohort: Cohort,
    reading: Reading,
    chosen: Mapping[str, Any],
    actor: Actor,
    take: Take,
    *,
    lock: bool = False,
    tell: Tell = quiet,
) -> Trial:
    """Judge everybody; reads only. `lock` keeps the people's cases from moving meanwhile.

    Each verdict is given to `take` with its record as JSON, and not kept here: of 200,000 people
    a dry run needs the JSON alone, an import the verdicts alone.
    """
    choices = Choices.from_data(chosen)
    tell("按人合并", 0, 0)
    people = gather(reading.parts, choices)
    rows = [one.row for one in people]
    bench = Bench(
        known=look_up(desk, cohort, rows, actor, lock=lock),
        directory=read_directory(desk, actor, choices.branches),
        choices=choices,
    )
    account = account_of(reading, cohort.policy.version)
    digest, tally = Digest(account, desk.settings.secret_key), Tally()
    for done, verdict in enumerate(_all(desk, cohort, bench, people)):
        if done % _TELL_EVERY == 0:
            tell("逐人判定", min(done, len(people)), len(people))
        take(verdict, digest.add(verdict))
        tally.add(verdict)
    told = tally.to_record(bench.unknown, {c.id: c for c in bench.directory.colleges.values()})
    return Trial(account | told, digest.hex())


def _all(
    desk: Desk, cohort: Cohort, bench: Bench, people: Sequence[Gathered | Part]
) -> Iterator[Verdict]:
    yield from judge(bench, people)
    yield from missing(bench, _expected(desk, cohort, bench))


def _expected(desk: Desk, cohort: Cohort, bench: Bench) -> Iterator[Case]:
    """The open cases of the branches that the rosters list: members, activists, or both."""
    for purpose, branches in sorted(bench.branches.items()):
        if purpose is Purpose.SUPPLEMENT:
            continue
        members = Case.status.in_(sorted(MEMBERS))
        status = members if purpose is Purpose.MEMBERS else sa.not_(members)
        wanted = sorted(branches)
        for start in range(0, len(wanted), AT_ONCE):
            query = (
                sa.select(Case)
                .where(
                    Case.cohort_id == cohort.id,
                    Case.closed_at.is_(None),
                    Case.branch_id.in_(wanted[start : start + AT_ONCE]),
                    status,
                )
                .options(
                    sa.orm.joinedload(Case.person, innerjoin=True),
                    sa.orm.joinedload(Case.branch, innerjoin=True),
                )
                .order_by(Case.branch_id, Case.id)
            )
            yield from desk.session.scalars(query)
