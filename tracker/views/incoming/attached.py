"""The files of a mail as its page shows them: preview, warning, and the receipt one became."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.desk import Desk
from tracker.inbox.parsed import Attachment
from tracker.models import Letter, Receipt, UploadedFile
from tracker.views.incoming.receipts import may_be_slip

# What a computer runs when it is opened, by the last ending of the name or by the type.
# fmt: off
RUNS = frozenset(
    {
        "exe", "com", "scr", "pif", "bat", "cmd", "msi", "msp", "ps1", "vbs", "vbe", "js", "jse",
        "wsf", "wsh", "hta", "jar", "lnk", "cpl", "reg", "dll", "apk", "app", "dmg", "sh", "iso",
        "img", "vhd", "chm", "url", "scf", "inf",
    }
)
# fmt: on
RUNS_BY_TYPE = ("application/x-msdownload", "application/x-dosexec", "application/x-sh")
# Signs that turn the direction of writing round, so that exe.gpj reads as jpg.exe.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
SHOWN = (".jpg", ".jpeg", ".png", ".gif")
LARGEST_SHOWN = 10 * 1024 * 1024

RUNNABLE = "可执行文件，可能是病毒：请不要在电脑上打开"
DISGUISED = "文件名经过伪装，实际是可执行文件，可能是病毒：请不要在电脑上打开"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: whether its picture can be shown, why it is dangerous, and its receipt if it is one."""

    file: Attachment
    danger: str
    picture: bool
    slip: bool
    receipt: Receipt | None


def file_lines(
    desk: Desk, files: Sequence[Attachment], case_ids: Iterable[int]
) -> tuple[FileLine, ...]:
    """The files of a mail that is, or was, filed to these cases, which the actor may see."""
    receipts = _receipts(desk, [one.sha256 for one in files], list(case_ids))
    return tuple(_line(one, receipts.get(one.sha256)) for one in files)


def danger_of(file: Attachment) -> str:
    """Why a file must not be opened, "" where nothing speaks against it."""
    endings = TURNING.sub("", file.name).lower().strip(" .").split(".")[1:]
    runs = bool(endings) and endings[-1].strip() in RUNS
    if TURNING.search(file.name) or (runs and len(endings) > 1):
        return DISGUISED
    return RUNNABLE if runs or file.content_type.lower() in RUNS_BY_TYPE else ""


def disposition(name: str, position: int, *, inline: bool) -> str:
    """The header that names a download: RFC 6266, with a plain name for programs that are older."""
    stem, dot, ending = name.rpartition(".")
    plain = name.isascii() and re.fullmatch(r"[\w .()-]+", name) is not None
    safe = f".{ending}" if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending) else ""
    shown = name if plain else f"attachment-{position}{safe}"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"


def _line(one: Attachment, receipt: Receipt | None) -> FileLine:
    danger = danger_of(one)
    named = one.name.lower().endswith(SHOWN) or one.content_type.lower() in (
        "image/jpeg",
        "image/png",
        "image/gif",
    )
    fits = 0 < one.size <= LARGEST_SHOWN
    return FileLine(
        one, danger, named and fits and not danger, may_be_slip(one) and not danger, receipt
    )


def _receipts(desk: Desk, digests: list[str], case_ids: list[int]) -> dict[str, Receipt]:
    if not digests or not case_ids:
        return {}
    query = (
        sa.select(UploadedFile.sha256, Receipt)
        .join(Receipt, Receipt.upload_id == UploadedFile.id)
        .join(Letter, Letter.id == Receipt.letter_id)
        .where(Letter.case_id.in_(case_ids), UploadedFile.sha256.in_(digests))
        .options(joinedload(Receipt.letter))
        .order_by(Receipt.id)
    )
    return dict(desk.session.execute(query).tuples().all())
