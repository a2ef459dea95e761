"""A receipt slip that came as an attachment, filed as the receipt in one click (S4.4-2)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.orders import Upload
from machines.orders.transfer import Receipt as ReceiptOrder
from machines.refusals import Refused
from machines.words import ReceiptMethod
from tracker.actions.incoming.lookup import lock_incoming, no, refuse_unless
from tracker.actions.moves import finish, lock_case, make_move
from tracker.actions.overtaken import settle_receipt
from tracker.actions.taken import telling_what_is_taken
from tracker.actions.uploads import add_upload
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.inbox.parsing import attachment_bytes, parse_mail
from tracker.inbox.standing import standing_filing
from tracker.inbox.words import InboxState
from tracker.models import Case, IncomingMail, Letter, MoveRecord, Receipt, UploadedFile
from tracker.models.db import writing

STORAGE = "来信附件（电子件），纸质回执待收"


@telling_what_is_taken()
def file_receipt(
    desk: Desk,
    incoming_id: int,
    position: int,
    actor: Actor,
    *,
    seal_seen: bool = False,
    storage: str = "",
) -> MoveRecord:
    """Keep the attachment at `position` as an upload, record the receipt by photo, and commit.

    Only for a filed mail. Raises NoSuchIncoming, BadUpload for a file that cannot be kept, or
    Refused where the case's state does not allow a receipt, there is no such attachment, or the
    same file is a receipt already; then nothing was written.
    """
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        refuse_unless(row, InboxState.FILED)
        filing = standing_filing(desk.session, row.id)
        if filing is None:
            raise Refused(no("这封来信没有归入个案，请先归入"))
        case = lock_case(desk.session, filing.case_id)
        upload = _keep(desk, case, row, position, actor)
        order = ReceiptOrder(
            received_on=day_of(row.received_at),
            method=ReceiptMethod.PHOTO,
            seal_seen=seal_seen,
            storage=storage.strip()[:120] or STORAGE,
            scan=Upload(upload.id),
        )
        record = make_move(desk, case, "transfer", "record_receipt", order, actor)
        if filing.entry_id is not None:
            settle_receipt(desk, case, filing.entry_id, actor.staff_id)
        finish(desk, case)
    return record


def _keep(desk: Desk, case: Case, row: IncomingMail, position: int, actor: Actor) -> UploadedFile:
    found = parse_mail(row.raw.data).attachment(position)
    if found is None:
        raise Refused(no("来信里没有这个附件，请刷新页面"))
    again = (
        sa.select(Receipt.id)
        .join(Letter, Letter.id == Receipt.letter_id)
        .join(UploadedFile, UploadedFile.id == Receipt.upload_id)
        .where(Letter.case_id == case.id, UploadedFile.sha256 == found.sha256)
    )
    if desk.session.scalar(again.limit(1)) is not None:
        raise Refused(no("这个附件已经登记为回执"))
    data = attachment_bytes(row.raw.data, position)
    return add_upload(desk, found.name, found.content_type, data, actor, case.id)
