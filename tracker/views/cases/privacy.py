"""ID numbers and phones are masked; who wants to see one says why, and that is kept (X-PIPL)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from machines.words import Word
from tracker.desk import Actor, Desk
from tracker.masking import mask_mobile
from tracker.models import AccessRecord, IncomingAccess, Person
from tracker.models.db import writing
from tracker.roster.id_number import mask

SHORTEST_REASON = 4
LONGEST_REASON = 200


class Masked(Word):
    """What is masked by default."""

    ID_NUMBER = "id_number", "身份证号"
    MOBILE = "mobile", "手机号码"
    HOME_ADDRESS = "home_address", "家庭住址"


class NoReason(Exception):
    """The reason is missing or too short to be one."""


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """One masked value as the page shows it; `plain` only in the answer to a reasoned request."""

    what: Masked
    masked: str
    plain: str = ""


def masked_lines(person: Person, revealed: Masked | None = None) -> list[MaskedLine]:
    """The person's masked values, with the one just revealed in plain."""
    lines = []
    for what in Masked:
        value = getattr(person, what.value)
        if value:
            masked = mask_mobile(value) if what is Masked.MOBILE else mask(value)
            lines.append(MaskedLine(what, masked, value if what is revealed else ""))
    return lines


def reveal(desk: Desk, actor: Actor, person_id: int, what: Masked, reason: str) -> None:
    """Keep who looks at what and why, and commit. Raises NoReason; then nothing is shown."""
    looker = _looker(actor, reason)
    with writing(desk.session):
        desk.session.add(looker.at_person(desk, person_id, what.value))


def keep_opening(
    desk: Desk, actor: Actor, incoming_id: int, person_ids: Iterable[int], what: str, reason: str
) -> None:
    """The same for a mail that came in, and for everybody on file that it may tell of."""
    looker = _looker(actor, reason)
    with writing(desk.session):
        opened = IncomingAccess(
            staff_id=looker.staff_id,
            incoming_id=incoming_id,
            what=what,
            reason=looker.reason,
            at=desk.now,
        )
        desk.session.add(opened)
        by_mail = _Looker(looker.staff_id, f"{looker.reason}（来信 {incoming_id}）")
        desk.session.add_all(
            by_mail.at_person(desk, person_id, f"incoming_{what}") for person_id in person_ids
        )


@dataclass(frozen=True, slots=True)
class _Looker:
    """Who looks, and why."""

    staff_id: int
    reason: str

    def at_person(self, desk: Desk, person_id: int, what: str) -> AccessRecord:
        return AccessRecord(
            staff_id=self.staff_id,
            person_id=person_id,
            what=what,
            reason=self.reason,
            at=desk.now,
        )


def _looker(actor: Actor, reason: str) -> _Looker:
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or actor.staff_id is None:
        raise NoReason
    return _Looker(actor.staff_id, reason)
