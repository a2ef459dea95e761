"""Files that are there whole or not at all, also after the power has failed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(target: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file under another name and give it its own in one step. Raises OSError.

    `durable` waits for the disk; the folder must be there.
    """
    # Two who write the same file at once must not write into each other's draft.
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    if durable:
        _sync(target.parent)


def _sync(folder: Path) -> None:
    """A new name is on the disk once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
