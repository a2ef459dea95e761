"""Puts digests into words: the templates of mail_templates/staff_…, strictly, text and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.clock import SHANGHAI
from tracker.desk import Desk
from tracker.digests.receipts import Report
from tracker.digests.sections import Told
from tracker.models import DigestRhythm, Staff, StaffMailKind
from tracker.outbox.compose import Composed, mail_environment
from tracker.outbox.forbidden import ForbiddenInMail, forbidden_word, has_id_number

MY_PAGE = "/reminders/"
_RHYTHM = {DigestRhythm.DAILY: "今日", DigestRhythm.WEEKLY: "本周"}


def compose_digest(
    desk: Desk, staff: Staff, told: Sequence[Told], *, trial: bool = False
) -> Composed:
    """What waits for a colleague. Raises ForbiddenInMail, or UndefinedError for a bad template."""
    kind = StaffMailKind.TRIAL if trial else StaffMailKind.DIGEST
    context = {
        "told": told,
        "trial": trial,
        "when": _RHYTHM.get(staff.digest_rhythm, "今日"),
        "headline": headline(told),
    }
    return _rendered(desk, staff, kind, "staff_digest", context)


def compose_receipts(desk: Desk, staff: Staff, reports: Sequence[Report]) -> Composed:
    """S4.4-8: the state of receipts before the cut-off. Raises as `compose_digest`."""
    return _rendered(desk, staff, StaffMailKind.RECEIPTS, "staff_receipts", {"reports": reports})


def headline(told: Sequence[Told]) -> str:
    """The subject's own part: the first sections with their numbers."""
    return "、".join(f"{one.section.label} {one.found.count} 件" for one in told[:2])


def _rendered(
    desk: Desk, staff: Staff, kind: StaffMailKind, folder: str, own: dict[str, Any]
) -> Composed:
    context = own | {
        "name": staff.name,
        "role": staff.as_role.label,
        "now": desk.now.astimezone(SHANGHAI),
        "base_url": desk.settings.base_url,
        "my_page": f"{desk.settings.base_url}{MY_PAGE}",
    }
    subject, text, html = (
        mail_environment().get_template(f"{folder}/{part}").render(context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    composed = Composed(" ".join(subject.split()), text, html)
    whole = "\n".join((composed.subject, composed.text, composed.html))
    if has_id_number(whole):
        raise ForbiddenInMail(kind, "身份证号")
    if word := forbidden_word(whole):
        raise ForbiddenInMail(kind, word)
    return composed
