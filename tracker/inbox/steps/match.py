"""Whose mail is it, and which of ours does it answer?"""

from __future__ import annotations

from dataclasses import replace

from tracker.desk import Desk
from tracker.inbox.findings import Match, Reading
from tracker.inbox.matching import (
    ABOUT_STAFF_MAIL,
    answered_staff_mail,
    find_match,
    from_a_list,
)
from tracker.inbox.words import Certainty


def step(desk: Desk, reading: Reading) -> Reading:
    """Match it; of what fits no case, people are told where a list handed it round.

    It waits for them all the same: shops and schools write the same headers as lists.
    """
    if reading.loop:
        return reading.with_(match=Match(Certainty.STRANGER))
    if (staff_mail_id := answered_staff_mail(desk, reading)) is not None:
        match = Match(Certainty.STRANGER, reasons=(ABOUT_STAFF_MAIL,))
        return reading.with_(match=match, staff_mail_id=staff_mail_id)
    match = find_match(desk, reading)
    stranger = match.certainty is Certainty.STRANGER and reading.report is None
    if stranger and (words := from_a_list(reading.parsed)):
        match = replace(match, reasons=(*match.reasons, words))
    return reading.with_(match=match)
