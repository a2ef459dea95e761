"""What the branch must say and look at before a proposal is settled (S4.1-1, S4.1-6)."""

from __future__ import annotations

import pytest
from flask import Flask

from machines.words import ProposalState
from tests.tracker.views.answering import Phone, a_link, path_of
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_data_proposals import fields
from tracker.desk import Desk
from tracker.models import Correction, DataProposal


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The graduate's phone."""
    return Phone(app)


@pytest.fixture
def link(world: World, desk: Desk) -> str:
    """The path of a link that asks to confirm the data."""
    return path_of(desk, a_link(world, desk, "confirm_data", world.case))


def test_an_address_that_is_anothers_is_warned_of_and_takes_the_tick(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    other = world.with_letter.person
    phone.answer(link, 2, email=other.mail_addresses[0])
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    warning = f"这个邮箱已登记在另一人名下（{other.name}），请先核实"
    for page in (path, "/data-check/proposals"):
        assert warning in secretary.get(page).text
    typed = fields(secretary, path, verdict="accept", reason="本人来电")
    page = secretary.post(settle, 422, **typed)
    assert "确属本人的，勾选“已核实”" in page.text
    assert world.count(Correction) == 0
    secretary.post(
        settle, 303, **fields(secretary, path, verdict="accept", reason="本人来电", contact="yes")
    )
    assert world.count(Correction) == 1


def test_by_hand_the_warning_stands_beside_the_field(world: World, secretary: Browser) -> None:
    path = f"/cases/{world.case.id}/do/transfer/correct_data"
    typed = {"source": "本人来电", "mobile": world.with_letter.person.mobile, "step": "do"}
    page = secretary.send(path, 422, **typed)
    assert "这个手机号码已登记在另一人名下" in page.text
    assert world.count(Correction) == 0
    secretary.send(path, 303, contact_checked="y", **typed)
    assert world.count(Correction) == 1


def chosen(secretary: Browser, path: str, **typed: str) -> dict[str, str]:
    """The form of the case's proposals with every one accepted."""
    form = next(f for f in secretary.get(path).forms if f.action.endswith("/proposals"))
    values = {name: value[-1] for name, value in form.values.items() if name != "csrf_token"}
    return values | {n: "accept" for n in values if n.startswith("verdict-")} | typed


def test_one_reason_serves_all_that_were_chosen_and_an_own_one_goes_before_it(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    phone.answer(link, 2, degree="大学本科", ethnicity="维吾尔", text="另有一事")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    own = world.rows(DataProposal)[-1].id
    assert "（必填）" in secretary.get(path).text
    page = secretary.post(settle, 422, **chosen(secretary, path))
    assert page.text.count("请写明理由") == 1
    assert world.count(Correction) == 0
    typed = chosen(secretary, path, **{"reason-all": "对照户口簿", f"reason-{own}": "已电话说明"})
    secretary.post(settle, 303, **typed)
    assert [p.reason for p in world.rows(DataProposal)] == [
        "对照户口簿",
        "对照户口簿",
        "已电话说明",
    ]
    assert {p.state for p in world.rows(DataProposal)} == {ProposalState.ACCEPTED}


def test_a_refusal_keeps_the_common_reason_and_an_own_one_too_short_is_told_beside_it(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    phone.answer(link, 2, degree="大学本科", ethnicity="维吾尔")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    own = world.rows(DataProposal)[0].id
    typed = chosen(secretary, path, **{"reason-all": "对照户口簿", f"reason-{own}": "短"})
    page = secretary.post(settle, 422, **typed)
    assert 'value="对照户口簿"' in page.raw
    assert f'id="wrong-{own}"' in page.raw
    assert {p.state for p in world.rows(DataProposal)} == {ProposalState.OPEN}
