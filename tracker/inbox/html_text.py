"""HTML turned into the lines a person sees; quotes keep their mark ("> " before each line)."""

from __future__ import annotations

import html as entities
import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

# A mail of some megabytes of HTML is a picture or an attack; nobody reads further than this.
MOST_HTML = 2_000_000
# Each costs as much as a line; a newsletter of many tables has some thousands.
MOST_TAGS = 20_000
# Marks deeper than this tell nothing more and only lengthen every line.
DEEPEST_QUOTE = 12

# The parser's time grows with the square of the depth; mail programs stay below a few hundred.
DEEPEST = 2_000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
UNNESTED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "td",
        "th",
        "tr",
        "wbr",
    ]
)

UNSEEN = frozenset({"head", "style", "script", "title", "template", "noscript", "svg", "object"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "blockquote",
    ]
)
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "dl"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u200b\ufeff]+")
END = "/"


def text_of_html(html: str) -> str:
    """The visible text of an HTML mail; never raises, whatever the markup.

    <blockquote> becomes "> " before each of its lines; only the first `MOST_HTML` characters and the
    first `MOST_TAGS` tags are read.
    """
    html = html[:MOST_HTML].replace("\0", "")
    if _too_deep(html):
        return _tags_dropped(html)
    parser = LexborHTMLParser(_up_to_tags(html))
    if parser.root is None:
        return ""
    lines = _Lines()
    # A stack of our own: markup nested a thousand deep must not end Python's.
    waiting: list[tuple[LexborNode | None, str]] = [(parser.root, "")]
    while waiting:
        node, closing = waiting.pop()
        if node is None:
            lines.close(closing)
            continue
        tag = node.tag or ""
        if tag == "-text":
            lines.add(node.text_content or "")
        elif tag == "br":
            lines.end()
        elif tag == "img":
            continue
        elif _seen(node, tag):
            lines.open(tag)
            waiting.append((None, tag))
            waiting.extend((child, "") for child in reversed(_children(node)))
    return lines.text()


def _up_to_tags(html: str) -> str:
    """The html up to its `MOST_TAGS`th tag."""
    if html.count("<") <= MOST_TAGS:
        return html
    last = next(islice(re.finditer("<", html), MOST_TAGS, None))
    return html[: last.start()]


def _too_deep(html: str) -> bool:
    depth = 0
    for closing, name in TAG.findall(html):
        if name.lower() not in UNNESTED:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > DEEPEST:
                return True
    return False


def _tags_dropped(html: str) -> str:
    lines = re.sub(r"(?i)<br[^<>]*>|</(?:p|div|tr|li|blockquote)\s*>", "\n", html)
    words = entities.unescape(TAG.sub("", lines)).replace("\u00a0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in words.split("\n"))).strip()


def _seen(node: LexborNode, tag: str) -> bool:
    if tag in UNSEEN or (tag.startswith(("-", "!", "_")) and tag != "-undef"):
        return False
    attributes = node.attributes
    return "hidden" not in attributes and not HIDDEN.search(attributes.get("style") or "")


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


class _Lines:
    """Lines as they grow: `depth` quotes deep, `verbatim` within <pre>."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.now = ""
        self.depth = 0
        self.verbatim = 0

    def add(self, text: str) -> None:
        """Text within the line; white space folds as on a screen, but within <pre>."""
        if self.verbatim:
            *whole, rest = text.replace("\u00a0", " ").split("\n")
            for line in whole:
                self.now += line
                self.end()
            self.now += rest
            return
        folded = BLANKS.sub(" ", text)
        self.now += folded.lstrip() if not self.now or self.now.endswith(" ") else folded

    def end(self) -> None:
        """The line ends here, empty or not."""
        mark = "> " * min(self.depth, DEEPEST_QUOTE)
        self.done.append((mark + self.now.rstrip()).rstrip() if mark else self.now.rstrip())
        self.now = ""

    def open(self, tag: str) -> None:
        """A block begins on a line of its own; cells of a row stay on one line."""
        if tag in ("td", "th"):
            self.now += " " if self.now and not self.now.endswith(" ") else ""
        if tag in BLOCKS and self.now.strip():
            self.end()
        if tag == "blockquote":
            self.depth += 1
        elif tag == "pre":
            self.verbatim += 1

    def close(self, tag: str) -> None:
        """A block ends its line; a paragraph leaves an empty one behind."""
        if tag in BLOCKS and self.now.strip():
            self.end()
        if tag in SPACED and self.done and self.done[-1].strip("> "):
            self.end()
        if tag == "blockquote":
            self.depth -= 1
        elif tag == "pre":
            self.verbatim -= 1

    def text(self) -> str:
        """All lines; several empty ones fold into one."""
        if self.now.strip():
            self.end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.done)).strip("\n")
