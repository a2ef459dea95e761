"""The labelled mails beside the project (../shared/mail): what each is, and its bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

MAILS = Path(__file__).resolve().parents[4] / "shared" / "mail"
ABSENT = f"带标注的邮件不在 {MAILS}，此项测量跳过 / no labelled mails there, not measured"


@dataclass(frozen=True)
class Labelled:
    """One mail with its label: `kind` is its folder, `label` all that expected.json says of it."""

    path: str
    label: dict[str, Any]

    @property
    def kind(self) -> str:
        """One of bounce, delay, autoreply, reply, malformed, other."""
        return str(self.label["kind"])

    @cached_property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return (MAILS / self.path).read_bytes()


def labelled(*kinds: str) -> list[Labelled]:
    """The mails of these kinds (all where none is named) in the order of their paths."""
    if not (MAILS / "expected.json").exists():
        return []
    labels = json.loads((MAILS / "expected.json").read_text("utf-8"))
    return [
        Labelled(path, label)
        for path, label in sorted(labels.items())
        if not kinds or label["kind"] in kinds
    ]
