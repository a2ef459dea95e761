"""A table that names what does not exist, or traps a case, is refused when it is imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from machines import MACHINES
from machines.facts import Facts
from machines.mails import Answer, MailKind
from machines.orders import Order, asks
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import (
    STAY,
    Back,
    Machine,
    Move,
    State,
    Then,
    Track,
    Trigger,
    check,
    guard,
)
from machines.validation import TableError, validate
from machines.waits import Wait
from machines.words import Kind

SECRETARY = (Role.BRANCH_SECRETARY,)
RULES = ("S1-1",)

FIRST = State("first", "一", Role.BRANCH_SECRETARY, no_wait="为测试")
LAST = State("last", "二", final=True)
GO = Move("go", "前进", ("first",), "last", SECRETARY, RULES)
SOUND = Track("small", "小表", (FIRST, LAST), (GO,))


@dataclass(frozen=True)
class Misquoting(Order):
    """An order whose field cites a rule that is not in the register."""

    day: str = asks("日期", "S9-9")


@guard("为测试", "S9-9")
def misquoting_guard(facts: Facts, today: object) -> list[Refusal]:
    return []


@guard("为测试")
def ruleless_guard(facts: Facts, today: object) -> list[Refusal]:
    return []


@check("为测试", "S9-9")
def misquoting_check(facts: Facts, order: Order, today: object) -> list[Refusal]:
    return []


def faults_of(*tracks: Track, mails: Iterable[MailKind] = ()) -> str:
    machine = Machine(Kind.FULL_MEMBER, tracks)
    with pytest.raises(TableError) as told:
        validate(machine, mails={mail.name: mail for mail in mails})
    return str(told.value)


def with_first(**changes: object) -> Track:
    return replace(SOUND, states=(replace(FIRST, **changes), LAST))


def with_go(**changes: object) -> Track:
    return replace(SOUND, moves=(replace(GO, **changes),))


def with_move(move: Move, *states: State) -> Track:
    return replace(SOUND, states=(*SOUND.states, *states), moves=(GO, move))


def never(facts: Facts) -> None:
    return None


SIDE = State("side", "旁", Role.BRANCH_SECRETARY, no_wait="为测试")
REMEMBERING = replace(SIDE, remembers=True)
AWAY = Move("away", "离开", ("first",), "side", SECRETARY, RULES)
RETURN = Move("return", "回来", ("side",), Back(("first",)), SECRETARY, RULES)


def test_a_sound_table_is_let_through() -> None:
    validate(Machine(Kind.FULL_MEMBER, (SOUND,)), mails={})


def test_the_machines_that_are_in_use_are_sound() -> None:
    validate(*MACHINES.values())


@pytest.mark.parametrize(
    ("track", "fault"),
    [
        (with_go(to="nowhere"), "small.go: unknown state nowhere"),
        (with_go(from_=("first", "elsewhere")), "small.go: unknown state elsewhere"),
        (with_go(by=("dean",)), "small.go: unknown role dean"),
        (with_go(mail="love_letter"), "small.go: unknown mail love_letter"),
        (with_go(rules=("S9-9",)), "small.go: move cites unknown rule S9-9"),
        (with_go(rules=()), "small.go: move cites no rule"),
        (with_go(only_if=(misquoting_guard,)), "misquoting_guard cites unknown rule S9-9"),
        (with_go(only_if=(ruleless_guard,)), "ruleless_guard cites no rule"),
        (with_go(checks=(misquoting_check,)), "misquoting_check cites unknown rule S9-9"),
        (with_go(asks=Misquoting), "small.go: order cites unknown rule S9-9"),
        (with_go(by=()), "small.go: nobody may make it and nothing leads to it"),
        (with_go(to=STAY), "small.first has no way out"),
        (with_first(owner=None), "small.first has no owner"),
        (with_first(owner="dean"), "small.first has unknown owner dean"),
        (with_first(no_wait=""), "small.first needs either a wait or the reason for none"),
        (
            with_first(waits=(Wait("w", "等", "left_on", never, ("S9-9",)),), no_wait=""),
            "small.first, wait w cites unknown rule S9-9",
        ),
        (
            with_first(waits=(Wait("w", "等", "left_on", never, RULES),)),
            "small.first needs either a wait or the reason for none",
        ),
        (replace(SOUND, states=(FIRST, LAST, SIDE), moves=(GO,)), "small.side cannot be reached"),
        (with_move(AWAY, SIDE), "small.side has no way out"),
        (
            with_move(Move("back", "退", ("last",), "first", SECRETARY, RULES)),
            "small.last is final and has a way out",
        ),
        (replace(SOUND, states=(FIRST, LAST, LAST)), "state last twice"),
        (replace(SOUND, moves=(GO, GO)), "action go twice"),
        (with_go(by=(Role.CLOCK,)), "small.go: the clock makes its own moves and no others"),
        (with_go(on=Trigger.CLOCK), "small.go: the clock makes its own moves and no others"),
        (with_go(then=(Then("smal", "go"),)), "small.go: follows unknown smal.go"),
        (with_go(then=(Then("small", "went"),)), "small.go: follows unknown small.went"),
        (with_go(to=Back(())), "small.go: a way back without states"),
    ],
    ids=[
        "a state it leads to",
        "a state it starts from",
        "a role",
        "a mail",
        "a rule of a move",
        "a move without rule",
        "a rule of a guard",
        "a guard without rule",
        "a rule of a check",
        "a rule of a field",
        "a move nobody makes",
        "a dead end",
        "a state without owner",
        "an owner",
        "neither wait nor reason",
        "a rule of a wait",
        "both wait and reason",
        "a state out of reach",
        "a trap",
        "a way out of an end",
        "a state twice",
        "an action twice",
        "the clock without its trigger",
        "the trigger without the clock",
        "a track that follows",
        "an action that follows",
        "a way back to nowhere",
    ],
)
def test_a_fault_is_told_by_name(track: Track, fault: str) -> None:
    assert fault in faults_of(track)


def test_a_way_back_needs_a_state_that_remembers() -> None:
    track = replace(SOUND, states=(FIRST, LAST, SIDE), moves=(GO, AWAY, RETURN))
    assert "small.return: a way back from side, which does not remember" in faults_of(track)


def test_a_way_back_knows_every_state_one_may_have_come_from() -> None:
    second = replace(SIDE, name="second")
    onward = replace(GO, action="onward", to="second")
    aside = replace(AWAY, action="aside", from_=("second",))
    track = replace(
        SOUND,
        states=(FIRST, second, LAST, REMEMBERING),
        moves=(GO, AWAY, RETURN, onward, aside),
    )
    assert "small.return: no way back to second" in faults_of(track)


def test_all_faults_are_told_at_once_with_their_machine() -> None:
    told = faults_of(replace(with_go(mail="love_letter", rules=()), label="坏表"))
    assert "full_member: small.go: unknown mail love_letter" in told
    assert "full_member: small.go: move cites no rule" in told


def answering(*moves: str, rules: tuple[str, ...] = RULES) -> MailKind:
    return MailKind("question", "问", rules, (Answer(1, "是", moves),))


@pytest.mark.parametrize(
    ("mail", "fault"),
    [
        (answering("small.go"), "answer names small.go, which no graduate may make"),
        (answering("small.went"), "answer names small.went, which no graduate may make"),
        (answering("smal.go"), "mail question: answer names unknown track smal"),
        (answering(rules=("S9-9",)), "mail question cites unknown rule S9-9"),
        (answering(rules=()), "mail question cites no rule"),
    ],
    ids=["a move of the staff", "no such move", "no such track", "a rule", "no rule"],
)
def test_a_mail_offers_no_answer_that_the_graduate_cannot_give(mail: MailKind, fault: str) -> None:
    assert fault in faults_of(SOUND, mails=[mail])


def test_a_mail_may_offer_what_the_graduate_may_do() -> None:
    track = with_go(by=(Role.GRADUATE,))
    mail = answering("small.go")
    validate(Machine(Kind.FULL_MEMBER, (track,)), mails={mail.name: mail})


def test_a_move_may_lead_to_a_track_that_only_another_machine_runs() -> None:
    leading = with_go(then=(Then("other", "go"),))
    other = replace(SOUND, name="other")
    validate(
        Machine(Kind.FULL_MEMBER, (leading,)),
        Machine(Kind.PROBATIONARY_MEMBER, (leading, other)),
        mails={},
    )
