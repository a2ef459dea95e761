"""The world of the screens serves here too."""

from tests.tracker.views.conftest import app, browser, organizer, password_hash, secretary, world

__all__ = ["app", "browser", "organizer", "password_hash", "secretary", "world"]
