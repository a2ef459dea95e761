"""Whether a mail was passed on by its sender: what it says is then another's, or was said to another."""

from __future__ import annotations

import re
import unicodedata

from tracker.inbox.parsed import ParsedMail

# Only the outermost mark: "回复：转发：…" is the answer to a forward.
_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|转发|轉寄|轉發|转寄|转)\s*(?:[\[(]\d+[\])])?\s*:", re.IGNORECASE
)
# The row that programs put above what they pass on, and any row or line above what is answered.
_FORWARD = re.compile(
    r"\W*(?:(?:begin )?forwarded (?:message|mail)|(?:下面是|开始)?(?:被)?(?:转发|轉寄|轉發)的?(?:邮件|郵件|信件|信息)(?:信息)?"
    r"|weitergeleitete nachricht|message transféré|转发的原邮件)\W*",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\W*(?:原始邮件|原始郵件|原邮件|original message|reply message|回复的原邮件|回复邮件)\W*"
    r"|.{0,200}(?:写道|寫道|wrote)\s*:?|[>＞].*",
    re.IGNORECASE,
)
_LONGEST_LINE = 300
_MOST_LINES = 2_000


def is_forward(mail: ParsedMail) -> bool:
    """Whether subject or shape say that the sender passed the mail on."""
    if _SUBJECT.match(unicodedata.normalize("NFKC", mail.subject[:_LONGEST_LINE])):
        return True
    for line in mail.text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        bare = unicodedata.normalize("NFKC", line[:_LONGEST_LINE]).strip()
        if _FORWARD.fullmatch(bare):
            return True
        if _ANSWER.fullmatch(bare):
            return False
    return False
