"""What each mail needs to know beside the common part, and how soon it wants its answer."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from machines.mails import ANSWER_FORM
from machines.words import ApplicationKind


@dataclass(frozen=True, slots=True)
class Needs:
    """The blocks of one mail.

    `blocks` must be there, or the mail cannot be composed; those in `maybe` may be None. An answer
    is asked within `days`, or by the day named `until` if that comes first.
    """

    blocks: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    application: ApplicationKind | None = None
    days: int = 7
    until: str = ""


_REISSUE, _RETENTION = ApplicationKind.REISSUE, ApplicationKind.RETENTION

NEEDS = MappingProxyType(
    {
        "confirm_data": Needs(until="data_check"),
        "education_invitation": Needs(maybe=("activity",), days=3, until="leaving"),
        "education_make_up": Needs(maybe=("activity",), days=3, until="leaving"),
        "transfer_notes": Needs(until="leaving"),
        "confirm_destination": Needs(until="leaving"),
        "materials_missing": Needs(("missing_items",), until="leaving"),
        "form_due": Needs(("form_name",), until="leaving"),
        "materials_filed": Needs(("filing",)),
        "sealed_materials_sent": Needs(("post",)),
        "letter_ready": Needs(("letter",), until="letter"),
        "report_now": Needs(("letter",), until="letter"),
        "receipt_chase": Needs(("letter",), until="cutoff"),
        "feedback_thanks": Needs(),
        "letter_expired": Needs(("letter",)),
        "reissue_how_to": Needs(("letter",), until="letter"),
        "reissue_received": Needs(("application",), application=_REISSUE),
        "reissue_returned": Needs(("application", "reason"), application=_REISSUE),
        "reissue_approved": Needs(("application", "letter"), application=_REISSUE),
        "reissue_refused": Needs(("application", "reason"), application=_REISSUE),
        "retention_received": Needs(("application",), application=_RETENTION),
        "retention_returned": Needs(("application", "reason"), application=_RETENTION),
        "retention_approved": Needs(("application",), application=_RETENTION),
        "retention_refused": Needs(("application", "reason"), application=_RETENTION),
        "retention_duties": Needs(("retention",), ("keeper",)),
        "retention_reminder": Needs(("retention",), ("keeper",)),
        "retention_ending": Needs(("retention",), until="retention"),
        "regularisation_due": Needs(("probation",), days=14, until="probation"),
        "regularisation_elsewhere": Needs(("probation",), ("destination",)),
        "overseas_documents": Needs(
            ("missing_items",),
            ("stay",),
            application=ApplicationKind.OVERSEAS,
            until="leaving",
        ),
        "overseas_result": Needs(
            ("application",), ("reason", "stay"), application=ApplicationKind.OVERSEAS
        ),
        "overseas_talk": Needs(("stay",), ("keeper",)),
        "overseas_half_year": Needs(("stay",), ("keeper",), days=14),
        "overseas_limit_near": Needs(("stay",), ("keeper",), days=14),
        "overseas_limit_reached": Needs(("stay",), ("keeper",), days=14),
        "cannot_reach": Needs(),
        ANSWER_FORM: Needs(("form",)),
        "address_confirm": Needs(("news",)),
        "address_changed": Needs(("news",)),
        "closed_thanks": Needs(("letter",)),
    }
)
