"""What every person of an import is held against, and what is noted of all of them on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.roster.aliases import Field
from tracker.roster.choices import Choices
from tracker.roster.contact_owners import Owners
from tracker.roster.directory import Directory, UnknownBranch
from tracker.roster.gathering import NUMBERS, Gathered, keys_of
from tracker.roster.known import Known
from tracker.roster.places import Part, Place
from tracker.roster.purpose import Purpose
from tracker.roster.row import BadRow, RosterRow

if TYPE_CHECKING:
    from tracker.roster.namesakes import Namesake

# Which number, and what it is.
_Keys = set[tuple[Field, str]]


@dataclass(slots=True)
class Named:
    """Whom the rosters name, apart from mere supplements: by number, and by name.

    `unread`: numbers of rows that cannot be used, with the first such row; `unread_names`: names of those in which a number
    is faulty too.
    """

    numbers: _Keys = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    unread: dict[tuple[Field, str], Place] = field(default_factory=dict)
    unread_names: set[str] = field(default_factory=set)

    def has(self, part: Part) -> bool:
        """Whether a supplement's row is about somebody of a roster, as far as it can be read."""
        keys = keys_of(part.row)
        if not (self.numbers.isdisjoint(keys) and self.unread.keys().isdisjoint(keys)):
            return True
        return _spoilt(part.row) and part.row.name in self.names

    def lost(self, one: Gathered) -> bool:
        """Whether a roster names the person, in a row that cannot be read."""
        return (
            not self.unread.keys().isdisjoint(keys_of(one.row)) or one.row.name in self.unread_names
        )


def whom_they_name(people: Iterable[Gathered | Part]) -> Named:
    """Everybody of the sheets that open cases."""
    named = Named()
    for one in people:
        if isinstance(one, Gathered):
            if one.purpose is not Purpose.SUPPLEMENT:
                named.names.add(one.row.name)
                for part in one.parts:
                    named.numbers.update(keys_of(part.row))
        elif isinstance(one.row, BadRow) and one.of.purpose is not Purpose.SUPPLEMENT:
            named.names.add(one.row.name)
            for key in keys_of(one.row):
                named.unread.setdefault(key, one.place)
            if _spoilt(one.row):
                named.unread_names.add(one.row.name)
    return named


def _spoilt(row: RosterRow | BadRow) -> bool:
    """Whether one of the numbers cannot be read, so that only the name is left to know him by."""
    return isinstance(row, BadRow) and any(fault.field in NUMBERS for fault in row.faults)


@dataclass(slots=True)
class Bench:
    """What every person is held against, and what is noted on the way.

    `unknown`: branches nobody knows, with how many people name them; `decided`: by key those that
    the user decided about; `branches`: those the
    sheets list people of, by purpose; `met`: people of the database that were met, by whom;
    `listed`: those that some roster lists; `supplemented`: those a supplement names;
    `namesakes`: by name, people of the cohort for whom a new person may be mistaken.
    """

    known: Known
    directory: Directory
    choices: Choices
    named: Named = field(default_factory=Named)
    unknown: Counter[UnknownBranch] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    branches: dict[Purpose, set[int]] = field(default_factory=dict)
    met: dict[int, Gathered] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)
    supplemented: set[int] = field(default_factory=set)
    owners: Owners = field(default_factory=Owners)
    namesakes: Mapping[str, Sequence[Namesake]] = field(default_factory=dict)
