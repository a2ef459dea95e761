"""Whether a reply holds nothing but what we wrote: then it says nothing at all (D-15)."""

from __future__ import annotations

import re
import unicodedata

from tracker.inbox.findings import OwnWords

# What programs put around a quote: rows of dashes, copied heads, "… 写道", "发自我的手机".
_AROUND = re.compile(
    r"[>＞|*_\-－—─=\s]*"
    r"(?:(?:原始邮件|原始郵件|原邮件|original message|reply message|回复的原邮件|forwarded message|转发的邮件|转发邮件信息)"
    r"[>＞|*_\-－—─=\s]*|(?:发件人|發件人|寄件者|收件人|抄送|主题|主題|主旨|日期|时间|時間|发送时间|发送日期|from|to|cc|subject|date|sent)\s*:.*"
    r"|.{0,200}(?:写道|寫道|wrote)\s*:?|(?:发自|發自|来自|sent from|get outlook).{0,60})?",
    re.IGNORECASE,
)
_NO_SPACE = re.compile(r"[\s>＞|*_]+")
_LONGEST_LINE = 300
# What is longer than this is no bare quote of a mail of ours.
MOST_TEXT = 20_000


def only_quote(own: OwnWords, ours: tuple[str, ...]) -> bool:
    """Whether no line is the sender's own; `ours` is the mail he answers, as text and as HTML shows it.

    Lines may be broken anew, but hold the words as we wrote them, and no more often than we did.
    """
    if len(own.text) > MOST_TEXT:
        return False
    lines = [unicodedata.normalize("NFKC", line).strip() for line in own.text.split("\n")]
    rest = [line for line in lines if not _of_program(line)]
    if own.stripped or not rest:
        return not rest
    said = _squeezed(own.text)
    return any(all(_is_ours(line, said, _squeezed(each)) for line in rest) for each in ours)


def _of_program(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and _AROUND.fullmatch(line) is not None


def _is_ours(line: str, said: str, written: str) -> bool:
    bare = _squeezed(line)
    # A digit alone stands in our mail too, yet it is what he would answer with.
    return len(bare) > 2 and 0 < said.count(bare) <= written.count(bare)


def _squeezed(text: str) -> str:
    return _NO_SPACE.sub("", unicodedata.normalize("NFKC", text[:MOST_TEXT]))
