"""The blueprint, and what its pages share."""

from __future__ import annotations

import io

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from tracker.models import RosterImport
from tracker.roster.imports import NoSuchImport, import_for
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("roster", __name__, url_prefix="/roster")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def the_import(import_id: int) -> RosterImport:
    """The import, if the user may see it; else the page does not exist."""
    try:
        return import_for(desk(), actor(), import_id)
    except NoSuchImport:
        abort(404)


def download(data: bytes, name: str) -> ResponseReturnValue:
    """A workbook under its Chinese name."""
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
