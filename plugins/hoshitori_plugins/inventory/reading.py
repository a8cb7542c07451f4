"""Reading model and version out of a page or a JSON document, whoever made it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, cast

from hoshitori.facts.inventory import ShownBy, ShownIdentity
from hoshitori_plugins.login.attempt import shown

_MOST_NAMED: Final = 2_000
_MOST: Final = 8
_DEEPEST: Final = 8
_LONGEST_NAME: Final = 40
_LONGEST_VALUE: Final = 80
_LONGEST_TEXT: Final = 500_000
_HIDDEN: Final = frozenset({"script", "style", "template", "head", "noscript", "title"})
_NAMES: Final = frozenset({"th", "dt", "label"})
_VALUES: Final = frozenset({"td", "dd"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_BLOCKS: Final = frozenset({"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "section", "footer", "header", "form"})
_MODEL: Final = re.compile(
    r"(product |device )?model( ?(name|number|no\.?|id))?"
    r"|(製品|商品|本体)?(の)?(型番|型式|型名|品番|機種|機種名)|モデル(名|番号)?",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(
    r"((software|firmware|fw|system|os)[ _-]?)?(version|ver\.?)|firmware|software|fw"
    r"|((ソフトウェア|ファームウェア|ファーム|本体)(の)?)?(版|バージョン|版数)|ソフトウェア|ファームウェア",
    re.IGNORECASE,
)
_LINE: Final = re.compile(r"^\s*([^:：=\n]{1,40}?)\s*[:：=]\s*([^\n]{1,80}?)\s*$")
_WORD: Final = re.compile(r"[A-Za-z0-9][\w./+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """What a document shows: its visible text, and the pairs of name and value in it."""

    text: str
    pairs: tuple[tuple[str, str], ...]

    def named(self, names: re.Pattern[str]) -> tuple[str, ...]:
        """Return the values whose name is wholly one of these, each once, in order."""
        found = (value for name, value in self.pairs if names.fullmatch(_plain_name(name)))
        return tuple(dict.fromkeys(shown(value[:_LONGEST_VALUE]) for value in found if value))[:_MOST]

    def value(self, name: str) -> str:
        """Return the one value of a name, or nothing where there is none or several differ."""
        found = {value for key, value in self.pairs if _plain_name(key) == _plain_name(name) and value}
        return shown(found.pop()[:_LONGEST_VALUE]) if len(found) == 1 else ""


class _Page(HTMLParser):
    """Visible text of a page, a line a block; cells of tables and lists as pairs of name and value."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pairs: list[tuple[str, str]] = []
        self._hidden: list[str] = []
        self._name: str | None = None
        self._cell: list[str] | None = None
        self._row: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.parts.append("\n" if tag == "br" else "")
            return
        values = dict(attrs)
        unseen = "hidden" in values or "display:none" in (values.get("style") or "").replace(" ", "").lower()
        if self._hidden or tag in _HIDDEN or unseen:
            if len(self._hidden) < _MOST_NAMED:
                self._hidden.append(tag)
            return
        if tag in _NAMES | _VALUES:
            self._cell = []
        if tag == "tr":
            self._row = []
        self.parts.append("\n" if tag in _BLOCKS else "\t")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in _NAMES | _VALUES and self._cell is not None:
            self._end_cell(tag, " ".join("".join(self._cell).split()))
        if tag == "tr":
            self._end_row()
        self.parts.append("\n" if tag in _BLOCKS else "\t")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.parts.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self, tag: str, text: str) -> None:
        self._cell = None
        if tag in {"th", "td"}:
            self._row.append((tag, text))
        elif tag in {"dt", "label"}:
            self._name = text
        elif self._name is not None:
            self.pairs.append((self._name, text))
            self._name = None

    def _end_row(self) -> None:
        """Take a row of exactly two cells as name and value."""
        if len(self._row) == 2:  # noqa: PLR2004  # a pair
            self.pairs.append((self._row[0][1], self._row[1][1]))
        self._row = []


