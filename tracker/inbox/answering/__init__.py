"""Which of the offered answers a graduate's own words give: a number, or words of that answer."""

from tracker.inbox.answering.beyond import words_beyond
from tracker.inbox.answering.read import read_answer

__all__ = ["read_answer", "words_beyond"]
