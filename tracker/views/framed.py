"""A mail's HTML, shown inside a frame of our own page, where it may do nothing."""

from __future__ import annotations

from flask import Response

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)


def framed(html: str) -> Response:
    """The HTML with a policy of its own: its styles, no script, no links out of the frame."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
