"""One simulation: how far it is, what came of it by time, by person and one by one, its sheet."""

from __future__ import annotations

import io

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from machines.roles import STAFF, Role
from tracker.actions.simulations import RUN, delete_simulation, run_again
from tracker.charts import CHART_POLICY, CHART_TYPE, NARROW, WIDE, stacked_bars
from tracker.foretold.narrowing import wait_labels
from tracker.foretold.seeing import NoSuchSimulation
from tracker.foretold.sheet import events_xlsx
from tracker.jobs.asking import newest
from tracker.jobs.seeing import standing_of
from tracker.models import Simulation
from tracker.models.simulation import Change
from tracker.simulation.report import Happening
from tracker.views.at_desk import actor, desk
from tracker.views.jobs import refreshing
from tracker.views.simulation.asked import answering_words, changed_items, policy_words
from tracker.views.simulation.blueprint import blueprint, the_simulation
from tracker.views.simulation.filters import Shown, Tab
from tracker.views.simulation.sides import Side, drawn, side_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOLD = (Role.GRADUATE, *STAFF)


@blueprint.get("/<int:simulation_id>")
def show(simulation_id: int) -> ResponseReturnValue:
    """How far it is, why it did not come to its end, or what came of it."""
    found = the_simulation(simulation_id)
    if found.done_at is not None:
        return _result(found)
    job = newest(desk().session, RUN, found.id)
    words = {"simulation": found, "asked": _asked(found)}
    if job is not None and job.under_way:
        standing = standing_of(desk().session, job)
        page = render_template("simulation/waiting.html", standing=standing, **words)
        return refreshing(make_response(page), standing)
    return render_template("simulation/stopped.html", job=job, mine=_is_mine(found), **words)


@blueprint.get("/<int:simulation_id>/chart.svg")
def chart(simulation_id: int) -> ResponseReturnValue:
    """The picture of what the page shows by time."""
    found, shown = the_simulation(simulation_id), Shown.read(request.args)
    shape = NARROW if request.args.get("narrow") else WIDE
    side = Side.read(desk().session, found, actor(), shown)
    response = Response(stacked_bars(*drawn(side), shape=shape), mimetype=CHART_TYPE)
    response.headers["Content-Security-Policy"] = CHART_POLICY
    return response


@blueprint.get("/<int:simulation_id>.xlsx")
def sheet(simulation_id: int) -> ResponseReturnValue:
    """The events that the page shows, with their sums."""
    found, shown = the_simulation(simulation_id), Shown.read(request.args)
    side = Side.read(desk().session, found, actor(), shown)
    data = events_xlsx(desk().session, side.where, side.stretches, side.words, _asked(found))
    name = f"时间推演_{found.id}号_{found.from_day}至{found.until_day}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.post("/<int:simulation_id>/again")
def again(simulation_id: int) -> ResponseReturnValue:
    """Run what was called off or failed once more."""
    try:
        run_again(desk(), simulation_id, actor())
    except NoSuchSimulation:
        return redirect(url_for("simulation.index"), 303)
    except Refused as refused:
        flash(str(refused.args[0]), "warning")
    return redirect(url_for("simulation.show", simulation_id=simulation_id), 303)


@blueprint.post("/<int:simulation_id>/delete")
def delete(simulation_id: int) -> ResponseReturnValue:
    """Delete one's own result; deleted by somebody already it is gone all the same."""
    try:
        delete_simulation(desk(), simulation_id, actor())
    except NoSuchSimulation:
        return redirect(url_for("simulation.index"), 303)
    except Refused as refused:
        flash(str(refused.args[0]), "warning")
        return redirect(url_for("simulation.show", simulation_id=simulation_id), 303)
    flash(f"推演 {simulation_id} 号已删除。", "success")
    return redirect(url_for("simulation.index"), 303)


def _result(found: Simulation) -> str:
    shown, session = Shown.read(request.args), desk().session
    side = Side.read(session, found, actor(), shown)
    return render_template(
        "simulation/show.html",
        simulation=found,
        asked=_asked(found),
        changed=list(changed_items(found)),
        mine=_is_mine(found),
        shown=shown,
        side=side,
        **side_of(session, actor(), side, shown),
        tabs=Tab,
        kinds=Happening,
        changes=Change,
        waits=wait_labels(),
        roles=TOLD,
        wide=WIDE,
        narrow=NARROW,
    )


def _asked(found: Simulation) -> list[tuple[str, str]]:
    """What was asked, line by line."""
    return [
        ("届别", found.cohort.name),
        ("推演", f"{found.from_day} 至 {found.until_day}"),
        ("毕业生", answering_words(found)),
        ("政策", policy_words(found) + ("，与现行政策比较" if found.compared else "")),
        ("提交", f"{found.staff.name} · {Role(found.role).label}"),
    ]


def _is_mine(found: Simulation) -> bool:
    return found.staff_id == actor().staff_id
