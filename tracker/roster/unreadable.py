"""The one refusal of a whole file, before any row is looked at."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "not_a_spreadsheet",
    "old_format",
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
