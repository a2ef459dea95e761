"""What the user decided about an import: columns, purposes, branches, and whose word counts.

Nothing of the database is overwritten and no branch is made unless it stands here (S4.1-1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tracker.roster.aliases import Field

KEEP = "keep"
TAKE = "take"
NOT_READ = "skip"


@dataclass(frozen=True, slots=True)
class BranchChoice:
    """An unknown branch: `branch_id` says which it is; else it is made, in `college_id`."""

    branch_id: int | None = None
    college_id: int | None = None
    name: str = ""


@dataclass(slots=True)
class Choices:
    """Decisions by their places.

    `columns`: sheet key -> column index -> field, '' for "do not read"; `purposes`: sheet key ->
    purpose, or NOT_READ for the whole sheet; `branches`: key of an unknown branch -> decision;
    `fields`: field -> KEEP, TAKE or `sheet:<n>` for everybody; `values`: person key -> field ->
    KEEP or the place whose value counts. A person key is his first place, as `1:5`.
    """

    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)
    branches: dict[str, BranchChoice] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The choices as `RosterImport.choices` keeps them."""
        return cls(
            columns={
                sheet: {int(index): name for index, name in chosen.items()}
                for sheet, chosen in data.get("columns", {}).items()
            },
            purposes=dict(data.get("purposes", {})),
            branches={key: BranchChoice(**row) for key, row in data.get("branches", {}).items()},
            fields=dict(data.get("fields", {})),
            values={person: dict(row) for person, row in data.get("values", {}).items()},
        )

    def to_data(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "columns": {
                sheet: {str(index): name for index, name in chosen.items()}
                for sheet, chosen in self.columns.items()
            },
            "purposes": self.purposes,
            "branches": {
                key: {"branch_id": c.branch_id, "college_id": c.college_id, "name": c.name}
                for key, c in self.branches.items()
            },
            "fields": self.fields,
            "values": self.values,
        }

    def pick(self, person: str, of: Field) -> str:
        """What was decided for one value: KEEP, TAKE, `sheet:<n>`, a place, or '' for nothing yet."""
        own = self.values.get(person, {}).get(of.value)
        return own or self.fields.get(of.value, "")
