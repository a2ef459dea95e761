"""The process of a simulation: `python -m tracker.simulation.process`, started by `running`.

It is told everything on its standard input, in one line of JSON, and answers in lines of JSON. It
knows the copy's path and no other; before it opens the copy it is sealed. When whoever started it
is gone, the copy goes with it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.simulation.place import engine_of, settings_of
from tracker.simulation.question import BadQuestion, Question
from tracker.simulation.sealing import seal
from tracker.simulation.walking import Walk

_EVERY_SECONDS = 0.3


def main() -> None:
    """Wait for the order, walk, tell. The folder is named at once, the order comes with the copy."""
    folder = Path(sys.argv[1])
    order = sys.stdin.readline()
    if not order:
        shutil.rmtree(folder, ignore_errors=True)
        return
    told = json.loads(order)
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        _walk(folder, told)
    except BadQuestion as bad:
        _say(refused=str(bad))


def _walk(folder: Path, told: dict[str, Any]) -> None:
    copy = folder / told["copy"]
    settings = settings_of(copy, told["settings"])
    seal(folder)
    engine = engine_of(copy)
    question = Question.from_data(told["question"])
    walk = Walk(engine, settings, question, _teller())
    for row in walk.rows():
        _say(row=row.to_data())
    _say(end={"cases": walk.cases, "policy": walk.policy})
    engine.dispose()


def _teller() -> Callable[[datetime], None]:
    """Tells where the walk is, but not at every step."""
    told = 0.0

    def tell(at: datetime) -> None:
        nonlocal told
        if time.monotonic() - told > _EVERY_SECONDS:
            told = time.monotonic()
            _say(at=at.isoformat())

    return tell


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _end_with_parent(folder: Path) -> None:
    """The input is held open by the parent; its end means that nobody is left to clean up."""
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
