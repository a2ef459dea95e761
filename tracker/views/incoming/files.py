"""Attachments: handed out as they came, opened in the browser only where that can do no harm."""

from __future__ import annotations

import io

from flask import Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.incoming import file_receipt
from tracker.actions.uploads import BadUpload, plain_name
from tracker.forms.fields import clean
from tracker.inbox.parsed import Attachment
from tracker.inbox.parsing import attachment_bytes, parse_mail
from tracker.models import IncomingMail
from tracker.permissions import incoming_for
from tracker.views.at_desk import actor, desk, settings
from tracker.views.incoming.attached import danger_of, disposition
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.opening import keep_file_opened

# What a file begins with decides, never what the mail says of it. A PDF is only handed out: under
# `sandbox` browsers do not show it, and without it we do not open foreign files.
PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
PDF = (b"%PDF-", "application/pdf")
BYTES = "application/octet-stream"
# The browser's own picture viewer brings its styles.
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'"
)


@blueprint.get("/<int:incoming_id>/files/<int:position>")
def download(incoming_id: int, position: int) -> ResponseReturnValue:
    """One attachment; `?open=1` shows a picture in the browser."""
    mail = incoming_for(desk(), actor(), incoming_id)
    found = _attachment(mail, position)
    if found.size > _most():
        return _too_large(mail)
    keep_file_opened(desk(), actor(), mail, plain_name(found.name))
    data = attachment_bytes(mail.raw.data, position)
    kind = kind_of(data)
    shown = kind in dict(PICTURES).values() and request.args.get("open") == "1"
    shown, name = shown and not danger_of(found), plain_name(found.name)
    response = send_file(
        io.BytesIO(data),
        mimetype=kind,
        as_attachment=not shown,
        download_name=name,
    )
    response.headers["Content-Disposition"] = disposition(name, position, inline=shown)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.post("/<int:incoming_id>/files/<int:position>/receipt")
def receipt(incoming_id: int, position: int) -> ResponseReturnValue:
    """File a picture or PDF as the receipt of the case's letter (S4.4-2)."""
    mail = incoming_for(desk(), actor(), incoming_id)
    if danger := danger_of(_attachment(mail, position)):
        flash(f"没有登记：{danger}", "warning")
        return redirect(url_for("incoming.show", incoming_id=incoming_id, _anchor="files"), 303)
    try:
        file_receipt(
            desk(),
            incoming_id,
            position,
            actor(),
            seal_seen=request.form.get("seal_seen") == "yes",
            storage=clean(request.form.get("storage"))[:200],
        )
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    except BadUpload as bad:
        flash(f"没有登记：{bad}", "warning")
    else:
        flash("已登记为回执，附件已存入个案。", "success")
    return redirect(url_for("incoming.show", incoming_id=incoming_id, _anchor="files"), 303)


def kind_of(data: bytes) -> str:
    """The type a browser may be told, by the first bytes; anything else is bytes to it."""
    known = (*PICTURES, PDF)
    return next((kind for begins, kind in known if data.startswith(begins)), BYTES)


def _attachment(mail: IncomingMail, position: int) -> Attachment:
    found = parse_mail(mail.raw.data).attachment(position)
    if found is None:
        abort(404)
    return found


def _most() -> int:
    return settings().max_upload_mb * 1024 * 1024


def _too_large(mail: IncomingMail) -> Response:
    words = f"附件超过 {settings().max_upload_mb} MB，不能单独打开。请下载原始邮件。"
    flash(words, "warning")
    there = url_for("incoming.show", incoming_id=mail.id, _anchor="files")
    return Response(status=303, headers={"Location": there})
