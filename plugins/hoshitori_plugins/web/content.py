"""What an answer shows, and whether two answers show the same: by content, never by status alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from hoshitori.facts.web import PageKind
from hoshitori_plugins.login.browser import Answer
from hoshitori_plugins.login.page import asks_for_password
from hoshitori_plugins.web.links import media_type, read_page

_LEAST_BYTES: Final = 8
_LEAST_BINARY_BYTES: Final = 64
_LEAST_WORDS: Final = 3
_MANY_KEYS: Final = 8
"""No refusal has as many keys as these, and the very same ones that the page has."""
_MOST_NODES: Final = 4_000
_DEPTH: Final = 8
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_SAYS_NOTHING: Final = frozenset({"", "None", "True", "False", "0"})
_FILES: Final = re.compile(r"\.(json|xml|txt|ya?ml|md|csv)$", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w.@:+-]{2,}")
_STATIC_TYPES: Final = frozenset(
    {"text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/wasm",
     "application/manifest+json", "image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon"}
)  # fmt: skip
_STATIC_PLACES: Final = re.compile(
    r"\.(css|js|mjs|map|woff2?|ttf|otf|eot|ico|svg|wasm|webmanifest)$|^/(robots\.txt|sitemap\.xml|favicon\.[a-z]+"
    r"|\.well-known/security\.txt|manifest\.json)$",
    re.IGNORECASE,
)
_ICONS: Final = re.compile(r"\.(png|gif|jpe?g|webp|bmp)$", re.IGNORECASE)
_PICTURES: Final = re.compile(
    r"snap|still|live|cam|video|stream|record|photo|thumb|capture|image\.|frame", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer reduced to what is compared.

    Attributes:
        shape: of a JSON document, its key paths; of anything else nothing.
        words: of text, its words; of JSON, its values.
    """

    status: int
    media: str
    body: bytes
    html: bool
    shape: frozenset[str]
    words: frozenset[str]
    asks_password: bool

    @property
    def given(self) -> bool:
        """Whether the status says that something was given."""
        return 200 <= self.status < 300  # noqa: PLR2004  # success statuses

    @property
    def empty(self) -> bool:
        """Whether there is next to nothing in it."""
        return len(self.body.strip()) < _LEAST_BYTES


def show(answer: Answer) -> Shown:
    """Return what an answer shows."""
    media = media_type(answer)
    html = media in _HTML or (not media and b"<html" in answer.body[:2000].lower())
    shape: set[str] = set()
    words: set[str] = set()
    if html:
        words.update(_WORD.findall(" ".join(read_page(answer.text).words)))
    elif _is_text(media) and not _read_json(answer, shape, words):
        words.update(_WORD.findall(answer.text[:200_000]))
    return Shown(
        status=answer.status,
        media=media,
        body=answer.body,
        html=html,
        shape=frozenset(shape),
        words=frozenset(words),
        asks_password=html and asks_for_password(answer.text),
    )


def _is_text(media: str) -> bool:
    return not media or media.startswith("text/") or any(word in media for word in ("json", "xml", "javascript"))


def _read_json(answer: Answer, shape: set[str], words: set[str]) -> bool:
    if answer.body.lstrip()[:1] not in {b"{", b"["}:
        return False
    try:
        document: object = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    waiting: list[tuple[str, object, int]] = [("", document, 0)]
    for _ in range(_MOST_NODES):
        if not waiting:
            break
        where, value, depth = waiting.pop()
        if isinstance(value, dict) and depth < _DEPTH:
            entries = cast("dict[str, Any]", value)
            shape.update(f"{where}.{name}" for name in entries)
            waiting += [(f"{where}.{name}", one, depth + 1) for name, one in entries.items()]
        elif isinstance(value, list) and depth < _DEPTH:
            shape.add(f"{where}[]")
            waiting += [(f"{where}[]", one, depth + 1) for one in cast("list[object]", value)]
        else:
            words.add(f"{where}={value}"[:200])
    return True


