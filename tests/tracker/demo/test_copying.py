"""Copies of lived lives are whole, speak of their own person, and go on by the same verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, selectinload

from machines.orders import NOTHING
from machines.roles import Role
from machines.words import Channel, Direction, Grade, Kind
from tests.lives.invariants import check_all
from tests.lives.world import World
from tests.tracker.demo.september import TODAY, all_of, make
from tracker.actions import ContactOrder, answer_prompt, record_contact, take_action
from tracker.clock import SHANGHAI
from tracker.demo.copying import copy_lives, tables
from tracker.demo.copying.recipes import Undeclared, refuse_undeclared
from tracker.desk import Actor, Desk
from tracker.links import link_token
from tracker.models import (
    AnswerLink,
    Branch,
    Case,
    College,
    Letter,
    Mail,
    MailAddress,
    MoveRecord,
    Person,
    Staff,
    Track,
    db,
)
from tracker.models.staff import staff_branch
from tracker.roster.id_number import birth_date_of, sex_of, to_id_number

LIVED, PEOPLE = 30, 105


@dataclass(frozen=True)
class Copied:
    app: Flask
    url: str


@pytest.fixture(params=["sqlite", "postgresql"])
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Copied:
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    app = make(tmp_path / "data", url, LIVED)
    engine = sa.create_engine(url)
    copy_lives(engine, app.config["SETTINGS"], PEOPLE, seed=7)
    engine.dispose()
    return Copied(app, url)


@pytest.fixture
def desk(copied: Copied) -> Iterator[Desk]:
    engine = sa.create_engine(copied.url)
    with Session(engine) as session:
        noon = datetime.combine(TODAY, time(12), SHANGHAI)
        yield Desk(session, copied.app.config["SETTINGS"], noon)
    engine.dispose()


def test_copies_are_whole_and_lead_their_own_lives(desk: Desk) -> None:
    everybody_is_there(desk.session)
    nobody_shares_a_number(desk.session)
    every_reference_holds(desk.session)
    places_grew_with_their_people(desk.session)
    texts_speak_of_the_copy(desk.session)
    copies_keep_every_invariant(desk)
    a_copy_goes_on_by_a_verb(desk)
    a_copy_answers_by_its_own_link(desk)


def everybody_is_there(session: Session) -> None:
    """As many as wanted, each with all rows of the life that was copied."""
    assert session.scalar(sa.select(sa.func.count(Case.id))) == PEOPLE
    assert session.scalar(sa.select(sa.func.count(Person.id))) == PEOPLE
    tracks = session.execute(
        sa.select(Track.case_id, sa.func.count()).group_by(Track.case_id)
    ).all()
    assert len(tracks) == PEOPLE
    moves = dict(
        session.execute(
            sa.select(MoveRecord.case_id, sa.func.count()).group_by(MoveRecord.case_id)
        ).tuples().all()
    )  # fmt: skip
    stride = max(case for case in moves if case <= LIVED)
    for case, count in moves.items():
        assert count == moves[(case - 1) % stride + 1]


def nobody_shares_a_number(session: Session) -> None:
    for column in (
        Person.id_number, Person.student_no, Person.mobile, MailAddress.address, Letter.number,
        Mail.message_id, AnswerLink.nonce,
    ):  # fmt: skip
        values = all_of(session, column)
        assert len(values) == len(set(values)), column
    for person in session.scalars(sa.select(Person)):
        number = to_id_number(person.id_number)
        assert birth_date_of(number) == person.birth_date
        assert sex_of(number) == person.sex


def every_reference_holds(session: Session) -> None:
    """Each foreign key of each table names a row; SQLite did not look while they were written."""
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table.alias()
            lost = (
                sa.select(sa.func.count())
                .select_from(table.outerjoin(other, key.parent == other.c[key.column.name]))
                .where(key.parent.is_not(None), other.c[key.column.name].is_(None))
            )
            assert session.scalar(lost) == 0, f"{table.name}.{key.parent.name}"


def places_grew_with_their_people(session: Session) -> None:
    """Each copy of all stands in three colleges and ten branches of its own, with their staff."""
    assert session.scalar(sa.select(sa.func.count(College.id))) == 3 * -(-PEOPLE // LIVED)
    led = set(session.scalars(sa.select(staff_branch.c.branch_id)))
    assert led == set(session.scalars(sa.select(Branch.id)))
    for case in session.scalars(sa.select(Case).options(selectinload(Case.branch))):
        assert case.branch.college_id == case.college_id
    for college in session.scalars(sa.select(College)):
        assert all(branch.name.startswith(college.name) for branch in college.branches)
    for move in session.scalars(sa.select(MoveRecord).where(MoveRecord.staff_id.is_not(None))):
        assert move.staff is not None
        assert move.staff.college_id in (None, move.case.college_id)


def texts_speak_of_the_copy(session: Session) -> None:
    """A mail greets its own person, names his number, his college and his contact person."""
    for mail in session.scalars(sa.select(Mail)):
        case, name = mail.case, mail.case.person.name
        assert mail.to_name == name
        assert mail.text.startswith(name)
        assert name in mail.html
        assert set(re.findall(r"QZ-\d{4}-\d+", mail.text + mail.subject + mail.html)) == {case.tag}
        assert f"学院联系人：{case.college.contact_name}" in mail.text
        assert case.college.contact_phone in mail.text
    for letter in session.scalars(sa.select(Letter)):
        assert letter.number[4:6] == f"{letter.case.college_id:02d}"
    told = session.scalars(
        sa.select(MoveRecord).filter_by(action="issue_letter", track="transfer")
    ).all()
    assert told
    numbers = set(all_of(session, Letter.number))
    assert {move.order["number"] for move in told} <= numbers
    assert len({move.order["number"] for move in told}) == len(told)


def copies_keep_every_invariant(desk: Desk) -> None:
    keys = desk.session.scalars(
        sa.select(Case.id).where(Case.kind != Kind.ACTIVIST, Case.id > LIVED).order_by(Case.id)
    ).all()
    for key in Random(7).sample(list(keys), 25):
        check_all(World(desk, key))


def a_copy_goes_on_by_a_verb(desk: Desk) -> None:
    """The secretary of the copy's branch writes a contact down and chases the receipt."""
    key = desk.session.scalars(
        sa.select(Track.case_id)
        .filter_by(name="transfer", state="letter_issued")
        .where(Track.case_id > LIVED)
        .order_by(Track.case_id)
    ).first()
    assert key is not None
    case = desk.session.get_one(Case, key)
    secretary = desk.session.scalars(
        sa.select(Staff)
        .join(staff_branch, staff_branch.c.staff_id == Staff.id)
        .where(staff_branch.c.branch_id == case.branch_id)
    ).one()
    actor = Actor(Role.BRANCH_SECRETARY, secretary)
    order = ContactOrder(
        desk.now, Channel.PHONE, Direction.OUT, Grade.SPOKEN, "15400000000", said="周五去报到"
    )
    entry = record_contact(desk, key, order, actor)
    assert entry.id == max(all_of(desk.session, type(entry).id))
    version = case.version
    take_action(desk, key, "transfer", "chase_receipt", NOTHING, actor, version=version)
    check_all(World(desk, key))


