"""The four machines, validated when imported. Pure: no clock, no database, no web."""

from __future__ import annotations

from types import MappingProxyType

from machines.activist import ACTIVIST
from machines.full_member import FULL_MEMBER
from machines.overseas_member import OVERSEAS_MEMBER
from machines.probationary_member import PROBATIONARY_MEMBER
from machines.table import Machine
from machines.validation import validate
from machines.words import Kind

MACHINES = MappingProxyType(
    {m.kind: m for m in (FULL_MEMBER, PROBATIONARY_MEMBER, OVERSEAS_MEMBER, ACTIVIST)}
)

validate(*MACHINES.values())


def get_machine(kind: Kind | str) -> Machine:
    """The machine of a kind. Raises ValueError for an unknown kind."""
    return MACHINES[Kind(kind)]
