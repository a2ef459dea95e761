"""The refusal of a whole file, and the fault of one sheet that its columns may cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "not_a_spreadsheet",
    "damaged",
    "encrypted",
    "too_large",
    "empty",
    "no_header",
    "missing_columns",
    "ambiguous_columns",
    "mixed_values",
    "no_rows",
    "too_many_rows",
]


class UnreadableSheet(Exception):
    """A file that cannot be a roster; `message_zh` says why and what to do, for the screen."""

    def __init__(self, code: Code, message_zh: str) -> None:
        super().__init__(f"{code}: {message_zh}")
        self.code: Code = code
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a sheet of a readable file cannot be used as it stands, in Chinese, and the cure.

    `curable`: another choice of columns may cure it, so that they can be offered for choosing.
    """

    code: Code
    message_zh: str
    cure: str
    curable: bool = True

    def as_refusal(self) -> UnreadableSheet:
        """The same as the refusal of the file, for whoever cannot offer a choice."""
        return UnreadableSheet(self.code, f"{self.message_zh}；{self.cure}")