def kind_of(path: str, shown: Shown, answer: Answer) -> PageKind:
    """Return what a page is, by its media type and name; pictures count as data unless they look like icons."""
    place = path.partition("?")[0]
    if shown.html:
        return PageKind.PAGE
    if shown.media in _STATIC_TYPES or shown.media.startswith("font/") or _STATIC_PLACES.search(place):
        return PageKind.STATIC
    kept = bool(answer.header("etag") or answer.header("last-modified"))
    if shown.media.startswith("image/") and _ICONS.search(place) and kept and not _PICTURES.search(place):
        return PageKind.STATIC
    return PageKind.DATA


def looks_like_a_file(path: str, answer: Answer) -> bool:
    """Return whether data look like a file that lies there for the pages: texts of a language, licences, a manifest."""
    kept = bool(answer.header("etag") or answer.header("last-modified"))
    return kept and bool(_FILES.search(path.partition("?")[0]))


def alike(one: Shown, other: Shown) -> bool:
    """Return whether two answers are one and the same: a page of errors, a log-in page, one shell for everything."""
    if one.body == other.body:
        return one.status == other.status
    if one.status != other.status or one.html != other.html or bool(one.shape) != bool(other.shape):
        return False
    if one.shape or other.shape:
        return one.shape == other.shape and len(one.shape) <= 3  # noqa: PLR2004  # an error in a few words
    return _share(one.words, other.words) * 10 >= 9 * max(len(one.words), len(other.words), 1) and bool(one.words)


def gives(answer: Shown, wanted: Shown, background: Iterable[Shown] = ()) -> bool:
    """Return whether an answer gives what the administrator gets.

    Args:
        answer: what somebody else got.
        wanted: what the administrator gets there.
        background: what that somebody gets anyway (the log-in page, the page for what does not exist).
    """
    others = tuple(background)
    if answer.empty or wanted.empty or any(alike(answer, other) for other in others):
        return False
    if answer.body == wanted.body:
        return True
    if wanted.shape:
        return _same_document(answer, wanted)
    known = frozenset[str]().union(*(other.words for other in others))
    own = wanted.words - known
    if len(own) >= _LEAST_WORDS:
        return _share(answer.words, own) * 2 >= len(own)
    if wanted.words:
        return bool(own) and own <= answer.words and not answer.asks_password
    return answer.given and pictured(answer, wanted)


def pictured(answer: Shown, wanted: Shown) -> bool:
    """Return whether both are bytes of one type that nothing is read from, as two pictures of a camera are."""
    binary = min(len(answer.body), len(wanted.body)) >= _LEAST_BINARY_BYTES
    return binary and answer.media == wanted.media and not (answer.words or wanted.words or wanted.shape)


def _same_document(answer: Shown, wanted: Shown) -> bool:
    """Whether two JSON documents tell of the same things.

    Their keys must be alike; of what is filled in, a part must be the same, or, where every value moves on (counters,
    clocks), as much must be filled in. A document that has the keys and says nothing under them gives nothing.
    """
    if not answer.shape:
        return False
    keys = _share(answer.shape, wanted.shape)
    if keys * 10 < 6 * max(len(answer.shape), len(wanted.shape)):
        return False
    told, want = _filled_in(answer), _filled_in(wanted)
    if not want:
        return _share(answer.words, wanted.words) * 10 >= 9 * len(wanted.words)
    if _share(told, want) * 10 >= (3 if len(wanted.shape) >= _LEAST_WORDS else 5) * len(want):
        return True
    moving = answer.shape == wanted.shape and len(wanted.shape) >= (_LEAST_WORDS if answer.given else _MANY_KEYS)
    return moving and len(told) * 2 >= len(want)


def _filled_in(shown: Shown) -> frozenset[str]:
    return frozenset(one for one in shown.words if one.partition("=")[2] not in _SAYS_NOTHING)


def _share(one: frozenset[str], other: frozenset[str]) -> int:
    return len(one & other)
