"""Random lawful lives of every kind, by the real verbs on a real database, keep every invariant."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.orm import Session

from machines.refusals import Refused
from machines.roles import Role
from machines.table import Move, Trigger
from machines.words import Channel, Direction, Grade, ItemStatus, Original, PartyStatus
from tests.lives.invariants import check_all, the_list_shows_what_is
from tests.lives.orders import careful_order
from tests.lives.paths import PATHS
from tests.lives.snapshot import Rows, snapshot
from tests.lives.world import World, make_world
from tracker.actions import ContactOrder, moves_open_to, record_contact, take_action
from tracker.clock import at_noon
from tracker.config import load_settings
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.waits.engine import do_due

TEMPLATE: dict[str, Path] = {}

# Status, abroad, and how many random lives of it each run tries.
KINDS = [
    (PartyStatus.FULL, False, 16),
    (PartyStatus.PROBATIONARY, False, 16),
    (PartyStatus.FULL, True, 8),
    (PartyStatus.PROBATIONARY, True, 8),
    (PartyStatus.ACTIVIST, False, 5),
    (PartyStatus.APPLICANT, False, 4),
    (PartyStatus.SUSPENDED_ACTIVIST, False, 4),
]
# Fields where a life may take another lawful, or unlawful, turn.
TURNS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([ItemStatus.MISSING, ItemStatus.DEFECTIVE, ItemStatus.COMPLIANT]),
        "original": st.sampled_from(list(Original)),
        "in_database": st.booleans(),
        "valid_until": st.dates(date(2024, 6, 1), date(2026, 1, 1)),
        "exception_reason": st.none(),
        "votes_for": st.integers(0, 21),
    },
)


class Life(RuleBasedStateMachine):
    """One graduate's life: moves, contacts and days in any order."""

    kind: tuple[PartyStatus, bool]

    @initialize(joined_on=st.dates(date(2023, 4, 1), date(2024, 3, 1)))
    def graduate_enters(self, joined_on: date) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        path = self.folder / "life.sqlite3"
        shutil.copy(TEMPLATE["sqlite"], path)
        self.engine = sa.create_engine(f"sqlite:///{path}")
        desk = Desk(
            Session(self.engine),
            load_settings({"TRACKER_DATA_DIR": str(self.folder)}),
            at_noon(date(2024, 5, 27)),
        )
        status, abroad = self.kind
        self.world: World = make_world(desk, status, abroad=abroad, joined_on=joined_on)

    def candidates(self) -> list[tuple[str, Move]]:
        case = self.world.case
        facts = read_facts(self.world.desk.session, case)
        views = moves_open_to(self.world.desk, case, Actor(Role.ORGANIZER), facts)
        return [(v.track, v.move) for v in views if v.move.on is not Trigger.CLOCK]

    @rule(data=st.data(), turns=TURNS)
    def somebody_tries_a_move(self, data: st.DataObject, turns: dict[str, object]) -> None:
        rows = self.candidates()
        if not rows:
            return  # An archived activist's file: nothing is left to do.
        names = [f"{track}.{move.action}" for track, move in rows]
        chosen = data.draw(st.sampled_from(names), label="move")
        track, move = rows[names.index(chosen)]
        role = data.draw(st.sampled_from(move.by), label="role")
        self._try(track, move, role, turns)

    @rule(data=st.data())
    def somebody_makes_an_open_move(self, data: st.DataObject) -> None:
        case = self.world.case
        facts = read_facts(self.world.desk.session, case)
        views = moves_open_to(self.world.desk, case, Actor(Role.ORGANIZER), facts)
        lawful = [v for v in views if not v.refusals and v.move.on is None]
        leading = [v for v in lawful if case.track(v.track).state not in
                   v.move.destinations(case.track(v.track).state)] or lawful  # fmt: skip
        if leading:
            names = [f"{view.track}.{view.move.action}" for view in leading]
            view = leading[names.index(data.draw(st.sampled_from(names), label="move"))]
            self._try(view.track, view.move, view.move.by[0], {})

    @rule(name=st.sampled_from(sorted(PATHS)), turns=TURNS | st.just({}))
    def people_follow_a_beaten_path(self, name: str, turns: dict[str, object]) -> None:
        for step in PATHS[name]:
            if isinstance(step, Channel):
                for address in ("student1@example.com", "student2@example.com"):
                    self._note(step, Grade.HANDED_OVER, address)
            elif isinstance(step, int):
                self.time_passes(step)
            else:
                self._follow(step, turns)
            self.everything_holds()

    def _follow(self, step: str, turns: dict[str, object]) -> None:
        track, _, action = step.partition(".")
        rows = [move for name, move in self.candidates() if (name, move.action) == (track, action)]
        for move in rows:
            for role in move.by if action == "check_items" else move.by[:1]:
                self._try(track, move, role, turns)

    def _try(self, track: str, move: Move, role: Role, turns: dict[str, object]) -> None:
        world = self.world
        order = careful_order(world, move, **turns)
        before = snapshot(world.desk.session)
        try:
            take_action(world.desk, world.case_id, track, move.action, order, world.actor(role))
        except Refused as refused:
            self._nothing_changed(refused, before)

    def _nothing_changed(self, refused: Refused, before: Rows) -> None:
        assert all(r.words and r.missing for r in refused.refusals)
        assert snapshot(self.world.desk.session) == before, "a refusal changed something"

    @rule(
        channel=st.sampled_from([Channel.PHONE, Channel.WECHAT, Channel.POST, Channel.VISIT]),
        grade=st.sampled_from([Grade.FAILED, Grade.HANDED_OVER, Grade.SPOKEN]),
    )
    def secretary_notes_a_contact(self, channel: Channel, grade: Grade) -> None:
        self._note(channel, grade, "19900000001")
        if grade is Grade.SPOKEN and self.world.case.kind.value != "activist":
            assert self.world.case.track("transfer").state != "out_of_contact"

    def _note(self, channel: Channel, grade: Grade, address: str) -> None:
        order = ContactOrder(
            at=self.world.desk.now,
            channel=channel,
            direction=Direction.OUT,
            grade=grade,
            address=address,
            said="说明情况",
        )
        actor = self.world.actor(Role.BRANCH_SECRETARY)
        with suppress(Refused):  # The same words once more within minutes: a second click.
            record_contact(self.world.desk, self.world.case_id, order, actor)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.world = self.world.at(self.world.desk.now + timedelta(days=days))
        do_due(self.world.desk, "a worker")

    @precondition(lambda self: hasattr(self, "world"))
    @invariant()
    def everything_holds(self) -> None:
        if self.world.case.kind.value != "activist":
            check_all(self.world)
        else:
            the_list_shows_what_is(self.world)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.desk.session.close()
            self.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.mark.parametrize(
    ("status", "abroad", "lives"), KINDS, ids=[f"{s}{'-abroad' * a}" for s, a, _ in KINDS]
)
def test_random_lives_keep_every_invariant(
    migrated_sqlite: Path, status: PartyStatus, abroad: bool, lives: int
) -> None:
    """At most one live letter, no thin ending, nothing by clock but expiry, and so on."""
    TEMPLATE["sqlite"] = migrated_sqlite
    test: type[Life] = type("LifeOfOneKind", (Life,), {"kind": (status, abroad)})
    test.TestCase.settings = settings(
        max_examples=lives,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    test.TestCase().runTest()
