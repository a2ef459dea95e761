"""The application factory. Importing the package loads no web: models and worker import it too."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tracker.config import ROOT, Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """The application with all its blueprints. Raises BadSettings when it cannot be configured."""
    from flask import Flask

    from tracker.web import configure, set_up

    app = Flask(
        "tracker",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "tracker" / "static"),
    )
    configure(app, settings or load_settings(os.environ))
    set_up(app)
    return app
