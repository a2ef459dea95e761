"""No guard and no check of any table goes untried, and none is written that no table names."""

from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers
from pathlib import Path
from pkgutil import iter_modules

import pytest

import machines.guards
from machines import MACHINES
from machines.table import Check, Guard
from tests.machines.complete import Pair

NAMED = sorted(
    {
        guard.name
        for machine in MACHINES.values()
        for track in machine.tracks
        for move in track.moves
        for guard in (*move.only_if, *move.checks)
    }
)


def all_pairs() -> list[Pair]:
    files = sorted(Path(__file__).parent.glob("test_guards_*.py"))
    modules = [
        import_module(f"tests.machines.{file.stem}")
        for file in files
        if file.stem != __name__.rpartition(".")[2]
    ]
    return [pair for module in modules for pair in module.PAIRS]


def written_guards() -> Iterator[str]:
    for info in iter_modules(machines.guards.__path__):
        module = import_module(f"machines.guards.{info.name}")
        for _, value in getmembers(module, lambda value: isinstance(value, Guard | Check)):
            yield value.name


@pytest.mark.parametrize("name", NAMED)
def test_a_guard_of_the_tables_is_tried_with_complete_facts_and_with_one_thing_lacking(
    name: str,
) -> None:
    assert name in {pair.asked.name for pair in all_pairs()}


def test_every_guard_that_is_written_stands_in_a_table() -> None:
    assert set(written_guards()) == set(NAMED)


def test_no_two_guards_share_a_name() -> None:
    guards = {
        guard
        for machine in MACHINES.values()
        for track in machine.tracks
        for move in track.moves
        for guard in (*move.only_if, *move.checks)
    }
    assert len(guards) == len(NAMED)
