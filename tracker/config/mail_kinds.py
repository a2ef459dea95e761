"""Kinds of values that only the settings of mail hold: addresses with a token, recipients, limits."""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow
from marshmallow import fields

TOKEN = "{token}"
# As long as any token that will stand there, a signature behind it included (RFC 5321: 64).
_LONGEST_TOKEN = "x" * 40
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_MAX_PER_MINUTE = 100_000


def is_address(text: str) -> bool:
    """Whether this is a plain mail address, as a person or a server would write one."""
    local, at, domain = text.rpartition("@")
    return bool(
        at
        and len(local) <= 64
        and len(domain) <= 253
        and _LOCAL_PART.fullmatch(local)
        and _DOMAIN.fullmatch(domain)
    )


class AddressWithToken(fields.Field[str]):
    """An address with `{token}` once in its local part or as a label of a subdomain; none: ""."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if value == "none":
            return ""
        local, _at, domain = value.rpartition("@")
        labels = domain.split(".")
        if value.count(TOKEN) != 1 or not is_address(value.replace(TOKEN, _LONGEST_TOKEN)):
            raise marshmallow.ValidationError("no address with a token")
        if TOKEN not in local and TOKEN not in labels[:-2]:
            raise marshmallow.ValidationError("the token is no label of a subdomain")
        return str(value)


def address_with_token(name: str) -> AddressWithToken:
    """What a reply address or a return path may be."""
    examples = f"{name}+{{token}}@example.com", f"{name}@{{token}}.example.com"
    return AddressWithToken(
        metadata={
            "zh": f"含一个 {{token}} 的邮箱地址，如 {examples[0]} 或 {examples[1]}；不用则写 none",
            "en": f"an address with {{token}} in it once, such as {examples[0]} or {examples[1]}; "
            "none where the server supports neither",
        }
    )


class Recipients(fields.Field[tuple[str, ...]]):
    """Addresses, or whole domains as `@domain`, in small letters."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        parts = tuple(part.strip().lower() for part in value.split(",") if part.strip())
        for part in parts:
            if not (is_address(part) or (part[0] == "@" and _DOMAIN.fullmatch(part[1:]))):
                raise marshmallow.ValidationError("neither address nor domain")
        return parts


class DomainLimits(fields.Field[Mapping[str, int]]):
    """Mails a minute for each receiving domain; `*` is every domain that is not named."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Mapping[str, int]:
        limits: dict[str, int] = {}
        for part in value.split(","):
            domain, _equals, number = (piece.strip() for piece in part.partition("="))
            domain = domain.lower()
            if domain in limits or not (domain == "*" or _DOMAIN.fullmatch(domain)):
                raise marshmallow.ValidationError("no domain")
            if not (number.isascii() and number.isdecimal()) or len(number) > 6:
                raise marshmallow.ValidationError("no number")
            if not 1 <= int(number) <= _MAX_PER_MINUTE:
                raise marshmallow.ValidationError("out of range")
            limits[domain] = int(number)
        return limits
