"""Bounces: recognised, permanent or transient, recipients; false alarms on what people write."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import dataclass

from flufl.bounce import all_failures

from tests.bench.mail.corpus import Labelled, labelled
from tests.bench.mail.table import Row, Table, rate, share
from tracker.inbox.bounces import find_report
from tracker.inbox.parsing import parse_mail
from tracker.inbox.words import IncomingKind

COLUMNS = (
    "recognised",
    "perm./trans.",
    "recipients",
    "delays",
    "false alarms",
    "raised",
    "mails/s",
)


@dataclass(frozen=True)
class Found:
    """What a reader says of a mail: "bounce", "delay" or "", which class, for whom."""

    kind: str = ""
    cls: str = ""
    recipients: frozenset[str] = frozenset()


Reader = Callable[[bytes], Found]


def ours(raw: bytes) -> Found:
    """This project's rules."""
    report = find_report(parse_mail(raw), ())
    if report is None or report.kind is IncomingKind.REPORT:
        return Found()
    permanent = {one.permanent for one in report.recipients}
    cls = {(True,): "permanent", (False,): "transient"}.get(tuple(permanent), "mixed")
    addresses = frozenset(one.address.lower() for one in report.recipients if one.address)
    return Found(report.kind.value, cls, addresses)


def flufl(raw: bytes) -> Found:
    """flufl.bounce alone; what it calls temporary alone is a delay or a transient bounce."""
    temporary, permanent = all_failures(email.message_from_bytes(raw))
    found = frozenset(
        (one.decode("ascii", "replace") if isinstance(one, bytes) else str(one)).lower()
        for one in (*temporary, *permanent)
    )
    cls = "mixed" if temporary and permanent else "permanent" if permanent else "transient"
    return Found("bounce", cls, found) if found else Found()


def fields_alone(raw: bytes) -> Found:
    """RFC 3464's fields read by the standard library, nothing else."""
    classes, addresses, actions = set(), set(), set()
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if "final-recipient" in block:
                actions.add(str(block.get("action", "")).strip().lower())
                classes.add(str(block.get("status", "")).strip()[:1])
                addresses.add(str(block["final-recipient"]).partition(";")[2].strip(" <>").lower())
    kind = "bounce" if "failed" in actions else "delay" if "delayed" in actions else ""
    names = {"5": "permanent", "4": "transient"}
    cls = names.get(next(iter(classes)), "") if len(classes) == 1 else "mixed"
    return Found(kind, cls, frozenset(addresses)) if kind else Found()


READERS: tuple[tuple[str, Reader], ...] = (
    ("ours", ours),
    ("flufl.bounce 6.0.0", flufl),
    ("RFC 3464 fields alone", fields_alone),
)


@dataclass
class Figures:
    """What a reader got right, of how many."""

    bounces: int = 0
    recognised: int = 0
    classed: int = 0
    class_right: int = 0
    addressed: int = 0
    address_right: int = 0
    delays: int = 0
    delays_right: int = 0
    letters: int = 0
    false_alarms: int = 0
    raised: int = 0


def count(reader: Reader, mails: list[Labelled]) -> Figures:
    """One reader over all mails; a class or recipient counts on bounces with such a label only."""
    figures = Figures()
    for mail in mails:
        try:
            found = reader(mail.raw)
        except Exception:
            figures.raised += 1
            found = Found()
        if mail.kind == "bounce":
            _count_bounce(figures, mail, found)
        elif mail.kind == "delay":
            figures.delays += 1
            figures.delays_right += found.kind == "delay" or (
                found.kind == "bounce" and found.cls == "transient" and reader is flufl
            )
        elif mail.kind in ("reply", "autoreply"):
            figures.letters += 1
            figures.false_alarms += bool(found.kind)
    return figures


def _count_bounce(figures: Figures, mail: Labelled, found: Found) -> None:
    wanted = {one["addr"].lower() for one in mail.label["recipients"] or [] if one.get("addr")}
    figures.bounces += 1
    figures.recognised += found.kind == "bounce"
    if mail.label["cls"]:
        figures.classed += 1
        figures.class_right += found.kind == "bounce" and found.cls == mail.label["cls"]
    if wanted:
        figures.addressed += 1
        figures.address_right += found.recipients == wanted


def measure() -> Table:
    """The figures of every reader on the labelled mails."""
    mails = labelled("bounce", "delay", "reply", "autoreply")
    rows = []
    for name, reader in READERS:
        seen = count(reader, mails)
        rows.append(
            Row(
                name,
                (
                    share(seen.recognised, seen.bounces),
                    share(seen.class_right, seen.classed),
                    share(seen.address_right, seen.addressed),
                    share(seen.delays_right, seen.delays),
                    str(seen.false_alarms),
                    str(seen.raised),
                    rate(reader, (mail.raw for mail in mails)),
                ),
            )
        )
    note = (
        f"{seen.bounces} bounces ({seen.classed} with a class, {seen.addressed} with recipients), "
        f"{seen.delays} delays, {seen.letters} replies and automatic replies; a class counts for all"
        " recipients of a mail, recipients must all be right (of an alias ours names what we wrote to)"
    )
    return Table("退信 bounces", COLUMNS, tuple(rows), note)
