"""Whose mail it is, with the reasons in words.

Certain is only what a stranger cannot show: a token, a reply address, a signed link, or a case tag
together with a sender known for that very case. All else is a guess that people decide.
"""

from tracker.inbox.matching.find import find_match
from tracker.inbox.matching.loops import from_a_list, own_mail_back
from tracker.inbox.matching.people import known_as, passes_on_for
from tracker.inbox.matching.to_staff import ABOUT_STAFF_MAIL, answered_staff_mail

__all__ = [
    "ABOUT_STAFF_MAIL",
    "answered_staff_mail",
    "find_match",
    "from_a_list",
    "known_as",
    "own_mail_back",
    "passes_on_for",
]
