"""A page as the tests read it: well-formed, without inline style or script, every label bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr path rect".split()  # noqa: SIM905
)
CONTROLS = ("input", "select", "textarea", "button")


@dataclass
class Form:
    """A form of the page and what the browser would send of it."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """One more value."""
        self.values.setdefault(name, []).append(value)


class Page(HTMLParser):
    """Parses strictly: what is not well-formed ends in `faults`."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.raw = text
        self.faults: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._bound: set[str] = set()
        self._select = ""
        self._first: str | None = None
        self._area = ""
        self.feed(text)
        self.close()
        self._finish()

    @property
    def text(self) -> str:
        """The words of the page, white space collapsed."""
        return " ".join("".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and note what matters of it."""
        found = {name: value or "" for name, value in attrs}
        self._check(tag, found, [name for name, _ in attrs])
        if tag not in VOID:
            self._open.append(tag)
        match tag:
            case "form":
                self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
            case "a":
                self.links.append(found.get("href", ""))
            case "label":
                self._bound.add(found.get("for", ""))
            case "select":
                self._select, self._first = found.get("name", ""), None
            case "textarea":
                self._area = found.get("name", "")
            case "option":
                self._option(found)
            case "input":
                self._input(found)

    def _option(self, found: dict[str, str]) -> None:
        if "selected" in found:
            self._send(self._select, found.get("value", ""))
            self._select = ""
        elif self._first is None:
            self._first = found.get("value", "")

    def _input(self, found: dict[str, str]) -> None:
        kind, name = found.get("type", "text"), found.get("name", "")
        if kind in ("checkbox", "radio") and "checked" not in found:
            return
        if name and kind not in ("file", "submit"):
            self._send(name, found.get("value", ""))

    def _send(self, name: str, value: str) -> None:
        if self.forms and "form" in self._open:
            self.forms[-1].add(name, value)

    def _check(self, tag: str, found: dict[str, str], names: list[str]) -> None:
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag == "style" or (tag == "script" and "src" not in found):
            self.faults.append(f"inline <{tag}>")
        bad = [n for n in names if n == "style" or n.startswith("on")]
        self.faults += [f"<{tag} {name}> is inline" for name in bad]
        if "id" in found:
            if found["id"] in self._ids:
                self.faults.append(f"the id {found['id']} is there twice")
            self._ids.add(found["id"])

    def handle_endtag(self, tag: str) -> None:
        """Tags close in the order they opened."""
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
            return
        self._open.pop()
        if tag == "select":
            # A browser sends the first option of a list in which nothing is chosen.
            if self._select and self._first is not None:
                self._send(self._select, self._first)
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Words, and what a textarea holds."""
        self._words.append(data)
        if self._area:
            self._send(self._area, data.removeprefix("\n"))

    def _finish(self) -> None:
        if self._open:
            self.faults.append(f"never closed: {self._open}")
        self.faults += [
            f"a label for {name!r}, which is not there" for name in self._bound - self._ids
        ]
        self.faults += [
            f"a form to {form.action or 'here'} without its token"
            for form in self.forms
            if form.method == "post" and "csrf_token" not in form.values
        ]
