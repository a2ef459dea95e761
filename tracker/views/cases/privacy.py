"""ID numbers and phones are masked; who wants to see one says why, and that is kept (X-PIPL)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from machines.words import Word
from tracker.desk import Actor, Desk
from tracker.models import AccessRecord, Person
from tracker.models.db import begin_writing
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
            masked = mask(value, 3, 4) if what is Masked.MOBILE else mask(value)
            lines.append(MaskedLine(what, masked, value if what is revealed else ""))
    return lines


def reveal(desk: Desk, actor: Actor, person_id: int, what: Masked, reason: str) -> None:
    """Keep who looks at what and why, and commit. Raises NoReason; then nothing is shown."""
    keep_access(desk, actor, [person_id], what.value, reason)


def keep_access(
    desk: Desk, actor: Actor, person_ids: Iterable[int], what: str, reason: str
) -> None:
    """The same for what may tell of several persons. Raises NoReason; then nothing is written."""
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON or actor.staff_id is None:
        raise NoReason
    staff_id = actor.staff_id
    begin_writing(desk.session)
    for person_id in person_ids:
        record = AccessRecord(
            staff_id=staff_id,
            person_id=person_id,
            what=what,
            reason=reason.strip(),
            at=desk.now,
        )
        desk.session.add(record)
    desk.session.commit()
