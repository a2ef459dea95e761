"""The register holds every rule of the domain documents, in the notice's own words.

The documents are read from the folder shared/ beside the project; without it these tests fail.
"""

import re
from collections.abc import Iterable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from machines.register import RULES, Rule, UnknownRule, check_ids, get_rule, index_rules

DOMAIN = Path(__file__).parents[2].parent / "shared" / "domain"
RULE_ROW = re.compile(r"^\|\s*(S[A\d][^\s|]*-[^\s|]+)\s*\|", re.MULTILINE)
DECISION_ROW = re.compile(r"^\|\s*(D-[^\s|]+)\s*\|[^|\n]*\|\s*(.*?)\s*\|$", re.MULTILINE)
OUTSIDE_ROW = re.compile(r"^\|\s*(X-[^\s|]+)\s*\|", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")

RULES_OF_THE_NOTICE = [rule for rule in RULES.values() if rule.id.startswith("S")]


def read_document(name: str) -> str:
    """Return the text of one domain document; a missing one is an error, never a skip."""
    return (DOMAIN / name).read_text(encoding="utf-8")


def squeeze(text: str) -> str:
    """Return the text without white space and asterisks, which the notice's layout put there."""
    return re.sub(r"[\s*]", "", text)


def ids_that_start_with(*letters: str) -> set[str]:
    return {rule_id for rule_id in RULES if rule_id.startswith(letters)}


def named(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def test_the_register_has_exactly_the_rules_of_the_notice() -> None:
    rows = RULE_ROW.findall(read_document("rules.md"))
    assert rows
    assert len(rows) == len(set(rows))
    assert ids_that_start_with("S") == set(rows)


def test_the_register_keeps_the_order_of_the_notice() -> None:
    assert named(RULES_OF_THE_NOTICE) == RULE_ROW.findall(read_document("rules.md"))


def test_the_register_has_exactly_the_decisions() -> None:
    rows = [rule_id for rule_id, _ in DECISION_ROW.findall(read_document("decisions.md"))]
    assert rows
    assert ids_that_start_with("D") == set(rows)


def test_the_register_has_exactly_the_outside_rules() -> None:
    rows = OUTSIDE_ROW.findall(read_document("decisions.md"))
    assert rows
    assert ids_that_start_with("X") == set(rows)


def test_every_rule_belongs_to_the_notice_the_decisions_or_the_outside_rules() -> None:
    assert set(RULES) == ids_that_start_with("S", "D-", "X-")


@pytest.mark.parametrize("rule", RULES_OF_THE_NOTICE, ids=lambda rule: rule.id)
def test_a_rule_of_the_notice_stands_in_the_notice_word_for_word(rule: Rule) -> None:
    notice = squeeze(read_document("notice-2024.txt"))
    places = []
    for piece in rule.words.split("…"):
        assert squeeze(piece), "an elision has words on both sides"
        assert squeeze(piece) in notice
        places.append(notice.index(squeeze(piece)))
    assert places == sorted(places), "the pieces keep the order of the notice"


def test_a_decision_carries_the_text_that_was_decided() -> None:
    for rule_id, text in DECISION_ROW.findall(read_document("decisions.md")):
        assert RULES[rule_id].gloss == text.replace("**", "")


def test_only_decisions_name_the_school_as_their_source() -> None:
    assert {rule.id for rule in RULES.values() if rule.source == "本校执行口径"} == (
        ids_that_start_with("D-")
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_where_it_stands_and_what_it_means(rule: Rule) -> None:
    assert CHINESE.search(rule.words)
    assert CHINESE.search(rule.section)
    assert CHINESE.search(rule.source)
    assert rule.gloss == rule.gloss.strip() != ""
    assert rule.gloss.endswith(".")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_holds_before_the_year_of_the_notice_ends(rule: Rule) -> None:
    assert rule.valid_from <= date(2024, 12, 31)


def test_no_two_rules_have_the_same_words() -> None:
    words = [rule.words for rule in RULES.values()]
    assert len(words) == len(set(words))


def test_every_rule_stands_under_its_own_id() -> None:
    assert all(rule_id == rule.id for rule_id, rule in RULES.items())


def test_a_rule_is_found_by_its_id() -> None:
    assert get_rule("S4.5-0b").words == "由组织员将原转出记录作废、重新登记后，凭原介绍信换领"
    assert get_rule("SA-4").valid_from == date(2024, 5, 27)


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(UnknownRule, match=r"^no rule in the register has the ID S9-9$"):
        get_rule("S9-9")


def test_known_ids_pass_the_check() -> None:
    check_ids(["S1-1", "D-15", "X-C7", "S1-1"])


def test_the_check_names_every_unknown_id_once() -> None:
    with pytest.raises(UnknownRule) as refused:
        check_ids(["S1-1", "S9-9", "D-99", "S9-9"])
    assert refused.value.unknown == ("S9-9", "D-99")
    assert str(refused.value) == "no rule in the register has the ID S9-9, D-99"


def test_two_rules_with_one_id_are_refused() -> None:
    rule = get_rule("S1-1")
    with pytest.raises(ValueError, match=r"two rules of the register have the ID S1-1"):
        index_rules([rule], [rule])


def test_nobody_can_change_the_register() -> None:
    rule = get_rule("S1-1")
    with pytest.raises(TypeError):
        RULES["S1-1"] = rule  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        rule.gloss = "Something else."  # type: ignore[misc]
    assert get_rule("S1-1") is rule
