"""What holds of every row of the waits: rules, order of escalation, and that no timer decides."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from machines import MACHINES
from machines.mails import MAILS
from machines.policy import Policy
from machines.register import RULES
from machines.roles import Role
from machines.table import Track
from machines.wait_rows import wait_rows
from machines.waits import Condition, Reminder, Wait, When, ladder
from machines.waits.validation import wait_faults
from tests.machines.complete import COMPLETE
from tests.machines.moments import WAITS
from tests.machines.test_schedule import cutoff
from tests.machines.tracks import TRACKS

UP = (
    Role.GRADUATE,
    Role.CONTACT_PERSON,
    Role.COUNSELOR,
    Role.BRANCH_SECRETARY,
    Role.ORGANIZER,
    Role.COMMITTEE,
    Role.DEPARTMENT,
)
# What no prompt says: none of them decides, and staff are written these words by mail as well.
DISPOSITION = ("停止党籍", "除名", "自行脱党", "取消", "处置", "处分", "党籍处理", "失去联系")
REMINDERS = [(wait, row) for wait in WAITS.values() for row in wait.reminders]


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_every_wait_says_what_is_due_counted_from_what_until_when_by_which_rules(wait) -> None:
    assert wait.label
    assert wait.counted_from
    assert wait.until
    assert wait.rules
    assert set(wait.rules) <= set(RULES)
    assert len(f"wait:{wait.name}") <= 40, "a task is recognised by it"


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_every_reminder_cites_rules_that_exist_and_says_something_to_somebody(wait) -> None:
    assert wait.reminders
    for row in wait.reminders:
        assert row.rules
        assert set(row.rules) <= set(RULES)
        assert (row.mail in MAILS) is (row.to is Role.GRADUATE)
        assert bool(row.words) is (row.to is not Role.GRADUATE)


def test_only_the_validity_of_a_letter_is_ended_by_the_clock() -> None:
    assert {name: wait.move for name, wait in WAITS.items() if wait.move} == {
        "letter_validity": "expire"
    }


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_no_prompt_speaks_of_a_disposition(wait: Wait) -> None:
    said = wait.label + "".join(row.words for row in wait.reminders)
    assert not [word for word in DISPOSITION if word in said]


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_an_escalation_goes_up_from_the_graduate_to_the_department_and_never_down(wait) -> None:
    rungs = [row for row in wait.reminders if row.item == "escalation_days"]
    for lower, higher in pairwise(rungs):
        if (lower.words, lower.only_if) == (higher.words, higher.only_if):
            assert UP.index(lower.to) < UP.index(higher.to)
            assert lower.at is not None
            assert higher.at == lower.at + 1


def test_no_ladder_has_more_rungs_than_the_policy_has_days() -> None:
    rungs = len(Policy().escalation_days)
    assert all(row.at < rungs for _, row in REMINDERS if row.item == "escalation_days")


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_a_wait_of_one_name_is_one_wait_in_every_state_of_the_track(track: Track) -> None:
    found: dict[str, Wait] = {}
    for state in track.states:
        for wait in state.waits:
            first = found.setdefault(wait.name, wait)
            assert replace(first, leads=True) == replace(wait, leads=True)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_no_two_tracks_of_a_machine_share_a_wait(machine) -> None:
    names = [
        name
        for track in machine.tracks
        for name in {wait.name for state in track.states for wait in state.waits}
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_a_state_that_waits_has_a_day_that_lists_sort_by(track: Track) -> None:
    for state in track.states:
        assert not state.waits or any(wait.leads for wait in state.waits)


def test_every_days_and_months_of_the_policy_is_used_by_some_reminder_or_deadline() -> None:
    used = {row.item for _, row in REMINDERS}
    lists = {name for name, value in Policy().to_data().items() if isinstance(value, list)}
    # The college's digests before the cut-off are given to staff, not by a case's wait (S4.4-8).
    assert lists - used == {"receipt_digest_days"}


def test_what_stands_on_paper_or_in_the_law_is_never_moved_to_a_working_day() -> None:
    fixed = {name for name, wait in WAITS.items() if not wait.may_move}
    assert fixed >= {
        "letter_validity",
        "receipts_by",
        "reissue_limit",
        "over_six_months",
        "retention_ends",
        "probation_ends",
        "abroad_limit",
        "neglect",
    }


def test_the_printed_rows_show_each_wait_once_with_all_its_states() -> None:
    for track in TRACKS.values():
        for row in wait_rows(track):
            standing = [s.label for s in track.states if row.name in {w.name for w in s.waits}]
            assert list(row.states) == standing


def test_a_printed_ladder_names_its_rungs_in_one_row() -> None:
    (row,) = [r for r in wait_rows(TRACKS["transfer"]) if r.name == "over_six_months"]
    assert row.clock == "不自动办理，只提请人来办"
    ladder_row = row.reminders[-1]
    assert ladder_row.when == "期限后 3、10、17 天"
    assert ladder_row.item == "逾期后逐级提请"
    assert ladder_row.to == ("组织员", "学院党委", "党委组织部")
    assert ladder_row.what.startswith("待办：")


@pytest.mark.parametrize(
    ("name", "number", "when"),
    [
        ("letter_validity", 0, "期间的 1/3、2/3 处"),
        ("letter_validity", 1, "期限前 7、1 天"),
        ("retention_ends", 0, "期限前 6、3、1 个月"),
        ("choose_again", 0, "起算后 14、30 天"),
        ("dues_due", 0, "期限后 7、37、67 天"),
    ],
)
def test_a_printed_reminder_says_when(name: str, number: int, when: str) -> None:
    (row,) = [r for r in wait_rows(TRACKS["transfer"]) if r.name == name]
    assert row.reminders[number].when == when


def test_a_reminder_on_the_very_day_is_printed_so() -> None:
    (row,) = [r for r in wait_rows(TRACKS["probation"]) if r.name == "probation_ends"]
    assert row.reminders[0].when == "期限前 30、14、7 天和期限当天"


MAIL = Reminder(Role.GRADUATE, When.DAYS_BEFORE, "letter_reminder_days", ("S4.4-1",), "report_now")
SOUND = Wait("w", "等", "截止日", cutoff, ("S4.4-8",), (MAIL,), until="当天")


@pytest.mark.parametrize(
    ("wait", "fault"),
    [
        (replace(SOUND, until=""), "does not say what is due"),
        (replace(SOUND, rules=("S9-9",)), "cites unknown rule S9-9"),
        (replace(SOUND, rules=()), "cites no rule"),
        (replace(SOUND, move="expire"), "the clock does not make expire"),
        (replace(SOUND, reminders=(replace(MAIL, rules=()),)), "reminder 1 cites no rule"),
        (replace(SOUND, reminders=(replace(MAIL, rules=("S9-9",)),)), "unknown rule S9-9"),
        (replace(SOUND, reminders=(replace(MAIL, mail="nothing"),)), "unknown mail nothing"),
        (replace(SOUND, reminders=(replace(MAIL, mail=None),)), "sends the graduate nothing"),
        (replace(SOUND, reminders=(replace(MAIL, item="no_days"),)), "unknown policy item no_days"),
        (replace(SOUND, reminders=(replace(MAIL, item="letter_days", at=0),)), "which is one"),
        (replace(SOUND, reminders=(replace(MAIL, at=2),)), "has not by default"),
        (replace(SOUND, reminders=(replace(MAIL, to=Role.ORGANIZER),)), "gives staff no words"),
        (
            replace(SOUND, reminders=(replace(MAIL, only_if=(Condition("", bool),)),)),
            "has a condition without words",
        ),
    ],
)
def test_a_row_that_does_not_hold_is_refused_when_it_is_imported(wait: Wait, fault: str) -> None:
    assert list(wait_faults(SOUND, ())) == []
    assert any(fault in found for found in wait_faults(wait, ()))


def test_a_wait_the_clock_ends_has_no_reminder_on_the_clocks_own_moment() -> None:
    late = ladder(Role.ORGANIZER, words="请办", rules=("S4.4-8",))
    (fault,) = wait_faults(replace(SOUND, move="expire", reminders=late), ("expire",))
    assert "may fall on the moment of the clock's move" in fault


def test_a_condition_is_asked_of_facts_alone() -> None:
    for _, row in REMINDERS:
        for condition in row.only_if:
            assert condition.says
            assert condition.holds(COMPLETE) in (True, False)
