"""Keep a file as it came, before anything else is decided about it."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath, PureWindowsPath

from tracker.desk import Actor, Desk
from tracker.models import UploadedFile
from tracker.models.db import begin_writing


class BadUpload(Exception):
    """A file that cannot be kept, with the reason in Chinese."""


def keep_upload(
    desk: Desk,
    name: str,
    content_type: str,
    data: bytes,
    actor: Actor,
    case_id: int | None,
) -> UploadedFile:
    """Store the bytes with their SHA-256 and commit. Raises BadUpload for empty or too large."""
    _refuse_bad(desk, data)
    # Whatever the actor is loaded from is read before the transaction begins anew.
    staff_id = actor.staff_id
    begin_writing(desk.session)
    kept = _new_row(desk, name, content_type, data, staff_id, case_id)
    desk.session.commit()
    return kept


def add_upload(
    desk: Desk,
    name: str,
    content_type: str,
    data: bytes,
    actor: Actor,
    case_id: int | None,
) -> UploadedFile:
    """The same within the caller's transaction. Raises BadUpload for empty or too large."""
    _refuse_bad(desk, data)
    kept = _new_row(desk, name, content_type, data, actor.staff_id, case_id)
    desk.session.flush()
    return kept


def _refuse_bad(desk: Desk, data: bytes) -> None:
    if not data:
        raise BadUpload("文件是空的，请重新选择")
    if len(data) > desk.settings.max_upload_mb * 1024 * 1024:
        raise BadUpload(f"文件超过 {desk.settings.max_upload_mb} MB，请压缩后再传")


def _new_row(
    desk: Desk, name: str, content_type: str, data: bytes, staff_id: int | None, case_id: int | None
) -> UploadedFile:
    kept = UploadedFile(
        case_id=case_id,
        name=plain_name(name),
        content_type=content_type[:120] or "application/octet-stream",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        uploaded_at=desk.now,
        uploaded_by_id=staff_id,
    )
    desk.session.add(kept)
    return kept


def plain_name(name: str) -> str:
    """The last part of a file name, its Chinese characters and ending kept, at most 255 long."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    clean = "".join(c for c in last if c.isprintable()).strip() or "未命名文件"
    if len(clean) <= 255:
        return clean
    ending = PurePosixPath(clean).suffix[:20]
    return clean[: 255 - len(ending)] + ending
