"""The address of a calendar: signed, so that nobody can make one up, and void once it is renewed."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.models import Staff


def feed_url(settings: Settings, staff: Staff) -> str:
    """The whole address, "" where the colleague has none."""
    if not staff.feed_nonce:
        return ""
    return f"{settings.base_url}/calendar/{_token(settings, staff.id, staff.feed_nonce)}.ics"


def reader_of(session: Session, settings: Settings, token: str) -> Staff | None:
    """Whose calendar it is; None for a forged or renewed address and a closed account alike."""
    try:
        key, nonce = _serializer(settings).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    staff = session.get(Staff, key) if isinstance(key, int) else None
    if staff is None or not staff.active or not staff.feed_nonce:
        return None
    if not hmac.compare_digest(staff.feed_nonce.encode(), str(nonce).encode()):
        return None
    # The last letter of a signature carries bits that its decoding drops: one address, one spelling.
    right = _token(settings, staff.id, staff.feed_nonce)
    return staff if hmac.compare_digest(token.encode(), right.encode()) else None


def _token(settings: Settings, staff_id: int, nonce: str) -> str:
    return str(_serializer(settings).dumps([staff_id, nonce]))


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(
        settings.secret_key, salt="calendar", signer_kwargs={"digest_method": hashlib.sha256}
    )
