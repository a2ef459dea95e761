"""Which domains are one provider's, and so are counted together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EVERY_OTHER = "*"

_DOMAINS = {
    "qq.com": ("foxmail.com", "vip.qq.com", "vip.foxmail.com"),
    "163.com": ("126.com", "yeah.net", "vip.163.com", "vip.126.com", "188.com"),
    "sina.com": ("sina.cn", "sina.com.cn", "vip.sina.com", "vip.sina.cn"),
    "sohu.com": ("vip.sohu.com",),
    "139.com": ("vip.139.com",),
    "outlook.com": ("hotmail.com", "live.com", "live.cn", "msn.com", "outlook.cn"),
    "gmail.com": ("googlemail.com",),
    "icloud.com": ("me.com", "mac.com"),
    "yahoo.com": ("ymail.com", "rocketmail.com"),
}
PROVIDERS = MappingProxyType({name: head for head, more in _DOMAINS.items() for name in more})


def provider_of(address: str) -> str:
    """The domain an address counts for: 1@Foxmail.com for qq.com; "" without a domain."""
    domain = address.strip().rpartition("@")[2].rstrip(".").lower()
    return PROVIDERS.get(domain, domain) if "@" in address else ""


def limit_of(limits: Mapping[str, int], provider: str) -> int | None:
    """How many mails a minute a provider is sent at most; None without a limit.

    Of several of its domains the lowest limit holds for all together.
    """
    named = [
        number for domain, number in limits.items() if PROVIDERS.get(domain, domain) == provider
    ]
    return min(named) if named else limits.get(EVERY_OTHER)
