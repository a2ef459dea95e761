"""The notice of delivery as it was kept with its mail, read back for filing by hand."""

from __future__ import annotations

from typing import Any

from tracker.inbox.findings import DeliveryReport, ReportedRecipient
from tracker.inbox.words import BounceReason, IncomingKind


def kept_report(kept: dict[str, Any] | None) -> DeliveryReport | None:
    """The bounce that `keep_findings` wrote down; None where there is none."""
    if kept is None:
        return None
    recipients = tuple(
        ReportedRecipient(
            address=one["address"],
            permanent=one["permanent"],
            status=one["status"],
            code=one["code"],
            reason=BounceReason(one["reason"]),
            words=one["words"],
        )
        for one in kept["recipients"]
    )
    return DeliveryReport(
        IncomingKind.BOUNCE, recipients, tuple(kept["message_ids"]), str(kept["how"])
    )
