"""The machines' pages: tables and drawings from the one object, the rules with who cites them."""

from __future__ import annotations

from machines import MACHINES
from machines.diagrams import rows
from machines.register import RULES
from tests.tracker.views.browser import Browser
from tracker.views.machines import citations


def test_the_first_page_names_every_machine_and_track(secretary: Browser) -> None:
    text = secretary.get("/machines").text
    for machine in MACHINES.values():
        assert machine.label in text
        assert all(track.label in text for track in machine.tracks)


def test_a_machine_shows_every_state_and_move_of_its_tables(secretary: Browser) -> None:
    for machine in MACHINES.values():
        page = secretary.get(f"/machines/{machine.name}")
        for track in rows(machine).tracks:
            for state in track.states:
                assert f'id="{track.name}-{state.name}"' in page.raw
                assert state.label in page.text
            for move in track.moves:
                assert f'id="{track.name}-{move.action}"' in page.raw
                assert all(words in page.text for words in (*move.only_if, *move.checks))


def test_a_track_is_drawn_from_the_same_object_and_can_do_nothing_but_be_seen(
    secretary: Browser,
) -> None:
    response = secretary.client.get("/machines/full_member/education.svg")
    svg = response.get_data(as_text=True)
    assert response.mimetype == "image/svg+xml"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "script-src" not in response.headers["Content-Security-Policy"]
    for state in MACHINES["full_member"].track("education").states:  # type: ignore[index]
        assert state.label in svg
    assert 'width="100%"' not in svg.split(">")[0]
    assert secretary.client.get("/machines/full_member/education.svg").get_data(as_text=True) == svg


def test_machines_and_tracks_that_are_not_there_are_not_found(secretary: Browser) -> None:
    secretary.get("/machines/nobody", 404)
    secretary.get("/machines/activist/transfer.svg", 404)


def test_every_rule_stands_on_the_page_of_rules_under_its_own_id(secretary: Browser) -> None:
    page = secretary.get("/rules")
    for rule in RULES.values():
        assert f'id="{rule.id}"' in page.raw
        assert rule.words[:20].replace("  ", " ") in page.text


def test_a_rule_names_the_moves_conditions_waits_and_mails_that_rely_on_it() -> None:
    cited = citations()
    assert any(c.name == "组织关系转移 · 确认对方已接收" for c in cited["S4.4-3"])
    assert {c.what for found in cited.values() for c in found} == {"操作", "条件", "期限", "邮件"}
    assert set(cited) <= set(RULES)
    for found in cited.values():
        assert len({(c.what, c.name) for c in found}) == len(found)
