"""Automatic replies recognised, and people's replies taken for one; ours beside simpler rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.mail.corpus import labelled
from tests.bench.mail.table import Row, Table, rate, share
from tracker.inbox.automatic import why_automatic, why_by_headers
from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing import parse_mail

Judge = Callable[[ParsedMail], bool]


@dataclass(frozen=True)
class Verdict:
    """The paths of automatic replies that were missed, and of human ones taken for automatic."""

    missed: tuple[str, ...]
    alarms: tuple[str, ...]


def ours(mail: ParsedMail) -> bool:
    """Head, subject and text."""
    return bool(why_automatic(mail, ()))


def by_headers(mail: ParsedMail) -> bool:
    """All rules on the head alone."""
    return bool(why_by_headers(mail, ()))


def auto_submitted(mail: ParsedMail) -> bool:
    """RFC 3834 alone."""
    return mail.header("Auto-Submitted").strip().lower() not in ("", "no")


JUDGES: tuple[tuple[str, Judge], ...] = (
    ("ours", ours),
    ("all header rules alone", by_headers),
    ("Auto-Submitted alone", auto_submitted),
)


def judge(rule: Judge) -> Verdict:
    """How a rule does on the labelled automatic and human replies."""
    return Verdict(
        tuple(mail.path for mail in labelled("autoreply") if not rule(parse_mail(mail.raw))),
        tuple(mail.path for mail in labelled("reply") if rule(parse_mail(mail.raw))),
    )


def measure() -> Table:
    """One row a rule; mails a second count parsing and judging together."""
    automatic, human = labelled("autoreply"), labelled("reply")
    rows = []
    for name, rule in JUDGES:
        verdict = judge(rule)
        found = len(automatic) - len(verdict.missed)
        speed = rate(
            lambda raw, says=rule: says(parse_mail(raw)), [mail.raw for mail in automatic + human]
        )
        rows.append(Row(name, (share(found, len(automatic)), str(len(verdict.alarms)), speed)))
    return Table(
        "自动回复 automatic",
        ("recognised", "false alarms", "mails/s"),
        tuple(rows),
        f"{len(automatic)} automatic replies, {len(human)} human ones",
    )
