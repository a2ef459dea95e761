"""Filing a held mail to a case by hand."""

from __future__ import annotations

from tracker.desk import Actor, Desk
from tracker.models import IncomingFiling


def file_incoming(
    desk: Desk,
    incoming_id: int,
    case_id: int,
    actor: Actor,
    *,
    remember: bool,
    mail_id: int | None = None,
) -> IncomingFiling:
    """File a held mail to a case and commit; `remember` keeps its sender as the person's.

    `mail_id` is the mail of ours it answers, where the user says so. Raises NoSuchIncoming or
    NoSuchCase for what the actor may not see, and Refused where another was quicker, the case is
    withdrawn, the mail is not held, or the address cannot be remembered; then nothing was written.
    """
    raise NotImplementedError