def read_html(text: str) -> Readable:
    """Return what a page shows; what its scripts would write is out of sight."""
    page = _Page()
    # The parser of some Python versions asserts that a page's declarations are well-formed.
    with contextlib.suppress(AssertionError):
        page.feed(text[:_LONGEST_TEXT])
        page.close()
    visible = "".join(page.parts)
    lines = (found for line in visible.splitlines() if (found := _LINE.match(line)))
    pairs = [*page.pairs, *((one[1], one[2]) for one in lines)]
    return Readable(text=visible, pairs=tuple(pairs[:_MOST_NAMED]))


def read_json(text: str) -> Readable | None:
    """Return the texts and numbers of a JSON document with their names; nothing where it is none."""
    try:
        document: object = json.loads(text[:_LONGEST_TEXT])
    except (ValueError, RecursionError):
        return None
    pairs: list[tuple[str, str]] = []
    for name, value in _leaves(document, "", 0):
        pairs.append((name, value))
        if len(pairs) >= _MOST_NAMED:
            break
    return Readable(text="\n".join(value for _, value in pairs), pairs=tuple(pairs))


def read(text: str, media_type: str) -> Readable:
    """Return what a document of a media type shows."""
    looks_like_json = "json" in media_type or (not media_type and text.lstrip()[:1] in {"{", "["})
    return (read_json(text) if looks_like_json else None) or read_html(text)


def identity_in(document: Readable, place: str, by: ShownBy, *, model: str, version: str) -> ShownIdentity:
    """Return what a document shows of model and version, beside the declared ones."""
    visible = document.text
    return ShownIdentity(
        id=shown(place),
        by=by,
        models=document.named(_MODEL),
        model_word=is_word(model, visible),
        look_alikes=look_alikes(model, visible),
        versions=document.named(_VERSION),
        version_word=is_word(version, visible),
        letters=len("".join(visible.split())),
    )


def is_word(wanted: str, text: str) -> bool:
    """Return whether a text holds a model or version exactly: no part of a longer one, and no other capitals.

    `HDC-100` is in `HDC-100, A1` and `型番HDC-100`; not in `HDC-1000`, `HDC-100B`, `HDC-100-B`, `HDC-100+`.
    """
    if not wanted:
        return False
    pattern = rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][-./+]){re.escape(wanted)}(?![A-Za-z0-9_+])(?![-./][A-Za-z0-9])"
    return re.search(pattern, text) is not None


def look_alikes(model: str, text: str) -> tuple[str, ...]:
    """Return words that share the first letters of a model (`HDC-`), or hold it, and are not it."""
    stem = re.match(r"[A-Za-z]+[-_ ]?", model)
    beginning = stem[0] if stem and len(stem[0]) > 1 else model[:3]
    if not beginning:
        return ()
    words = (word.rstrip(".,/-") for word in _WORD.findall(text))
    found = (
        word
        for word in words
        if word != model
        and len(word) > len(beginning)
        and (word.casefold().startswith(beginning.casefold()) or model.casefold() in word.casefold())
        and any(letter.isdigit() for letter in word)
    )
    return tuple(dict.fromkeys(shown(word[:_LONGEST_VALUE]) for word in found))[:_MOST]


def _leaves(value: object, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield name, str(value)
    elif depth and isinstance(value, dict) and _is_entry(cast("Mapping[str, object]", value)):
        entry = cast("Mapping[str, object]", value)
        yield str(entry["name"]), str(entry["version"])
    elif depth < _DEEPEST:
        entries: Iterable[tuple[str, object]] = ()
        if isinstance(value, dict):
            entries = cast("Mapping[str, object]", value).items()
        elif isinstance(value, list):
            entries = ((name, one) for one in cast("list[object]", value))
        for key, inner in entries:
            yield from _leaves(inner, key, depth + 1)


def _is_entry(value: Mapping[str, object]) -> bool:
    """Return whether an object is one of a list of components: its version is not the device's."""
    return isinstance(value.get("name"), str) and isinstance(value.get("version"), str)


def _plain_name(name: str) -> str:
    """Return a name as people write it: blanks for underscores, `modelName` as `model name`, no colon at its end."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:_LONGEST_NAME]).replace("_", " ")
    return " ".join(spaced.split()).rstrip(" :：").casefold()
