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
            for wait in track.waits:
                assert f'id="{track.name}-wait-{wait.name}"' in page.raw
                assert wait.clock in page.text
                for reminder in wait.reminders:
                    assert all(
                        words in page.text
                        for words in (reminder.when, reminder.item, reminder.what)
                    )
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
    assert any(c.name == "组织关系转移 · 回执登记截止" for c in cited["S4.4-8"])
    told = {c.name for c in cited["S3.3-6"] if c.what == "提醒"}
    assert "每半年至少联系一次 · 毕业生本人：近况联系" in told


def test_every_rule_a_wait_or_a_reminder_stands_on_is_cited_and_leads_to_its_row(
    secretary: Browser,
) -> None:
    cited = citations()
    for machine in MACHINES.values():
        page = secretary.get(f"/machines/{machine.name}")
        for found in cited.values():
            for one in found:
                if one.kind == machine.name:
                    assert f'id="{one.anchor}"' in page.raw
    waits = {
        wait for k in MACHINES.values() for t in k.tracks for s in t.states for wait in s.waits
    }
    for wait in waits:
        for rule in wait.rules:
            assert any(c.what == "期限" and wait.label in c.name for c in cited[rule])
        for reminder in wait.reminders:
            for rule in reminder.rules:
                assert any(c.what == "提醒" and wait.label in c.name for c in cited[rule])


def test_a_citation_is_of_a_rule_of_the_register_and_made_once() -> None:
    cited = citations()
    assert {c.what for found in cited.values() for c in found} == {
        "操作",
        "条件",
        "期限",
        "提醒",
        "邮件",
    }
    assert set(cited) <= set(RULES)
    for found in cited.values():
        assert len({(c.what, c.name) for c in found}) == len(found)