def a_copy_answers_by_its_own_link(desk: Desk) -> None:
    """The address in the copy's mail opens the copy's prompt."""
    link = desk.session.scalars(
        sa.select(AnswerLink)
        .where(
            AnswerLink.case_id > LIVED,
            AnswerLink.used_at.is_(None),
            AnswerLink.superseded_by_id.is_(None),
            AnswerLink.revoked_at.is_(None),
            AnswerLink.expires_at > desk.now,
        )
        .order_by(AnswerLink.id)
    ).first()
    assert link is not None
    token = link_token(desk.settings, link.id, link.nonce)
    mails = sa.select(Mail).filter_by(case_id=link.case_id, kind=link.kind, move_id=link.move_id)
    assert any(token in mail.text for mail in desk.session.scalars(mails))
    case_id = link.case_id
    answered = answer_prompt(desk, token, 5, words="请老师来电")
    assert answered.entry.case_id == case_id


def test_every_table_of_a_person_is_copied_or_left_out_with_a_reason() -> None:
    """A table that came later and tells of people is not forgotten."""
    copied = {table.name for table in tables.personal_tables()}
    for table in db.metadata.sorted_tables:
        tells = {"case_id", "person_id"} & set(table.columns.keys())
        if tells and table.name not in copied:
            assert tables.LEFT_OUT.get(table.name, "").strip(), table.name
    assert not copied & set(tables.LEFT_OUT)
    assert {"case", "person", "receipt", "track", "mail", "task"} <= copied


def test_a_new_table_with_a_unique_word_must_say_how_it_is_copied() -> None:
    metadata = sa.MetaData()
    sa.Table("person", metadata, sa.Column("id", sa.Integer, primary_key=True))
    late = sa.Table(
        "passport",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.ForeignKey("person.id")),
        sa.Column("number", sa.String(20), unique=True),
    )
    assert late in tables.personal_tables(metadata)
    with pytest.raises(Undeclared, match="passport: number"):
        refuse_undeclared([late])
