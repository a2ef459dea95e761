"""Refusals that are about how much is sent, not about the one mail: then the provider is spared."""

from __future__ import annotations

import re

_SAYS_TOO_MUCH = re.compile(
    "|".join(
        (
            r"too (many|much|fast|frequent)",
            r"frequen",
            r"throttl",
            r"rate.{0,3}limit",
            r"(sending|message|connection|mail) rate",
            r"limit\w* exceeded|exceed\w* .{0,40}(limit|quota|rate)",
            r"slow down",
            r"频率|频繁|频度|过快|太快|过多|太多",
            r"数量.{0,6}(超|限)|超.{0,8}(频|限制|上限)|超限",
        )
    ),
    re.IGNORECASE,
)
# Said of this one mail or its recipient, however much or little is sent.
_OF_ONE_MAIL = re.compile(
    r"too many (hops|recipients|received)|too much (data|mail data)|mailbox|over ?quota|storage"
    r"|size|收件人(数|过多|太多)|邮箱.{0,4}满|容量|大小",
    re.IGNORECASE,
)


def asks_for_fewer(words: str) -> bool:
    """Whether a refusal says that this provider is sent too much: 太频繁, rate limited."""
    return bool(_SAYS_TOO_MUCH.search(words)) and not _OF_ONE_MAIL.search(words)
