"""Writes the mails of many reminders at once: as those of a move, with a few statements for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from machines.mails import MailKind
from machines.orders import NOTHING
from tracker.desk import Desk
from tracker.links import fresh_link
from tracker.models.case import Case
from tracker.models.mail import AnswerLink, Mail
from tracker.outbox.compose import Composed, MissingBlock, compose, context_for
from tracker.outbox.forbidden import ForbiddenInMail
from tracker.outbox.thread import threads_of
from tracker.outbox.write import new_mail, recipients, why_not
from tracker.writers.many import add_many_for_keys


@dataclass(frozen=True, slots=True)
class Prompt:
    """A mail that a reminder sends: the blocks were read for it."""

    case: Case
    kind: MailKind
    blocks: dict[str, Any]
    reminder_id: int


class Unwritable(Exception):
    """A mail of `kind` may not be written as its words stand; `why` in words for staff."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(f"mail {kind} cannot be written")
        self.kind = kind
        self.why = why


def write_reminders(desk: Desk, prompts: Sequence[Prompt]) -> None:
    """Add the mails of the prompts, one a case and kind, within the caller's transaction.

    Raises Unwritable for the first that may not be sent; then all must be rolled back.
    """
    if not prompts:
        return
    links = _links(desk, [one for one in prompts if one.kind.answers])
    composed = [_compose(desk, one, links.get((one.case.id, one.kind.name))) for one in prompts]
    threads = threads_of(desk.session, {(one.case.id, one.kind.name) for one in prompts})
    mails: list[Mail] = []
    for one, words in zip(prompts, composed, strict=True):
        for address in recipients(desk, one.case, one.kind) or [""]:
            thread = threads.get((one.case.id, one.kind.name, address), "")
            mail = new_mail(desk, one.case, one.kind.name, None, address, words, thread=thread)
            mail.reminder_id = one.reminder_id
            mails.append(mail)
    desk.session.bulk_save_objects(mails)


def _compose(desk: Desk, one: Prompt, link: AnswerLink | None) -> Composed:
    try:
        return compose(one.kind, context_for(desk, one.case, one.kind, NOTHING, link, one.blocks))
    except (MissingBlock, ForbiddenInMail) as unwritable:
        raise Unwritable(one.kind.name, why_not(one.kind, unwritable)[0]) from None


def _links(desk: Desk, prompts: Sequence[Prompt]) -> Mapping[tuple[int, str], AnswerLink]:
    """A link for each prompt; earlier unused ones of the same case and kind give way to it."""
    links = [fresh_link(desk, one.case.id, one.kind.name, None) for one in prompts]
    names = ("case_id", "move_id", "kind", "nonce", "made_at", "expires_at")
    rows = [{name: getattr(link, name) for name in names} for link in links]
    for link, key in zip(
        links, add_many_for_keys(desk.session, AnswerLink, rows, by=("nonce",)), strict=True
    ):
        link.id = key
    found = {(link.case_id, link.kind): link for link in links}
    _give_way(desk, found)
    return found


def _give_way(desk: Desk, found: Mapping[tuple[int, str], AnswerLink]) -> None:
    if not found:
        return
    earlier: dict[int, list[int]] = defaultdict(list)
    query = sa.select(AnswerLink.id, AnswerLink.case_id, AnswerLink.kind).where(
        AnswerLink.case_id.in_({case_id for case_id, _ in found}),
        AnswerLink.kind.in_({kind for _, kind in found}),
        AnswerLink.id.not_in([link.id for link in found.values()]),
        AnswerLink.used_at.is_(None),
        AnswerLink.superseded_by_id.is_(None),
    )
    for key, case_id, kind in desk.session.execute(query):
        if (case_id, kind) in found:
            earlier[found[case_id, kind].id].append(key)
    for heir, keys in earlier.items():
        change = sa.update(AnswerLink).where(AnswerLink.id.in_(keys))
        desk.session.execute(change.values(superseded_by_id=heir))
