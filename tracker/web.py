"""What the factory puts together: Flask's configuration, the extensions, the doors."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker import clock
from tracker.auth.sessions import login_manager
from tracker.config import ROOT, Settings
from tracker.logs import keep_details_out
from tracker.models import db
from tracker.views import register
from tracker.views.addresses import register_addresses
from tracker.views.errors import register_errors
from tracker.views.gate import register_gate
from tracker.views.headers import register_headers
from tracker.views.words import register_words

FORM_FIELDS_BYTES = 1024 * 1024
SLACK_BYTES = 1024 * 1024


def configure(app: Flask, settings: Settings) -> None:
    """Flask's configuration from the settings; the cookie is as narrow as the address allows."""
    secure = urlsplit(settings.base_url).scheme == "https"
    app.config.update(
        SETTINGS=settings,
        CLOCK=clock.now,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # Parameters of a failed statement are people's data: they stay out of the log.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        BOOTSTRAP_SERVE_LOCAL=True,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024 + SLACK_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_FIELDS_BYTES,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_minutes),
        SESSION_COOKIE_NAME="__Host-tracker" if secure else "tracker",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form is good for as long as its session is.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _trust_proxies(app, settings)
    _log_to_stderr(settings)


def _trust_proxies(app: Flask, settings: Settings) -> None:
    """Only the visitor's address is taken from proxies; scheme and host are those of the base URL."""
    if settings.trusted_proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]


def _log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    keep_details_out()
    logging.getLogger("flask_wtf.csrf").setLevel(logging.WARNING)
    logging.getLogger("transitions").setLevel(logging.WARNING)
    # The mail catcher's listener would write addresses into the log.
    logging.getLogger("mail.log").setLevel(logging.WARNING)


def set_up(app: Flask) -> None:
    """Extensions, then the gate before every view, then the views."""
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Bootstrap5(app)
    login_manager.init_app(app)
    register_gate(app)
    CSRFProtect(app)
    register_headers(app)
    register_errors(app)
    register_words(app)
    register_addresses(app)
    register(app)
