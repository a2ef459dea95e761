"""What probation waits for: its end (S2.2, S4.5(3), X-C7). Nothing is ended by a clock (D-5)."""

from __future__ import annotations

from machines.facts import Facts
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import Wait


def probation_end(facts: Facts) -> Reckoning | None:
    """X-C7: the day probation ends, as recorded."""
    if facts.probation is None or facts.probation.ends_on is None:
        return None
    ends_on = facts.probation.ends_on
    return counted_from("登记的预备期满日", ends_on, "probation.ends_on", "X-C7")


PROBATION_ENDS = Wait(
    "probation_ends",
    "预备期满",
    "登记的预备期满日",
    probation_end,
    ("S2.2-1", "S2.2-2", "S4.5(3)-3"),
)
