"""Whose mail is it, and which of ours does it answer?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.findings import Match, Reading
from tracker.inbox.matching import find_match, from_a_list
from tracker.inbox.words import Certainty


def step(desk: Desk, reading: Reading) -> Reading:
    """Match it; what a list handed round and fits no case is no letter to us."""
    if reading.loop:
        return reading.with_(match=Match(Certainty.STRANGER))
    match = find_match(desk, reading)
    stranger = match.certainty is Certainty.STRANGER and reading.report is None
    return reading.with_(match=match, loop=from_a_list(reading.parsed) if stranger else "")
