"""Raw mails as they come over the wire."""

from __future__ import annotations

OUR_ADDRESS = "zuzhibu@example.org"


def raw_mail(body: str = "1", **fields: str) -> bytes:
    """A small reply; a field set to "" is left out."""
    head = {
        "message_id": "<a1@example.com>",
        "date": "Tue, 02 Jul 2024 10:00:00 +0800",
        "from": "biyesheng@example.com",
        "to": OUR_ADDRESS,
        "subject": "Re: 请报到",
    } | fields
    lines = [f"{name.replace('_', '-').title()}: {text}" for name, text in head.items() if text]
    return "\r\n".join([*lines, "", body, ""]).encode()
