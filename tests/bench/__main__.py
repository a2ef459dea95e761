"""`make bench`: each row measures both sides in the same run and prints the ratio."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from tests.bench import list_page, lists_at_size, move, outbox, reading, rosters, waits


def main() -> None:
    """Print one line a row as soon as it is measured."""
    logging.disable(logging.INFO)
    print(f"{'work':<46} {'ours':>10} {'bare':>10} {'':<7} {'ratio':>6}   goal")
    for room in (move, outbox, list_page, reading):
        with tempfile.TemporaryDirectory() as folder:
            print(room.measure(Path(folder)), flush=True)
    for wide in (waits, rosters, lists_at_size):
        with tempfile.TemporaryDirectory() as folder:
            for line in wide.measure(Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
