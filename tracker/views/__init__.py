"""The web door: one blueprint a noun. A view looks up, fills a form, calls one verb, redirects."""

from __future__ import annotations

from flask import Flask

from tracker.jobs.kinds import check_kinds
from tracker.views import (
    activities,
    answers,
    calendar,
    cases,
    caught,
    contacts,
    data_check,
    deadlines,
    incoming,
    jobs,
    log_in,
    machines,
    mails,
    moves,
    reminders,
    roster,
    settings,
    simulation,
    start,
    tasks,
    uploads,
)

STAFF_DOORS = (start, log_in, cases, deadlines, moves, contacts, tasks, uploads, incoming)
FURTHER_DOORS = (
    answers,
    machines,
    mails,
    settings,
    activities,
    roster,
    jobs,
    data_check,
    reminders,
    calendar,
    simulation,
)


def register(app: Flask) -> None:
    """Register every blueprint; each route also needs its row in `tracker.permissions.ACCESS`.

    Raises BadKinds when the catalogue of jobs names a page or function that is not there.
    """
    for module in (*STAFF_DOORS, *FURTHER_DOORS):
        app.register_blueprint(module.blueprint)
    # In production nothing is caught and nobody reads other people's mail.
    if app.config["SETTINGS"].development:
        app.register_blueprint(caught.blueprint)
    check_kinds(app.view_functions)
