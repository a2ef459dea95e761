"""The branch that a person's sheets name, whatever a supplement calls his college."""

from __future__ import annotations

from dataclasses import replace

from tracker.roster.aliases import Field
from tracker.roster.bench import Bench
from tracker.roster.directory import Found, NoBranch
from tracker.roster.gathering import Gathered


def belongs_to(bench: Bench, one: Gathered) -> Found:
    """The branch the roster names; counted where the user decided which it is. Raises NoBranch."""
    found = _named(bench, one)
    if found.decided:
        bench.decided[found.decided] += 1
    return found


def _named(bench: Bench, one: Gathered) -> Found:
    """The branch by its name, or by what was decided. Raises NoBranch.

    The college of a supplement tells branches of one name apart; where it leads nowhere, for such
    sheets spell colleges as they like, the roster's word stands alone.
    """
    try:
        return bench.directory.branch_of(one.row)
    except NoBranch:
        if not one.rostered(Field.BRANCH) or one.rostered(Field.COLLEGE):
            raise
        return bench.directory.branch_of(replace(one.row, college=None))
