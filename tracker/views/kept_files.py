"""Files of a form: kept as soon as they arrive, so that a refused form does not lose them.

The page gets a signed token back instead of the bare key; without it nobody can hang a file of
another case onto his own.
"""

from __future__ import annotations

from collections.abc import Iterable

from itsdangerous import BadSignature, URLSafeSerializer

from machines.orders import Upload
from tracker.actions import keep_upload
from tracker.actions.uploads import BadUpload
from tracker.desk import Actor, Desk
from tracker.forms.fields import UploadField

SALT = "kept-upload"


def keep_files(desk: Desk, fields: Iterable[UploadField], actor: Actor, case_id: int) -> None:
    """Keep fresh files and recall kept ones; a field says itself why its file was not kept."""
    for field in fields:
        if field.fresh is None:
            _recall(desk, field, case_id)
        elif not field.fault():
            _keep(desk, field, actor, case_id)


def recall_files(desk: Desk, fields: Iterable[UploadField], case_id: int) -> None:
    """Recall kept files and keep no fresh one: for a form that is not taken anyway."""
    for field in fields:
        _recall(desk, field, case_id)


def _keep(desk: Desk, field: UploadField, actor: Actor, case_id: int) -> None:
    file = field.fresh
    if file is None:
        return
    name, kind = str(file.filename), file.mimetype or ""
    try:
        row = keep_upload(desk, name, kind, file.read(), actor, case_id)
    except BadUpload as bad:
        field.process_errors = [*field.process_errors, str(bad)]
        return
    field.data, field.kept_name, field.fresh = Upload(row.id), row.name, None
    field.token = str(_serializer(desk).dumps([case_id, row.id, row.name]))


def _recall(desk: Desk, field: UploadField, case_id: int) -> None:
    if not field.token:
        return
    try:
        of_case, upload_id, name = _serializer(desk).loads(field.token)
    except (BadSignature, ValueError, TypeError):
        field.token = ""
        return
    if of_case != case_id:
        field.token = ""
        return
    field.data, field.kept_name = Upload(upload_id), name


def _serializer(desk: Desk) -> URLSafeSerializer:
    return URLSafeSerializer(desk.settings.secret_key, salt=SALT)
