"""The demo's last morning at work: staff are told what waits for them, into the catcher."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from tracker import clock
from tracker.actions.reminding import put_mail_address
from tracker.desk import Desk
from tracker.digests.engine import do_due_digests, hours_of
from tracker.digests.sending import send_to_staff
from tracker.models import Staff
from tracker.models.db import writing
from tracker.outbox.send import Sender

MOST = 1000


def tell_staff(app: Flask, desk: Desk, day: date) -> None:
    """Everybody's address counts from the evening before; then one round, as the worker makes it."""
    at = hours_of(desk).at(day)
    evening = replace(desk, now=at - timedelta(hours=12))
    with writing(desk.session):
        for staff in desk.session.scalars(sa.select(Staff).order_by(Staff.id)):
            put_mail_address(evening, staff, staff.mail_address)
    morning = replace(desk, now=at)
    with clock.standing_at(at):
        do_due_digests(morning, "demo", limit=MOST)
        send_to_staff(Sender(app, desk.session, desk.settings, limit=MOST))
