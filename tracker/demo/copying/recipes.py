"""How each lived row becomes a copy's row: worked out once, then followed for every copy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.demo.copying.copies import Copy, Frame, in_json, own_words
from tracker.demo.copying.original import Original
from tracker.demo.copying.rules import KEYS_IN_FORMS, LISTS_OF_KEYS, RULES
from tracker.demo.copying.tables import has_own_key, personal_tables, references, uniques

# Fills one cell of a copy's row.
Fill = Callable[[Copy], Any]
# A key within JSON, set apart by characters that nobody can type.
_MARKED = r'"\\u0002\w+:\d+\\u0003"|\\u0004\w+:\d+\\u0003'
_MARK = re.compile(r"u000[24](\w+):(\d+)\\u0003")


class Undeclared(Exception):
    """A unique column without a rule: two copies would agree in it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One row: what stays, and what is filled in where."""

    table: str
    fixed: list[Any]
    fills: list[tuple[int, Fill]]

    def make(self, copy: Copy) -> list[Any]:
        """The row of a copy."""
        row = self.fixed.copy()
        for at, fill in self.fills:
            row[at] = fill(copy)
        return row


class Speech:
    """The words of one person and his place, found in texts and replaced by a copy's."""

    def __init__(self, original: Original, frame: Frame, site_words: list[str]) -> None:
        self._words = [*own_words(original, frame), *site_words]
        self._at = {word: at for at, word in reversed(list(enumerate(self._words))) if word}
        self._plain = _any_of(self._at)
        escaped = {in_json(word): at for word, at in self._at.items()}
        self._at_escaped = escaped
        self._escaped = _any_of(escaped, _MARKED)

    def text(self, text: str) -> Fill | None:
        """How a text is said for a copy; None where it speaks of nobody."""
        parts = self._plain.split(text)
        if len(parts) == 1:
            return None
        known = [self._at.get(part, -1) for part in parts]
        pieces = [(part, at) for part, at in zip(parts, known, strict=True) if part]

        def say(copy: Copy) -> str:
            words = copy.said
            return "".join([words[at] if at >= 0 else part for part, at in pieces])

        return say

    def form(self, text: str) -> Fill | None:
        """The same for JSON, where keys may stand besides words."""
        marked = json.dumps(_mark_keys(json.loads(text)))
        parts = [part for part in self._escaped.split(marked) if part]
        if len(parts) == 1 and not _MARK.search(marked):
            return None

        def say(copy: Copy) -> str:
            return "".join([self._piece(part, copy) for part in parts])

        return say

    def _piece(self, part: str, copy: Copy) -> str:
        if (at := self._at_escaped.get(part)) is not None:
            return in_json(copy.said[at])
        if found := _MARK.search(part):
            return str(new_key(copy, found[1], int(found[2])))
        return part


def _any_of(words: dict[str, int], *more: str) -> re.Pattern[str]:
    """Any of the words, the longest first, kept when a text is split."""
    alternatives = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile("(" + "|".join([*more, *alternatives]) + ")")


def _mark_keys(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _mark_keys(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_mark_keys(one, name) for one in value]
    if name in LISTS_OF_KEYS and isinstance(value, str):
        table = LISTS_OF_KEYS[name]
        return ",".join(f"\x04{table}:{key}\x03" for key in value.split(","))
    if isinstance(value, int) and not isinstance(value, bool) and name in KEYS_IN_FORMS:
        return f"\x02{KEYS_IN_FORMS[name]}:{value}\x03"
    return value


def new_key(copy: Copy, table: str, key: int) -> int:
    """The key that stands for another one in a copy: a place's by its slot, a person's by offset."""
    if table in copy.slot.keys:
        return copy.slot.keys[table].get(key, key)
    return key + copy.offsets.get(table, 0)


def recipes_of(
    original: Original, speech: Speech, fixed: dict[tuple[str, str], Any]
) -> list[Recipe]:
    """A recipe for each of a person's rows; `fixed` are columns that are the same in every copy."""
    found = []
    for table in personal_tables():
        refers, own = references(table), has_own_key(table)
        for row in original.of(table.name):
            fills = [
                (at, fill)
                for at, column in enumerate(table.columns)
                if (table.name, column.name) not in fixed
                and (fill := _fill(table, column, row, refers, own, speech)) is not None
            ]
            values = [fixed.get((table.name, name), value) for name, value in row.items()]
            found.append(Recipe(table.name, values, fills))
    return found


def _fill(
    table: sa.Table,
    column: sa.Column[Any],
    row: dict[str, Any],
    refers: dict[str, str],
    own: bool,
    speech: Speech,
) -> Fill | None:
    name, value = column.name, row[column.name]
    rule = RULES.get((table.name, name))
    if rule is not None:
        return lambda copy: rule(copy, row)
    if value is None:
        return None
    if own and name == "id":
        return _shifted(table.name, value)
    if name in refers:
        return _shifted(refers[name], value)
    if isinstance(column.type, sa.JSON):
        return speech.form(value)
    if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
        return speech.text(value)
    return None


def _shifted(table: str, value: int) -> Fill:
    return lambda copy: new_key(copy, table, value)


def refuse_undeclared(lived_tables: list[sa.Table]) -> None:
    """Raise Undeclared where copies would agree in columns that must differ."""
    for table in lived_tables:
        refers = references(table)
        ours = {name for name, of in refers.items() if of in {t.name for t in lived_tables}}
        if has_own_key(table):
            ours.add("id")
        ours |= {name for of, name in RULES if of == table.name}
        for columns in uniques(table):
            if not columns & ours:
                names = ", ".join(sorted(columns))
                raise Undeclared(f"{table.name}: {names}: add a row to RULES or to LEFT_OUT")


__all__ = ["LISTS_OF_KEYS", "Recipe", "Speech", "Undeclared", "new_key", "recipes_of"]
