"""The outbox to SMTP by one worker, against smtplib on one connection sending the same mails."""

from __future__ import annotations

import smtplib
import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from tests.bench.sides import Row, seconds
from tests.databases import migrate
from tests.lives.world import make_world
from tracker import clock, create_app
from tracker.config import LOCAL, load_settings
from tracker.desk import Desk
from tracker.models import Mail, MailState
from tracker.outbox.send import Sender, send_due

MAILS = 300
TEXT, HTML = "请核对。" * 200, "<p>请核对。</p>" * 200


class _Sink:
    """Takes every mail and keeps none."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
        return "250 taken"


@contextmanager
def _sink() -> Iterator[int]:
    with socket.create_server((LOCAL, 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(_Sink(), hostname=LOCAL, port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def measure(folder: Path, times: int = 5) -> Row:
    """`MAILS` mails a run, both sides in turn."""
    url = f"sqlite:///{folder / 'outbox.sqlite3'}"
    migrate(url)
    with _sink() as port:
        settings = load_settings(
            {
                "TRACKER_DATA_DIR": str(folder),
                "TRACKER_DATABASE_URL": url,
                "TRACKER_SMTP_HOST": LOCAL,
                "TRACKER_SMTP_PORT": str(port),
                # Counted like any other, but faster than one worker can be.
                "TRACKER_MAIL_DOMAIN_LIMITS": "*=100000",
            }
        )
        app = create_app(settings)
        engine = sa.create_engine(url)
        with app.app_context(), Session(engine) as session:
            case_id = make_world(Desk(session, settings, clock.now())).case_id
            sender = Sender(app, session, settings)
            pairs = []
            for run in range(times + 1):
                _fill(session, case_id, run)
                mine = seconds(lambda: _empty(sender))
                pairs.append((mine, seconds(lambda: _bare(port))))
        engine.dispose()
    ours = MAILS / statistics.median(pair[0] for pair in pairs[1:])
    bare = MAILS / statistics.median(pair[1] for pair in pairs[1:])
    return Row("outbox to SMTP, one worker", "mails/s", ours, bare, ">= 0.8")


def _fill(session: Session, case_id: int, run: int) -> None:
    now = clock.now()
    session.add_all(
        Mail(
            case_id=case_id, kind=f"run{run}", to_name="张三", to_address=f"student{number}@example.com",
            to_domain="example.com",
            subject="请核对您的信息 [QZ-2024-0001]", text=TEXT, html=HTML,
            message_id=f"<qz.{run}.{number}@example.org>", token=f"{run}.{number}", state=MailState.PENDING,
            next_try_at=now, made_at=now,
        )
        for number in range(MAILS)
    )  # fmt: skip
    session.commit()


def _empty(sender: Sender) -> None:
    while send_due(sender):
        pass


def _bare(port: int) -> None:
    """Build the same messages by the standard library and send them on one connection."""
    with smtplib.SMTP(LOCAL, port) as connection:
        for number in range(MAILS):
            message = EmailMessage()
            message["Subject"] = "请核对您的信息 [QZ-2024-0001]"
            message["From"], message["To"] = "zuzhibu@example.org", "student1@example.com"
            message["Message-ID"] = f"<qz.{number}@example.org>"
            message.set_content(TEXT)
            message.add_alternative(HTML, subtype="html")
            connection.send_message(message)
