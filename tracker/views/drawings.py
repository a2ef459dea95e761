"""Diagrams as SVG, drawn once from the machine's own table and kept."""

from __future__ import annotations

import hashlib
import re
import threading
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import mermaidx

from machines.diagrams import for_layout, from_layout, mermaid
from machines.table import Track
from tracker.whole_file import write_whole

# Styles stand inside the drawing; nothing else may happen in it.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_one_at_a_time = threading.Lock()


@lru_cache(maxsize=64)
def drawing_of(track: Track, folder: Path) -> str:
    """The SVG of a track. Drawing takes seconds, so it is kept in `folder` for all processes."""
    source = mermaid(track)
    key = hashlib.sha256(f"{version('mermaidx')}\n{track.name}\n{source}".encode()).hexdigest()[:32]
    kept = folder / f"{key}.svg"
    if not kept.exists():
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        write_whole(kept, _draw(source, track.name).encode(), durable=False)
    return kept.read_text(encoding="utf-8")


def _draw(source: str, name: str) -> str:
    with _one_at_a_time:
        svg = from_layout(mermaidx.render(for_layout(source)).svg(), name)
    # Without a size of its own an image would be stretched over the whole page.
    box = _BOX.search(svg)
    size = f'width="{float(box[1]):.0f}" height="{float(box[2]):.0f}"' if box else 'width="100%"'
    return svg.replace('width="100%"', size, 1)
