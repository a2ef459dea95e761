"""The blueprint, and how a page finds its simulation."""

from __future__ import annotations

from flask import Blueprint, abort

from tracker.foretold.seeing import NoSuchSimulation, simulation_for
from tracker.models import Simulation
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("simulation", __name__, url_prefix="/simulations")


def the_simulation(simulation_id: int) -> Simulation:
    """The simulation, if the user may see it; else the page does not exist."""
    try:
        return simulation_for(desk(), actor(), simulation_id)
    except NoSuchSimulation:
        abort(404)
