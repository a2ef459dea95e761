"""Security headers on every response; pages of staff are never kept by a browser or proxy."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
# A mail's own HTML carries its styles with it, and may do nothing else.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
    "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
)


def register_headers(app: Flask) -> None:
    """Add the headers to every response that does not bring its own."""
    app.after_request(harden)


def harden(response: Response) -> Response:
    """The headers themselves."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    endpoint = request.endpoint or ""
    # A calendar program may keep what it fetched, and says that it did; nobody between may.
    if not endpoint.endswith("static") and endpoint != "calendar.feed":
        headers["Cache-Control"] = "no-store"
    return response
