"""Charts as SVG, drawn on the server: no script in them, nothing fetched from elsewhere.

A chart is a picture with a ground of its own, so that it reads alike on a light page, a dark one
and on paper. What it shows always stands beside it as a table; colour alone says nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pygal
from pygal.style import Style

# pygal looks for plug-ins of its own in a way that Python has given up: every later import of a
# module that is not there would warn of it.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]

# A drawing's styles stand inside it; nothing else may happen in it.
CHART_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
)
CHART_TYPE: Final = "image/svg+xml"

FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'


class Colour(StrEnum):
    """The house colours, told apart also by those who do not see red and green."""

    INK = "#1d4e89"
    AMBER = "#e0a100"
    RED = "#b3261e"
    GREEN = "#3f9b6c"
    GREY = "#9aa4ae"
    VIOLET = "#7a4fa3"
    BLACK = "#22262b"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the bars: a number for each label, None or 0 for nothing."""

    label: str
    values: Sequence[int | None]
    colour: Colour


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a chart is drawn, in pixels; how many labels and names of series fit in a line."""

    width: int
    height: int
    labels: int
    names: int


WIDE: Final = Shape(1080, 340, 16, 7)
# For a phone of 360 pixels: drawn smaller, not shrunk, so that its words stay readable.
NARROW: Final = Shape(328, 300, 6, 3)
_LINE: Final = 18


def stacked_bars(
    labels: Sequence[str], series: Sequence[Series], title: str, shape: Shape = WIDE
) -> bytes:
    """One bar for each label, its series upon each other; an SVG of its own, in UTF-8.

    `title` is what is read out in place of the picture. Labels that would run into each other are
    left out; the table has them all.
    """
    chart = pygal.StackedBar(
        style=_style([one.colour for one in series]),
        width=shape.width,
        height=shape.height,
        explicit_size=True,
        js=(),
        margin=8,
        margin_bottom=12 + _unaccounted(len(series), shape.names),
        spacing=6,
        legend_at_bottom=True,
        legend_at_bottom_columns=min(len(series), shape.names) or 1,
        legend_box_size=10,
        truncate_legend=-1,
        truncate_label=-1,
        show_minor_x_labels=False,
        x_labels_major=_shown(labels, shape.labels),
        value_formatter=_whole,
        no_data_text="没有可画的内容",
        order_min=0,
        min_scale=1,
        max_scale=6,
        include_x_axis=True,
    )
    chart.x_labels = list(labels)
    for one in series:
        chart.add(one.label, [value or None for value in one.values])
    chart.add_xml_filter(_as_picture(title))
    drawn: bytes = chart.render()
    return drawn


def _unaccounted(names: int, in_a_line: int) -> int:
    """The height of the last line of names, which pygal forgets unless it is full."""
    return _LINE if names > in_a_line and names % in_a_line else 0


def _shown(labels: Sequence[str], most: int) -> list[str]:
    """The labels that are written, evenly spread."""
    step = -(-len(labels) // most) or 1
    return list(labels[::step])


def _whole(value: float) -> str:
    """Half an event does not happen: only whole numbers stand at the axis."""
    return f"{value:.0f}" if float(value).is_integer() else ""


def _as_picture(title: str) -> Any:
    """The drawing without scripts, remarks and bars of nothing, but with words for who cannot see it."""

    def changed(root: Any) -> Any:
        for parent in list(root.iter()):
            for child in [one for one in parent if _is_idle(one)]:
                parent.remove(child)
        for one in root:
            if str(one.tag).endswith("title"):
                one.text = title
        root.set("role", "img")
        root.set("aria-label", title)
        return root

    return changed


def _is_idle(node: Any) -> bool:
    """A script, a remark, or a bar of no height."""
    if not isinstance(node.tag, str) or node.tag.endswith("script"):
        return True
    return node.get("class") == "bar" and any(
        one.get("class") == "value" and one.text == "0" for one in node
    )


def _style(colours: Sequence[Colour]) -> Style:
    sizes = dict.fromkeys(
        ("label_font_size", "major_label_font_size", "legend_font_size", "value_font_size"), 12
    )
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#3d454d",
        foreground_strong="#22262b",
        foreground_subtle="#dfe3e8",
        guide_stroke_color="#dfe3e8",
        major_guide_stroke_color="#dfe3e8",
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        opacity="1",
        stroke_opacity="1",
        stroke_width="0",
        transition="none",
        no_data_font_size=16,
        font_family=FONTS,
        colors=tuple(str(colour) for colour in colours) or (str(Colour.INK),),
        **sizes,
    )
