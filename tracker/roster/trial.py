"""One run over the files of an import: everybody's verdict, and what two runs must agree in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.desk import Actor, Desk
from tracker.models import Cohort
from tracker.roster.account import Tally, account_of
from tracker.roster.bench import Bench, whom_they_name
from tracker.roster.choices import Choices
from tracker.roster.contact_owners import look_up_owners
from tracker.roster.directory import read_directory
from tracker.roster.files import Reading, Tell, quiet
from tracker.roster.gathering import Gathered, gather
from tracker.roster.judging import judge
from tracker.roster.known import look_up
from tracker.roster.missing import missing
from tracker.roster.namesakes import look_up_namesakes
from tracker.roster.places import Part
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
    known = look_up(desk, cohort, rows, actor, lock=lock)
    bench = Bench(
        known=known,
        directory=read_directory(desk, actor, choices.branches),
        choices=choices,
        named=whom_they_name(people),
        owners=look_up_owners(desk, people, known, actor),
        namesakes=look_up_namesakes(desk, cohort, rows, known, actor),
    )
    account = account_of(reading, cohort.policy.version)
    digest, tally = Digest(account, desk.settings.secret_key), Tally()
    for done, verdict in enumerate(_all(desk, cohort, bench, people)):
        if done % _TELL_EVERY == 0:
            tell("逐人判定", min(done, len(people)), len(people))
        take(verdict, digest.add(verdict))
        tally.add(verdict)
    colleges = {c.id: c for c in bench.directory.colleges.values()}
    told = tally.to_record(bench.unknown, colleges) | {"decided": dict(bench.decided)}
    return Trial(account | told, digest.hex())


def _all(
    desk: Desk, cohort: Cohort, bench: Bench, people: Sequence[Gathered | Part]
) -> Iterator[Verdict]:
    yield from judge(bench, people)
    yield from missing(desk, cohort, bench)
