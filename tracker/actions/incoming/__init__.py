"""The verbs on mails that came in: file, take the filing back, set aside, run again, and receipts."""

from tracker.actions.incoming.filing import file_incoming
from tracker.actions.incoming.known_senders import forget_sender
from tracker.actions.incoming.receipts import file_receipt
from tracker.actions.incoming.seeing import see_incoming
from tracker.actions.incoming.senders import confirm_sender
from tracker.actions.incoming.sorting import run_again, set_aside, take_up_again
from tracker.actions.incoming.undoing import Undone, moves_that_followed, undo_filing

__all__ = [
    "Undone",
    "confirm_sender",
    "file_incoming",
    "file_receipt",
    "forget_sender",
    "moves_that_followed",
    "run_again",
    "see_incoming",
    "set_aside",
    "take_up_again",
    "undo_filing",
]
