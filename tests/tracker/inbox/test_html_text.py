"""HTML mails become the lines that a person sees."""

from __future__ import annotations

import pytest

from tracker.inbox.html_text import MOST_TAGS, text_of_html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>一&nbsp;二</p><p>三</p>", "一 二\n\n三"),
        ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
        ("<div><br></div><div>x</div>", "x"),
        ("a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e", "a\n> b\n> c\n> > d\ne"),
        ("<head><title>t</title><style>s</style></head><script>x</script>y", "y"),
        ('x<span style="display: none">hidden</span><i hidden>also</i>y', "xy"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("a\n  b<b> c </b> d", "a b c d"),
        ("<o:p>x</o:p><!-- y -->", "x"),
        ("", ""),
        ("1 &lt; 2 & 3", "1 < 2 & 3"),
    ],
)
def test_markup_becomes_lines(markup, text):
    assert text_of_html(markup) == text


def test_markup_nested_without_end_is_read_without_its_tags():
    assert text_of_html("<div>" * 50_000 + "deep<br>end") == "deep\nend"


def test_a_page_of_tags_alone_is_read_to_its_bound() -> None:
    text = text_of_html("<p>1</p><p>已报到</p>" + "<p>a" * 400_000)
    assert text.startswith("1\n\n已报到\n\na")
    assert text.count("a") <= MOST_TAGS


def test_a_page_of_fewer_tags_is_read_to_its_end() -> None:
    assert text_of_html("<p>a" * 9_000 + "<p>最后").endswith("最后")
