"""Diverts mails into a folder: one file each, whole or not at all, in place of a server."""

from __future__ import annotations

from flask import Flask

from tracker.config import Settings
from tracker.outbox.message import build_message, flask_mail_state
from tracker.outbox.outcome import Outcome, later, refused, sent
from tracker.outbox.sendable import Sendable
from tracker.whole_file import write_whole


class FolderHandover:
    """Writes each mail as `<id>-<token>.eml`, the same name on every try: nothing doubles."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        flask_mail_state(app)
        self._settings = settings

    def hand_over(self, mail: Sendable) -> Outcome:
        """Write the file and make sure of it on the disk."""
        try:
            raw = build_message(self._settings, mail).as_bytes()
        except ValueError as error:
            return refused(f"cannot be put into a message: {error}")
        token = mail.message_id.removeprefix("<").partition("@")[0]
        try:
            folder = self._settings.divert_dir
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            write_whole(folder / f"{mail.id}-{token}.eml", raw)
        except OSError as error:
            return later(f"the folder cannot be written: {error.strerror}")
        return sent(raw)

    def close(self) -> None:
        """A folder needs no goodbye."""
