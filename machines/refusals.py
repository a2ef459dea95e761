"""How a guard says no: what is missing, by which rule, who can cure it and where."""

from __future__ import annotations

from dataclasses import dataclass

from machines.register import get_rule
from machines.roles import Role


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a move is not open.

    `missing` is a Chinese sentence for the user; `rule` an ID of the register; `cure_by` the
    role that can mend it; `cure_at` names the action or page where it is mended; `field` names
    the field of the order at fault, so that a form can show the reason beside it.
    """

    missing: str
    rule: str
    cure_by: Role
    cure_at: str
    field: str | None = None

    @property
    def words(self) -> str:
        """The rule's own words."""
        return get_rule(self.rule).words

    def __str__(self) -> str:
        return f"{self.missing}（{self.rule}：{self.words}；由{self.cure_by.label}办理：{self.cure_at}）"


class Refused(Exception):
    """A move that was not made. Raised before the first write; carries every reason."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("；".join(r.missing for r in refusals))
        self.refusals = refusals
