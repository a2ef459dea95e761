"""Whole lawful lives, each to its end: what the tables promise is really walked, by the verbs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from machines import get_machine
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Channel, Direction, Grade, ItemStatus, Kind, Original, PartyStatus
from tests.lives.invariants import check_all
from tests.lives.orders import careful_order
from tests.lives.paths import BRIEFED, EVERY_WAY, LETTER, PATHS, Step
from tests.lives.snapshot import snapshot
from tests.lives.world import World, make_world
from tracker.actions import ContactOrder, record_contact, take_action
from tracker.desk import Desk
from tracker.waits.engine import do_due

FULL, PROBATIONARY = (PartyStatus.FULL, False), (PartyStatus.PROBATIONARY, False)
OVERSEAS = (PartyStatus.PROBATIONARY, True)
OVERSEAS_FULL = (PartyStatus.FULL, True)
EARLY, LATE = date(2023, 6, 5), date(2023, 12, 5)

REISSUE, RETENTION, FILE = PATHS["reissue"], PATHS["retention"], PATHS["file"]

# Who, when admitted, the steps, and where which track must stand in the end.
LIVES: dict[str, tuple[tuple[PartyStatus, bool], date, tuple[Step, ...], dict[str, str]]] = {
    "accepted in the system": (FULL, EARLY, (*LETTER, "transfer.record_receipt", "transfer.confirm_acceptance", *FILE),
        {"transfer": "accepted", "materials": "archived"}),
    "new letter within validity": (FULL, EARLY, PATHS["exchange"], {"transfer": "letter_issued"}),
    "expired, new letter, accepted": (FULL, EARLY, (*REISSUE, "transfer.confirm_acceptance"),
        {"transfer": "accepted"}),
    "kept, reviewed, transferred": (FULL, EARLY, (*RETENTION, "transfer.record_dues", 300,
        *PATHS["review"], "transfer.register_destination", "transfer.issue_letter",
        "transfer.confirm_acceptance"), {"transfer": "accepted"}),
    "kept as probationer, regularised, transferred": (PROBATIONARY, LATE, (*RETENTION, 200,
        *PATHS["regularised"], *PATHS["review"], "transfer.register_destination",
        "transfer.issue_letter", "transfer.confirm_acceptance"),
        {"transfer": "accepted", "probation": "regularised"}),
    "regularised before leaving": (PROBATIONARY, EARLY, (10, *PATHS["regularised"], *FILE, *LETTER),
        {"probation": "regularised", "materials": "archived", "transfer": "letter_issued"}),
    "handed over to the receiver": (PROBATIONARY, LATE, (*LETTER, "transfer.confirm_acceptance"),
        {"transfer": "accepted", "probation": "handed_over"}),
    "extended once": (PROBATIONARY, EARLY, (10, *PATHS["extended"]), {"probation": "extended"}),
    "cancelled by the branch": (PROBATIONARY, EARLY, (10, *PATHS["cancelled"]),
        {"probation": "cancelled", "transfer": "ended_by_disposition"}),
    "file sent by confidential post": (PROBATIONARY, LATE, PATHS["sealed"],
        {"materials": "receipt_confirmed"}),
    "defect covered by a note": (FULL, EARLY, (*FILE[:2], "materials.report_defect",
        "materials.add_investigation_note", *FILE[2:3], "materials.archive"),
        {"materials": "archived"}),
    "abroad and back": (OVERSEAS, LATE, (*PATHS["abroad"], 300, "abroad.ask_news", "abroad.come_back"),
        {"abroad": "returned", "transfer": "verifying", "probation": "on_probation"}),
    "listed for abroad, goes the ordinary way": (OVERSEAS_FULL, EARLY, ("abroad.go_ordinary", *LETTER, *FILE,
        "transfer.confirm_acceptance"), {"transfer": "accepted", "materials": "archived"}),
    "lost contact": (FULL, EARLY, (*PATHS["silent"], "transfer.call_again"), {"transfer": "out_of_contact"}),
    "review opened on sufficient evidence": (FULL, EARLY, PATHS["disposition"],
        {"disposition": "reviewing"}),
    "deferred": (FULL, EARLY, ("transfer.defer",), {"transfer": "deferred"}),
    "activist's file": ((PartyStatus.ACTIVIST, False), EARLY, ("materials.check_items",
        "materials.mark_checked", "materials.archive"), {"materials": "archived"}),
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every life is lived on both databases."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


def walk(world: World, steps: tuple[Step, ...]) -> World:
    """Take the steps one after another, each by whoever may; any refusal fails the test."""
    for step in steps:
        if isinstance(step, int):
            world = world.at(world.desk.now + timedelta(days=step))
            do_due(world.desk, "a worker")
        elif isinstance(step, Channel):
            for address in ("student1@example.com", "student2@example.com"):
                try_to_reach(world, step, address)
        else:
            take(world, step)
        if world.case.kind is not Kind.ACTIVIST:
            check_all(world)
    return world


def take(world: World, name: str, **instead: object) -> None:
    track, _, action = name.partition(".")
    move = get_machine(world.case.kind).track(track).move(action)
    for role in move.by if action == "check_items" else move.by[:1]:
        order = careful_order(world, move, **instead)
        take_action(world.desk, world.case_id, track, action, order, world.actor(role))


def try_to_reach(
    world: World, channel: Channel, address: str, grade: Grade = Grade.HANDED_OVER
) -> None:
    order = ContactOrder(world.desk.now, channel, Direction.OUT, grade, address, said="请尽快联系")
    actor = world.actor(Role.BRANCH_SECRETARY)
    record_contact(world.desk, world.case_id, order, actor)


@pytest.mark.parametrize("name", LIVES)
def test_this_life_is_lived_to_its_end(desk: Desk, name: str) -> None:
    (status, abroad), joined_on, steps, ends = LIVES[name]
    world = walk(make_world(desk, status, abroad=abroad, joined_on=joined_on), steps)
    assert {track: world.case.track(track).state for track in ends} == ends


def test_a_review_on_thin_evidence_is_refused_with_every_lack_and_changes_nothing(
    desk: Desk,
) -> None:
    """D-15: six attempts, three channels, one by voice, four days, sixty days, each mail twice."""
    world = walk(make_world(desk), (*BRIEFED, 200))
    before = snapshot(desk.session)
    with pytest.raises(Refused) as refused:
        take(world, "disposition.open_review")
    lacks = " ".join(r.missing for r in refused.value.refusals)
    assert {"D-15", "D-9"} <= {r.rule for r in refused.value.refusals}
    for words in ("联系次数 0 / 6", "联系渠道 0 / 3", "通话或当面渠道 0 / 1", "不同日期 0 / 4"):
        assert words in lacks
    assert snapshot(desk.session) == before


def test_any_two_way_contact_stops_a_review_at_once(desk: Desk) -> None:
    """D-15: the review is dropped, and the lost one is where he was."""
    world = walk(make_world(desk), PATHS["disposition"])
    try_to_reach(world, Channel.PHONE, "19900000001", Grade.SPOKEN)
    assert world.case.track("disposition").state == "dropped"
    assert world.case.track("transfer").state == "verifying"


def test_the_evidence_that_a_review_rests_on_is_still_counted_after_a_long_silence(
    desk: Desk,
) -> None:
    """D-15: the newest attempt must lie within the last thirty days."""
    world = walk(
        make_world(desk), (*BRIEFED, 200, *EVERY_WAY, *EVERY_WAY, *EVERY_WAY, *EVERY_WAY, 31)
    )
    with pytest.raises(Refused, match="最近一次联系"):
        take(world, "disposition.open_review")


def test_a_missing_required_paper_keeps_the_file_from_the_archive(desk: Desk) -> None:
    """S2.1-5: 补齐后再进行归档."""
    world = make_world(desk)
    take(world, "materials.check_items", items=("admission_form",), status=ItemStatus.MISSING)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="入党志愿书"):
        take(world, "materials.mark_checked")
    assert snapshot(desk.session) == before


def test_retention_is_refused_while_the_original_is_not_returned(desk: Desk) -> None:
    """S4.5(2)-1: against the original, or a signed statement of loss (D-4)."""
    world = walk(make_world(desk), RETENTION[:-3])
    before = snapshot(desk.session)
    with pytest.raises(Refused) as refused:
        take(world, "transfer.approve_retention", original=Original.WITH_GRADUATE)
    assert [r.field for r in refused.value.refusals] == ["original"]
    assert snapshot(desk.session) == before
