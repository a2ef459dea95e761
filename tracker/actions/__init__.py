"""The verbs: the only place that changes a case, and commits. Views, worker and CLI call the same."""

from tracker.actions.adopting import adopt_policy
from tracker.actions.answers import answer_prompt
from tracker.actions.contacts import ContactOrder, correct_contact, record_contact
from tracker.actions.moves import take_action
from tracker.actions.opening import OpeningOrder, open_case
from tracker.actions.preview import Preview, PreviewedMail, preview_action
from tracker.actions.stale import Stale
from tracker.actions.tasks import settle_task
from tracker.actions.uploads import keep_upload
from tracker.actions.views import MoveView, moves_open_to

__all__ = [
    "ContactOrder",
    "MoveView",
    "OpeningOrder",
    "Preview",
    "PreviewedMail",
    "Stale",
    "adopt_policy",
    "answer_prompt",
    "correct_contact",
    "keep_upload",
    "moves_open_to",
    "open_case",
    "preview_action",
    "record_contact",
    "settle_task",
    "take_action",
]
