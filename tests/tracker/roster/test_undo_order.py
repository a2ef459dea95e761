"""Imports taken back one after the other, and one that another import rests on."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.orders import NOTHING
from machines.refusals import Refused
from tests.databases import migrate, unmigrate
from tests.factories import make_cohort
from tests.tracker.roster.school import School, row
from tests.tracker.roster.undoing import REASON, listed, refused, undo, updated
from tracker.actions.moves import take_action
from tracker.actions.roster import do_roster
from tracker.actions.roster_undo import undo_roster
from tracker.desk import Desk
from tracker.models import Case, Cohort, RosterImport, RosterWrite
from tracker.models.db import begin_writing
from tracker.models.listing import ShelfMark
from tracker.roster.aliases import Field


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def next_cohort(school: School) -> Cohort:
    """The cohort that later sheets are handed in for."""
    school.cohort = make_cohort(school.desk.session, 2025)
    school.desk.session.commit()
    return school.cohort


def update(school: School, mobile: str) -> RosterImport:
    tried = school.keep_and_try(row(101, mobile=mobile))
    school.take(tried, Field.MOBILE)
    return do_roster(school.desk, tried.id, school.organizer)


def test_a_person_another_cohort_uses_stands_against_the_undo_with_his_name(
    school: School,
) -> None:
    first = school.bring_in(row(101), row(102))
    next_cohort(school)
    second = school.bring_in(row(101))
    refused(school, first, "^张乙另有不是这次导入建立的个案")
    undo(school, second)
    undo(school, first)
    assert listed(school) == []


def test_an_address_another_cohort_uses_stands_against_the_undo(school: School) -> None:
    school.bring_in(row(101))
    added = school.bring_in(row(101, email="new@example.com"))
    next_cohort(school)
    school.bring_in(row(101, email="new@example.com"))
    refused(school, added, "^张乙另有不是这次导入建立的个案")
    assert school.person("张乙").mail_addresses == ["s101@example.com", "new@example.com"]


def test_imports_are_taken_back_from_the_newest_to_the_oldest(school: School) -> None:
    first = school.bring_in(row(101), row(102))
    second, third = update(school, "13800001234"), update(school, "13800005678")
    refused(school, first, f"^张乙后来又由名册 {third.id} 号更新，请先撤销名册 {third.id} 号$")
    refused(school, second, f"请先撤销名册 {third.id} 号")
    undo(school, third)
    refused(school, first, f"请先撤销名册 {second.id} 号")
    undo(school, second)
    school.desk.session.expire_all()
    assert school.person("张乙").mobile == "19900000101"
    undo(school, first)
    assert listed(school) == []


def test_a_move_between_two_imports_stands_against_the_earlier_after_the_later(
    school: School,
) -> None:
    first = school.bring_in(row(101))
    case_id = school.case("张乙").id
    take_action(school.desk, case_id, "transfer", "ask_confirm_data", NOTHING, school.organizer)
    second = update(school, "13800001234")
    refused(school, first, "^张乙的个案在导入后已经办理过")
    undo(school, second)
    refused(school, first, "^张乙的个案在导入后已经办理过")


def test_a_move_after_a_later_import_stands_against_both(school: School) -> None:
    done = updated(school, mobile="13800001234")
    case_id = school.case("张乙").id
    take_action(school.desk, case_id, "transfer", "ask_confirm_data", NOTHING, school.organizer)
    refused(school, done, "^张乙的个案在导入后已经办理过")
    first = school.desk.session.get_one(RosterImport, done.id - 1)
    refused(school, first, "^张乙的个案在导入后已经办理过")


@pytest.mark.parametrize("database_url", ["postgres_url"], indirect=True)
def test_a_move_under_way_is_waited_for_and_stands_against_the_undo(
    school: School,
) -> None:
    done = school.bring_in(row(101))
    import_id, case_id, actor = done.id, school.case("张乙").id, school.organizer
    engine = school.desk.session.get_bind()
    told: list[str] = []

    def take_back() -> None:
        with Session(engine) as session:
            try:
                undo_roster(
                    Desk(session, school.desk.settings, school.desk.now), import_id, REASON, actor
                )
            except Refused as refusal:
                told.append(str(refusal))

    begin_writing(school.desk.session)
    lock = sa.text('UPDATE "case" SET version = version + 1 WHERE id = :id')
    school.desk.session.execute(lock, {"id": case_id})
    undoing = threading.Thread(target=take_back)
    undoing.start()
    with Session(engine) as watching:
        waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        while undoing.is_alive() and not watching.scalar(waiting):
            watching.rollback()
    school.desk.session.commit()
    undoing.join()
    assert len(told) == 1
    assert told[0].startswith("张乙的个案在导入后已经办理过")
    assert school.count(RosterWrite) == 3
    assert listed(school) == ["张乙"]


def test_cases_taken_back_stay_off_the_lists_when_these_are_made_anew(
    school: School, database_url: str
) -> None:
    undo(school, school.bring_in(row(101)))
    session = school.desk.session
    marks = sa.select(ShelfMark.mark).join(Case, Case.shelf == ShelfMark.shelf)
    assert session.scalars(marks).all() == ["withdrawn"]
    session.rollback()
    unmigrate(database_url, "0005")
    migrate(database_url)
    assert session.scalars(marks).all() == ["withdrawn"]
