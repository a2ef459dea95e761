"""When mails leave: in the sending hours of the case's policy, any day of the week (S0-1).

The day of a reminder is chosen elsewhere (`schedule`); a mail that somebody writes at night only
waits for the morning. Asia/Shanghai knows no summer time, so that an hour is the same all year.
"""

from __future__ import annotations

from datetime import datetime

from machines.dates import days
from machines.policy import Policy
from machines.waits.schedule import SHANGHAI


def next_sending_moment(moment: datetime, policy: Policy) -> datetime:
    """The moment itself within the sending hours, else the next opening. Both are aware.

    The hours begin with `mails_from` and end before `mails_until`. Hours that end before they
    begin hold nothing back: a mail that never leaves would be worse than one at night.
    """
    opens, closes = policy.mails_from, policy.mails_until
    local = moment.astimezone(SHANGHAI)
    if opens >= closes or opens <= local.time() < closes:
        return moment
    day = local.date() + days(local.time() >= closes)
    return datetime.combine(day, opens, SHANGHAI)
