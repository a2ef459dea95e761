"""Charts are pictures of their own: well-formed, without script, nothing of them from elsewhere."""

from __future__ import annotations

from importlib import import_module
from xml.etree import ElementTree

import pytest

from tracker.charts import NARROW, WIDE, Colour, Series, Shape, stacked_bars

SVG = "{http://www.w3.org/2000/svg}"
DAYS = [f"06-{day:02d}" for day in range(1, 31)]


def drawn(*series: Series, shape: Shape = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(stacked_bars(DAYS, series, "每天的邮件", shape))


def words(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_drawing_leaves_the_ways_of_importing_alone() -> None:
    # Warnings are errors here.
    with pytest.raises(ModuleNotFoundError):
        import_module("there_is_no_such_module")


def test_each_number_is_a_bar_of_its_colour_and_nothing_is_none() -> None:
    numbers = [0, None, 3] * 10
    root = drawn(Series("邮件", numbers, Colour.INK))
    bars = [one for one in root.iter(f"{SVG}rect") if "reactive" in (one.get("class") or "")]
    values = [e.text for e in root.iter(f"{SVG}desc") if e.get("class") == "value"]
    assert values == ["3"] * 10
    # The tenth more is the colour's sign beside its name.
    assert len(bars) == 11
    assert Colour.INK in "".join(e.text or "" for e in root.iter(f"{SVG}style"))


def test_no_script_and_no_address_stands_in_a_chart() -> None:
    text = stacked_bars(DAYS, [Series("邮件", [1] * 30, Colour.RED)], "每天").decode()
    assert "script" not in text
    assert "href" not in text
    assert {part.split('"')[0].split("<")[0] for part in text.split("http")[1:]} <= {
        "://www.w3.org/2000/svg",
        "://www.gnu.org/licenses/>.*/",
    }


def test_a_chart_has_words_for_those_who_cannot_see_it_and_a_ground_of_its_own() -> None:
    root = drawn(Series("邮件", [1] * 30, Colour.INK))
    assert root.get("aria-label") == "每天的邮件"
    assert [one.text for one in root if one.tag == f"{SVG}title"] == ["每天的邮件"]
    assert "background-color:#ffffff" in "".join(e.text or "" for e in root.iter(f"{SVG}style"))


def test_no_more_labels_are_written_than_fit() -> None:
    for shape in (WIDE, NARROW):
        root = drawn(Series("邮件", [1] * 30, Colour.INK), shape=shape)
        assert (root.get("width"), root.get("height")) == (str(shape.width), str(shape.height))
        assert 0 < sum(word.startswith("06-") for word in words(root)) <= shape.labels


def test_names_that_fill_several_lines_stay_inside_a_narrow_chart() -> None:
    series = [Series(f"名称{n}", [n] * 30, Colour.INK) for n in range(1, 6)]
    root = drawn(*series, shape=NARROW)
    (legends,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "legends"]
    top = float((legends.get("transform") or "").rstrip(")").split(",")[-1].split()[-1])
    lowest = max(float(text.get("y") or 0) for text in legends.iter(f"{SVG}text"))
    assert top + lowest <= NARROW.height


def test_half_an_event_stands_at_no_axis_and_nothing_at_all_is_said_in_words() -> None:
    root = drawn(Series("邮件", [1] + [0] * 29, Colour.INK))
    assert not any("." in word for word in words(root))
    empty = ElementTree.fromstring(stacked_bars([], [], "每天"))
    assert "没有可画的内容" in words(empty)
