"""Files of a case: handed out to whoever may see the case, always as a download."""

from __future__ import annotations

import io

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from tracker.models import UploadedFile
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("uploads", __name__, url_prefix="/uploads")

# Types a browser may be told; everything else is bytes to it.
SAFE_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})


@blueprint.get("/<int:upload_id>")
def download(upload_id: int) -> ResponseReturnValue:
    """One file. A file that belongs to no case is nobody's to see here."""
    here = desk()
    row = here.session.get(UploadedFile, upload_id)
    if row is None or row.case_id is None:
        abort(404)
    case_for(here, actor(), row.case_id)
    kind = row.content_type if row.content_type in SAFE_TYPES else "application/octet-stream"
    return send_file(
        io.BytesIO(row.data), mimetype=kind, as_attachment=True, download_name=row.name
    )
