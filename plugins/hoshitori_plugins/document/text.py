"""A document as text: sections with their places, read from HTML, Markdown, plain text and PDF."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from markdown_it import MarkdownIt
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from hoshitori.probe import Unavailable
from hoshitori_plugins.document.unseen import hiding_selectors, is_unseen

_PAGES: Final = 2_000
_LETTERS: Final = 8_000_000
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_UNSHOWN: Final = frozenset({"script", "style", "template", "noscript"})
_EMPTY: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_ENDED_BY_THE_NEXT: Final = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "rb", "ruby", "s", "samp",
     "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)  # fmt: skip
_ENCODINGS: Final = ("utf-8-sig", "cp932", "euc-jp", "latin-1")
_CHARSET: Final = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff]"
_BESIDE_WIDE: Final = re.compile(rf"(?<={_WIDE}) | (?={_WIDE})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a document.

    Attributes:
        place: the headings above it, outermost first, or the page (`page 3`).
        labels: other names of the place: the page's printed label.
    """

    place: tuple[str, ...]
    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """A whole document.

    Attributes:
        paged: whether its places are pages.
        unseen: text of the file that a reader is not shown, each stretch a line.
    """

    sections: tuple[Section, ...]
    paged: bool
    unseen: str = ""

    @property
    def whole(self) -> str:
        """Everything, folded."""
        return folded(" ".join(section.text for section in self.sections))


def folded(text: str) -> str:
    """Return text as it is compared: NFKC, runs of white space as one blank, none beside a Japanese letter.

    Lines of Japanese break anywhere and no blank belongs there; nothing else is made equal.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return _BESIDE_WIDE.sub("", plain)


def read(data: bytes, name: str) -> DocumentText:
    """Return a document's text; `name` is its file name or address, which tells Markdown from plain text.

    Raises:
        Unavailable: if it holds no text that can be read (a scan, a picture, a locked file).
    """
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if b"\0" in data[:4_096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unavailable(f"{name[:80]!a} is neither HTML, Markdown, text nor PDF")
    text = _decoded(data)
    suffix = name.rpartition(".")[2].lower()
    if suffix in {"md", "markdown"}:
        return _html(MarkdownIt("commonmark").enable("table").render(text))
    if suffix in {"html", "htm", "xhtml"} or re.match(r"\s*(<!doctype html|<html)", text[:200], re.IGNORECASE):
        return _html(text)
    return DocumentText(sections=(Section(place=(), text=text),), paged=False)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = _CHARSET.search(data[:2_048])
    for encoding in ([named[1].decode()] if named else []) + list(_ENCODINGS):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def _pdf(data: bytes) -> DocumentText:
    """Each page is a section; what a page shows as a picture is not read."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unavailable("the PDF is locked with a password")
        labels = reader.page_labels
        sections: list[Section] = []
        letters = 0
        for number, page in enumerate(reader.pages[:_PAGES], start=1):
            text = page.extract_text()
            letters += len(text)
            if letters > _LETTERS:
                raise Unavailable(f"the PDF holds more than {_LETTERS} letters")
            sections.append(Section(place=(f"page {number}",), text=text, labels=(labels[number - 1],)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise Unavailable(f"the PDF cannot be read: {type(error).__name__}") from error
    if not letters:
        raise Unavailable("the PDF holds pictures only: no quote can be looked up in it")
    return DocumentText(sections=tuple(sections), paged=True)


class _Reader(HTMLParser):
    """Text below headings; a table cell, a list item and a paragraph each end a word."""

    def __init__(self, hiding: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.unseen: list[str] = []
        self._hiding = hiding
        self._open: list[tuple[str, bool]] = []
        self.sections: list[tuple[tuple[str, ...], list[str]]] = [((), [])]
        self._headings: list[tuple[int, str]] = []
        self._heading: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY:
            if self._open and self._open[-1][0] == tag and tag in _ENDED_BY_THE_NEXT:
                self._open.pop()
            around = bool(self._open) and self._open[-1][1]
            self._open.append((tag, around or is_unseen(tag, attrs, self._hiding)))
        if tag in _UNSHOWN:
            self._hidden += 1
        elif tag in _HEADINGS:
            self._heading = []
        elif tag not in _INLINE:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)
        if tag in _UNSHOWN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _HEADINGS and self._heading is not None:
            title, level = " ".join("".join(self._heading).split()), _HEADINGS[tag]
            self._heading = None
            self._headings = [*(one for one in self._headings if one[0] < level), (level, title)]
            self.sections.append((tuple(one for _, one in self._headings), [title, " "]))
        elif tag not in _INLINE:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._open and self._open[-1][1]:
            self.unseen.append(data)
        else:
            self._add(data)

    def _close(self, tag: str) -> None:
        """Leave an element, with what stands open within it; an end tag without its start ends nothing."""
        for at in range(len(self._open) - 1, max(-1, len(self._open) - 200), -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def _add(self, text: str) -> None:
        (self.sections[-1][1] if self._heading is None else self._heading).append(text)


def _html(text: str) -> DocumentText:
    reader = _Reader(hiding_selectors(text))
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:
        # The parser of some Python versions asserts that a page's declarations are well-formed.
        raise Unavailable("the page is no well-formed HTML") from error
    sections = tuple(Section(place=place, text="".join(parts)) for place, parts in reader.sections)
    return DocumentText(sections=sections, paged=False, unseen="\n".join(reader.unseen))


def headings(document: DocumentText) -> Iterator[str]:
    """Yield the innermost heading of every section."""
    for section in document.sections:
        if section.place:
            yield section.place[-1]
