"""Reads the settings file: one NAME=value on a line."""

import io
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream

from tracker.config.checks import ROOT
from tracker.config.problems import PREFIX, bad_line, cannot_be_read


def read_file(environ: Mapping[str, str], file: Path | None) -> tuple[dict[str, str], list[str]]:
    """The names and values of the settings file, and what is wrong with it."""
    named = environ.get(f"{PREFIX}CONFIG", "").strip()
    if file is None and named:
        file = ROOT / Path(named).expanduser()
    elif file is None:
        file = ROOT / "tracker.conf"
        if not file.exists():
            return {}, []
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}, [cannot_be_read(file)]
    found: dict[str, str] = {}
    problems = []
    for line in parse_stream(io.StringIO(text)):
        if line.key is not None and line.value is not None:
            found[line.key] = line.value
        elif line.error or line.key is not None:
            # What the parser calls a line begins with the empty ones before it.
            whole = line.original.string
            before = whole[: len(whole) - len(whole.lstrip())]
            problems.append(bad_line(file, line.original.line + before.count("\n")))
    return found, problems
