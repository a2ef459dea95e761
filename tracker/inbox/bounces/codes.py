"""SMTP codes and RFC 3463 statuses within a server's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Not within an IP address, a version or an id.
STATUS = re.compile(r"(?<![\w.@-])#?([245]\.\d{1,3}\.\d{1,3})(?![\w-]|\.\d|@)")
CODE = re.compile(
    r"(?<![\w.@#/:-])([45][0-7]\d)(?=[\s\-:;#,<)（）：，。]|\Z)(?!\s*(?:bytes|kb|mb|seconds|minutes))",
    re.I,
)
# Behind these a number is a code whatever stands before it.
LABELLED = re.compile(
    r"(?:error|code|said|smtp|reply|代码|错误|返回|状态)\W{0,4}([45][0-7]\d)(?!\d)", re.I
)
FIXED = re.compile(
    r"\b(?:temporar|retry time(?:out)? exceeded|failing for a long time|try again later|deferred)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Codes:
    """What a text says: the statuses in their order, the first SMTP code."""

    statuses: tuple[str, ...]
    code: int | None


def codes_in(text: str) -> Codes:
    """The codes within the words of a server."""
    statuses = tuple(dict.fromkeys(STATUS.findall(text)))
    found = CODE.search(text) or LABELLED.search(text)
    return Codes(statuses, int(found[1]) if found else None)


def is_permanent(said: Codes, status: str, words: str) -> bool | None:
    """Whether the failure is for good; None where nothing tells.

    What the receiving server said (a status or a code in its words) counts before the notice's own
    Status, unless that is the only one that says more than "failed" (RFC 3464, 2.3.4 and 2.3.6).
    """
    specific = [one for one in said.statuses if not one.endswith(".0.0") and one[0] != "2"]
    if specific:
        return specific[0][0] == "5"
    if status and not status.endswith(".0.0"):
        return status[0] == "5"
    if said.code is not None:
        # A server that was turned away at the door, by a 5xx, says 4.0.0: it may be let in later.
        return said.code >= 500 and not status.startswith("4")
    if status:
        return status[0] == "5"
    return False if FIXED.search(words) else None
