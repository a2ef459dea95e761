"""The token of a mail, wherever it comes back: inside rewritten Message-IDs and in addresses.

Every mail of ours carries 32 hexadecimal characters nobody can guess. Tencent's servers put
`16HEX+` before a Message-ID or behind it, programs fold, escape and change the case: what is
looked for is therefore the token inside whatever came, not the Message-ID.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from enum import StrEnum

from tracker.config import Settings

PLACE = "{token}"
MARK = "qz."
_TOKEN = "[0-9a-f]{32}"
# The signature behind a token in a return path: who knows a Message-ID cannot make up a bounce.
_SIGNED = 8
_IN_TEXT = re.compile(rf"qz(?:\.|[%=]2e)({_TOKEN})", re.IGNORECASE)
# Folded lines, and the lone "=" that quoted-printable puts at the end of a line.
_FOLDS = re.compile(r"=?\s+")


class TokenPlace(StrEnum):
    """Which of our addresses a token stood in."""

    REPLY = "reply"
    BOUNCE = "bounce"


def token_in(text: str) -> list[str]:
    """Every token of ours in a header's text, in its order, small letters, each once."""
    found = _IN_TEXT.findall(text) + _IN_TEXT.findall(_FOLDS.sub("", text))
    return list(dict.fromkeys(token.lower() for token in found))


def reply_address(settings: Settings, token: str) -> str | None:
    """Where an answer to that mail goes; None where the server takes no such addresses."""
    if not settings.reply_address or not token:
        return None
    return settings.reply_address.replace(PLACE, token)


def return_path(settings: Settings, token: str) -> str:
    """The envelope sender of that mail, signed; the sender itself where no pattern is set."""
    if not settings.return_path or not token:
        return settings.mail_from
    return settings.return_path.replace(PLACE, token + _signature(settings, token))


def token_of_address(settings: Settings, address: str) -> tuple[TokenPlace, str] | None:
    """Which of our addresses this is and its token, also within a display form; None for others."""
    if token := _within(settings.return_path, address, rf"({_TOKEN}[0-9a-f]{{{_SIGNED}}})"):
        token, signature = token[:-_SIGNED], token[-_SIGNED:]
        if hmac.compare_digest(signature, _signature(settings, token)):
            return TokenPlace.BOUNCE, token
    if token := _within(settings.reply_address, address, f"({_TOKEN})"):
        return TokenPlace.REPLY, token
    return None


def _within(pattern: str, address: str, token: str) -> str:
    """What stands in the pattern's place, in small letters; "" where the address is another."""
    if not pattern:
        return ""
    before, _, after = (re.escape(part) for part in pattern.partition(PLACE))
    # Not inside a longer address; but `prvs=…=` and the like may stand before it.
    ours = rf"(?<![\w.+-]){before}{token}{after}(?![\w-]|\.\w)"
    found = re.search(ours, address, re.IGNORECASE | re.ASCII)
    return found.group(1).lower() if found else ""


def _signature(settings: Settings, token: str) -> str:
    key = settings.secret_key.encode()
    return hmac.new(key, f"return path {token}".encode(), hashlib.sha256).hexdigest()[:_SIGNED]
