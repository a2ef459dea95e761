"""What the chain found out, kept with the mail for people to read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tracker.inbox.automatic import weak_only
from tracker.inbox.findings import DeliveryReport, Match, Reading
from tracker.inbox.words import Certainty, IncomingKind
from tracker.masking import mask_private
from tracker.models import IncomingMail
from tracker.models.person import fold_address

PERHAPS_AUTOMATIC = "可能是自动回复，请看一眼"
LONGEST_TEXT = 100_000
# What people decided stays among the findings, however often the chain reads the mail.
BY_HAND = ("搁置：", "重新分拣：", "撤销归入：", "撤回归档：")


def keep_findings(row: IncomingMail, reading: Reading) -> None:
    """Everything but the mail's place. Numbers of people are masked (X-PIPL); the raw mail has all."""
    mail = reading.parsed
    row.kind = reading.kind
    row.from_name = mail.from_name[:200]
    row.from_address = fold_address(mail.from_address)[:254]
    row.subject = mask_private(mail.subject)[:400]
    row.message_id = mail.message_id[:400]
    row.sent_at = mail.date
    own = reading.own
    row.own_text = mask_private((own.text if own else mail.text)[:LONGEST_TEXT])
    row.stripped = own.stripped if own else True
    row.attachments = sum(not attachment.inline for attachment in mail.attachments)
    row.authenticity = reading.authenticity
    row.report = _report(reading.report) if reading.report else None
    row.answer = reading.answer.number if reading.answer else None
    row.answer_how = reading.answer.how[:200] if reading.answer else ""
    row.findings = [*_findings(reading), *(f for f in row.findings or () if f.startswith(BY_HAND))]
    row.failed_step = row.failed_with = ""


def keep_match(row: IncomingMail, match: Match) -> None:
    """Whose mail it is, or may be; the reasons stand with the case they speak for."""
    row.certainty, row.mail_id = match.certainty, match.mail_id
    if match.certainty is Certainty.CERTAIN:
        only = {"case_id": match.case_id, "score": 100, "reasons": list(match.reasons)}
        row.candidates = [only]
    else:
        row.candidates = [asdict(one) | {"reasons": list(one.reasons)} for one in match.candidates]


def _findings(reading: Reading) -> list[str]:
    found = [reading.loop, *reading.automatic, reading.report.how if reading.report else ""]
    if reading.kind is IncomingKind.AUTOMATIC and weak_only(reading.automatic):
        found.insert(0, PERHAPS_AUTOMATIC)
    match = reading.match
    if match is not None and match.certainty is not Certainty.CERTAIN:
        found += match.reasons
    if reading.kind is IncomingKind.REPLY and reading.own and not reading.own.stripped:
        found.append("未能分出引文，显示的是全文")
    return [word for word in dict.fromkeys([*found, *reading.parsed.faults]) if word]


def _report(report: DeliveryReport) -> dict[str, Any]:
    return {
        "how": report.how,
        "message_ids": list(report.message_ids),
        "recipients": [asdict(one) for one in report.recipients],
    }
