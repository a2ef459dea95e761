"""What a graduate wrote beside the number of the answer: his wish, his reason, his new address."""

from __future__ import annotations

import re
from unicodedata import normalize

from machines.mails import MailKind
from tracker.inbox.answering.numbers import alone_on, value
from tracker.inbox.answering.saying import MOST_TEXT, clauses, is_courtesy
from tracker.inbox.findings import OwnWords

# The number as written, before the text is folded: full width, circled, in brackets, with 选 or 第.
_NUMBER = r"(?:[0-9０-９]{1,2}|[①-⑩⑴-⑽]|[一二三四五六七八九十壹贰叁肆伍])[\ufe0f\u20e3]{0,2}"
AT_START = re.compile(
    r"(?:(?:我|本人)?(?:选择|选项|选|回复|回答|答复|答案|option|choice|answer|number)(?:的)?[是为]?[ :：]?)?"
    rf"[(（\[【「“]?第?(?P<n>{_NUMBER})[)）\]】」”]?(?:项|个|种|条|号选项)?吧?"
    r"(?:$|[\s,，、.．。:：;；!！)）-]+|(?=[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
AT_END = re.compile(rf"[\s,，:：][(（]?(?P<n>{_NUMBER})[)）]?$")
_CLOSING = "。.!！ \t\u3000"
_BEFORE_LAST = ",，:： \t\u3000"
# A number at the end of a line stands within its last characters.
_TAIL = 10
# Longer lines are not answers; what is beyond the length of a letter nobody asked for.
LONGEST_LINE = 400


def words_beyond(kind: MailKind, number: int, own: OwnWords) -> str:
    """The own words without the bare number of that answer; "" where nothing but courtesies is left.

    `kind` and `number` name the answer as `read_answer` read it.
    """
    offered = any(answer.number == number for answer in kind.answers)
    lines = own.text[:MOST_TEXT].strip().split("\n")
    for place, line in enumerate(lines if offered else []):
        rest = _without(line, number)
        if rest is not None:
            lines[place] = rest
            break
    kept = "\n".join(lines).strip()
    return "" if _only_courtesies(kept) else kept


def _without(line: str, number: int) -> str | None:
    """The line without the number, or None where it does not give that number."""
    bare = line.strip()
    if len(bare) > LONGEST_LINE:
        return None
    if alone_on(normalize("NFKC", bare)) == number:
        return ""
    start = AT_START.match(bare)
    if start and _value(start["n"]) == number:
        return bare[start.end() :]
    tail = bare.rstrip(_CLOSING)
    end = AT_END.search(tail, max(0, len(tail) - _TAIL))
    if end and _value(end["n"]) == number:
        return tail[: end.start()].rstrip(_BEFORE_LAST)
    return None


def _value(written: str) -> int:
    return value(re.sub(r"[()\ufe0f\u20e3]", "", normalize("NFKC", written)))


def _only_courtesies(text: str) -> bool:
    return all(is_courtesy(part) for part in clauses(normalize("NFKC", text)))
