"""Refusals that are about this site's own account or server: another address would meet the same."""

from __future__ import annotations

import re

# Log-in wanted, too weak, failed, or to be encrypted (RFC 4954); the service goes down (RFC 5321).
_CODES = frozenset({421, 454, 530, 534, 535, 538})
_WORDS = re.compile(
    "|".join(
        (
            r"\brelay(?:ing)?\b[^.;]{0,20}\b(?:denied|not|prohibited|forbidden|refused)\b",
            r"\b(?:not|unable|denied|refuse\w*)\b[^.;]{0,20}\brelay",
            r"auth\w*(?: is| was)? (?:required|needed|first|mechanism)",
            r"must (?:authenticate|log ?in)|need(?:s|ed)? to (?:authenticate|log ?in)|log ?in first",
            r"not (?:authenticated|logged in)|(?:must|need to) issue a starttls",
            r"(?:需要|请先|必须|尚未|没有|未).{0,4}(?:登录|认证|验证|授权)|登录失败|授权码|中继|转发权限",
        )
    ),
    re.IGNORECASE,
)


def is_about_us(code: int, words: str) -> bool:
    """Whether a refusal of a recipient or mail only says that we may not send: log-in, relaying."""
    return code in _CODES or bool(_WORDS.search(words))
