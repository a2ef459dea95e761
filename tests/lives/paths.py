"""The beaten paths: moves people make one after another, so that random lives get anywhere at all.

A step is a move (`track.action`), a number of days that pass, or a contact that is tried.
"""

from __future__ import annotations

from machines.words import Channel

Step = str | int | Channel

BRIEFED: tuple[Step, ...] = ("education.record_attendance", "education.record_told")
LETTER: tuple[Step, ...] = (
    *BRIEFED, "transfer.verify", "transfer.register_destination", "transfer.issue_letter",
)  # fmt: skip
EVERY_WAY: tuple[Step, ...] = (Channel.PHONE, Channel.WECHAT, Channel.MAIL, 25)

PATHS: dict[str, tuple[Step, ...]] = {
    "letter": LETTER,
    "accepted": (*LETTER, "transfer.record_receipt", "transfer.confirm_acceptance",
                 "transfer.enter_receipt"),
    "exchange": (*LETTER, "transfer.ask_exchange", "transfer.exchange_letter"),
    "reissue": (*LETTER, 100, "transfer.request_reissue", "transfer.approve_reissue",
                "transfer.reissue_letter"),
    "retention": (*LETTER, 100, "transfer.request_retention", "transfer.approve_retention",
                  "transfer.file_retention", "transfer.retain"),
    "review": ("transfer.start_conduct_review", "transfer.pass_conduct_review"),
    "file": ("materials.check_items", "materials.check_items", "materials.seal_registration_form",
             "materials.mark_checked", "materials.archive"),
    "sealed": ("materials.check_items", "materials.check_items", "materials.seal_registration_form",
               "materials.mark_checked", "materials.seal_separately", "materials.send_confidentially",
               "materials.confirm_confidential_receipt"),
    "note": ("materials.report_defect", "materials.add_investigation_note"),
    "rebuild": ("materials.start_reconstruction", "materials.check_items",
                "materials.complete_reconstruction"),
    "regularised": ("probation.apply", 90, "probation.regularise"),
    "extended": ("probation.apply", 90, "probation.extend"),
    "cancelled": ("probation.apply", 90, "probation.cancel"),
    "abroad": (*BRIEFED, "abroad.apply", "abroad.approve", "abroad.file", "abroad.prepare",
               "abroad.record_talk", "abroad.depart"),
    "home": ("abroad.come_back",),
    "silent": (*LETTER, 120, 100, "transfer.report_out_of_contact"),
    "thin_review": (*BRIEFED, 200, "disposition.open_review"),
    "disposition": (*BRIEFED, 220, "transfer.report_out_of_contact", *EVERY_WAY, *EVERY_WAY, *EVERY_WAY, *EVERY_WAY,
                    "disposition.open_review"),
    "next_year": ("transfer.defer", "transfer.rejoin"),
}  # fmt: skip
