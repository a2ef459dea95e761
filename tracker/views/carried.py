"""What was typed is carried over a log-in, sealed: nobody can make up a form for somebody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tracker.auth.sessions import LONGEST
from tracker.config import Settings

# Never carried over a log-in: tokens, secrets, and the button that was pressed.
NOT_CARRIED = frozenset({"csrf_token", "password", "step", "next", "shown"})
# Views that show a form again, and do nothing else, when they are sent `step=restore`.
RESTORES = frozenset({"moves.make", "contacts.record", "contacts.correct"})

Typed = list[tuple[str, str]]


def typed_here() -> Typed:
    """What this request's form holds, if its view can show it again."""
    if request.endpoint not in RESTORES:
        return []
    return [(n, v) for n, v in request.form.items(multi=True) if n not in NOT_CARRIED]


def seal(settings: Settings, onward: str, typed: Typed) -> str:
    """The path and what was typed on its page, signed; '' when nothing was typed."""
    return str(_serializer(settings).dumps([onward, typed])) if typed else ""


def unseal(settings: Settings, sealed: str) -> tuple[str, Typed]:
    """The path and the typed values of a seal; nothing of one that is made up or too old."""
    try:
        onward, typed = _serializer(settings).loads(sealed, max_age=int(LONGEST.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return "", []
    if not _restores(onward):
        return "", []
    return onward, [(n, v) for n, v in typed if n not in NOT_CARRIED]


def _restores(onward: str) -> bool:
    """Whether a form sent to this path is only shown again."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        endpoint, _ = adapter.match(urlsplit(onward).path, method="POST")
    except (HTTPException, RequestRedirect):
        return False
    return endpoint in RESTORES


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="carried-over-log-in")
