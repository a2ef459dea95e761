"""What pages say of mails in words: names, excerpts, scores, authenticity, notices of delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machines.mails import MAILS
from tracker.clock import SHANGHAI
from tracker.inbox.chain import STEP_LABELS
from tracker.inbox.matching.signs import Sign
from tracker.inbox.words import PASSING, BounceReason, says_dead
from tracker.masking import mask_private
from tracker.models import Mail, MailState
from tracker.outbox.hours import leaves_at

EXCERPT = 200

# From which score on a guess is called what; the last holds for whatever is below.
LIKELIHOODS = ((80, "很可能"), (50, "可能"), (0, "线索较弱"))

CHECKS = {"spf": "发件服务器（SPF）", "dkim": "邮件签名（DKIM）", "dmarc": "发件域名（DMARC）"}
RESULTS = {
    "pass": "通过",
    "fail": "未通过",
    "softfail": "多半不符",
    "neutral": "对方域名未表态",
    "none": "对方域名未设置",
    "policy": "不符合本单位的规定",
    "temperror": "检查时暂时出错",
    "permerror": "对方的设置有误，无法检查",
}

PASSES, UNDELIVERED, LASTS = "暂时失败", "这封没有送达", "永久失败"
UNSAID = "通知没有说明是否永久"


def mail_label(mail: Mail) -> str:
    """The name of one of our mails; a kind of an older catalogue keeps its own."""
    known = MAILS.get(mail.kind)
    return known.label if known else mail.kind


def leaving(mail: Mail, now: datetime) -> str:
    """When a mail that waits will leave; "" for one whose turn has come, or that is under way."""
    if mail.state is not MailState.PENDING or (at := leaves_at(mail)) <= now:
        return ""
    words = f"将于 {at.astimezone(SHANGHAI):%m-%d %H:%M} 发出"
    if mail.any_hour:
        return words
    policy = mail.case.policy_version.policy
    return f"{words}（发信时段 {policy.mails_from:%H:%M}–{policy.mails_until:%H:%M}）"


def step_label(step: str) -> str:
    """A step in words, with its name for whoever asks about it."""
    return f"{STEP_LABELS[step]}（{step}）" if step in STEP_LABELS else step


def excerpt(text: str) -> str:
    """The beginning of a text on one line, numbers masked before it is cut."""
    line = " ".join(mask_private(text[: 4 * EXCERPT]).split())
    return line if len(line) <= EXCERPT else line[:EXCERPT] + "…"


def likelihood(score: int) -> str:
    """The score of a candidate (0 to 100) in a word."""
    return next(words for least, words in LIKELIHOODS if score >= least or least == 0)


def signs() -> list[tuple[str, int]]:
    """Each sign by which a mail is told whose it is, and its points, the strongest first."""
    return [(sign.say("…"), sign.points) for sign in Sign]


def authenticity_lines(found: dict[str, str] | None) -> list[tuple[str, str, bool]]:
    """What was checked, the result, and whether it speaks against the sender."""
    return [
        (CHECKS.get(check, check.upper()), RESULTS.get(result, result), result == "fail")
        for check, result in (found or {}).items()
    ]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One recipient of a notice of delivery, in words."""

    address: str
    lasting: str
    reason: str
    code: str
    words: str


def report_lines(report: dict[str, Any] | None) -> list[ReportLine]:
    """The recipients that a notice names."""
    return [_line(one) for one in (report or {}).get("recipients", [])]


def _line(one: dict[str, Any]) -> ReportLine:
    codes = (str(one.get("code") or ""), str(one.get("status") or ""))
    return ReportLine(
        address=one.get("address") or "通知没有写明",
        lasting=_lasting(_known(one.get("reason")), one.get("permanent")),
        reason=_known(one.get("reason")).label,
        code=" ".join(code for code in codes if code),
        words=one.get("words") or "",
    )


def _lasting(reason: BounceReason, permanent: Any) -> str:
    """How long it lasts, in accord with the reason: a full mailbox is no lasting failure."""
    if permanent is False or reason in PASSING:
        return PASSES
    if says_dead(reason, permanent) and permanent:
        return LASTS
    return UNDELIVERED if permanent else UNSAID


def _known(value: Any) -> BounceReason:
    return BounceReason(value) if value in list(BounceReason) else BounceReason.OTHER
