"""One run over the files of an import: everybody's verdict, and what two runs must agree in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.desk import Actor, Desk
from tracker.models import Cohort
from tracker.roster.account import Tally, account_of
from tracker.roster.bench import Bench, whom_they_name
from tracker.roster.choices import Choices
from tracker.roster.directory import read_directory
from tracker.roster.files import Reading, Tell, quiet
from tracker.roster.gathering import Gathered, gather
from tracker.roster.judging import judge
from tracker.roster.known import look_up
from tracker.roster.missing import missing
from tracker.roster.places import Part
from tracker.roster.verdicts import Digest, Record, Verdict

_TELL_EVERY = 200


@dataclass(frozen=True, slots=True)
class Trial:
    """What a run found: the verdicts beside their records, the files' account, the digest."""

    verdicts: list[Verdict]
    records: list[Record]
    account: Record
    digest: str


def run_trial(
    desk: Desk,
    cohort: Cohort,
    reading: Reading,
    chosen: Mapping[str, Any],
    actor: Actor,
    *,
    lock: bool = False,
    tell: Tell = quiet,
) -> Trial:
    """Judge everybody; reads only. `lock` keeps the people's cases from moving meanwhile."""
    choices = Choices.from_data(chosen)
    people = gather(reading.parts, choices)
    rows = [one.row for one in people]
    bench = Bench(
        known=look_up(desk, cohort, rows, actor, lock=lock),
        directory=read_directory(desk, actor, choices.branches),
        choices=choices,
        named=whom_they_name(people),
    )
    account = account_of(reading, cohort.policy.version)
    digest, tally = Digest(account, desk.settings.secret_key), Tally()
    verdicts: list[Verdict] = []
    records: list[Record] = []
    for verdict in _all(desk, cohort, bench, people):
        if len(verdicts) % _TELL_EVERY == 0:
            tell("逐人判定", len(verdicts), len(people))
        record = verdict.to_record()
        digest.add(verdict, record)
        tally.add(verdict)
        verdicts.append(verdict)
        records.append(record)
    told = tally.to_record(bench.unknown, {c.id: c for c in bench.directory.colleges.values()})
    return Trial(verdicts, records, account | told, digest.hex())


def _all(
    desk: Desk, cohort: Cohort, bench: Bench, people: Sequence[Gathered | Part]
) -> Iterator[Verdict]:
    yield from judge(bench, people)
    yield from missing(desk, cohort, bench)
