"""What a checked citizen identity number (GB 11643) says of its bearer."""

from __future__ import annotations

from datetime import date
from typing import Literal

SexWord = Literal["男", "女"]


def birth_date_of(number: str) -> date:
    """The birth date a checked number states. Raises ValueError for a day that does not exist."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> SexWord:
    """The sex a checked number states: an odd 17th digit is 男."""
    return "男" if int(number[16]) % 2 else "女"
