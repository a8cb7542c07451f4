"""The search for known values in what was said: chunk by chunk, over the seams between them, and inside HTTP bodies."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.traffic import Encoding
from hoshitori_plugins.traffic.spellings import needles, spellings

_MOST_UNPACKED: Final = 4 * 1024 * 1024
_MOST_MESSAGES: Final = 256
_MOST_VALUES: Final = 400
_START: Final = re.compile(
    rb"(?:[A-Z]{3,10} [^\r\n ]{1,4000} HTTP/1\.[01]|HTTP/1\.[01] [1-5][0-9]{2}[^\r\n]{0,200})\r?\n"
)
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A value that was found: its name, and how it was written."""

    secret: str
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Search:
    """Every form of every value looked for.

    Attributes:
        sought: how many values; `too_short`: how many are too short to be told from chance.
        longest: bytes of the longest form.
    """

    forms: Mapping[bytes, Hit]
    sought: int
    too_short: int
    longest: int

    @classmethod
    def over(cls, values: Mapping[str, bytes]) -> Search:
        """Return a search for values by their names, at most 400."""
        forms: dict[bytes, Hit] = {}
        short = 0
        for name, value in list(values.items())[:_MOST_VALUES]:
            parts = needles(value)
            short += not parts
            for part in parts:
                for form, encoding in spellings(part):
                    forms.setdefault(form, Hit(secret=name, encoding=encoding))
        left_out = max(0, len(values) - _MOST_VALUES)
        return cls(forms, len(values) - short - left_out, short + left_out, max(map(len, forms), default=0))

    def hits(self, data: bytes, *, after: int = 0) -> Iterator[Hit]:
        """Yield what stands in some bytes and ends behind the first `after` of them."""
        for form, hit in self.forms.items():
            place = data.find(form, max(0, after - len(form) + 1))
            if place >= 0:
                yield hit


@dataclass(slots=True)
class Seamless:
    """A search along a stream, in pieces; nothing is missed where two pieces meet."""

    search: Search
    _waiting: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""
    piece: int = 65_536

    def feed(self, data: bytes) -> Iterable[Hit]:
        """Take more of the stream; return what was found by now."""
        self._waiting += data
        return self._look() if len(self._waiting) >= self.piece else ()

    def end(self) -> Iterable[Hit]:
        """Return what is found in the rest; the next bytes do not follow on these."""
        found = self._look()
        self._tail = b""
        return found

    def _look(self) -> list[Hit]:
        data = self._tail + bytes(self._waiting)
        found = list(self.search.hits(data, after=len(self._tail)))
        self._tail = data[-(self.search.longest - 1) :] if self.search.longest > 1 else b""
        self._waiting.clear()
        return found


def unpacked(stream: bytes) -> Iterator[bytes]:
    """Yield the bodies of HTTP/1 messages that stood on the wire in another form: in chunks, or compressed."""
    place, messages = 0, 0
    while (start := _START.match(stream, place)) is not None and messages < _MOST_MESSAGES:
        messages += 1
        close = stream.find(b"\r\n\r\n", start.end() - 2)
        if close < 0:
            return
        head = stream[start.end() : close + 2].lower()
        raw, place = _body(stream, close + 4, head, answer=start[0].startswith(b"HTTP/"))
        chunked = b"chunked" in _value(head, b"transfer-encoding")
        plain = _inflated(raw, _value(head, b"content-encoding"))
        if chunked or plain != raw:
            yield plain


def _body(stream: bytes, place: int, head: bytes, *, answer: bool) -> tuple[bytes, int]:
    """Return a message's body, put together, and where the next message begins."""
    if b"chunked" in _value(head, b"transfer-encoding"):
        return _joined(stream, place)
    length = _value(head, b"content-length")
    if length.isdigit() and len(length) < 12:  # noqa: PLR2004  # more than any stream here
        return stream[place : place + int(length)], place + int(length)
    return (stream[place:], len(stream)) if answer else (b"", place)


def _joined(stream: bytes, place: int) -> tuple[bytes, int]:
    parts: list[bytes] = []
    while (size := _SIZE.match(stream, place)) is not None:
        count, begin = int(size[1], 16), size.end()
        parts.append(stream[begin : begin + count])
        place = begin + count + 2
        if count == 0:
            break
    return b"".join(parts), place


def _value(head: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?:^|\n)" + name + rb":[ \t]*([^\r\n]*)", head)
    return found[1].strip() if found else b""


def _inflated(body: bytes, encoding: bytes) -> bytes:
    """Return a body without gzip or deflate, at most 4 MiB of it; as it is where it has neither."""
    if body[:3] != b"\x1f\x8b\x08" and encoding not in {b"gzip", b"x-gzip", b"deflate"}:
        return body
    for bits in (47, -15):
        try:
            return zlib.decompressobj(bits).decompress(body, _MOST_UNPACKED)
        except zlib.error:
            continue
    return body
