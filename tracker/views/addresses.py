"""Keys in addresses: a number that no database can hold is a page that is not there."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

# PostgreSQL's integer; SQLite's is larger.
LARGEST_KEY = 2**31 - 1


def read_number(typed: str) -> int | None:
    """The number in what a form or an address holds, from 0 to the largest key; None for others."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST_KEY))):
        return None
    number = int(typed)
    return number if number <= LARGEST_KEY else None


def read_key(typed: str) -> int | None:
    """The same for a key: none is 0."""
    return read_number(typed) or None


class KeyConverter(IntegerConverter):
    """`<int:…>` of every route, up to the largest key."""

    regex = r"\d{1,10}"

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max", LARGEST_KEY)
        super().__init__(*args, **options)


def register_addresses(app: Flask) -> None:
    """Bound every number in an address; before the routes are made."""
    app.url_map.converters["int"] = KeyConverter
