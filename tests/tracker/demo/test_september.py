"""The full demo shows what a real September shows, and every history in it is true."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.words import (
    ApplicationKind,
    ApplicationState,
    Channel,
    Grade,
    ItemStatus,
    Kind,
    LetterStatus,
    PartyStatus,
)
from tests.lives.invariants import check_all
from tests.lives.world import World
from tests.tracker.demo.september import TODAY, all_of, cases, make, states
from tracker.catcher import list_caught
from tracker.clock import SHANGHAI, day_of
from tracker.config import load_settings
from tracker.demo import LIVED, SEED
from tracker.demo.plan import plan_people
from tracker.demo.season import Season
from tracker.demo.stories import STORIES
from tracker.demo.workdays import is_workday
from tracker.desk import Desk
from tracker.models import (
    AnswerLink,
    Application,
    Case,
    ContactEntry,
    EducationActivity,
    Letter,
    Mail,
    MailAddress,
    MailState,
    MaterialItem,
    MoveRecord,
    Person,
    Staff,
    StaffMail,
    Task,
    Track,
)
from tracker.models.staff import staff_branch
from tracker.roster.aliases import Field
from tracker.roster.cells import BadValue
from tracker.roster.id_number import birth_date_of, sex_of, to_id_number

# Fewer than the demo's three hundred, yet enough for every story to be led once.
PEOPLE = 208
MORNING = datetime.combine(TODAY, time(1), SHANGHAI)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    found = tmp_path_factory.mktemp("september")
    shutil.copy(migrated_sqlite, found / "tracker.sqlite3")
    make(found, f"sqlite:///{found / 'tracker.sqlite3'}", people=PEOPLE)
    return found


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    engine = sa.create_engine(f"sqlite:///{folder / 'tracker.sqlite3'}")
    with Session(engine) as one:
        yield one
    engine.dispose()


def test_three_hundred_people_of_all_kinds_in_three_colleges_and_ten_branches() -> None:
    planned = plan_people(Season.around(TODAY), LIVED, SEED, frozenset())
    assert len(planned) == 300
    assert {one.row[Field.MEMBER_KIND] for one in planned} == {s.label for s in PartyStatus}
    sizes = Counter(one.row[Field.BRANCH] for one in planned)
    assert len(sizes) == 10
    assert all(25 <= size <= 35 for size in sizes.values())
    assert len({one.row[Field.COLLEGE] for one in planned}) == 3
    assert {one.story for one in planned} == set(STORIES)


def test_fewer_people_are_of_all_kinds_too_and_lead_every_story(session: Session) -> None:
    found = cases(session)
    assert len(found) == PEOPLE
    assert {case.kind for case in found} == set(Kind)
    assert {case.status for case in found} == set(PartyStatus)
    planned = plan_people(Season.around(TODAY), PEOPLE, SEED, frozenset())
    assert {one.story for one in planned} == set(STORIES)


def test_every_branch_has_its_secretary_and_every_college_its_people(session: Session) -> None:
    led = set(session.scalars(sa.select(staff_branch.c.branch_id)))
    assert led == set(all_of(session, Case.branch_id))
    roles = Counter(session.execute(sa.select(Staff.college_id, Staff.role)).all())
    for college in (1, 2, 3):
        for role in ("organizer", "committee", "counselor", "contact_person"):
            assert roles[college, role] == 1


def test_every_state_a_september_shows_is_there(session: Session) -> None:
    shown = states(session)
    assert shown["transfer"] >= {
        "verifying", "verified", "registered", "letter_issued", "expired", "reissue_requested",
        "reissue_approved", "retention_requested", "retention_approved", "retained",
        "out_of_contact", "deferred", "kept_abroad", "accepted", "moved_internally",
    }  # fmt: skip
    assert shown["abroad"] == {
        "not_applied", "applying", "approved", "preparing", "abroad", "returned",
    }  # fmt: skip
    assert shown["materials"] == {
        "unchecked", "collecting", "checked", "defective", "reconstructing", "archived",
        "sealed_separately", "sent_confidentially", "receipt_confirmed",
    }  # fmt: skip
    assert shown["probation"] == {
        "on_probation", "extended", "applied", "frozen", "regularised", "handed_over",
    }  # fmt: skip
    assert shown["disposition"] == {"not_opened", "reviewing", "dropped"}


def test_most_are_accepted_and_a_tail_has_troubles(session: Session) -> None:
    query = sa.select(Track.state, sa.func.count()).filter_by(name="transfer")
    count = dict(session.execute(query.group_by(Track.state)).tuples().all())
    largest = max(count, key=lambda state: count[state])
    assert largest == "accepted"
    assert PEOPLE / 3 <= count["accepted"] <= PEOPLE * 0.57
    assert count["expired"] < count["letter_issued"] < count["accepted"]
    closed = [case for case in cases(session) if case.closed_at is not None]
    assert PEOPLE * 0.27 <= len(closed) <= PEOPLE * 0.73


def test_troubles_of_every_sort_are_on_the_desk(session: Session) -> None:
    applied = set(session.execute(sa.select(Application.kind, Application.state)).tuples().all())
    for kind in (ApplicationKind.REISSUE, ApplicationKind.RETENTION):
        for state in ("submitted", "returned", "refused", "approved", "done"):
            assert (kind, ApplicationState(state)) in applied
    assert (ApplicationKind.RETENTION, ApplicationState.FILED) in applied
    assert {MailState.SENT, MailState.FAILED, MailState.NO_ADDRESS} == set(
        all_of(session, Mail.state)
    )
    assert {LetterStatus.LIVE, LetterStatus.VOID, LetterStatus.DONE} == set(
        all_of(session, Letter.status)
    )
    assert {ItemStatus.DEFECTIVE, ItemStatus.COVERED, ItemStatus.MISSING, ItemStatus.WAIVED} <= set(
        all_of(session, MaterialItem.status)
    )
    failed = {(entry.channel, entry.grade) for entry in session.scalars(sa.select(ContactEntry))}
    assert {
        (Channel.PHONE, Grade.FAILED),
        (Channel.VISIT, Grade.FAILED),
        (Channel.MAIL, Grade.FAILED),
    } <= failed
    assert {Channel.WECHAT, Channel.QQ, Channel.SMS, Channel.POST, Channel.THROUGH_OTHERS} <= {
        c for c, _ in failed
    }
    open_tasks = [task for task in session.scalars(sa.select(Task)) if task.settled_at is None]
    asked_by_people = [task for task in open_tasks if task.reminder_id is None]
    assert 5 <= len(asked_by_people) <= PEOPLE / 5
    assert len(asked_by_people) < len(open_tasks)
    assert "学生" in all_of(session, Person.job_post)


def test_every_history_keeps_every_invariant(session: Session, folder: Path) -> None:
    desk = Desk(session, load_settings({"TRACKER_DATA_DIR": str(folder)}), MORNING)
    for case in cases(session):
        if case.kind is not Kind.ACTIVIST:
            check_all(World(desk, case.id))


def test_every_history_runs_forward_and_nobody_acts_before_his_time(session: Session) -> None:
    opened = {case.id: case.opened_at for case in cases(session)}
    last = dict(opened)
    for move in session.scalars(sa.select(MoveRecord).order_by(MoveRecord.id)):
        assert move.at >= last[move.case_id]
        assert day_of(move.at) == move.day
        last[move.case_id] = move.at
        if move.staff_id is not None and move.track != "case":
            local = move.at.astimezone(SHANGHAI)
            assert at_work(local), local
    for entry in session.scalars(sa.select(ContactEntry)):
        assert opened[entry.case_id] <= entry.at <= entry.recorded_at <= MORNING
        if entry.staff_id is not None:
            assert at_work(entry.at.astimezone(SHANGHAI)), entry.at
    assert max(last.values()) <= MORNING
    assert (TODAY - day_of(max(last.values()))).days <= 5


def at_work(at: datetime) -> bool:
    return is_workday(at.date()) and time(8, 30) <= at.time() <= time(17, 30)


def test_what_staff_say_they_did_was_done_on_workdays(session: Session) -> None:
    held = [
        date.fromisoformat(str(move.order[name]))
        for move in session.scalars(sa.select(MoveRecord).where(MoveRecord.staff_id.is_not(None)))
        for name in ("meeting_on", "talked_on", "approved_on", "requested_on", "held_on")
        if (move.order or {}).get(name)
    ]
    held += session.scalars(sa.select(EducationActivity.held_on))
    assert len(held) > 30
    assert all(is_workday(day) for day in held)


def test_mails_leave_within_the_hour(session: Session) -> None:
    for mail in session.scalars(sa.select(Mail).where(Mail.sent_at.is_not(None))):
        assert mail.sent_at is not None
        assert mail.sent_at - mail.made_at <= timedelta(hours=1)


def test_nobody_on_probation_has_handed_in_an_application(session: Session) -> None:
    """X-D37: what is not written yet cannot be found in order."""
    papers = session.scalars(
        sa.select(MaterialItem)
        .join(Track, Track.case_id == MaterialItem.case_id)
        .where(
            MaterialItem.code == "regularisation_application",
            Track.name == "probation",
            Track.state == "on_probation",
            MaterialItem.status != ItemStatus.UNCHECKED,
        )
    )
    assert not list(papers)


def test_histories_differ_from_case_to_case(session: Session) -> None:
    stays = [
        move.order
        for move in session.scalars(sa.select(MoveRecord).filter_by(track="abroad", action="apply"))
    ]
    assert len(stays) > 8
    for name in ("starts_on", "returns_on", "home_contact"):
        assert len({str((stay or {})[name]) for stay in stays}) > len(stays) / 2, name
    silent = set(session.scalars(sa.select(Track.case_id).filter_by(state="out_of_contact")))
    said = [
        tuple(
            session.scalars(
                sa.select(ContactEntry.said)
                .where(ContactEntry.case_id == key, ContactEntry.staff_id.is_not(None))
                .order_by(ContactEntry.id)
            )
        )
        for key in silent
    ]
    assert len(set(said)) == len(said) >= 3


def test_graduates_of_a_branch_confirm_on_days_of_their_own(session: Session) -> None:
    query = (
        sa.select(AnswerLink.used_at)
        .join(Case, Case.id == AnswerLink.case_id)
        .where(AnswerLink.kind == "confirm_data", AnswerLink.used_at.is_not(None))
        .where(Case.branch_id == 1, Case.opened_at > datetime(2026, 5, 1, tzinfo=SHANGHAI))
    )
    days = Counter(day_of(at) for at in session.scalars(query) if at is not None)
    assert len(days) >= 4
    assert max(days.values()) < sum(days.values()) / 2


def test_an_answer_comes_after_its_mail_was_sent(session: Session) -> None:
    mails = session.scalars(sa.select(Mail).where(Mail.sent_at.is_not(None))).all()
    for link in session.scalars(sa.select(AnswerLink).where(AnswerLink.used_at.is_not(None))):
        prompt = (link.case_id, link.kind, link.move_id)
        sent = [m.sent_at for m in mails if (m.case_id, m.kind, m.move_id) == prompt]
        assert link.used_at is not None
        assert min(at for at in sent if at) < link.used_at


def test_every_mail_that_counts_as_sent_was_really_caught(session: Session, folder: Path) -> None:
    caught = Counter(mail.message_id for mail in list_caught(folder / "caught"))
    rows = [*session.scalars(sa.select(Mail)), *session.scalars(sa.select(StaffMail))]
    sent = [m for m in rows if m.state is MailState.SENT]
    assert caught == Counter(mail.message_id for mail in sent)


def test_on_the_last_morning_staff_were_told_what_waits_for_them(session: Session) -> None:
    """S3.1-6, S3.1-7: each secretary and organizer, at his own address."""
    told = session.scalars(sa.select(StaffMail)).all()
    assert {mail.staff.role for mail in told} >= {"branch_secretary", "organizer"}
    assert all(mail.to_address == f"{mail.staff.login}@example.com" for mail in told)
    assert {mail.state for mail in told} == {MailState.SENT}


def test_no_two_people_share_a_number_and_every_number_is_right(session: Session) -> None:
    for column in (Person.id_number, Person.student_no, Person.mobile, MailAddress.address):
        values = all_of(session, column)
        # Two brothers have one mailbox.
        assert len(values) == len(set(values)) + (column is MailAddress.address)
        assert len(values) >= PEOPLE * 0.93
    for person in session.scalars(sa.select(Person)):
        try:
            assert to_id_number(person.id_number) == person.id_number
        except BadValue as bad:
            pytest.fail(f"{person.id_number}: {bad}")
        assert birth_date_of(person.id_number or "") == person.birth_date
        assert sex_of(person.id_number or "") == person.sex
        assert person.mobile is None or person.mobile.startswith("154")
    assert len(all_of(session, Person.name)) == len(set(all_of(session, Person.name)))
    assert any("·" in name for name in all_of(session, Person.name))
    domains = {one.rpartition("@")[2] for one in all_of(session, MailAddress.address)}
    assert domains == {"example.com", "example.net", "example.org"}
