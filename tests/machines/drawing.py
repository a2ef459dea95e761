"""What stands where in a drawn diagram, read from its SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """The room a label was given: whose label, its lines, and the rectangle in SVG units."""

    kind: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    def covers(self, other: Box) -> bool:
        """Whether the two rectangles share any area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def boxes(svg: str) -> list[Box]:
    """Every label of an arrow and of a node."""
    return list(_boxes(ElementTree.fromstring(svg), 0.0, 0.0, ""))


def _boxes(element: ElementTree.Element, x: float, y: float, kind: str) -> Iterator[Box]:
    moved = re.match(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    kinds = {"edgeLabel", "node"} & set(element.get("class", "").split())
    kind = kinds.pop() if kinds else kind
    lines = tuple(line.strip() for line in element.itertext() if line.strip())
    if element.tag == f"{SVG}foreignObject" and lines:
        size = float(element.get("width", 0)), float(element.get("height", 0))
        yield Box(kind, lines, x, y, *size)
    for child in element:
        yield from _boxes(child, x, y, kind)
