"""The tables as pages and terminals show them: nothing left out, nothing cut, nothing covered."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import combinations
from xml.etree import ElementTree

import mermaidx
import pytest

from machines import MACHINES
from machines.diagrams import for_layout, from_layout, mermaid, rows, table_text
from machines.orders import asked_fields
from machines.table import STAY, Back, Machine, Move, State, Stay, Then, Track
from machines.table_text import display_width
from machines.words import Kind
from tests.machines.drawing import Box, boxes
from tests.machines.tracks import MOVES, PROBATION, TRACKS, TRANSFER

FONT_SIZE = 16


@lru_cache
def drawn(track: Track, here: str | None = None) -> str:
    return from_layout(mermaidx.render(for_layout(mermaid(track, here))).svg(), track.name)


def plain(label: str) -> str:
    """A label as it was before lines were broken."""
    return re.sub(r"<br/>|\s", "", label)


def arrows(text: str) -> list[tuple[str, list[str], str]]:
    found = re.findall(r'^  (\w+) -->\|"(.+)"\| (\w+)$', text, re.MULTILINE)
    return [(start, label.split("<br/>"), end) for start, label, end in found]


def sources(text: str, node: str) -> set[str]:
    """The labels of the states that a node stands for."""
    (label,) = re.findall(rf'^  {node}[\[(/]+"(.+?)"', text, re.MULTILINE)
    return set(label.split("<br/>")) if node.startswith("from_") else {plain(label)}


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_every_state_is_a_node_with_its_chinese_label_and_ends_look_like_ends(track: Track) -> None:
    text = mermaid(track)
    for state in track.states:
        (shape, label) = re.findall(rf'^  s_{state.name}(\[|\(\[)"(.+?)"', text, re.MULTILINE)[0]
        assert plain(label) == state.label
        assert (shape == "([") is state.final
    assert f'start_((" ")) --> s_{track.initial}' in text


@pytest.mark.parametrize(("track", "move"), MOVES.values(), ids=MOVES)
def test_every_move_that_goes_somewhere_is_an_arrow_from_each_of_its_states(
    track: Track, move: Move
) -> None:
    text = mermaid(track)
    mine = [
        (start, end) for start, labels, end in arrows(text) if move.label in plain("".join(labels))
    ]
    if isinstance(move.to, Stay):
        return
    assert mine
    from_labels = {label for start, _ in mine for label in sources(text, start)}
    if "任一未办结的状态" not in from_labels:
        assert {track.state(name).label for name in move.from_} <= from_labels
    ends = {end for _, end in mine}
    if isinstance(move.to, Back) and len(move.to.states) > 1:
        assert {f"back_{name}" for name in move.from_} <= ends
    else:
        assert {f"s_{t}" for s in move.from_ for t in move.destinations(s)} <= ends


def test_moves_that_stay_are_left_to_the_table() -> None:
    staying = [m.label for m in TRANSFER.moves if m.to is STAY]
    going = "".join(m.label for m in TRANSFER.moves if m.to is not STAY)
    only_staying = [label for label in staying if label not in going]
    text = plain(mermaid(TRANSFER))
    assert only_staying
    assert not [label for label in only_staying if label in text]


def test_several_moves_between_two_states_share_one_arrow() -> None:
    pairs = [(start, end) for start, _, end in arrows(mermaid(TRANSFER))]
    assert len(pairs) == len(set(pairs))
    assert any(len(labels) > 1 for _, labels, _ in arrows(mermaid(TRANSFER)))


def test_what_any_open_state_may_do_is_drawn_once() -> None:
    text = mermaid(TRANSFER)
    (start,) = [start for start, _, end in arrows(text) if end == "s_ended_by_disposition"]
    assert sources(text, start) == {"任一未办结的状态"}


def test_where_a_case_stands_and_has_been_is_marked_by_sign_and_by_colour() -> None:
    text = mermaid(TRANSFER, "registered", {"verifying", "verified"})
    assert 's_registered["▶ 去向已登记"]:::here' in text
    assert 's_verifying["✓ 信息核对中"]:::been' in text
    assert 's_verified["✓ 信息已核对"]:::been' in text
    assert len(re.findall(r":::(?:here|been)$", text, re.MULTILINE)) == 3
    assert not re.findall(r":::(?:here|been)$", mermaid(TRANSFER), re.MULTILINE)


def test_an_end_that_is_reached_is_marked_too() -> None:
    assert 's_accepted(["▶ 对方已接收"]):::here' in mermaid(TRANSFER, "accepted")


@pytest.mark.parametrize(("here", "been"), [("nowhere", ()), (None, {"nowhere"})])
def test_a_case_that_stands_nowhere_is_an_error(here, been) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        mermaid(TRANSFER, here, been)


def test_signs_that_mean_something_to_mermaid_are_escaped() -> None:
    states = (State("a", '甲"<&>'), State("b", "乙", final=True))
    track = Track("t", "表", states, (Move("go", "前进", ("a",), "b", (), ("S1-1",)),))
    assert 's_a["甲#quot;#lt;#amp;>"]' in mermaid(track)
    assert [box.lines for box in boxes(drawn(track))] == [("前进",), ('甲"<&>',), ("乙",)]


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_a_track_is_drawn_without_network_browser_or_chinese_fonts(track: Track) -> None:
    svg = drawn(track, track.states[-2].name)
    words = plain("".join(ElementTree.fromstring(svg).itertext()))
    assert not [state.label for state in track.states if state.label not in words]
    assert f'id="diagram-{track.name}"' in svg
    assert "ª" not in svg


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_no_label_covers_another_and_none_is_cut(track: Track) -> None:
    found = boxes(drawn(track, track.states[-2].name))
    assert {box.kind for box in found} == {"node", "edgeLabel"}
    assert not [pair for pair in combinations(found, 2) if pair[0].covers(pair[1])]
    assert not [box for box in found if box.width < needed_width(box)]
    assert not [box for box in found if box.height < len(box.lines) * FONT_SIZE]


def needed_width(box: Box) -> float:
    """The room the longest line takes: a Chinese character is as wide as it is high."""
    wide = [sum(unicodedata.east_asian_width(char) in "WF" for char in line) for line in box.lines]
    return max(wide) * FONT_SIZE


def test_the_filler_for_narrow_fonts_goes_in_and_out_again() -> None:
    text = mermaid(TRANSFER)
    assert for_layout(text) != text
    assert from_layout(for_layout(text), "x") == text


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_the_rows_hold_every_state_and_every_move_in_order(machine: Machine) -> None:
    whole = rows(machine)
    assert (whole.name, whole.label) == (machine.name, machine.label)
    assert [t.name for t in whole.tracks] == [t.name for t in machine.tracks]
    for shown, track in zip(whole.tracks, machine.tracks, strict=True):
        assert [s.name for s in shown.states] == [s.name for s in track.states]
        assert [m.action for m in shown.moves] == [m.action for m in track.moves]


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_a_row_says_in_chinese_all_that_a_move_does(machine: Machine) -> None:
    for shown, track in zip(rows(machine).tracks, machine.tracks, strict=True):
        for row, move in zip(shown.moves, track.moves, strict=True):
            assert row.label == move.label
            assert row.from_ == tuple(track.state(name).label for name in move.from_)
            assert row.only_if == tuple(guard.says for guard in move.only_if)
            assert row.checks == tuple(check.says for check in move.checks)
            assert [a.removesuffix("（选填）") for a in row.asks] == [
                asked.label for asked in asked_fields(move.asks)
            ]
            assert set(row.by) >= {role.label for role in move.by}
            assert row.by
            assert row.to
            assert bool(row.mail) is (move.mail is not None)
            assert row.rules == move.rules


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_a_row_says_whose_a_state_is_and_until_when_or_why_not(machine: Machine) -> None:
    for shown, track in zip(rows(machine).tracks, machine.tracks, strict=True):
        for row, state in zip(shown.states, track.states, strict=True):
            assert row.label == state.label
            assert row.standing == (
                "终结" if state.final else "可停留" if state.resting else "在办"
            )
            assert row.owner == (state.owner.label if state.owner else "")
            assert bool(row.deadline or row.reason) is not state.final


def test_a_move_that_follows_another_says_which_and_that_one_says_so_too() -> None:
    machine = MACHINES[Kind.OVERSEAS_MEMBER]
    shown = {(t.name, m.action): m for t in rows(machine).tracks for m in t.moves}
    assert shown["probation", "freeze"].by == ("随“出国（境）保留 · 登记出国（境）”",)
    assert shown["abroad", "depart"].then == ("预备期 · 出国（境）暂停计算",)
    assert Then("probation", "freeze") in machine.track("abroad").move("depart").then


def test_what_another_kind_of_case_follows_is_not_said_of_this_one() -> None:
    shown = {
        (t.name, m.action): m for t in rows(MACHINES[Kind.FULL_MEMBER]).tracks for m in t.moves
    }
    assert shown["abroad", "depart"].then == ()
    assert shown["transfer", "end_with_membership"].by == ("只随其他操作，本类案件尚无",)


def test_a_way_back_names_the_places_and_the_clock_its_name() -> None:
    shown = {m.action: m for m in rows(MACHINES[Kind.PROBATIONARY_MEMBER]).tracks[2].moves}
    assert shown["unfreeze"].to == "回到原来的状态（预备期内、预备期已延长、已递交转正申请）"
    assert shown["regularise"].then == ("改按正式党员办理",)
    transfer = {m.action: m for m in rows(MACHINES[Kind.FULL_MEMBER]).tracks[2].moves}
    assert transfer["expire"].by == ("系统时钟", "（到期自动）")
    assert transfer["urge_report"].to == "（不变）"


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_the_text_is_narrow_enough_to_print_and_holds_every_rule(machine: Machine) -> None:
    text = table_text(machine)
    squeezed = re.sub(r"\s", "", text)
    for track in rows(machine).tracks:
        for state in track.states:
            assert state.name in squeezed
        for move in track.moves:
            for rule in move.rules:
                assert rule in squeezed
        for wait in track.waits:
            assert wait.name in squeezed
            for rule in (*wait.rules, *(rule for row in wait.reminders for rule in row.rules)):
                assert rule in squeezed
    assert max(display_width(line) for line in text.splitlines()) <= 170


def columns(line: str) -> str:
    """The line with every wide character taking the two columns it takes on a screen."""
    return "".join(char * display_width(char) for char in line)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.name)
def test_no_cell_runs_into_the_next_column(machine: Machine) -> None:
    gaps: list[int] = []
    for line in reversed(table_text(machine).splitlines()[1:]):
        if line.startswith("---"):
            gaps = [number for number, char in enumerate(line) if char == " "]
        elif line and not line.startswith("【") and gaps:
            shown = columns(line).ljust(200)
            assert {shown[number] for number in gaps} <= {" "}, line


def test_a_short_table_reads_like_this() -> None:
    lines = table_text(MACHINES[Kind.ACTIVIST]).splitlines()
    assert lines[0] == "入党积极分子/申请人（activist）"
    assert lines[2] == "【材料（materials）】"
    assert lines[3].split() == ["状态", "名称", "性质", "由谁办理", "期限；没有期限的原因", "依据"]
    assert lines[5].split() == [
        "收集中",
        "collecting",
        "在办",
        "辅导员",
        "离校前归档",
        "S2.1-1",
        "S2.1-4",
    ]
    text = "\n".join(lines)
    for words in ("期限前 17 天", "邮件：请填写登记表", "登记表还没有交齐盖章", "逾期后逐级提请"):
        assert words in text


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert display_width("S1-1 转正") == 9
    assert PROBATION.label == "预备期"
