"""`make bench-mail`: ours and the libraries, each reading the same labelled mails."""

from __future__ import annotations

import logging

from tests.bench.mail import automatic, bounces, replies
from tests.bench.mail.corpus import ABSENT, labelled

# Each room gives `measure() -> Table`.
ROOMS = (bounces, automatic, replies)


def main() -> None:
    """Print each room's table as soon as it is measured."""
    # flufl.bounce logs what its detectors stumble over; the table counts what gets out of it.
    logging.disable(logging.CRITICAL)
    if not labelled():
        print(ABSENT)
        return
    for room in ROOMS:
        print(room.measure(), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
