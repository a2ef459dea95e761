"""The facts the waits count from, read from a case that lived through the verbs (S4.5(2), S3.3)."""

from __future__ import annotations

from datetime import date, timedelta

from machines.waits import schedule
from machines.words import FeedbackResult
from tests.lives.paths import LETTER, PATHS
from tests.lives.test_whole_lives import take, walk
from tests.lives.world import World, make_world
from tests.machines.moments import EVERY_DAY, WAITS
from tracker.clock import day_of
from tracker.desk import Desk
from tracker.facts import read_facts

RETAIN = PATHS["retention"]


def due(world: World, name: str) -> date | None:
    facts = read_facts(world.desk.session, world.case)
    found = schedule(WAITS[name], facts, EVERY_DAY)
    return found and found.due


def test_s4_5_2_3_an_activity_counts_from_the_day_it_was_held_however_late_it_is_entered(
    desk: Desk,
) -> None:
    world = walk(make_world(desk), (*RETAIN, 40))
    today = day_of(world.desk.now)
    take(world, "transfer.record_participation", held_on=today - timedelta(days=10))
    take(world, "transfer.record_participation", held_on=today - timedelta(days=30))
    facts = read_facts(world.desk.session, world.case)
    assert facts.retention is not None
    assert facts.retention.active_on == today - timedelta(days=10)


def test_s4_5_2_7_who_says_that_he_can_transfer_starts_the_days_for_his_review(
    desk: Desk,
) -> None:
    world = walk(make_world(desk), (*RETAIN, 40))
    assert due(world, "transferable") is None
    take(world, "transfer.report_transferable")
    assert due(world, "transferable") == day_of(world.desk.now) + timedelta(days=10)


def test_s4_5_2_7_a_review_counts_from_the_day_it_was_begun(desk: Desk) -> None:
    world = walk(make_world(desk), (*RETAIN, 40, "transfer.start_conduct_review"))
    assert due(world, "conduct_review_due") == day_of(world.desk.now) + timedelta(days=30)
    assert world.case.track("transfer").due_on == due(world, "conduct_review_due")


def test_s4_4_2_feedback_of_the_graduate_starts_the_month_for_the_receipt(desk: Desk) -> None:
    world = walk(make_world(desk), LETTER)
    assert due(world, "receipt_return") is None
    take(world, "transfer.record_feedback", result=FeedbackResult.TROUBLE)
    assert due(world, "receipt_return") is None, "S3.1-4: a word that does not say accepted"
    take(world, "transfer.record_feedback", result=FeedbackResult.ACCEPTED)
    found = due(world, "receipt_return")
    assert found is not None
    assert found > day_of(world.desk.now) + timedelta(days=27)


def test_s3_3_5_papers_and_talk_are_due_before_the_departure_that_was_planned(desk: Desk) -> None:
    world = make_world(desk, abroad=True)
    assert due(world, "abroad_papers_due") == world.case.left_on
    take(world, "abroad.apply")
    facts = read_facts(world.desk.session, world.case)
    assert facts.abroad.starts_on is not None
    assert due(world, "abroad_papers_due") == facts.abroad.starts_on
