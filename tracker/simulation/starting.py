"""Starts the process of a simulation and speaks with it: an order in, lines out."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

# All that is inherited: no name of a database, a mail server or a proxy is among them.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


class NotAnswered(RuntimeError):
    """The process ended without a report; the kind of its error went to the log."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process that waits for its order."""

    process: subprocess.Popen[str]
    errors: Path

    def answers(self, order: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Hand the order over and give what it tells, line by line. Raises NotAnswered at its end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(order, ensure_ascii=False) + "\n")
            self.process.stdin.flush()
            for line in self.process.stdout:
                yield json.loads(line)
        log.error("the simulation ended with %s: %s", self.process.wait(), self._last_words())
        raise NotAnswered("推演中断，没有得出结果，请查看日志")

    def _last_words(self) -> str:
        """The kind of the error alone: the rest of it may hold data."""
        lines = self.errors.read_text(encoding="utf-8").strip().splitlines()
        return lines[-1].partition(":")[0] if lines else "no words"


@contextmanager
def started(folder: Path) -> Iterator[Started]:
    """A fresh interpreter that inherits nothing of the live installation, killed at the end.

    It is there before the copy is: should this process be killed, that one removes the folder.
    """
    environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "TMPDIR": str(folder),
    }
    errors = folder / "errors"
    with errors.open("a", encoding="utf-8") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker.simulation.process", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            env=environ,
            cwd=folder,
            encoding="utf-8",
        )
    try:
        yield Started(process, errors)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What was not read any more is lost on purpose.
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
