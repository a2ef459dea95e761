"""Passwords as argon2id hashes. Nothing here says whether a log-in name exists."""

from __future__ import annotations

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.models import Staff

SHORTEST = 10
LONGEST = 200

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


def new_salt() -> str:
    """What ties sessions to an account: a new one ends every session that carries the old."""
    return secrets.token_urlsafe(24)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def password_is_right(staff: Staff | None, password: str) -> bool:
    """Check a password; an unknown log-in takes as long as a known one and is always wrong."""
    stored = staff.password_hash if staff is not None and staff.active else _nobodys_hash()
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
    return staff is not None and staff.active


def rehash_if_needed(staff: Staff, password: str) -> None:
    """Store the hash anew when the library's parameters have grown since."""
    if _hasher.check_needs_rehash(staff.password_hash):
        staff.password_hash = _hasher.hash(password)
