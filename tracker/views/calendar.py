"""A colleague's calendar, by the signed address alone: his program has no log-in."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from tracker.calendar_feed.address import reader_of
from tracker.calendar_feed.content import make_calendar
from tracker.calendar_feed.pace import WITHIN, Pace
from tracker.views.at_desk import desk

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

# What a program may keep for itself; no proxy keeps it.
KEEP_SECONDS = 3600


@blueprint.get("/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """The calendar; whatever is wrong with the address, it is not there."""
    here = desk()
    staff = reader_of(here.session, here.settings, token)
    if staff is None:
        abort(404)
    if not _pace().allows(staff.id, here.now):
        wait = str(int(WITHIN.total_seconds()))
        return Response("too many requests\n", 429, {"Retry-After": wait}, mimetype="text/plain")
    data = make_calendar(here, staff)
    response = Response(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response.headers["Cache-Control"] = f"private, max-age={KEEP_SECONDS}"
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    return response.make_conditional(request)


def _pace() -> Pace:
    pace: Pace = current_app.extensions.setdefault("calendar_pace", Pace())
    return pace
