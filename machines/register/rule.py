"""What one rule of the register is."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that a move, guard, wait or mail can cite by its ID.

    `words` are Chinese: the source's own words, "…" where some are left out, or a rendering
    where the source is the school's decision. `gloss` says the same in English. `section` is
    where the rule stands in its source, and `valid_from` the first day on which it holds.
    """

    id: str
    section: str
    words: str
    gloss: str
    valid_from: date
    source: str
