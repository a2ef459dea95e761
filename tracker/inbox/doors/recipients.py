"""Whom the listener takes mail for: our own addresses and nobody else's, so that it relays none."""

from __future__ import annotations

import re
from collections.abc import Callable

from tracker.config import Settings

# Any token, a signature behind it included; whether it is one of ours is for the chain to say.
_ANY_TOKEN = r"[a-z0-9._~=-]{1,200}"


def own_recipients(settings: Settings) -> Callable[[str], bool]:
    """Whether an address is one that this site takes mail for, in whatever case it is written."""
    exact = {settings.mail_from.lower()}
    exact |= {one for one in settings.inbox_recipients if not one.startswith("@")}
    domains = {one[1:] for one in settings.inbox_recipients if one.startswith("@")}
    patterns = [
        re.compile(re.escape(pattern.lower()).replace(re.escape("{token}"), _ANY_TOKEN))
        for pattern in (settings.reply_address, settings.return_path)
        if pattern
    ]

    def is_ours(address: str) -> bool:
        folded = address.lower()
        local, _at, domain = folded.rpartition("@")
        if not local:
            return False
        return (
            folded in exact
            or domain in domains
            or any(pattern.fullmatch(folded) for pattern in patterns)
        )

    return is_ours
