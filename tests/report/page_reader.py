"""A strict reader of pages: their elements in order, with attributes and the text within."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "link", "img"}


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    parents: tuple[Element, ...]
    texts: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """The text within, white space folded."""
        return " ".join("".join(self.texts).split())

    @property
    def language(self) -> str:
        """The language of the innermost element that names one."""
        for element in (self, *reversed(self.parents)):
            if "lang" in element.attributes:
                return element.attributes["lang"]
        return ""


class PageReader(HTMLParser):
    """Reads a page; an element that is closed out of turn is an error."""

    def __init__(self, page: bytes) -> None:
        """Read it all."""
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page.decode())
        assert not self._open, [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        assert self._open, tag
        assert self._open[-1].tag == tag, (tag, self._open[-1])
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to every open element."""
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, language: str = "") -> list[Element]:
        """Every element of a kind, of one language's half where asked."""
        return [e for e in self.elements if e.tag == tag and language in {"", e.language}]

    def half(self, language: str) -> str:
        """The text of one language's half."""
        halves = [e for e in self.all("div") if e.attributes.get("class") == f"half {language}"]
        assert len(halves) == 1
        return halves[0].text
