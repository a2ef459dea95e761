"""The time machine asked for, run by the worker, deleted: what would happen until a day, and why not.

A simulation touches nothing but its own rows: the real engine runs on a copy of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines.policy_faults import faults
from machines.refusals import Refusal, Refused
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.foretold.keeping import forget, forget_old, old_ones
from tracker.foretold.seeing import simulation_for
from tracker.jobs.asking import UNDER_WAY, ask
from tracker.models import Cohort, Job, PolicyVersion, Simulation
from tracker.models.db import writing
from tracker.permissions import SIMULATORS
from tracker.simulation.question import Answering, BadQuestion, How, Question, with_items

RUN: Final = "simulation.run"
RULE: Final = "S0-1"
WHERE: Final = "时间机器"


@dataclass(frozen=True, slots=True)
class SimulationOrder:
    """What is asked: of which cohort, until which day, who answers, by which policy.

    `version_id` is the version of the cohort's policy that all cases go by, with `items` of it
    changed, as `Policy.to_data` writes them; None is the policy in force. `compare` it with that.
    """

    cohort_id: int
    until_day: date
    answering: Answering = Answering()
    version_id: int | None = None
    items: dict[str, Any] = field(default_factory=dict)
    compare: bool = False


def ask_simulation(desk: Desk, order: SimulationOrder, actor: Actor) -> Simulation:
    """Keep the question and ask for its job; commit. What has had its time is deleted with it.

    Raises Refused, by field, for days and policies that make no sense, for a second one while the
    first is under way, and for whoever may not.
    """
    with writing(desk.session):
        if found := [*_not_now(desk, actor), *_bad(desk, order, actor)]:
            raise Refused(*found)
        simulation = Simulation(
            staff_id=actor.staff_id,
            role=actor.role.value,
            made_at=desk.now,
            cohort_id=order.cohort_id,
            from_day=day_of(desk.now),
            until_day=order.until_day,
            answering=written(order.answering),
            policy_version_id=order.version_id,
            items=order.items,
            compared=order.compare,
        )
        desk.session.add(simulation)
        desk.session.flush()
        ask(desk, RUN, simulation.id, actor)
        forget_old(desk.session, desk.now, actor.staff_id)
    return simulation


def run_again(desk: Desk, simulation_id: int, actor: Actor) -> None:
    """Ask anew for one that was called off or failed; commit.

    Raises NoSuchSimulation, Refused.
    """
    with writing(desk.session):
        found = simulation_for(desk, actor, simulation_id)
        if found.done_at is not None or found.staff_id != actor.staff_id:
            raise _refused("这次推演已经完成，或不是您提交的", actor)
        if refusals := [*_not_now(desk, actor)]:
            raise Refused(*refusals)
        ask(desk, RUN, found.id, actor)


def delete_simulation(desk: Desk, simulation_id: int, actor: Actor) -> None:
    """Delete one's own result; commit. Raises NoSuchSimulation, Refused while it is under way."""
    with writing(desk.session):
        found = simulation_for(desk, actor, simulation_id)
        if found.staff_id != actor.staff_id:
            raise _refused("只能删除自己提交的推演", actor)
        if _under_way(desk, Job.subject_id == simulation_id):
            raise _refused("推演还在进行：请先取消，再删除", actor)
        forget(desk.session, simulation_id)


def forget_old_simulations(desk: Desk) -> int:
    """Delete what has had its time, of everybody; commit. Gives how many; looks first, for free."""
    number = len(old_ones(desk.session, desk.now))
    if number:
        with writing(desk.session):
            forget_old(desk.session, desk.now)
    else:
        desk.session.rollback()
    return number


def question_of(simulation: Simulation, now: datetime) -> Question:
    """What is asked of the engine, with the policy that is tried."""
    version = simulation.policy_version
    items = {**version.data, **simulation.items} if version else {}
    return Question(
        now,
        simulation.from_day,
        simulation.until_day,
        simulation.cohort.name,
        items,
        Answering.read(simulation.answering),
    )


def written(answering: Answering) -> str:
    """How graduates answer, as `Answering.read` reads it."""
    return str(answering.seed) if answering.how is How.SEEDED else answering.how.value


def _not_now(desk: Desk, actor: Actor) -> Iterator[Refusal]:
    """What stands against it whatever is asked."""
    if actor.role not in SIMULATORS:
        yield _refusal(f"{actor.role.label}不使用时间机器", actor)
    mine = sa.select(Simulation.id).filter_by(staff_id=actor.staff_id)
    if _under_way(desk, Job.subject_id.in_(mine)):
        yield _refusal("您还有一次推演正在进行：请等它完成，或先取消", actor)


def _bad(desk: Desk, order: SimulationOrder, actor: Actor) -> Iterator[Refusal]:
    """What is wrong with the question, each beside its field."""
    cohort = desk.session.get(Cohort, order.cohort_id)
    if cohort is None:
        yield _refusal("没有这一届", actor)
        return
    today = day_of(desk.now)
    if order.until_day <= today:
        yield _refusal(f"应晚于今天（{today}）", actor, "until_day")
    else:
        try:
            question = Question(desk.now, today, order.until_day, answering=order.answering)
            question.check()
        except BadQuestion as bad:
            yield _refusal(str(bad), actor, "until_day")
    yield from _bad_policy(desk, order, cohort, actor)


def _bad_policy(
    desk: Desk, order: SimulationOrder, cohort: Cohort, actor: Actor
) -> Iterator[Refusal]:
    version = desk.session.get(PolicyVersion, order.version_id) if order.version_id else None
    if version is None or version.cohort_id != cohort.id:
        if order.version_id or order.items:
            yield _refusal("这一届没有这个版本的政策", actor, "policy")
        if order.compare:
            missing = "现行政策与自己没有差别：要比较，请选另一个版本，或改动几项"
            yield _refusal(missing, actor, "compare")
    elif order.items:
        try:
            yield from faults(with_items(version.policy, order.items))
        except BadQuestion as bad:
            yield _refusal(str(bad), actor, "policy")


def _under_way(desk: Desk, subject: ColumnElement[bool]) -> bool:
    query = sa.select(Job.id).where(Job.kind == RUN, subject, Job.state.in_(UNDER_WAY))
    return desk.session.scalar(query.limit(1)) is not None


def _refused(missing: str, actor: Actor) -> Refused:
    return Refused(_refusal(missing, actor))


def _refusal(missing: str, actor: Actor, field: str | None = None) -> Refusal:
    return Refusal(missing, RULE, actor.role, WHERE, field)
