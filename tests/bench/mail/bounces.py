"""Bounces: recognised, permanent or transient, recipients; false alarms on what people write."""

from __future__ import annotations

from tests.bench.mail.table import Table


def measure() -> Table:
    """The figures on the bounces of the labelled mails."""
    return Table("退信 bounces", (), ())
