"""Numbers that people write into free text are masked wherever it is read: task, ledger, stub."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import make_id_number
from tests.tracker.views.answering import Phone, a_link, path_of
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.models import ContactEntry, MoveRecord, Task

ID_NUMBER, MOBILE = make_id_number(serial=77), "13900000077"


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The graduate's phone."""
    return Phone(app)


def pages(window: Browser, case_id: int) -> str:
    """Everything that staff read of a case."""
    return "".join(window.get(f"/cases/{case_id}{part}").raw for part in ("", "/stub"))


def test_what_a_graduate_says_is_wrong_is_kept_without_his_numbers(
    world: World, desk: Desk, phone: Phone, secretary: Browser
) -> None:
    path = path_of(desk, a_link(world, desk, "confirm_data", world.case))
    phone.answer(path, 2, text=f"身份证号应为{ID_NUMBER}，手机{MOBILE}")
    [task], [entry] = world.rows(Task), world.rows(ContactEntry)
    record = world.rows(MoveRecord)[-1]
    for kept in (task.text, entry.said, str(record.order), pages(secretary, world.case.id)):
        assert ID_NUMBER not in kept
        assert MOBILE not in kept
    assert "身份证号应为330*" in task.text
    assert "139****0077" in record.order["text"]


def test_words_beside_an_answer_without_a_move_are_masked_in_task_and_ledger(
    world: World, desk: Desk, phone: Phone, secretary: Browser
) -> None:
    path = path_of(desk, a_link(world, desk, "report_now"))
    phone.answer(path, 5, words=f"请打{MOBILE}")
    kept = [task.text for task in world.rows(Task)]
    kept += [entry.said for entry in world.rows(ContactEntry)]
    assert any("139****0077" in words for words in kept)
    assert MOBILE not in "".join(kept) + pages(secretary, world.with_letter.id)


def test_a_contact_by_hand_shows_the_number_used_only_masked(
    world: World, secretary: Browser
) -> None:
    secretary.send(
        f"/cases/{world.case.id}/contacts/new", channel="phone", outcome="passed_on",
        address=MOBILE, answered_by=f"父亲{MOBILE}", said=f"新号码{MOBILE}",
        next_step=f"周五打{MOBILE}",
    )  # fmt: skip
    [entry] = world.rows(ContactEntry)
    assert entry.address == MOBILE
    assert (entry.answered_by, entry.said, entry.next_step) == (
        "父亲139****0077",
        "新号码139****0077",
        "周五打139****0077",
    )
    shown = pages(secretary, world.case.id)
    assert MOBILE not in shown
    assert shown.count("139****0077") >= 8


def test_a_correction_keeps_the_number_that_it_shows_masked(
    world: World, secretary: Browser
) -> None:
    secretary.send(
        f"/cases/{world.case.id}/contacts/new", channel="phone", outcome="nobody", address=MOBILE
    )
    [entry] = world.rows(ContactEntry)
    path = f"/cases/{world.case.id}/contacts/{entry.id}/correct"
    assert MOBILE not in secretary.get(path).raw
    secretary.send(path, channel="phone", outcome="dead")
    assert [entry.address for entry in world.rows(ContactEntry)] == [MOBILE, MOBILE]
    secretary.send(
        f"/cases/{world.case.id}/contacts/{world.rows(ContactEntry)[-1].id}/correct",
        channel="phone", outcome="dead", address="13900000078",
    )  # fmt: skip
    assert world.rows(ContactEntry)[-1].address == "13900000078"
