"""The register of rules: every rule that code may cite, by its ID.

The tables stand one part of the notice a file, then the school's decisions and the outside
rules. Whatever cites a rule is checked against `RULES`, so that a mistyped ID never ships.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from machines.register.data_check import DATA_CHECK
from machines.register.decisions import DECISIONS
from machines.register.disposition import DISPOSITION
from machines.register.education import EDUCATION
from machines.register.letters import LETTERS
from machines.register.materials import MATERIALS
from machines.register.outside import OUTSIDE
from machines.register.overseas import OVERSEAS
from machines.register.receipts import RECEIPTS
from machines.register.rule import Rule
from machines.register.transfer import TRANSFER
from machines.register.unsuccessful import UNSUCCESSFUL

__all__ = ["RULES", "Rule", "UnknownRule", "check_ids", "get_rule", "index_rules"]


class UnknownRule(KeyError):
    """Somebody cites IDs that no rule of the register has."""

    def __init__(self, *unknown: str) -> None:
        super().__init__(*unknown)
        self.unknown = unknown

    def __str__(self) -> str:
        return f"no rule in the register has the ID {', '.join(self.unknown)}"


def index_rules(*tables: Iterable[Rule]) -> Mapping[str, Rule]:
    """Return a read-only mapping of ID to rule; raise ValueError when two rules share an ID."""
    rules: dict[str, Rule] = {}
    for table in tables:
        for rule in table:
            if rule.id in rules:
                raise ValueError(f"two rules of the register have the ID {rule.id}")
            rules[rule.id] = rule
    return MappingProxyType(rules)


RULES: Mapping[str, Rule] = index_rules(
    EDUCATION,
    MATERIALS,
    TRANSFER,
    OVERSEAS,
    DATA_CHECK,
    LETTERS,
    RECEIPTS,
    UNSUCCESSFUL,
    DISPOSITION,
    DECISIONS,
    OUTSIDE,
)


def get_rule(rule_id: str) -> Rule:
    """Return the rule with this ID; raise UnknownRule when there is none."""
    try:
        return RULES[rule_id]
    except KeyError:
        raise UnknownRule(rule_id) from None


def check_ids(rule_ids: Iterable[str]) -> None:
    """Raise UnknownRule naming every ID, once and in order, that no rule has."""
    unknown = [rule_id for rule_id in dict.fromkeys(rule_ids) if rule_id not in RULES]
    if unknown:
        raise UnknownRule(*unknown)
