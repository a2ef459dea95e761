"""`make bench-mail`: ours and the libraries, each reading the same labelled mails."""

from __future__ import annotations

from tests.bench.mail import automatic, bounces, replies
from tests.bench.mail.corpus import ABSENT, labelled

# Each room gives `measure() -> Table`.
ROOMS = (bounces, automatic, replies)


def main() -> None:
    """Print each room's table as soon as it is measured."""
    if not labelled():
        print(ABSENT)
        return
    for room in ROOMS:
        print(room.measure(), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
