"""When a letter is valid, and until when a new one may run (D-1, X-90)."""

from __future__ import annotations

from datetime import date

from machines.dates import days
from machines.facts import LetterFacts
from machines.policy import Policy


def default_valid_until(issued_on: date, policy: Policy) -> date:
    """D-1: the earlier of issue + 90 days and the cut-off.

    A letter issued on or after the cut-off (a reissue in October) is not bound by it: a letter
    that is void at birth would help nobody.
    """
    longest = issued_on + days(policy.letter_days)
    if issued_on >= policy.receipt_cutoff:
        return longest
    return min(longest, policy.receipt_cutoff)


def last_valid_day(letter: LetterFacts, policy: Policy) -> date:
    """The last day on which the letter is within validity (D-1), that day included."""
    if letter.issued_on >= policy.receipt_cutoff:
        return letter.valid_until
    return min(letter.valid_until, policy.receipt_cutoff)


def still_runs(letter: LetterFacts, policy: Policy, today: date) -> bool:
    """Whether the letter can still be presented: the clock expires it after its last valid day."""
    return today <= last_valid_day(letter, policy)


def within_validity(letter: LetterFacts, policy: Policy, today: date) -> bool:
    """D-1: today <= valid-until and today <= the cohort's cut-off, whenever it was issued.

    Outside it a new letter needs 附件4 and the committee's consent, although a letter that was
    reissued after the cut-off may still run.
    """
    return today <= letter.valid_until and today <= policy.receipt_cutoff


def letter_validity_words(letter: LetterFacts, policy: Policy) -> str:
    """How the last valid day came about, as the graduate reads it (D-1, X-90)."""
    last = last_valid_day(letter, policy)
    issued, number = letter.issued_on, (last - letter.issued_on).days
    if last == policy.receipt_cutoff and number < policy.letter_days:
        return f"{issued} 开具，最长 {policy.letter_days} 天，且不晚于 {last}"
    return f"{issued} 开具，自开具之日起 {number} 天"
