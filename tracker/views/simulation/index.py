"""Asking the time machine, and the list of what was asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.policy import Policy, in_words
from machines.refusals import Refusal, Refused
from tracker.actions.simulations import RUN, SimulationOrder, ask_simulation
from tracker.clock import day_of
from tracker.foretold.seeing import KEPT_FOR, MOST_KEPT, list_simulations
from tracker.forms.policy import GROUPS, PolicyForm, policy_form
from tracker.forms.simulation import SimulationForm, simulation_form
from tracker.jobs.asking import UNDER_WAY, newest
from tracker.models import Cohort, Simulation
from tracker.views.addresses import read_key
from tracker.views.at_desk import actor, desk
from tracker.views.simulation.asked import answering_words, policy_words
from tracker.views.simulation.blueprint import blueprint

NO_DAY = "请填写日期，如 2026-09-30"
ON_NEWEST = "下面的改动是在最新一版上做的：请选现行政策或最新一版，或把改动恢复原值"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form, and the user's own results."""
    cohort = _cohort()
    return _page(cohort, *_forms(cohort)) if cohort else _page(None)


@blueprint.post("")
def ask() -> ResponseReturnValue:
    """Ask for a run, or say beside the fields why not."""
    cohort = _cohort()
    if cohort is None:
        return redirect(url_for("simulation.index"), 303)
    form, items = _forms(cohort)
    order = _order(cohort, form, items)
    if order is None:
        return _page(cohort, form, items), 422
    try:
        made = ask_simulation(desk(), order, actor())
    except Refused as refused:
        cohort = desk().session.get_one(Cohort, cohort.id)
        rest = form.show(items.show(refused.refusals))
        return _page(cohort, form, items, rest), 422
    return redirect(url_for("simulation.show", simulation_id=made.id), 303)


def _cohort() -> Cohort | None:
    """The cohort that the address names, else the newest; None where there is none yet."""
    known = _cohorts()
    wanted = read_key(request.args.get("cohort", ""))
    return next((one for one in known if one.id == wanted), known[0] if known else None)


def _cohorts() -> Sequence[Cohort]:
    return desk().session.scalars(sa.select(Cohort).order_by(Cohort.year.desc())).all()


def _forms(cohort: Cohort) -> tuple[SimulationForm, PolicyForm]:
    newest_one = cohort.policy
    items = policy_form(newest_one.policy, newest_one.version)
    # Nothing is changed by this form: no reason is asked for.
    del items.reason
    return simulation_form(cohort), items


def _order(cohort: Cohort, form: SimulationForm, items: PolicyForm) -> SimulationOrder | None:
    """What was asked; None, with the faults beside the fields, where it makes no sense."""
    right = form.validate()
    right = items.validate() and right
    until = form.until(day_of(desk().now), cohort)
    if until is None and not form.until_day.errors:
        form.until_day.errors = [NO_DAY]
    if until is None or not right:
        return None
    changed, version = _changed(cohort, items), form.version_id()
    if changed and version not in (None, cohort.policy.id):
        form.policy.errors = [ON_NEWEST]
        return None
    order = SimulationOrder(cohort.id, until, form.how_answered(), version, changed)
    return replace(
        order,
        version_id=cohort.policy.id if changed else version,
        compare=bool(form.compare.data),
    )


def _changed(cohort: Cohort, items: PolicyForm) -> dict[str, Any]:
    """The items that differ from the newest version, as `Policy.to_data` writes them."""
    before = cohort.policy.policy.to_data()
    return {
        name: value for name, value in items.policy().to_data().items() if value != before[name]
    }


def _touched(items: PolicyForm, now: Policy) -> bool:
    return any(items[item.name].data != getattr(now, item.name) for item in fields(Policy))


def _page(
    cohort: Cohort | None,
    form: SimulationForm | None = None,
    items: PolicyForm | None = None,
    rest: Sequence[Refusal] = (),
) -> str:
    here, me = desk(), actor()
    mine = list_simulations(here, me)
    now = cohort.policy.policy if cohort else Policy()
    return render_template(
        "simulation/index.html",
        cohort=cohort,
        cohorts=_cohorts(),
        form=form,
        items=items,
        refusals=rest,
        groups=GROUPS,
        rules={item.name: item.metadata["rule"] for item in fields(Policy)},
        now={item.name: getattr(now, item.name) for item in fields(Policy)},
        touched=items is not None and _touched(items, now),
        mine=mine,
        states=_states(mine),
        policy_words=policy_words,
        answering_words=answering_words,
        most_kept=MOST_KEPT,
        kept_days=KEPT_FOR.days,
        under_way=[state.label for state in UNDER_WAY],
        in_words=in_words,
    )


def _states(mine: Sequence[Simulation]) -> Mapping[int, str]:
    """How the job of each that is not done stands."""
    found = {}
    for one in mine:
        job = newest(desk().session, RUN, one.id) if one.done_at is None else None
        found[one.id] = job.state.label if job else ""
    return found
